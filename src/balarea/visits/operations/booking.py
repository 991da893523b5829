"""Appointments: reserve a time, confirm it, move it, give it back, come to it.

Locks are taken in one order everywhere: first the times by their ids, then the
appointment. So two people who move between the same times wait for each other once and
never deadlock; that no time takes more than its capacity the table checks as well.
"""

import datetime as dt
from typing import NamedTuple
from uuid import UUID

from balarea.foundation import clock, idempotency, ids, unit_of_work
from balarea.foundation.errors import NotFound
from balarea.foundation.operation import Actor, ActorKind, operation
from balarea.visits import actors, booking_rules, errors, models
from balarea.visits.operations import (
    booking_limits,
    booking_notices,
    issuing,
    steps,
)
from balarea.visits.queries import bookings, slots
from balarea.visits.rules import CancelReason, Channel, PriorityClass

State = models.Booking.State


class Request(NamedTuple):
    """Who wants an appointment.

    Attributes:
        person_index: keyed hash by which one person's appointments are counted; empty
            at a desk.
        network: where it comes from, which is counted for those without signing in;
            empty at a desk.
        subject: the person or proved contact that is signed in, who gets messages.
        case: the application or prepared file that it is about.
    """

    service: str
    language: str
    channel: Channel = Channel.WEB
    person_index: bytes = b""
    subject: UUID | None = None
    case: UUID | None = None
    party_size: int = 1
    network: str = ""


@operation
def reserve(
    *,
    slot: UUID,
    request: Request,
    key: str = "",
    by: Actor | None,
    at: dt.datetime,
) -> models.Booking:
    """Reserve a time for a few minutes, in which it is confirmed.

    Args:
        key: of the request; the same one again returns the first appointment.

    Raises:
        errors.CannotBook: the time is full, reserved, over or closed.
        errors.TooManyAppointments: they have several already.
        TooMany: today, of one person or of a network without signing in.
    """
    booking_id, visit_id = ids.uuid7(), ids.uuid7()
    actor = by or actors.visitor(visit_id)

    def do() -> None:
        row = _lock_slots(slot)[0]
        _expire_overdue(row, actor, at)
        if (why := slots.why_not(row, at)) is not None:
            raise errors.CannotBook(why=why)
        booking_limits.check_person(person_index=request.person_index, by=actor, at=at)
        booking_limits.count_request(
            person_index=request.person_index,
            network="" if request.subject else request.network,
            by=actor,
            at=at,
        )
        _add(row, request, (booking_id, visit_id), actor, at)

    if not key:
        do()
        return _booking(booking_id)
    answer, _ = idempotency.once(
        namespace="visits.reserve",
        key=key,
        body=slot.bytes,
        answer=str(booking_id),
        at=at,
        do=do,
    )
    return _booking(UUID(answer))


def _add(
    slot: models.Slot,
    request: Request,
    keys: tuple[UUID, UUID],
    by: Actor,
    at: dt.datetime,
) -> None:
    booking_id, visit_id = keys
    visit = unit_of_work.add(
        models.Visit(
            id=visit_id,
            site_id=slot.queue.site_id,
            business_date=slot.business_date,
            language=request.language,
            channel=request.channel,
            began_at=at,
            party_size=request.party_size,
            subject=request.subject,
            case=request.case,
            person_index=request.person_index or None,
        )
    )
    slot.reserved += 1
    unit_of_work.change(slot, "reserved")
    row = models.Booking(
        id=booking_id,
        slot=slot,
        visit=visit,
        service=request.service,
        state=State.RESERVED,
        code_index=bookings.code_index(bookings.code_of(booking_id)),
        made_at=at,
        reserved_until=at + booking_rules.HOLD,
    )
    unit_of_work.add(row)
    _log(row, "APPOINTMENT_RESERVED", by, at)


@operation
def confirm(*, booking: UUID, by: Actor, at: dt.datetime) -> models.Booking:
    """Make a reserved time an appointment. Twice changes nothing.

    Raises:
        errors.ReservationOver: its minutes are over and it was given to others, or
            its time was closed.
    """
    row = _lock(booking)
    if row.state == State.BOOKED:
        return row
    if row.state != State.RESERVED:
        raise errors.ReservationOver
    # Whoever confirms late still gets it, as long as nobody took it from them.
    slot = row.slot
    if slot.is_closed:  # by other hours of its queue
        raise errors.ReservationOver
    slot.reserved, slot.booked = slot.reserved - 1, slot.booked + 1
    unit_of_work.change(slot, "reserved", "booked")
    _set(row, State.BOOKED)
    _log(row, "APPOINTMENT_BOOKED", by, at)
    booking_notices.post(booking=row, kind="APPT_BOOKED", by=by, at=at)
    return row


@operation
def move(
    *, booking: UUID, slot: UUID, reason: str = "", by: Actor, at: dt.datetime
) -> models.Booking:
    """Give an appointment another time; returns the new one. The old code stays good.

    Raises:
        errors.CannotBook: the other time can't be booked; the old one is unchanged.
        errors.AppointmentOver: it was used, moved or given back already.
        TooMany: its visitor moved it often today; each time is a message.
    """
    before = _booking(booking)
    if before.slot_id == slot:
        return before
    both = {one.id: one for one in _lock_slots(before.slot_id, slot)}
    row = _lock_booking(booking, before.slot_id)
    if row.state == State.MOVED and row.moved_to and row.moved_to.slot_id == slot:
        return row.moved_to
    if row.state != State.BOOKED:
        raise errors.AppointmentOver
    old, new = both[before.slot_id], both.get(slot)
    if new is None or new.queue_id != old.queue_id:
        raise NotFound
    _expire_overdue(new, by, at)
    if (why := slots.why_not(new, at)) is not None:
        raise errors.CannotBook(why=why)
    if by.kind is ActorKind.VISITOR:
        booking_limits.count_move(visit=row.visit_id, by=by, at=at)
    old.booked, new.booked = old.booked - 1, new.booked + 1
    unit_of_work.change(old, "booked")
    unit_of_work.change(new, "booked")
    later_id = ids.uuid7()
    later = models.Booking(
        id=later_id,
        slot=new,
        visit=row.visit,
        service=row.service,
        state=State.BOOKED,
        code_index=bookings.code_index(bookings.code_of(later_id)),
        made_at=at,
    )
    unit_of_work.add(later)
    row.state, row.moved_to, row.reason = State.MOVED, later, reason
    unit_of_work.change(row, "state", "moved_to", "reason")
    row.visit.business_date = new.business_date
    unit_of_work.change(row.visit, "business_date")
    _log(later, "APPOINTMENT_MOVED", by, at, reason)
    booking_notices.post(booking=later, kind="APPT_MOVED", reason=reason, by=by, at=at)
    return later


@operation
def cancel(
    *, booking: UUID, reason: CancelReason, by: Actor, at: dt.datetime
) -> models.Booking:
    """Give a time back. Twice changes nothing.

    Raises:
        errors.AppointmentOver: its visitor came, or it was moved.
    """
    row = _lock(booking)
    if row.state == State.CANCELLED:
        return row
    if row.state not in bookings.OPEN:
        raise errors.AppointmentOver
    was_booked = row.state == State.BOOKED
    _free(row)
    _set(row, State.CANCELLED, reason=reason)
    _log(row, "APPOINTMENT_CANCELLED", by, at, reason)
    if was_booked:
        booking_notices.post(
            booking=row, kind="APPT_CANCEL", reason=reason, by=by, at=at
        )
    return row


@operation
def arrive(*, booking: UUID, by: Actor, at: dt.datetime) -> models.Ticket:
    """The visitor is in the building: give them a number that counts from their time.

    Twice gives the first number again.

    Raises:
        errors.NotThatDay: the appointment is for another day.
        errors.AppointmentOver: it was given back, moved, or never confirmed.
    """
    row = _lock(booking)
    if row.ticket is not None:
        return row.ticket
    if row.slot.business_date != clock.today(at):
        raise errors.NotThatDay
    if row.state != State.BOOKED:
        raise errors.AppointmentOver
    visit = row.visit
    if visit.arrived_at is None:
        visit.arrived_at = at
        unit_of_work.change(visit, "arrived_at")
    ticket = issuing.give(
        visit=visit,
        queue=row.slot.queue,
        service=row.service,
        channel=Channel(visit.channel),
        priority=PriorityClass.APPOINTMENT,
        slot_at=row.slot.starts_at,
        is_checked=False,
        by=by,
        at=at,
    )
    row.state, row.ticket = State.ARRIVED, ticket
    unit_of_work.change(row, "state", "ticket")
    _log(row, "APPOINTMENT_ARRIVED", by, at)
    return ticket


@operation
def arrive_visit(
    *, visit: models.Visit, by: Actor, at: dt.datetime
) -> models.Ticket | None:
    """`arrive` for the appointment with which a visit began; None: there is none."""
    row = bookings.of_visit(visit)
    if row is None or row.state not in {State.BOOKED, State.ARRIVED}:
        return None
    return arrive(booking=row.id, by=by, at=at)


@operation
def expire_reserved(*, by: Actor, at: dt.datetime, limit: int = 100) -> int:
    """Give back times that nobody confirmed; returns how many."""
    rows = models.Booking.objects.filter(state=State.RESERVED, reserved_until__lt=at)
    over = list(rows.order_by("slot_id", "id")[:limit])
    for slot in _lock_slots(*{row.slot_id for row in over}):
        _expire_overdue(slot, by, at)
    return len(over)


@operation
def end_unused(*, day: dt.date, by: Actor, at: dt.datetime, limit: int = 200) -> int:
    """Note that nobody came to appointments of days before `day`; returns how many."""
    rows = models.Booking.objects.select_for_update(
        no_key=True, of=("self",), skip_locked=True
    )
    over = rows.select_related("slot__queue").filter(
        state=State.BOOKED, slot__business_date__lt=day
    )[:limit]
    count = 0
    for row in over:
        _set(row, State.NO_SHOW)
        _log(row, "APPOINTMENT_NO_SHOW", by, at)
        count += 1
    return count


def _expire_overdue(slot: models.Slot, by: Actor, at: dt.datetime) -> None:
    """Give back a locked time's reservations whose minutes are over."""
    rows = models.Booking.objects.select_for_update(no_key=True, of=("self",))
    over = rows.filter(slot=slot, state=State.RESERVED, reserved_until__lt=at).order_by(
        "id"
    )
    for row in over:
        row.slot = slot
        _free(row)
        _set(row, State.EXPIRED)
        _log(row, "APPOINTMENT_EXPIRED", by, at)


def _free(row: models.Booking) -> None:
    """Take a booking off its locked slot."""
    slot = row.slot
    if row.state == State.BOOKED:
        slot.booked -= 1
        unit_of_work.change(slot, "booked")
    else:
        slot.reserved -= 1
        unit_of_work.change(slot, "reserved")


def _set(row: models.Booking, state: str, *, reason: str = "") -> None:
    row.state, row.reason = state, reason
    unit_of_work.change(row, "state", "reason")


def _lock_slots(*slots_: UUID) -> list[models.Slot]:
    """Lock times in the order of their ids; raises `NotFound` for an unknown one."""
    rows = models.Slot.objects.select_for_update(no_key=True, of=("self",))
    result = list(
        rows.select_related("queue__site").filter(id__in=slots_).order_by("id")
    )
    if len(result) != len(set(slots_)):
        raise NotFound
    return result


def _lock(booking: UUID) -> models.Booking:
    """Lock an appointment after its time."""
    before = _booking(booking)
    [slot] = _lock_slots(before.slot_id)
    row = _lock_booking(booking, slot.id)
    row.slot = slot
    return row


def _lock_booking(booking: UUID, slot: UUID) -> models.Booking:
    rows = models.Booking.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("visit__site", "ticket", "moved_to").get(
        id=booking, slot=slot
    )


def _booking(booking: UUID) -> models.Booking:
    rows = models.Booking.objects.select_related("slot__queue__site", "visit__site")
    row = rows.filter(id=booking).first()
    if row is None:
        raise NotFound
    return row


def _log(
    row: models.Booking, type: str, by: Actor, at: dt.datetime, reason: str = ""
) -> None:
    steps.log(
        visit=row.visit_id,
        type=type,
        queue=row.slot.queue,
        service=row.service,
        facts={
            "booking": str(row.id),
            "starts_at": row.slot.starts_at.isoformat(),
            "reason": reason,
        },
        by=by,
        at=at,
    )
