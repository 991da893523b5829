"""Suspending issued documents, and putting them back into force.

Whether `by` may do so is checked by the caller, as for `issuing.revoke`.
"""

import datetime as dt

from balarea.documents import errors, models, queries
from balarea.documents.operations.document_steps import locked, record
from balarea.documents.rules import EndGround, State
from balarea.foundation import clock, unit_of_work
from balarea.foundation.operation import Actor, operation
from balarea.vault import operations as vault

REASON, END_REASON = "suspension-reason", "suspension-end"  # names in seals


@operation
def suspend(
    *,
    document: models.IssuedDocument,
    from_on: dt.date,
    until_on: dt.date | None,
    reason: str,
    by: Actor,
    at: dt.datetime,
) -> models.Suspension:
    """Put a document out of force from a day on, until a day or until it is ended.

    The public sees the days, not the reason.

    Raises:
        errors.ReasonNeeded: no reason is given.
        errors.CannotSuspend: it is not in force, is suspended already, or the last day
            comes before the first.
    """
    if not reason.strip():
        raise errors.ReasonNeeded
    row = locked(document.id)
    is_over = until_on is not None and until_on < max(from_on, clock.today(at))
    if row.state != State.ISSUED or is_over:
        raise errors.CannotSuspend
    if queries.open_suspension(row, clock.today(at)) is not None:
        raise errors.CannotSuspend
    suspension = models.Suspension(
        document=row,
        case=row.case,
        from_on=from_on,
        until_on=until_on,
        reason=vault.seal(
            case=row.case, name=REASON, content=reason.strip().encode(), by=by, at=at
        ),
        **_acted(by, at),
    )
    unit_of_work.add(suspension)
    days = {"from_on": from_on.isoformat()}
    if until_on is not None:
        days["until_on"] = until_on.isoformat()
    record(document=row, type="SUSPENDED", more=days, by=by, at=at)
    return suspension


@operation
def end_suspension(
    *,
    suspension: models.Suspension,
    ground: EndGround,
    reason: str,
    by: Actor,
    at: dt.datetime,
) -> models.SuspensionEnd:
    """End a suspension at once; its document is in force again.

    Raises:
        errors.ReasonNeeded: no reason is given.
        errors.NotSuspended: it is over.
    """
    if not reason.strip():
        raise errors.ReasonNeeded
    row = locked(suspension.document_id)
    open_one = queries.open_suspension(row, clock.today(at))
    if open_one is None or open_one.id != suspension.id:
        raise errors.NotSuspended
    end = models.SuspensionEnd(
        suspension=open_one,
        case=row.case,
        ground=ground,
        reason=vault.seal(
            case=row.case,
            name=END_REASON,
            content=reason.strip().encode(),
            by=by,
            at=at,
        ),
        **_acted(by, at),
    )
    unit_of_work.add(end)
    facts = {"ground": ground.value}
    record(document=row, type="SUSPENSION_ENDED", more=facts, by=by, at=at)
    return end


@operation
def reinstate(
    *, revocation: models.Step, ground: EndGround, by: Actor, at: dt.datetime
) -> models.Reinstatement:
    """Undo a revocation: its document is in force again.

    Raises:
        errors.CannotReinstate: it was undone, or another document took its place.
    """
    row = locked(revocation.document_id)
    last = queries.revocation(row)
    if row.state != State.REVOKED or last is None or last.id != revocation.id:
        raise errors.CannotReinstate
    if queries.link_from(row) is not None:
        raise errors.CannotReinstate
    newest = queries.document_of(row.case)
    if newest is None or newest.id != row.id:
        raise errors.CannotReinstate
    row.state = State.ISSUED
    unit_of_work.change(row, "state")
    reinstatement = models.Reinstatement(
        revocation=last, document=row, case=row.case, ground=ground, **_acted(by, at)
    )
    unit_of_work.add(reinstatement)
    facts = {"ground": ground.value}
    record(document=row, type="REINSTATED", more=facts, by=by, at=at)
    return reinstatement


def _acted(by: Actor, at: dt.datetime) -> dict[str, object]:
    return {
        "at": at,
        "actor_kind": by.kind,
        "actor": by.id,
        "office": by.office,
        "office_translations": dict(by.office_translations),
    }
