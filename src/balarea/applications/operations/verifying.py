"""Checking an application: open it, mark each requirement, return once, or accept."""

import datetime as dt
from collections.abc import Container, Iterable, Mapping
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from balarea.applications import errors, models, permissions, queries
from balarea.applications.operations import (
    asking_advice,
    handing_over,
    sealed_contents,
    steps,
)
from balarea.applications.rules import (
    State,
    after_complete,
)
from balarea.catalogue import definition as engine
from balarea.catalogue import queries as catalogue
from balarea.foundation import calendar, clock, unit_of_work
from balarea.foundation import errors as foundation_errors
from balarea.foundation.operation import Actor, operation
from balarea.notices import operations as notices
from balarea.notices import queries as notice_queries
from balarea.people.queries import Scope
from balarea.people.rules import Action
from balarea.vault import operations as vault


class OpenedCase(NamedTuple):
    """An application whose answers were opened, with the access on record."""

    application: models.Application
    definition: engine.Definition
    answers: dict[str, Any]
    # Those of the first filing, once there was an amendment.
    first_answers: dict[str, Any] | None


@operation
def open_case(*, case: UUID, scope: Scope, by: Actor, at: dt.datetime) -> OpenedCase:
    """Open an application's answers; the access is written before the text."""
    application = queries.case_in_reach(case, scope)
    if application is None:
        raise foundation_errors.NotFound
    # Without a deficiency notice there is only one filing.
    filings = queries.filings(application) if queries.deficiency_of(application) else []
    first = filings[0].answers if len(filings) > 1 else None
    texts = vault.open_many(
        items=[
            (sealed, "answers")
            for sealed in (application.answers, first)
            if sealed is not None
        ],
        case=case,
        by=by,
        purpose=permissions.purpose_of(scope, application),
        at=at,
        agency=application.agency,
        service=application.service,
    )
    answers, *before = [msgspec.json.decode(text) for text in texts]
    definition = catalogue.definition(application.definition)
    return OpenedCase(application, definition, answers, before[0] if before else None)


@operation
def send_again(
    *, case: UUID, message: UUID, scope: Scope, by: Actor, at: dt.datetime
) -> None:
    """Send a message again that could not be delivered; needs the right to read."""
    application = queries.case_in_reach(case, scope)
    if application is None:
        raise foundation_errors.NotFound
    permissions.check_can(scope, Action.READ, application)
    for sent in notice_queries.of_case(case):
        if sent.id == message:
            notices.send_again(message=sent, by=by, at=at)
            return
    raise foundation_errors.NotFound


@operation
def save_marks(
    *,
    case: UUID,
    marks: Mapping[str, bool],
    remarks: Mapping[str, str] | None = None,
    ready_reasons: Mapping[str, str] | None = None,
    scope: Scope,
    seen_revision: int | None = None,
    by: Actor,
    at: dt.datetime,
) -> None:
    """Save an officer's marks on requirements of the pinned definition.

    `remarks` are what the officer typed about those marked as defects;
    `ready_reasons` the ids of the definition's reasons that they chose.
    """
    application = steps.lock_case(
        case=case,
        scope=scope,
        action=Action.VERIFY,
        seen_revision=seen_revision,
        by=by,
        at=at,
    )
    add_and_log_marks(
        application=application,
        marks=marks,
        remarks=remarks_of(application, remarks or {}, ready_reasons or {}),
        latest=queries.marks(application),
        scope=scope,
        by=by,
        at=at,
    )
    application.revision += 1
    unit_of_work.change(application, "revision")


def remarks_of(
    application: models.Application,
    typed: Mapping[str, str],
    ready_reasons: Mapping[str, str],
) -> dict[str, str]:
    """What is wrong with each requirement: the chosen reason, then what was typed."""
    definition = catalogue.definition(application.definition)
    texts = {
        key: queries.reason_text(
            definition,
            "RETURN",
            ready_reasons.get(key, ""),
            typed.get(key, ""),
            application.language,
        )
        for key in {**typed, **ready_reasons}
    }
    return {key: text for key, text in texts.items() if text.strip()}


@operation
def add_and_log_marks(
    *,
    application: models.Application,
    marks: Mapping[str, bool],
    remarks: Mapping[str, str],
    latest: Mapping[str, bool],
    scope: Scope,
    by: Actor,
    at: dt.datetime,
) -> None:
    """Add marks to an application that the caller has locked.

    `latest` are the marks until then; a mark that repeats one of them adds no row.
    """
    check_requirements_exist(catalogue.definition(application.definition), marks)
    add_changed_marks(
        application=application,
        marks=marks,
        remarks=remarks,
        latest=latest,
        scope=scope,
        by=by,
        at=at,
    )
    steps.log_entry(
        application=application,
        type="CHECKED",
        by=by,
        at=at,
        facts={key: "MET" if met else "DEFECT" for key, met in marks.items()},
    )


def check_requirements_exist(
    definition: engine.Definition, requirements: Iterable[str]
) -> None:
    """Refuse requirements that the definition doesn't have."""
    _check_among({item.id for item in definition.requirements}, requirements)


def check_requirements_apply(
    application: models.Application,
    answers: Mapping[str, Any],
    requirements: Iterable[str],
) -> None:
    """Refuse requirements that don't apply to these answers."""
    to_mark = _to_mark(application, answers)
    _check_among(to_mark, requirements)


def _to_mark(application: models.Application, answers: Mapping[str, Any]) -> list[str]:
    """The requirements that an officer marks, by their ids."""
    definition = catalogue.definition(application.definition)
    requirements = queries.to_check(definition, answers, as_of=application.filed_on)
    return [requirement.id for requirement in requirements]


def _check_among(allowed: Container[str], requirements: Iterable[str]) -> None:
    for requirement in requirements:
        if requirement not in allowed:
            raise errors.ForeignRequirement(requirement=requirement[:20])


@operation
def add_changed_marks(
    *,
    application: models.Application,
    marks: Mapping[str, bool],
    remarks: Mapping[str, str],
    latest: Mapping[str, bool],
    scope: Scope,
    by: Actor,
    at: dt.datetime,
) -> None:
    """Add the marks that changed, and those with a remark on a defect."""
    for requirement, met in marks.items():
        remark = "" if met else steps.normalized_text(remarks.get(requirement, ""))
        if latest.get(requirement) is met and not remark:
            continue
        mark = models.RequirementCheck(
            application=application,
            requirement=requirement,
            is_met=met,
            remark=vault.seal(
                case=application.id,
                name="remark",
                content=remark.encode(),
                by=by,
                at=at,
            )
            if remark
            else None,
            officer=scope.officer,
            at=at,
        )
        unit_of_work.add(mark)


@operation
def accept(
    *,
    case: UUID,
    marks: Mapping[str, bool] | None = None,
    scope: Scope,
    seen_revision: int | None = None,
    by: Actor,
    at: dt.datetime,
) -> models.Application:
    """Accept an application as complete: from here the deadline counts.

    `marks` are saved first, and count with those saved before.

    An application that was returned once is accepted even with defects: then each
    requirement must be marked, and with a defect it can't be granted.

    Raises:
        errors.NotChecked: a requirement is not marked as in order.
        errors.NotMarked: after a return, a requirement is not marked at all.
    """
    application = steps.lock_case(
        case=case,
        scope=scope,
        action=Action.VERIFY,
        seen_revision=seen_revision,
        by=by,
        at=at,
    )
    deficiency = queries.deficiency_of(application)
    latest = queries.marks_since(application, deficiency)
    if marks:
        add_and_log_marks(
            application=application,
            marks=marks,
            remarks={},
            latest=latest,
            scope=scope,
            by=by,
            at=at,
        )
    answers = sealed_contents.open_answers(
        application=application, by=by, at=at, purpose="VERIFY"
    )
    to_mark = _to_mark(application, answers)
    all_marks = {**latest, **(marks or {})}
    unmet = _unmet(to_mark, all_marks, was_returned=deficiency is not None)
    start_decision_time(application=application, unmet=unmet, by=by, at=at)
    asking_advice.ask(application=application, answers=answers, by=by, at=at)
    _notify_of_start(application=application, unmet=unmet, by=by, at=at)
    return application


@operation
def start_decision_time(
    *, application: models.Application, unmet: list[str], by: Actor, at: dt.datetime
) -> None:
    """Start the deadline: the application is complete or can't be returned again."""
    definition = catalogue.definition(application.definition)
    days = queries.decision_days(definition)
    check_due_on = application.due_on
    steps.set_checked_late(application, at)
    application.completed_at = at
    application.due_on = calendar.add_working_days(clock.today(at), days)
    steps.change_state(
        application=application,
        to=after_complete(definition.steps),
        type="COMPLETE",
        by=by,
        at=at,
        fields=("completed_at", "due_on", "was_checked_late"),
        facts={
            "check_due_on": check_due_on.isoformat(),
            "due_on": application.due_on.isoformat(),
            "unmet": ",".join(unmet),
        },
    )


@operation
def _notify_of_start(
    *, application: models.Application, unmet: list[str], by: Actor, at: dt.datetime
) -> None:
    definition = catalogue.definition(application.definition)
    steps.notify(
        application=application,
        kind="COMPLETE",
        by=by,
        at=at,
        params={
            "due_on": application.due_on.isoformat(),
            **handing_over.register_params(application),
            "unmet": queries.requirement_titles(
                definition, unmet, application.language
            ),
        },
    )
    if application.state == State.TO_INSPECT:
        steps.notify(application=application, kind="INSPECTION", by=by, at=at)


def _unmet(
    to_mark: list[str], marks: Mapping[str, bool], *, was_returned: bool
) -> list[str]:
    """The requirements that are not in order.

    Raises:
        errors.NotChecked: there are some, and it wasn't returned before.
        errors.NotMarked: a requirement has no mark.
    """
    unmet = [key for key in to_mark if not marks.get(key)]
    if unmet and not was_returned:
        raise errors.NotChecked(requirements=", ".join(unmet))
    if unmarked := [key for key in to_mark if key not in marks]:
        raise errors.NotMarked(requirements=", ".join(unmarked))
    return unmet


@operation
def log_attempt(
    *, case: UUID, code: str, scope: Scope, by: Actor, at: dt.datetime
) -> None:
    """Log a refused attempt to ask for something that no rule asks for."""
    application = queries.case_in_reach(case, scope)
    if application is not None:
        steps.log_entry(
            application=application,
            type="ATTEMPT_REFUSED",
            by=by,
            at=at,
            facts={"code": code},
        )
