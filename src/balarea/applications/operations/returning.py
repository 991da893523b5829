"""Returning an application: once, with one notice that lists all its defects.

The notice is saved and previewed before it is sent; see `unanswered_deficiencies` for
what follows when it is not answered in time.
"""

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple
from uuid import UUID

from balarea.applications import errors, models, permissions, queries
from balarea.applications.operations import (
    file_wording,
    officer_texts,
    sealed_contents,
    steps,
    verifying,
)
from balarea.applications.rules import (
    ANSWER_WORKING_DAYS,
    MIN_LETTERS,
    TO_VERIFY,
    State,
    has_enough_letters,
)
from balarea.catalogue import queries as catalogue
from balarea.foundation import calendar, clock, unit_of_work
from balarea.foundation.operation import Actor, operation
from balarea.people.queries import Scope
from balarea.people.rules import Action
from balarea.vault import operations as vault


class ReturnPreview(NamedTuple):
    """The one notice before it is sent: what it would say, and by when to answer."""

    opened: verifying.OpenedCase
    texts: dict[str, str]
    answer_by: dt.date


@operation
def save_return(
    *,
    case: UUID,
    marks: Mapping[str, bool],
    remarks: Mapping[str, str],
    ready_reasons: Mapping[str, str] = MappingProxyType({}),
    scope: Scope,
    seen_revision: int | None = None,
    by: Actor,
    at: dt.datetime,
) -> None:
    """Save marks and remarks that make a complete notice; `send_return` sends it.

    Raises:
        errors.NotMarked: a requirement of this application has no mark.
        errors.ForeignRequirement, errors.NoDefects, errors.ReturnedBefore: as
            `return_for_correction`.
    """
    application = steps.lock_case(
        case=case,
        scope=scope,
        action=Action.VERIFY,
        seen_revision=seen_revision,
        by=by,
        at=at,
    )
    texts = verifying.remarks_of(application, remarks, ready_reasons)
    defects = {key: texts.get(key, "") for key, is_met in marks.items() if not is_met}
    answers = sealed_contents.open_answers(
        application=application, by=by, at=at, purpose="VERIFY"
    )
    _checked_defects(application, answers, defects, marks)
    verifying.add_and_log_marks(
        application=application,
        marks=marks,
        remarks=texts,
        latest=queries.marks(application),
        scope=scope,
        by=by,
        at=at,
    )
    application.revision += 1
    unit_of_work.change(application, "revision")


@operation
def preview_return(
    *, case: UUID, scope: Scope, by: Actor, at: dt.datetime
) -> ReturnPreview:
    """The notice as `send_return` would send it today, opened for a preview.

    Raises:
        foundation_errors.NotPermitted: the officer has no right to send it.
        errors.ChangedMeanwhile: the application isn't to be checked any more.
        errors.NotMarked, errors.NoDefects, errors.ReturnedBefore: it isn't complete.
    """
    opened = verifying.open_case(case=case, scope=scope, by=by, at=at)
    application = opened.application
    permissions.check_can(scope, Action.VERIFY, application)
    if application.state not in TO_VERIFY:
        raise errors.ChangedMeanwhile
    texts = _saved_defects(
        application=application, answers=opened.answers, by=by, at=at
    )
    return ReturnPreview(opened, texts, _last_answer_day(at))


@operation
def _saved_defects(
    *,
    application: models.Application,
    answers: Mapping[str, Any],
    by: Actor,
    at: dt.datetime,
) -> dict[str, str]:
    """Requirement → what is wrong, of the marks and remarks saved before."""
    if queries.deficiency_of(application) is not None:
        raise errors.ReturnedBefore
    definition = catalogue.definition(application.definition)
    to_mark = {
        requirement.id
        for requirement in queries.to_check(
            definition, answers, as_of=application.filed_on
        )
    }
    checks = queries.checks_since(application, None)
    sealed = {key: (text, "remark") for key, text in queries.remarks(checks).items()}
    texts = (
        officer_texts.open_texts(
            application=application, sealed_texts=sealed, purpose="VERIFY", by=by, at=at
        )
        if sealed
        else {}
    )
    defects = {
        key: texts.get(key, "")
        for key, check in checks.items()
        if key in to_mark and not check.is_met
    }
    return _checked_defects(application, answers, defects, {})


@operation
def send_return(
    *,
    case: UUID,
    answer_by: dt.date,
    scope: Scope,
    seen_revision: int,
    by: Actor,
    at: dt.datetime,
) -> models.DeficiencyNotice:
    """Send the saved notice as the officer's preview showed it.

    `answer_by` and `seen_revision` are what that page showed.

    Raises:
        errors.ChangedMeanwhile: one of them has changed.
        errors.NotMarked, errors.NoDefects, errors.ReturnedBefore: no complete notice is
            saved.
    """
    application = steps.lock_case(
        case=case,
        scope=scope,
        action=Action.VERIFY,
        seen_revision=seen_revision,
        by=by,
        at=at,
    )
    if answer_by != _last_answer_day(at):
        raise errors.ChangedMeanwhile
    answers = sealed_contents.open_answers(
        application=application, by=by, at=at, purpose="VERIFY"
    )
    defects = _saved_defects(application=application, answers=answers, by=by, at=at)
    return return_for_correction(
        case=case,
        defects=defects,
        scope=scope,
        seen_revision=seen_revision,
        by=by,
        at=at,
    )


def _last_answer_day(at: dt.datetime) -> dt.date:
    return calendar.add_working_days(clock.today(at), ANSWER_WORKING_DAYS)


@operation
def return_for_correction(
    *,
    case: UUID,
    defects: Mapping[str, str],
    marks: Mapping[str, bool] = MappingProxyType({}),
    scope: Scope,
    seen_revision: int | None = None,
    by: Actor,
    at: dt.datetime,
) -> models.DeficiencyNotice:
    """Return an application, once, with one notice that lists all its defects.

    `defects` maps a requirement to what the citizen should do about it. `marks`, with
    those saved before, cover every requirement.

    Raises:
        errors.ForeignRequirement: a defect names no requirement of the definition, or
            one that doesn't apply to these answers, or that an inspection shows.
        errors.NoDefects: none is named, or one is explained in too few letters.
        errors.NotMarked: a requirement of this application has no mark.
        errors.ReturnedBefore: it was returned before.
    """
    application = steps.lock_case(
        case=case,
        scope=scope,
        action=Action.VERIFY,
        seen_revision=seen_revision,
        by=by,
        at=at,
    )
    answers = sealed_contents.open_answers(
        application=application, by=by, at=at, purpose="VERIFY"
    )
    texts = _checked_defects(application, answers, defects, marks)
    deficiency = _write_notice(
        application=application, texts=texts, scope=scope, by=by, at=at
    )
    verifying.add_changed_marks(
        application=application,
        marks={**marks, **dict.fromkeys(texts, False)},
        remarks={},  # the notice contains them
        latest=queries.marks_since(application, None),
        scope=scope,
        by=by,
        at=at,
    )
    _return_to_citizen(application=application, deficiency=deficiency, by=by, at=at)
    _open_amendment(application=application, answers=answers, by=by, at=at)
    return deficiency


@operation
def _return_to_citizen(
    *,
    application: models.Application,
    deficiency: models.DeficiencyNotice,
    by: Actor,
    at: dt.datetime,
) -> None:
    steps.set_checked_late(application, at)
    application.due_on = deficiency.answer_by
    steps.change_state(
        application=application,
        to=State.RETURNED,
        type="RETURNED",
        by=by,
        at=at,
        fields=("due_on", "was_checked_late"),
        facts={"requirements": ",".join(deficiency.requirements)},
    )
    steps.notify(
        application=application,
        kind="RETURNED",
        by=by,
        at=at,
        params={
            "due_on": deficiency.answer_by.isoformat(),
            "count": str(len(deficiency.requirements)),
        },
    )


def _checked_defects(
    application: models.Application,
    answers: Mapping[str, Any],
    defects: Mapping[str, str],
    marks: Mapping[str, bool],
) -> dict[str, str]:
    """Defect → text of the notice; refused if one is missing or too short, or asks for
    a file that no requirement of the service names.
    """
    if queries.deficiency_of(application) is not None:
        raise errors.ReturnedBefore
    definition = catalogue.definition(application.definition)
    verifying.check_requirements_exist(definition, {**defects, **marks})
    verifying.check_requirements_apply(application, answers, defects)
    to_mark = [
        requirement.id
        for requirement in queries.to_check(
            definition, answers, as_of=application.filed_on
        )
    ]
    all_marks = queries.marks_since(application, None) | dict(marks)
    texts = {key: steps.normalized_text(text) for key, text in defects.items()}
    file_wording.check_notice(application, texts.values())
    texts_by_defect = {
        key: "" for key in to_mark if all_marks.get(key) is False
    } | texts
    too_short = [
        key for key, text in texts_by_defect.items() if not has_enough_letters(text)
    ]
    if not texts_by_defect or too_short:
        raise errors.NoDefects(count=MIN_LETTERS, requirements=", ".join(too_short))
    if unmarked := [
        key for key in to_mark if key not in all_marks and key not in texts
    ]:
        raise errors.NotMarked(requirements=", ".join(unmarked))
    return texts


@operation
def _write_notice(
    *,
    application: models.Application,
    texts: Mapping[str, str],
    scope: Scope,
    by: Actor,
    at: dt.datetime,
) -> models.DeficiencyNotice:
    content = steps.to_json(texts)
    return unit_of_work.add(
        models.DeficiencyNotice(
            application=application,
            requirements=sorted(texts),
            texts=vault.seal(
                case=application.id, name="deficiency", content=content, by=by, at=at
            ),
            officer=scope.officer,
            answer_by=_last_answer_day(at),
            at=at,
        )
    )


@operation
def _open_amendment(
    *,
    application: models.Application,
    answers: dict[str, Any],
    by: Actor,
    at: dt.datetime,
) -> None:
    """A draft with a copy of the answers; what was filed stays as it is."""
    copy = vault.seal(
        case=application.id,
        name="answers",
        content=steps.to_json(answers),
        by=by,
        at=at,
    )
    definition = catalogue.definition(application.definition)
    unit_of_work.add(
        models.Draft(
            id=application.id,
            reference=application.reference,
            service=application.service,
            agency=application.agency,
            definition=application.definition,
            contact=application.contact,
            person=application.person,
            mandate=application.mandate,
            village=application.village,
            language=application.language,
            answers=copy,
            is_amendment=True,
            pages_done=[page.id for page in definition.pages],
            begun_at=at,
            saved_at=at,
        )
    )
