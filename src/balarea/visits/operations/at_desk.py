"""What an officer does for a visitor who comes to the desk by themselves."""

import datetime as dt
from uuid import UUID

from balarea.foundation import clock
from balarea.foundation.errors import NotFound
from balarea.foundation.operation import Actor, operation
from balarea.visits import errors, models
from balarea.visits.operations import arriving, booking, desks, looking_up, steps
from balarea.visits.queries import journeys, tickets
from balarea.visits.rules import FAVOURED, Event, PriorityClass, PriorityReason


@operation
def find(*, text: str, by: Actor, at: dt.datetime) -> models.Visit | None:
    """The visit of what a visitor says or shows: a number, a QR code, a booking code.

    None: nothing of this building fits; a wrong code stays counted.

    Raises:
        errors.DeskClosed: the officer serves at no desk.
        TooMany: after too many wrong codes of this officer.
    """
    site = desks.own_desk(by=by, at=at).site
    try:
        visit = journeys.visit_of_text(site, clock.today(at), text)
    except NotFound:
        visit = None
    if visit is None:
        row = looking_up.by_code(code=text, network=str(by.id), by=by, at=at)
        visit = row.visit if row is not None else None
    return visit if visit is not None and visit.site_id == site.id else None


@operation
def check_in(*, visit: UUID, by: Actor, at: dt.datetime) -> None:
    """Whoever has a number from home or an appointment stands at the desk now.

    Raises:
        errors.DeskClosed: the officer serves at no desk.
        errors.NotThatDay: the visit is for another day.
    """
    row = journeys.visit_at(desks.own_desk(by=by, at=at).site, visit)
    if row.business_date != clock.today(at):
        raise errors.NotThatDay
    booking.arrive_visit(visit=row, by=by, at=at)
    arriving.check_in(visit=row, by=by, at=at)


@operation
def return_missed(
    *, ticket: UUID, version: int, by: Actor, at: dt.datetime
) -> models.Ticket:
    """Somebody who missed their call is back, at any desk of the building.

    Raises:
        errors.DeskClosed: the officer serves at no desk.
        NotFound: it is a number of another building.
        errors.TooLateToReturn: as for `arriving.return_missed`.
    """
    site = desks.own_desk(by=by, at=at).site
    journeys.visit_at(site, tickets.ticket(ticket).visit_id)
    return arriving.return_missed(ticket=ticket, version=version, by=by, at=at)


@operation
def change_priority(
    *,
    ticket: UUID,
    version: int,
    priority: PriorityClass,
    reason: PriorityReason,
    by: Actor,
    at: dt.datetime,
) -> models.Ticket:
    """Give a number priority that its holder didn't ask for, or take it back.

    Its place moves by the queue's lead and by nothing else, so that the order can still
    be computed from the log.

    Raises:
        errors.DeskClosed: the officer serves at no desk of its queue.
        errors.NotNow: it has ended or is at a desk, or comes from an appointment.
    """
    desk = desks.own_desk(by=by, at=at)
    row = steps.lock(ticket=ticket, version=version, by=by, at=at)
    desks.require_skill(desk=desk, queue=row.queue)
    before = PriorityClass(row.priority)
    if PriorityClass.APPOINTMENT in {before, priority} or before is priority:
        raise errors.NotNow
    lead = dt.timedelta(minutes=row.queue.priority_minutes)
    moved = lead * ((before in FAVOURED) - (priority in FAVOURED))
    return steps.apply(
        ticket=row,
        event=Event.PRIORITY,
        by=by,
        at=at,
        reason=reason,
        changes={
            "priority": priority,
            "priority_reason": reason,
            "effective_at": row.effective_at + moved,
        },
    )
