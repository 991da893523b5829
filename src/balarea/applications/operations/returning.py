"""Returning an application: once, with one notice that lists all its defects.

Whoever doesn't answer in time is decided on what is there; nothing waits for ever.
"""

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any
from uuid import UUID

from balarea.applications import errors, models, queries
from balarea.applications.operations import recording, verifying
from balarea.applications.rules import (
    ANSWER_WORKING_DAYS,
    MIN_LETTERS,
    TO_VERIFY,
    State,
    says_something,
)
from balarea.catalogue import queries as catalogue
from balarea.documents import operations as documents
from balarea.documents import queries as document_queries
from balarea.foundation import calendar, clock
from balarea.foundation.operation import SYSTEM, Actor, operation
from balarea.people.queries import Scope
from balarea.people.rules import Action
from balarea.vault import operations as vault


@operation
def return_for_correction(
    *,
    case: UUID,
    defects: Mapping[str, str],
    marks: Mapping[str, bool] = MappingProxyType({}),
    scope: Scope,
    seen: int | None = None,
    by: Actor,
    at: dt.datetime,
) -> models.DeficiencyNotice:
    """Return an application, once, with one notice that lists all its defects.

    `defects` maps a requirement of the pinned definition to what the citizen should
    do about it. `marks` are kept beside it: what is in order stays so.

    Raises:
        errors.ForeignRequirement: a defect names no requirement of the definition, or
            one that these answers don't bring up, or that an inspection shows.
        errors.NoDefects: none is named, or one is explained in too few letters.
        errors.ReturnedBefore: it was returned before.
    """
    application = recording.locked(
        case=case,
        states=TO_VERIFY,
        scope=scope,
        action=Action.VERIFY,
        seen=seen,
        by=by,
        at=at,
    )
    texts = _checked_defects(application, defects, marks)
    answers = verifying.opened_answers(
        application=application, by=by, at=at, purpose="VERIFY"
    )
    verifying.check_asked(application, answers, texts)
    notice = _write_notice(
        application=application, texts=texts, scope=scope, by=by, at=at
    )
    verifying.put_marks(
        application=application,
        marks={**marks, **dict.fromkeys(texts, False)},
        remarks={},  # the notice says it
        known=queries.marks_since(application, None),
        scope=scope,
        by=by,
        at=at,
    )
    _hand_back(application=application, notice=notice, by=by, at=at)
    _open_amendment(application=application, answers=answers, by=by, at=at)
    return notice


@operation
def _hand_back(
    *,
    application: models.Application,
    notice: models.DeficiencyNotice,
    by: Actor,
    at: dt.datetime,
) -> None:
    recording.note_check(application, at)
    application.due_on = notice.answer_by
    recording.move(
        application=application,
        to=State.RETURNED,
        type="RETURNED",
        by=by,
        at=at,
        fields=("due_on", "was_checked_late"),
        facts={"requirements": ",".join(notice.requirements)},
    )
    recording.tell(
        application=application,
        kind="RETURNED",
        by=by,
        at=at,
        params={
            "due_on": notice.answer_by.isoformat(),
            "count": str(len(notice.requirements)),
        },
    )


def _checked_defects(
    application: models.Application,
    defects: Mapping[str, str],
    marks: Mapping[str, bool],
) -> dict[str, str]:
    if queries.deficiency(application) is not None:
        raise errors.ReturnedBefore
    verifying.check_own(
        catalogue.definition(application.definition), {**defects, **marks}
    )
    texts = {key: recording.tidied(text) for key, text in defects.items()}
    if not texts or not all(map(says_something, texts.values())):
        raise errors.NoDefects(count=MIN_LETTERS)
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
    content = recording.packed(texts)
    return models.DeficiencyNotice.objects.create(
        application=application,
        requirements=sorted(texts),
        texts=vault.seal(
            case=application.id, name="deficiency", content=content, by=by, at=at
        ),
        officer=scope.officer,
        answer_by=calendar.add_working_days(clock.today(at), ANSWER_WORKING_DAYS),
        at=at,
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
        content=recording.packed(answers),
        by=by,
        at=at,
    )
    definition = catalogue.definition(application.definition)
    models.Draft.objects.create(
        id=application.id,
        reference=application.reference,
        service=application.service,
        agency=application.agency,
        definition=application.definition,
        contact=application.contact,
        language=application.language,
        answers=copy,
        is_amendment=True,
        pages_done=[page.id for page in definition.pages],
        begun_at=at,
        saved_at=at,
    )


@operation
def take_up_unanswered(*, by: Actor = SYSTEM, at: dt.datetime) -> bool:
    """Bring one application to a decision that nobody mended in time.

    Returns whether there was one. One that somebody is mending at this moment is left
    for the next run; each goes by itself, so that none holds up the others.
    """
    today = clock.today(at)
    late = models.Draft.objects.filter(
        is_amendment=True,
        id__in=models.Application.objects.filter(
            state=State.RETURNED, due_on__lt=today
        ).values("id"),
    )
    # The draft first, then its application: so does whoever files it.
    draft = late.select_for_update(skip_locked=True, of=("self",)).first()
    if draft is None:
        return False
    found = models.Application.objects.select_for_update(of=("self",))
    application = queries.whole(found).get(id=draft.id)
    forget_amendment(application=application, by=by, at=at)
    _take_up(application=application, by=by, at=at)
    return True


@operation
def forget_amendment(
    *, application: models.Application, by: Actor, at: dt.datetime
) -> None:
    """Remove what was begun since the filing and not sent; its draft is locked."""
    case = application.id
    filed = {one for filing in queries.filings(application) for one in filing.evidence}
    for item in document_queries.evidence_of(case):
        if item.id not in filed:
            documents.remove_evidence(evidence=item, by=by, at=at)
    for draft in models.Draft.objects.filter(id=case).select_related("answers__key"):
        answers = draft.answers
        draft.delete()
        vault.discard(sealed=answers, case=case, name="answers", by=by, at=at)


@operation
def _take_up(*, application: models.Application, by: Actor, at: dt.datetime) -> None:
    """Decided is what was filed."""
    definition = catalogue.definition(application.definition)
    days = definition.clock.working_days if definition.clock else 0
    application.completed_at = at
    application.due_on = calendar.add_working_days(clock.today(at), days)
    recording.move(
        application=application,
        to=State.TO_DECIDE,
        type="UNANSWERED",
        by=by,
        at=at,
        fields=("completed_at", "due_on"),
        facts={"due_on": application.due_on.isoformat()},
    )
    recording.tell(
        application=application,
        kind="UNANSWERED",
        by=by,
        at=at,
        params={"due_on": application.due_on.isoformat()},
    )
