"""Revoking and suspending issued documents: one officer proposes, another decides.

Nothing changes before the second person approves. The holder is told of a proposal and
may answer it first, unless waiting would do harm or they asked for it themselves.
"""

import datetime as dt
from collections.abc import Mapping
from uuid import UUID

from balarea.applications import (
    errors,
    general_reasons,
    measure_rules,
    models,
    permissions,
    queries,
)
from balarea.applications.general_reasons import Use
from balarea.applications.measure_rules import GROUNDS, Ground, MeasureKind
from balarea.applications.operations import (
    measure_answers,
    measure_letters,
    revoking,
    steps,
)
from balarea.applications.queries import measures, objections
from balarea.documents import errors as document_errors
from balarea.documents import operations as documents
from balarea.documents import queries as document_queries
from balarea.documents.models import IssuedDocument
from balarea.documents.rules import EndGround
from balarea.documents.rules import State as DocumentState
from balarea.foundation import calendar, clock, unit_of_work
from balarea.foundation import errors as foundation_errors
from balarea.foundation.operation import Actor, operation
from balarea.people.queries import Scope
from balarea.people.rules import Action
from balarea.vault import operations as vault

# Names in seals; never change them.
_REASON, _OUTCOME = "measure-reason", "measure-outcome"


@operation
def propose(
    *,
    case: UUID,
    kind: MeasureKind,
    ground: Ground,
    reason: str,
    ready_reason: str = "",
    from_on: dt.date | None = None,
    until_on: dt.date | None = None,
    scope: Scope,
    by: Actor,
    at: dt.datetime,
) -> models.Measure:
    """Propose to revoke or suspend an application's document.

    `from_on` and `until_on` are of a suspension, see `models.Measure`; `ready_reason`
    is one of `general_reasons`, before what was typed.

    Raises:
        foundation_errors.NotFound: not within reach of the officer's grants.
        foundation_errors.NotPermitted: without the right to revoke.
        errors.NothingInForce: no document is issued, or it is revoked.
        errors.ProposedAlready: another proposal waits.
        errors.MeasureMissing: the ground doesn't fit.
        errors.SuspensionDaysWrong: the last day is over, or before the first.
        errors.ReasonsMissing: the reason has too few letters.
        document_errors.CannotSuspend: it is suspended already.
    """
    application = _within_reach(case, scope)
    if kind == MeasureKind.REVOCATION:
        from_on = until_on = None
    document = _check_proposal(application, kind, ground, at)
    today = clock.today(at)
    _check_days(from_on, until_on, today)
    content = _reasons(application, ready_reason, reason)
    measure = models.Measure(
        application=application,
        document=document,
        kind=kind,
        ground=ground,
        reason=vault.seal(case=case, name=_REASON, content=content, by=by, at=at),
        from_on=from_on,
        until_on=until_on,
        answer_by_on=measure_rules.answer_by(ground, today, calendar.overrides()),
        officer=scope.officer,
        at=at,
    )
    unit_of_work.add(measure)
    _announce(measure=measure, by=by, at=at)
    return measure


def _reasons(application: models.Application, ready_reason: str, typed: str) -> bytes:
    why = general_reasons.composed(
        Use.REVOKE, ready_reason, typed, application.language
    )
    return steps.checked_reason(why).encode()


def _check_proposal(
    application: models.Application,
    kind: MeasureKind,
    ground: Ground,
    at: dt.datetime,
) -> IssuedDocument:
    """The document, if this may be proposed about it now; raises as `propose`."""
    document = document_queries.document_of(application.id)
    if document is None or document.state != DocumentState.ISSUED:
        raise errors.NothingInForce
    if measures.waiting_measure(application) is not None:
        raise errors.ProposedAlready
    if kind not in GROUNDS[ground].kinds:
        raise errors.MeasureMissing
    is_suspended = document_queries.open_suspension(document, clock.today(at))
    if kind == MeasureKind.SUSPENSION and is_suspended is not None:
        raise document_errors.CannotSuspend
    return document


def _check_days(
    from_on: dt.date | None, until_on: dt.date | None, today: dt.date
) -> None:
    if until_on is not None and until_on < max(from_on or today, today):
        raise errors.SuspensionDaysWrong


@operation
def _announce(*, measure: models.Measure, by: Actor, at: dt.datetime) -> None:
    """Log a proposal, and inform the holder where they may answer it."""
    steps.log_entry(
        application=measure.application,
        type="MEASURE_PROPOSED",
        facts={
            "kind": measure.kind,
            "ground": measure.ground,
            "number": measure.document.number,
        },
        by=by,
        at=at,
    )
    if measure.answer_by_on is not None:
        params = {"answer_by_on": measure.answer_by_on.isoformat()}
        _notify(measure=measure, kind="MEASURE", params=params, by=by, at=at)


@operation
def _notify(
    *,
    measure: models.Measure,
    kind: str,
    params: Mapping[str, str],
    by: Actor,
    at: dt.datetime,
) -> None:
    """Inform the holder; `params` beside what is meant and the document's number."""
    shown = {"kind": measure.kind, "number": measure.document.number, **params}
    steps.notify(application=measure.application, kind=kind, params=shown, by=by, at=at)


def _within_reach(case: UUID, scope: Scope) -> models.Application:
    """The application, locked, where the officer may revoke; raises as `propose`."""
    application = queries.case_in_reach(case, scope, lock=True)
    if application is None:
        raise foundation_errors.NotFound
    permissions.check_can(scope, Action.REVOKE, application)
    return application


@operation
def decide(
    *,
    case: UUID,
    measure: UUID,
    is_approved: bool,
    reasons: str,
    scope: Scope,
    by: Actor,
    at: dt.datetime,
) -> models.MeasureOutcome:
    """Approve or reject a proposal, with reasons in each case.

    Raises:
        foundation_errors.NotFound: not within reach of the officer's grants.
        foundation_errors.NotPermitted: without the right to revoke.
        errors.OwnProposal: the officer proposed it.
        errors.ChangedMeanwhile: it is decided.
        errors.AnswerAwaited: it is approved before the holder was heard.
        errors.NothingInForce: the document is out of force already.
        errors.ReasonsMissing: the reasons have too few letters.
        document_errors.CannotSuspend: its last day is over.
    """
    application = _within_reach(case, scope)
    row = _to_decide(measure, case, scope)
    content = steps.checked_reason(reasons).encode()
    if is_approved:
        _check_heard(row, clock.today(at))
    outcome = models.MeasureOutcome(
        measure=row,
        application=application,
        is_approved=is_approved,
        reasons=vault.seal(case=case, name=_OUTCOME, content=content, by=by, at=at),
        proposer_id=row.officer_id,
        officer=scope.officer,
        at=at,
    )
    if is_approved:
        _carry_out(application=application, outcome=outcome, by=by, at=at)
    unit_of_work.add(outcome)
    facts = {"kind": row.kind, "outcome": "APPROVED" if is_approved else "REJECTED"}
    steps.log_entry(
        application=application, type="MEASURE_DECIDED", by=by, at=at, facts=facts
    )
    if not is_approved and row.answer_by_on is not None:
        _notify(measure=row, kind="STAYS_VALID", params={}, by=by, at=at)
    return outcome


def _to_decide(measure: UUID, case: UUID, scope: Scope) -> models.Measure:
    """The proposal, if it waits for somebody else than its proposer."""
    row = measures.measure(measure, case=case)
    if row is None:
        raise foundation_errors.NotFound
    if scope.officer.id == row.officer_id:
        raise errors.OwnProposal
    if measures.outcome_of(row) is not None:
        raise errors.ChangedMeanwhile
    return row


@operation
def take_back(
    *,
    case: UUID,
    measure: UUID,
    reason: str,
    scope: Scope,
    by: Actor,
    at: dt.datetime,
) -> models.MeasureOutcome:
    """Take back one's own proposal before anybody decided on it; nothing changes.

    The holder is informed if they were informed of the proposal, and can read why.

    Raises:
        foundation_errors.NotFound: not within reach of the officer's grants.
        foundation_errors.NotPermitted: without the right to revoke.
        errors.NotOwnProposal: another officer proposed it.
        errors.ChangedMeanwhile: it is decided, or taken back already.
        errors.ReasonsMissing: the reason has too few letters.
    """
    application = _within_reach(case, scope)
    row = measures.measure(measure, case=case)
    if row is None:
        raise foundation_errors.NotFound
    if scope.officer.id != row.officer_id:
        raise errors.NotOwnProposal
    if measures.outcome_of(row) is not None:
        raise errors.ChangedMeanwhile
    content = steps.checked_reason(reason).encode()
    outcome = models.MeasureOutcome(
        measure=row,
        application=application,
        is_approved=False,
        is_taken_back=True,
        reasons=vault.seal(case=case, name=_OUTCOME, content=content, by=by, at=at),
        proposer_id=row.officer_id,
        officer=scope.officer,
        at=at,
    )
    unit_of_work.add(outcome)
    facts, type = {"kind": row.kind}, "MEASURE_TAKEN_BACK"
    steps.log_entry(application=application, type=type, by=by, at=at, facts=facts)
    if row.answer_by_on is not None:
        _notify(measure=row, kind="STAYS_VALID", params={}, by=by, at=at)
    return outcome


def _check_heard(measure: models.Measure, today: dt.date) -> None:
    last_on = measures.answer_by(measure, calendar.overrides())
    is_answered = measures.answer_of(measure) is not None
    if last_on and not measure_rules.may_approve(
        last_on, today, is_answered=is_answered
    ):
        raise errors.AnswerAwaited(last=f"{last_on:%d-%m-%Y}")
    if measure.document.state != DocumentState.ISSUED:
        raise errors.NothingInForce


@operation
def _carry_out(
    *,
    application: models.Application,
    outcome: models.MeasureOutcome,
    by: Actor,
    at: dt.datetime,
) -> None:
    """Do what was approved; inform the holder, and write the letter."""
    measure = outcome.measure
    reason = open_texts(
        measure=measure, application=application, purpose="DECIDE", by=by, at=at
    )["reason"]
    object_by_on = objections.last_day(
        application, clock.today(at), calendar.overrides()
    )
    if measure.kind == MeasureKind.REVOCATION:
        outcome.revocation = revoking.revoke_document(
            application=application,
            document=measure.document,
            reason=reason,
            by=by,
            at=at,
        )
    else:
        outcome.suspension = documents.suspend(
            document=measure.document,
            from_on=max(measure.from_on or clock.today(at), clock.today(at)),
            until_on=measure.until_on,
            reason=reason,
            by=by,
            at=at,
        )
        params = {
            "from_on": outcome.suspension.from_on.isoformat(),
            "object_by_on": object_by_on.isoformat(),
        }
        if measure.until_on is not None:
            params["until_on"] = measure.until_on.isoformat()
        _notify(measure=measure, kind="SUSPENDED", params=params, by=by, at=at)
    measure_letters.prepare(
        application=application,
        outcome=outcome,
        reason=reason,
        object_by_on=object_by_on,
        by=by,
        at=at,
    )


@operation
def lift(*, case: UUID, reason: str, scope: Scope, by: Actor, at: dt.datetime) -> None:
    """End a suspension at once; one officer suffices, because nobody is burdened.

    Raises:
        foundation_errors.NotFound: not within reach of the officer's grants.
        foundation_errors.NotPermitted: without the right to revoke.
        errors.NotSuspendedNow: no suspension runs or is to come.
        errors.ReasonsMissing: the reason has too few letters.
    """
    application = _within_reach(case, scope)
    why = steps.checked_reason(reason)
    document = document_queries.document_of(case)
    suspension = (
        document_queries.open_suspension(document, clock.today(at))
        if document is not None
        else None
    )
    if document is None or suspension is None:
        raise errors.NotSuspendedNow
    documents.end_suspension(
        suspension=suspension, ground=EndGround.LIFTED, reason=why, by=by, at=at
    )
    params = {"number": document.number}
    steps.notify(application=application, kind="LIFTED", params=params, by=by, at=at)


@operation
def open_texts(
    *,
    measure: models.Measure,
    application: models.Application,
    purpose: str,
    by: Actor,
    at: dt.datetime,
) -> dict[str, str]:
    """Its "reason", "answer" and "reasons" of the outcome; the access is recorded."""
    items = {"reason": (measure.reason, _REASON)}
    if (answered := measures.answer_of(measure)) is not None:
        items["answer"] = (answered.text, measure_answers.ANSWER)
    if (outcome := measures.outcome_of(measure)) is not None:
        items["reasons"] = (outcome.reasons, _OUTCOME)
    opened = vault.open_many(
        items=list(items.values()),
        case=application.id,
        by=by,
        purpose=purpose,
        at=at,
        agency=application.agency,
        service=application.service,
    )
    return {name: one.decode() for name, one in zip(items, opened, strict=True)}
