"""Arriving, coming back after a missed call, leaving, and the end of a number."""

import datetime as dt
from uuid import UUID

from balarea.foundation import unit_of_work
from balarea.foundation.operation import Actor, operation
from balarea.visits import errors, models
from balarea.visits.operations import steps
from balarea.visits.queries import tickets
from balarea.visits.rules import (
    ENDED,
    MAX_RETURNS,
    OPEN,
    RETURN_BEFORE,
    RETURN_WITHIN,
    CancelReason,
    Event,
    State,
)


@operation
def check_in(*, visit: models.Visit, by: Actor, at: dt.datetime) -> list[models.Ticket]:
    """Whoever took a number from home is in the building now.

    A number whose turn has passed meanwhile stands before those of the last ten
    minutes; any other keeps its place. Twice changes nothing.
    """
    rows = models.Ticket.objects.select_for_update(no_key=True, of=("self",))
    planned = list(
        rows.select_related("queue", "visit")
        .filter(visit=visit, state=State.PLANNED)
        .order_by("step_no")
    )
    arrived = []
    for row in planned:
        if row.needs.exclude(needed__state__in=ENDED).exists():
            continue
        changes = {}
        if _was_passed(row):
            changes["effective_at"] = max(row.effective_at, at - RETURN_BEFORE)
        arrived.append(
            steps.apply(ticket=row, event=Event.ARRIVED, by=by, at=at, changes=changes)
        )
    # Without a number that waits now nothing is logged, so nothing changes.
    if arrived and visit.arrived_at is None:
        visit.arrived_at = at
        unit_of_work.change(visit, "arrived_at")
    return arrived


def _was_passed(ticket: models.Ticket) -> bool:
    """Whether somebody who stood behind was called already."""
    rows = models.Ticket.objects.filter(
        queue=ticket.queue,
        business_date=ticket.business_date,
        effective_at__gt=ticket.effective_at,
    )
    return rows.exclude(
        state__in=[State.PLANNED, State.WAITING, State.CANCELLED, State.LEFT]
    ).exists()


@operation
def release_dependents(*, ticket: models.Ticket, by: Actor, at: dt.datetime) -> None:
    """Let the steps wait whose last missing step has ended.

    They keep the moment at which the visit began, so that a journey doesn't start again
    at the back.
    """
    unit_of_work.flush()
    for link in ticket.needed_by.select_related("ticket__queue", "ticket__visit"):
        later = link.ticket
        missing = later.needs.exclude(needed=ticket).exclude(needed__state__in=ENDED)
        if later.state == State.PLANNED and not missing.exists():
            steps.apply(ticket=later, event=Event.ARRIVED, by=by, at=at)


@operation
def return_missed(
    *, ticket: UUID, version: int, by: Actor, at: dt.datetime
) -> models.Ticket:
    """Somebody who missed their call is back: they stand before those of the last ten
    minutes.

    Raises:
        errors.TooLateToReturn: half an hour is over, or they came back once before.
    """
    row = steps.lock(ticket=ticket, version=version, by=by, at=at)
    if row.state != State.MISSED:
        raise errors.NotNow
    if row.returns >= MAX_RETURNS or at - row.state_at > RETURN_WITHIN:
        raise errors.TooLateToReturn
    return steps.apply(
        ticket=row,
        event=Event.RETURNED,
        by=by,
        at=at,
        changes={
            "returns": row.returns + 1,
            "effective_at": at - RETURN_BEFORE,
            "desk_id": None,
        },
    )


@operation
def leave(*, visit: models.Visit, by: Actor, at: dt.datetime) -> None:
    """The visitor goes: every number of the visit that waits ends."""
    rows = models.Ticket.objects.select_for_update(no_key=True, of=("self",))
    waiting = rows.select_related("queue", "visit").filter(
        visit=visit,
        state__in=[State.PLANNED, State.WAITING, State.ON_HOLD, State.MISSED],
    )
    for row in waiting:
        steps.apply(ticket=row, event=Event.LEFT, by=by, at=at)


@operation
def cancel(
    *, ticket: UUID, version: int, reason: CancelReason, by: Actor, at: dt.datetime
) -> models.Ticket:
    """A number ends before its turn, with a coded reason; what waits for it goes on."""
    row = steps.lock(ticket=ticket, version=version, by=by, at=at)
    steps.apply(ticket=row, event=Event.CANCELLED, by=by, at=at, reason=reason)
    release_dependents(ticket=row, by=by, at=at)
    return row


@operation
def end_missed(*, by: Actor, at: dt.datetime, limit: int = 200) -> int:
    """End numbers whose time to come back is over; returns how many.

    What waited for them goes on, as after any step that has ended.
    """
    rows = models.Ticket.objects.select_for_update(
        no_key=True, of=("self",), skip_locked=True
    )
    over = rows.select_related("queue", "visit").filter(
        state=State.MISSED, state_at__lt=at - RETURN_WITHIN
    )[:limit]
    ended = [steps.apply(ticket=row, event=Event.NO_SHOW, by=by, at=at) for row in over]
    for row in ended:
        release_dependents(ticket=row, by=by, at=at)
    return len(ended)


@operation
def expire_before(*, day: dt.date, by: Actor, at: dt.datetime, limit: int = 200) -> int:
    """End what is left of the days before `day`; returns how many numbers."""
    rows = models.Ticket.objects.select_for_update(
        no_key=True, of=("self",), skip_locked=True
    )
    over = rows.select_related("queue", "visit").filter(
        business_date__lt=day, state__in=OPEN
    )[:limit]
    ended = [steps.apply(ticket=row, event=Event.EXPIRED, by=by, at=at) for row in over]
    return len(ended)


def open_of(visit: models.Visit) -> list[models.Ticket]:
    """The numbers of a visit that haven't ended."""
    return [one for one in tickets.tickets_of(visit) if one.state in OPEN]
