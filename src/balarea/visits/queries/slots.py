"""Times for appointments: what is free, what isn't and why."""

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from balarea.foundation import clock
from balarea.foundation.errors import NotFound
from balarea.visits import booking_rules, models
from balarea.visits.booking_rules import WhyNot


class Offer(NamedTuple):
    """A time, and why it can't be booked now; None: it can."""

    slot: models.Slot
    why_not: WhyNot | None


class Day(NamedTuple):
    """The times of one day; `is_closed`: the queue doesn't open on it."""

    date: dt.date
    offers: list[Offer]

    @property
    def free(self) -> list[Offer]:
        return [one for one in self.offers if one.why_not is None]


def why_not(slot: models.Slot, at: dt.datetime) -> WhyNot | None:
    """Why a time can't be booked at this moment; None: it can."""
    return booking_rules.why_not(
        starts_at=slot.starts_at,
        capacity=slot.capacity,
        booked=slot.booked,
        reserved=slot.reserved,
        is_closed=slot.is_closed,
        at=at,
    )


def days(queue: models.Queue, at: dt.datetime) -> list[Day]:
    """The days with times for which a queue can be booked, in order."""
    today = clock.today(at)
    last = today + dt.timedelta(days=booking_rules.HORIZON)
    rows = models.Slot.objects.filter(
        queue=queue, business_date__gte=today, business_date__lte=last
    ).order_by("starts_at")
    result: dict[dt.date, list[Offer]] = {}
    for row in rows:
        offer = Offer(row, why_not(row, at))
        result.setdefault(row.business_date, []).append(offer)
    return [Day(date, offers) for date, offers in result.items()]


def first_free(queues: Iterable[UUID], at: dt.datetime) -> dict[UUID, dt.datetime]:
    """The first bookable time of each of these queues."""
    rows = models.Slot.objects.filter(
        queue__in=list(queues), is_closed=False, starts_at__gte=at + booking_rules.LEAD
    ).order_by("starts_at")
    result: dict[UUID, dt.datetime] = {}
    for row in rows:
        if row.queue_id not in result and why_not(row, at) is None:
            result[row.queue_id] = row.starts_at
    return result


def slot(slot: UUID) -> models.Slot:
    """A time of an active queue; raises `NotFound`."""
    rows = models.Slot.objects.select_related("queue__site")
    row = rows.filter(id=slot, queue__is_active=True).first()
    if row is None:
        raise NotFound
    return row


def is_free(slot_id: UUID, at: dt.datetime) -> bool:
    """Whether a time can be booked at this moment."""
    row = models.Slot.objects.filter(id=slot_id).first()
    return row is not None and why_not(row, at) is None
