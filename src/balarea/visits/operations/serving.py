"""Serving a visitor at a desk: begin, interrupt, go on, send on, finish."""

import datetime as dt
from uuid import UUID

from balarea.foundation.operation import Actor, operation
from balarea.visits import errors, models
from balarea.visits.operations import arriving, desks, issuing, journeys, steps
from balarea.visits.queries import tickets
from balarea.visits.rules import Channel, Event, HoldReason, PriorityClass


@operation
def start(*, ticket: UUID, version: int, by: Actor, at: dt.datetime) -> models.Ticket:
    """The visitor stands at the desk: the walk from the call ends here."""
    row = steps.lock(ticket=ticket, version=version, by=by, at=at)
    desks.require_own(row, by=by, at=at)
    walked = int((at - row.state_at).total_seconds())
    return steps.apply(
        ticket=row, event=Event.SERVING, by=by, at=at, numbers={"walked_s": walked}
    )


@operation
def hold(
    *,
    ticket: UUID,
    version: int,
    reason: HoldReason,
    due_at: dt.datetime,
    by: Actor,
    at: dt.datetime,
) -> models.Ticket:
    """Interrupt: the visitor must do something first, and comes back to this desk."""
    row = steps.lock(ticket=ticket, version=version, by=by, at=at)
    desks.require_own(row, by=by, at=at)
    return steps.apply(
        ticket=row,
        event=Event.ON_HOLD,
        by=by,
        at=at,
        reason=reason,
        changes={"hold_reason": reason, "due_at": due_at},
    )


@operation
def resume(*, ticket: UUID, version: int, by: Actor, at: dt.datetime) -> models.Ticket:
    """Go on with somebody who was interrupted at this desk.

    Raises:
        errors.StillServing: another visitor is there.
    """
    row = steps.lock(ticket=ticket, version=version, by=by, at=at)
    desk = desks.require_own(row, by=by, at=at)
    if tickets.at_desk(desk.id) is not None:
        raise errors.StillServing
    return steps.apply(
        ticket=row,
        event=Event.RESUMED,
        by=by,
        at=at,
        changes={"hold_reason": "", "due_at": None},
    )


@operation
def requeue(
    *, ticket: UUID, version: int, is_any_desk: bool, by: Actor, at: dt.datetime
) -> models.Ticket:
    """Somebody who was interrupted is back and waits at their old place.

    `is_any_desk`: any desk of the queue may call them, not only the one before.

    Raises:
        errors.DeskClosed: the officer serves at no desk of its queue.
    """
    row = steps.lock(ticket=ticket, version=version, by=by, at=at)
    desks.require_skill(desk=desks.own_desk(by=by, at=at), queue=row.queue)
    changes: dict[str, object] = {"hold_reason": "", "due_at": None}
    if is_any_desk:
        changes["desk_id"] = None
    return steps.apply(ticket=row, event=Event.REQUEUED, by=by, at=at, changes=changes)


@operation
def transfer(
    *,
    ticket: UUID,
    version: int,
    queue: models.Queue,
    service: str = "",
    reason: str = "",
    by: Actor,
    at: dt.datetime,
) -> models.Ticket:
    """Send the visitor on to another queue; the new number keeps their place.

    Steps that waited for this one wait for the new one. Returns the new ticket.

    Raises:
        errors.AlreadyInQueue: a number of that queue is planned for them.
    """
    row = steps.lock(ticket=ticket, version=version, by=by, at=at)
    desks.require_own(row, by=by, at=at)
    if queue.site_id != row.queue.site_id or queue.id == row.queue_id:
        raise errors.NotNow
    journeys.check_not_in_queue(row.visit, queue)
    steps.apply(ticket=row, event=Event.TRANSFERRED, by=by, at=at, reason=reason)
    later = issuing.give(
        visit=row.visit,
        queue=queue,
        service=service or row.service,
        channel=Channel.DESK,
        priority=PriorityClass(row.priority),
        step_no=row.step_no + 1,
        place_of=row,
        is_checked=False,
        by=by,
        at=at,
    )
    journeys.wait_for(row, later)
    arriving.release_dependents(ticket=row, by=by, at=at)
    return later


@operation
def finish(*, ticket: UUID, version: int, by: Actor, at: dt.datetime) -> models.Ticket:
    """The visitor was served; the next step of their visit begins to wait."""
    row = steps.lock(ticket=ticket, version=version, by=by, at=at)
    desks.require_own(row, by=by, at=at)
    served = int((at - row.state_at).total_seconds())
    steps.apply(
        ticket=row, event=Event.DONE, by=by, at=at, numbers={"served_s": served}
    )
    arriving.release_dependents(ticket=row, by=by, at=at)
    return row
