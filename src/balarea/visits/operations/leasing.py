"""Numbers that a kiosk gives by itself: leased before, taken over afterwards."""

import datetime as dt
import enum
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from balarea.catalogue import queries as catalogue
from balarea.foundation import clock, ids, unit_of_work
from balarea.foundation.operation import Actor, operation
from balarea.transparency import operations as transparency
from balarea.visits import actors, kiosk_rules, models, rules
from balarea.visits.operations import issuing, queue_days, steps
from balarea.visits.operations.issuing import Wish
from balarea.visits.programs import kiosk_signing
from balarea.visits.queries import kiosks, places
from balarea.visits.rules import CancelReason, Channel, Event, PriorityClass, State


class Outcome(enum.StrEnum):
    """What became of an uploaded ticket."""

    TAKEN_OVER = "TAKEN_OVER"
    ALREADY = "ALREADY"  # it was uploaded before
    NOT_SIGNED = "NOT_SIGNED"
    NOT_LEASED = "NOT_LEASED"  # a number outside of the blocks of this kiosk
    UNREADABLE = "UNREADABLE"


@operation
def lease(
    *,
    kiosk: models.Kiosk,
    queue: models.Queue,
    lease_id: UUID,
    by: Actor,
    at: dt.datetime,
) -> models.NumberLease | None:
    """A block of numbers for today, which only this kiosk gives out.

    The same `lease_id` again returns the same block, so that an answer that was lost
    wastes nothing. None: the queue gives no numbers any more today.
    """
    # The kiosk's row is the lock: blocks of one kiosk are leased one after the other.
    models.Kiosk.objects.select_for_update(no_key=True).get(id=kiosk.id)
    earlier = models.NumberLease.objects.filter(id=lease_id, kiosk=kiosk).first()
    if earlier is not None:
        return earlier
    day = clock.today(at)
    if kiosks.closes_at(queue, day) <= at or _is_closed(queue, day):
        return None
    first = kiosks.next_leased(kiosk, queue, day)
    if first > kiosk_rules.LEASED_A_DAY:
        return None
    row = models.NumberLease(
        id=lease_id,
        kiosk=kiosk,
        queue=queue,
        business_date=day,
        first=first,
        last=first + kiosk_rules.LEASE_SIZE - 1,
        leased_at=at,
    )
    transparency.record(
        type="NUMBERS_LEASED",
        subject=kiosk.id,
        by=by,
        at=at,
        agency=queue.agency,
        facts={"queue": queue.code, "first": row.first, "last": row.last},
    )
    return unit_of_work.add(row)


def _is_closed(queue: models.Queue, day: dt.date) -> bool:
    rows = models.QueueDay.objects.filter(queue=queue, business_date=day)
    return rows.filter(closed_at__isnull=False).exists()


@operation
def take_over(
    *, kiosk: models.Kiosk, ticket: Mapping[str, Any], by: Actor, at: dt.datetime
) -> Outcome:
    """Take over a ticket that a kiosk gave out while the mall was away.

    It counts from the time that the kiosk claims, within its lease and this upload; a
    claim outside is corrected, and coded in the log. What its own check of the queue's
    room would say doesn't matter any more: the visitor has the number.
    """
    key, signature = bytes(kiosk.public_key or b""), str(ticket.get("signature", ""))
    if not kiosk_signing.is_signed(key, signature, kiosk_signing.ticket_bytes(ticket)):
        return Outcome.NOT_SIGNED
    try:
        ticket_id = UUID(hex=str(ticket["id"])[:32])
        number, claimed = int(ticket["number"]), int(ticket["claimed_at"])
        lease_id = UUID(hex=str(ticket["lease"]))
        claimed_at = dt.datetime.fromtimestamp(claimed, dt.UTC)
    except (KeyError, TypeError, ValueError, OverflowError, OSError):
        return Outcome.UNREADABLE
    models.Kiosk.objects.select_for_update(no_key=True).get(id=kiosk.id)
    if models.Ticket.objects.filter(id=ticket_id).exists():
        return Outcome.ALREADY
    leased = _lease_of(kiosk, lease_id, number)
    if leased is None or _is_used(leased, kiosk, number):
        return Outcome.NOT_LEASED
    _insert(kiosk, leased, ticket_id, number, claimed_at, ticket, by, at)
    return Outcome.TAKEN_OVER


def _lease_of(
    kiosk: models.Kiosk, lease_id: UUID, number: int
) -> models.NumberLease | None:
    rows = models.NumberLease.objects.select_related("queue__site")
    return rows.filter(
        id=lease_id, kiosk=kiosk, first__lte=number, last__gte=number
    ).first()


def _is_used(leased: models.NumberLease, kiosk: models.Kiosk, number: int) -> bool:
    """Whether another ticket has this number, as after an old state was put back."""
    return models.Ticket.objects.filter(
        queue=leased.queue,
        business_date=leased.business_date,
        block=kiosk.code,
        number=number,
    ).exists()


def _insert(
    kiosk: models.Kiosk,
    leased: models.NumberLease,
    ticket_id: UUID,
    number: int,
    claimed_at: dt.datetime,
    ticket: Mapping[str, Any],
    by: Actor,
    at: dt.datetime,
) -> None:
    queue = leased.queue
    joined_at = kiosk_rules.claimed_time(claimed_at, leased.leased_at, at)
    wish = _wish(queue, ticket)
    _end_twin(str(ticket.get("form_key", "")), wish, ticket_id, by, at)
    visit = _begin_visit(leased, wish.language, joined_at)
    row = models.Ticket(
        id=ticket_id,
        visit=visit,
        queue=queue,
        business_date=leased.business_date,
        block=kiosk.code,
        number=number,
        label=rules.label(queue.prefix, number, kiosk.code),
        service=wish.service,
        channel=Channel.KIOSK_OFFLINE,
        priority=wish.priority,
        joined_at=joined_at,
        effective_at=rules.effective_at(
            joined_at,
            wish.priority,
            priority_lead=dt.timedelta(minutes=queue.priority_minutes),
        ),
        state=State.WAITING,
        state_at=joined_at,
        desks_open=places.serving_desks(queue),
    )
    unit_of_work.add(row)
    queue_days.count(queue=leased.queue_id, day=leased.business_date, by=by, at=at)
    is_corrected = kiosk_rules.is_corrected(claimed_at, leased.leased_at, at)
    steps.note(
        ticket=row,
        event=Event.ISSUED,
        by=actors.visitor(visit.id),
        at=at,
        happened_at=joined_at,
        reason="CLOCK_CORRECTED" if is_corrected else "KIOSK_OFFLINE",
    )


def _begin_visit(
    leased: models.NumberLease, language: str, joined_at: dt.datetime
) -> models.Visit:
    return unit_of_work.add(
        models.Visit(
            id=ids.uuid7(),
            site_id=leased.queue.site_id,
            business_date=leased.business_date,
            language=language,
            channel=Channel.KIOSK_OFFLINE,
            began_at=joined_at,
            arrived_at=joined_at,
        )
    )


def _wish(queue: models.Queue, ticket: Mapping[str, Any]) -> Wish:
    """What the visitor chose; values that the mall doesn't know are left out."""
    service, priority = str(ticket.get("service", "")), str(ticket.get("priority", ""))
    if service not in catalogue.services():
        service = ""
    is_class = priority in PriorityClass and priority != PriorityClass.APPOINTMENT
    return Wish(
        queue=queue,
        service=service,
        channel=Channel.KIOSK,
        priority=PriorityClass(priority) if is_class else PriorityClass.REGULAR,
        language=str(ticket.get("language", ""))[:2] or "id",
    )


def _end_twin(
    form_key: str, wish: Wish, ticket_id: UUID, by: Actor, at: dt.datetime
) -> None:
    """End the number that the mall gave for the same form and that nobody got.

    The mall had answered too late, so the kiosk gave one of its own. A request of that
    form that still comes gets the kiosk's ticket.
    """
    if not form_key:
        return
    answer, is_first = issuing.claim(
        key=form_key, wish=wish, answer=str(ticket_id), at=at, do=lambda: None
    )
    if is_first:
        return
    row = steps.lock(ticket=UUID(answer), by=by, at=at)
    if rules.may(Event.CANCELLED, steps.state_of(row)):
        steps.apply(
            ticket=row,
            event=Event.CANCELLED,
            by=by,
            at=at,
            reason=CancelReason.DUPLICATE,
        )
