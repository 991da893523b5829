"""Filing and withdrawing an objection (keberatan) or an appeal (banding)."""

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from balarea.applications import errors, models, objection_rules, permissions, queries
from balarea.applications.objection_rules import ObjectionState, Remedy
from balarea.applications.operations import steps
from balarea.applications.queries import objections
from balarea.documents import operations as documents
from balarea.documents.intake import Accepted
from balarea.foundation import calendar, clock, ids, unit_of_work
from balarea.foundation import errors as foundation_errors
from balarea.foundation.operation import Actor, operation
from balarea.people.models import Officer
from balarea.people.queries import Scope
from balarea.people.rules import Action
from balarea.vault import operations as vault

type NamedFile = tuple[str, Accepted]

_TEXT = "objection-text"  # a name in seals; never change it


@operation
def file_objection(
    *,
    case: UUID,
    owners: frozenset[UUID],
    text: str,
    files: Sequence[NamedFile] = (),
    by: Actor,
    at: dt.datetime,
) -> models.Objection:
    """File the remedy that is open to the owner: an objection first, then an appeal.

    `files` are names and files, examined by `documents.uploads.examine` before.

    Raises:
        foundation_errors.NotFound: it is not theirs.
        errors.NothingToObject: nothing was refused, revoked or suspended, or a remedy
            waits or is used up.
        errors.TooLateToObject: the last day has passed.
        errors.ReasonsMissing: the text has too few letters.
    """
    rows = queries.applications_of(owners).filter(id=case)
    application = queries.locked_for_step(rows).first()
    if application is None:
        raise foundation_errors.NotFound
    return _file(application=application, text=text, files=files, by=by, at=at)


@operation
def take_in_objection(
    *,
    case: UUID,
    text: str,
    files: Sequence[NamedFile] = (),
    scope: Scope,
    by: Actor,
    at: dt.datetime,
) -> models.Objection:
    """File the same for somebody who stands at the front desk; raises the same.

    Raises:
        foundation_errors.NotPermitted: without the right to take in.
    """
    application = queries.case_in_reach(case, scope, lock=True)
    if application is None:
        raise foundation_errors.NotFound
    permissions.check_can(scope, Action.RECEIVE, application)
    return _file(
        application=application,
        text=text,
        files=files,
        received_by=scope.officer,
        by=by,
        at=at,
    )


@operation
def _file(
    *,
    application: models.Application,
    text: str,
    files: Sequence[NamedFile],
    received_by: Officer | None = None,
    by: Actor,
    at: dt.datetime,
) -> models.Objection:
    today, overrides = clock.today(at), calendar.overrides()
    remedy = objections.open_remedy(application, overrides, today=today)
    if remedy is None:
        raise errors.NothingToObject
    if today > remedy.last_on:
        raise errors.TooLateToObject(last=f"{remedy.last_on:%d-%m-%Y}")
    content, objection_id = steps.checked_reason(text).encode(), ids.uuid7()
    objection = models.Objection(
        id=objection_id,
        application=application,
        decision=remedy.decision,
        measure=remedy.measure,
        remedy=remedy.remedy,
        text=vault.seal(case=objection_id, name=_TEXT, content=content, by=by, at=at),
        due_on=objection_rules.decide_by(remedy.remedy, today, overrides),
        received_by=received_by,
        at=at,
    )
    unit_of_work.add(objection)
    attach(application=application, case=objection_id, files=files, by=by, at=at)
    add_step(objection=objection, state=ObjectionState.FILED, by=by, at=at)
    params = {"due_on": objection.due_on.isoformat()}
    if remedy.remedy == Remedy.OBJECTION:
        kind, type = "OBJECTION", "OBJECTION_FILED"
    else:
        kind, type = "APPEAL", "APPEAL_FILED"
    steps.log_entry(application=application, type=type, by=by, at=at, facts=params)
    steps.notify(application=application, kind=kind, params=params, by=by, at=at)
    if not objections.deciders(objection, application):
        type = "NOBODY_DECIDES"
        steps.log_entry(application=application, type=type, by=by, at=at)
    return objection


@operation
def attach(
    *,
    application: models.Application,
    case: UUID,
    files: Sequence[NamedFile],
    max_files: int = objection_rules.MAX_FILES,
    by: Actor,
    at: dt.datetime,
) -> None:
    """Seal the files of an objection, whose case is `case`, with it.

    Raises:
        documents.errors.TooManyFiles: more than `max_files`.
    """
    for name, accepted in files:
        documents.add_evidence(
            case=case,
            requirement=objections.FILES,
            name=name,
            accepted=accepted,
            max_files=max_files,
            agency=application.agency,
            service=application.service,
            by=by,
            at=at,
        )


@operation
def withdraw_objection(
    *,
    case: UUID,
    objection: UUID,
    owners: frozenset[UUID],
    by: Actor,
    at: dt.datetime,
) -> models.ObjectionWithdrawal:
    """Take back an objection or appeal that waits; it can't be filed a second time.

    Raises:
        foundation_errors.NotFound: it is not theirs.
        errors.NotWaiting: it is decided, or was withdrawn.
    """
    rows = queries.applications_of(owners).filter(id=case)
    application = queries.locked_for_step(rows).first()
    if application is None:
        raise foundation_errors.NotFound
    return _withdraw(application=application, objection=objection, by=by, at=at)


@operation
def withdraw_objection_at_desk(
    *, case: UUID, objection: UUID, scope: Scope, by: Actor, at: dt.datetime
) -> models.ObjectionWithdrawal:
    """The same for the owner, who stands at a front desk; raises the same.

    Raises:
        foundation_errors.NotPermitted: without the right to take in.
    """
    application = queries.case_in_reach(case, scope, lock=True)
    if application is None:
        raise foundation_errors.NotFound
    permissions.check_can(scope, Action.RECEIVE, application)
    return _withdraw(application=application, objection=objection, by=by, at=at)


@operation
def _withdraw(
    *, application: models.Application, objection: UUID, by: Actor, at: dt.datetime
) -> models.ObjectionWithdrawal:
    row = queries.objection(objection, case=application.id)
    if row is None:
        raise foundation_errors.NotFound
    if not objections.is_waiting(row):
        raise errors.NotWaiting
    add_step(objection=row, state=ObjectionState.WITHDRAWN, by=by, at=at)
    withdrawal = models.ObjectionWithdrawal(
        objection=row, application=application, at=at
    )
    unit_of_work.add(withdrawal)
    facts, kind = {"remedy": row.remedy}, "OBJECTION_WITHDRAWN"
    steps.log_entry(application=application, type=kind, by=by, at=at, facts=facts)
    kind = "OBJ_DROPPED"
    steps.notify(application=application, kind=kind, params=facts, by=by, at=at)
    return withdrawal


@operation
def add_step(
    *,
    objection: models.Objection,
    state: ObjectionState,
    by: Actor,
    at: dt.datetime,
) -> None:
    """Add a state to an objection; it was `FILED` before, unless it is filed now.

    Raises:
        errors.ChangedMeanwhile: its state doesn't lead there.
    """
    if state != ObjectionState.FILED:
        before = objections.state_of(objection)
        if state not in objection_rules.TRANSITIONS[before]:
            raise errors.ChangedMeanwhile
    step = models.ObjectionStep(
        objection=objection,
        application_id=objection.application_id,
        state=state,
        actor_kind=by.kind,
        actor=by.id,
        office=by.office,
        office_translations=dict(by.office_translations),
        at=at,
    )
    unit_of_work.add(step)


@operation
def open_text(
    *,
    application: models.Application,
    objection: models.Objection,
    purpose: str,
    by: Actor,
    at: dt.datetime,
) -> tuple[str, str]:
    """What was filed and, once it is decided, why so; the access is recorded first."""
    items = [(objection.text, _TEXT)]
    outcome = objections.outcome_of(objection)
    if outcome is not None:
        items.append((outcome.reasons, "objection-reasons"))
    opened = vault.open_many(
        items=items,
        case=objection.id,
        by=by,
        purpose=purpose,
        at=at,
        agency=application.agency,
        service=application.service,
    )
    text, reasons = [one.decode() for one in (*opened, b"")][:2]
    return text, reasons
