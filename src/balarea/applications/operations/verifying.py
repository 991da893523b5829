"""Checking an application: open it, mark each requirement, return once, or accept."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from balarea.applications import errors, models, permissions, queries
from balarea.applications.operations import recording
from balarea.applications.rules import (
    ANSWER_WORKING_DAYS,
    TO_VERIFY,
    State,
    after_complete,
)
from balarea.catalogue import definition as engine
from balarea.catalogue import queries as catalogue
from balarea.foundation import calendar, clock
from balarea.foundation import errors as foundation_errors
from balarea.foundation.operation import Actor, ActorKind, operation
from balarea.notices import operations as notices
from balarea.notices import queries as notice_queries
from balarea.people.queries import Scope
from balarea.people.rules import Action
from balarea.vault import operations as vault

MIN_TEXT = 10  # a defect or a reason shorter than this tells nobody anything


class Opened(NamedTuple):
    """An application whose answers were opened, with the access on record."""

    application: models.Application
    definition: engine.Definition
    answers: dict[str, Any]
    before: dict[str, Any] | None  # the first filing's, once there was an amendment


@operation
def open_case(*, case: UUID, scope: Scope, by: Actor, at: dt.datetime) -> Opened:
    """Open an application's answers; the access is written before the text."""
    application = queries.in_reach(scope).filter(id=case).first()
    if application is None:
        raise foundation_errors.NotFound
    filings = application.filings.select_related("answers__key").order_by("at")
    first = filings[0].answers if len(filings) > 1 else None
    texts = vault.open_many(
        things=[application.answers, *([first] if first else [])],
        by=by,
        purpose=permissions.purpose_of(scope, application),
        at=at,
        agency=application.agency,
        service=application.service,
    )
    answers, *before = [msgspec.json.decode(text) for text in texts]
    definition = catalogue.definition(application.definition)
    return Opened(application, definition, answers, before[0] if before else None)


@operation
def open_texts(
    *, application: models.Application, by: Actor, at: dt.datetime
) -> dict[str, Any]:
    """What officers wrote so far: deficiency (a dict), inspection, reasons, note."""
    notice = queries.deficiency(application)
    decision = queries.last_decision(application)
    inspection = (
        models.Inspection.objects.filter(application=application)
        .select_related("report__key")
        .first()
    )
    signed = getattr(decision, "countersignature", None)
    things = {
        "deficiency": notice.texts if notice else None,
        "inspection": inspection.report if inspection else None,
        "reasons": decision.reasons if decision else None,
        "note": signed.note if signed else None,
    }
    wanted = {name: thing for name, thing in things.items() if thing is not None}
    texts = vault.open_many(
        things=list(wanted.values()),
        by=by,
        purpose="VERIFY" if by.kind == ActorKind.OFFICER else "OWN_DATA",
        at=at,
        agency=application.agency,
        service=application.service,
    )
    found: dict[str, Any] = {
        name: text.decode() for name, text in zip(wanted, texts, strict=True)
    }
    if "deficiency" in found:
        found["deficiency"] = msgspec.json.decode(found["deficiency"])
    return found


@operation
def send_again(
    *, case: UUID, message: UUID, scope: Scope, by: Actor, at: dt.datetime
) -> None:
    """Send a message again that could not be delivered."""
    application = queries.in_reach(scope).filter(id=case).first()
    if application is None:
        raise foundation_errors.NotFound
    for sent in notice_queries.of_case(case):
        if sent.id == message:
            notices.send_again(message=sent, by=by, at=at)
            return
    raise foundation_errors.NotFound


@operation
def _answers(
    *, application: models.Application, by: Actor, at: dt.datetime, purpose: str
) -> dict[str, Any]:
    text = vault.open(
        sealed=application.answers,
        by=by,
        purpose=purpose,
        at=at,
        agency=application.agency,
        service=application.service,
    )
    found: dict[str, Any] = msgspec.json.decode(text)
    return found


@operation
def mark(
    *,
    case: UUID,
    marks: Mapping[str, bool],
    scope: Scope,
    by: Actor,
    at: dt.datetime,
) -> None:
    """Keep an officer's marks on requirements of the pinned definition."""
    application = recording.locked(
        case, states=TO_VERIFY, scope=scope, action=Action.VERIFY
    )
    _check_own(catalogue.definition(application.definition), marks)
    _mark(application=application, marks=marks, scope=scope, by=by, at=at)
    recording.record(
        application=application,
        type="CHECKED",
        by=by,
        at=at,
        facts={key: "MET" if met else "DEFECT" for key, met in marks.items()},
    )


def _check_own(definition: engine.Definition, named: Mapping[str, object]) -> None:
    own = {requirement.id for requirement in definition.requirements}
    for requirement in named:
        if requirement not in own:
            raise errors.ForeignRequirement(requirement=requirement[:20])


@operation
def _mark(
    *,
    application: models.Application,
    marks: Mapping[str, bool],
    scope: Scope,
    by: Actor,
    at: dt.datetime,
) -> None:
    known = queries.marks(application)
    models.RequirementCheck.objects.bulk_create(
        models.RequirementCheck(
            application=application,
            requirement=requirement,
            is_met=met,
            officer=scope.officer,
            at=at,
        )
        for requirement, met in marks.items()
        if known.get(requirement) is not met
    )


@operation
def return_for_correction(
    *,
    case: UUID,
    defects: Mapping[str, str],
    scope: Scope,
    by: Actor,
    at: dt.datetime,
) -> models.DeficiencyNotice:
    """Return an application, once, with one notice that lists all its defects.

    `defects` maps a requirement of the pinned definition to what the citizen should
    do about it.

    Raises:
        errors.ForeignRequirement: a defect names no requirement of the definition, or
            one that these answers don't bring up, or that an inspection shows.
        errors.NoDefects: none is named, or one is not explained.
        errors.ReturnedBefore: it was returned before.
    """
    application = recording.locked(
        case, states=TO_VERIFY, scope=scope, action=Action.VERIFY
    )
    texts = _checked_defects(application, defects)
    answers = _answers(application=application, by=by, at=at, purpose="VERIFY")
    _check_asked(application, answers, texts)
    notice = _write_notice(
        application=application, texts=texts, scope=scope, by=by, at=at
    )
    marks = dict.fromkeys(texts, False)
    _mark(application=application, marks=marks, scope=scope, by=by, at=at)
    application.due_on = notice.answer_by
    recording.move(
        application=application,
        to=State.RETURNED,
        type="RETURNED",
        by=by,
        at=at,
        fields=("due_on",),
        facts={"requirements": ",".join(notice.requirements)},
    )
    _open_amendment(application=application, answers=answers, by=by, at=at)
    recording.tell(
        application=application,
        kind="RETURNED",
        by=by,
        at=at,
        params={"due_on": notice.answer_by.isoformat(), "count": str(len(texts))},
    )
    return notice


def _check_asked(
    application: models.Application,
    answers: Mapping[str, Any],
    named: Mapping[str, object],
) -> None:
    """What a citizen can't mend because nobody asked for it is no defect."""
    definition = catalogue.definition(application.definition)
    asked = {one.id for one in queries.to_check(definition, answers)}
    for requirement in named:
        if requirement not in asked:
            raise errors.ForeignRequirement(requirement=requirement[:20])


def _checked_defects(
    application: models.Application, defects: Mapping[str, str]
) -> dict[str, str]:
    if queries.deficiency(application) is not None:
        raise errors.ReturnedBefore
    _check_own(catalogue.definition(application.definition), defects)
    texts = {key: text.strip() for key, text in defects.items()}
    if not texts or any(len(text) < MIN_TEXT for text in texts.values()):
        raise errors.NoDefects
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
def accept(
    *, case: UUID, scope: Scope, by: Actor, at: dt.datetime
) -> models.Application:
    """Accept an application as complete: from here the deadline counts.

    What is still wrong after its one return is decided on as it is: then each
    requirement must be marked, be it as a defect, and the application can't be granted.

    Raises:
        errors.NotChecked: a requirement is not marked as in order.
        errors.NotMarked: after a return, a requirement is not marked at all.
    """
    application = recording.locked(
        case, states=TO_VERIFY, scope=scope, action=Action.VERIFY
    )
    definition = catalogue.definition(application.definition)
    answers = _answers(application=application, by=by, at=at, purpose="VERIFY")
    marks = queries.marks(application)
    asked = [one.id for one in queries.to_check(definition, answers)]
    unmet = [one for one in asked if not marks.get(one)]
    if queries.deficiency(application) is None:
        if unmet:
            raise errors.NotChecked(requirements=", ".join(unmet))
    elif unmarked := [one for one in asked if one not in marks]:
        raise errors.NotMarked(requirements=", ".join(unmarked))
    days = definition.clock.working_days if definition.clock else 0
    application.completed_at = at
    application.due_on = calendar.add_working_days(clock.today(at), days)
    recording.move(
        application=application,
        to=after_complete(definition.steps),
        type="COMPLETE",
        by=by,
        at=at,
        fields=("completed_at", "due_on"),
        facts={"due_on": application.due_on.isoformat(), "unmet": ",".join(unmet)},
    )
    recording.tell(
        application=application,
        kind="COMPLETE",
        by=by,
        at=at,
        params={"due_on": application.due_on.isoformat()},
    )
    return application


@operation
def record_attempt(
    *, case: UUID, code: str, scope: Scope, by: Actor, at: dt.datetime
) -> None:
    """Put a refused attempt on record: asking for what no rule asks is a trace."""
    application = queries.in_reach(scope).filter(id=case).first()
    if application is not None:
        recording.record(
            application=application,
            type="ATTEMPT_REFUSED",
            by=by,
            at=at,
            facts={"code": code},
        )
