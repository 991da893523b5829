"""An agency doesn't come on a day: its appointments are moved, its numbers answered.

Everybody who can be reached is told in the same transaction; whoever can't reads it on
the page of their number or appointment.
"""

import datetime as dt

from balarea.foundation import clock, ids, unit_of_work
from balarea.foundation.operation import Actor, operation
from balarea.transparency import operations as transparency
from balarea.visits import booking_rules, errors, models
from balarea.visits.operations import arriving, booking, booking_notices, slots, steps
from balarea.visits.queries import bookings
from balarea.visits.queries import slots as slot_queries
from balarea.visits.rules import CancelReason, Event, State, may

REASON = CancelReason.AGENCY_AWAY


@operation
def close(
    *, queue: models.Queue, day: dt.date, reason: str, by: Actor, at: dt.datetime
) -> None:
    """Close a queue for one day.

    Its appointments move to the nearest free time of the next days, or are cancelled
    where none is free. Numbers of that day end, but for those who are at a desk. Twice
    changes nothing more.
    """
    models.Queue.objects.select_for_update(no_key=True).get(id=queue.id)
    if not models.QueueClosure.objects.filter(queue=queue, date=day).exists():
        unit_of_work.add(
            models.QueueClosure(id=ids.uuid7(), queue=queue, date=day, reason=reason)
        )
        transparency.record(
            type="QUEUE_CHANGED",
            subject=queue.id,
            by=by,
            at=at,
            agency=queue.agency,
            facts={"queue": queue.code, "day": day.isoformat(), "reason": reason},
        )
    # Every time to which somebody is moved, in the order in which all lock them: a
    # visitor who moves at the same moment waits, and neither waits for the other.
    ahead = models.Slot.objects.select_for_update(no_key=True).filter(
        queue=queue, business_date__gte=min(day, clock.today(at))
    )
    list(ahead.order_by("id").values_list("id"))
    slots.close_day(queue=queue, day=day, by=by, at=at)
    for reserved in bookings.reserved_on(queue, day):
        booking.cancel(booking=reserved.id, reason=REASON, by=by, at=at)
    for booked in bookings.booked_on(queue, day):
        move_or_cancel(row=booked, by=by, at=at)
    if day == clock.today(at):
        _end_numbers(queue, day, by, at)


@operation
def move_or_cancel(*, row: models.Booking, by: Actor, at: dt.datetime) -> None:
    """Give an appointment the nearest free time after its own, else cancel it."""
    queue, wish = row.slot.queue, clock.local(row.slot.starts_at)
    offered = {
        clock.local(one.slot.starts_at): one.slot.id
        for day in slot_queries.days(queue, at)
        for one in day.free
        if one.slot.business_date != row.slot.business_date
    }
    while (nearest := booking_rules.nearest(wish, offered)) is not None:
        slot = offered.pop(nearest)
        if not slot_queries.is_free(slot, at):
            continue  # somebody took it meanwhile
        booking.move(booking=row.id, slot=slot, reason=REASON, by=by, at=at)
        return
    booking.cancel(booking=row.id, reason=REASON, by=by, at=at)


def _end_numbers(queue: models.Queue, day: dt.date, by: Actor, at: dt.datetime) -> None:
    rows = models.Ticket.objects.select_for_update(no_key=True, of=("self",))
    waiting = rows.select_related("queue", "visit").filter(
        queue=queue,
        business_date=day,
        state__in=[State.PLANNED, State.WAITING, State.MISSED],
    )
    for ticket in waiting.order_by("id"):
        if not may(Event.CANCELLED, steps.state_of(ticket)):
            raise errors.NotNow
        steps.apply(ticket=ticket, event=Event.CANCELLED, by=by, at=at, reason=REASON)
        arriving.release_dependents(ticket=ticket, by=by, at=at)
        booking_notices.post_to_visitor(
            visit=ticket.visit,
            queue=queue,
            service=ticket.service,
            kind="NUMBER_OFF",
            params={"label": ticket.label},
            by=by,
            at=at,
        )
