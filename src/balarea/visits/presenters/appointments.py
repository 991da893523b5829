"""Appointments and their times as visitors read them."""

import datetime as dt
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from balarea.foundation import clock, references
from balarea.visits import booking_rules, models
from balarea.visits.booking_rules import WhyNot
from balarea.visits.errors import WHY_NOT
from balarea.visits.queries import bookings
from balarea.visits.queries.slots import Day
from balarea.visits.queries.tickets import name_in

State = models.Booking.State
WORDS: dict[str, tuple[str, str | Promise]] = {
    State.RESERVED: ("warn", _("Reserved, not confirmed")),
    State.BOOKED: ("ok", _("Confirmed")),
    State.ARRIVED: ("ok", _("You arrived")),
    State.NO_SHOW: ("bad", _("Nobody came")),
    State.CANCELLED: ("", _("Cancelled")),
    State.EXPIRED: ("", _("The reservation ran out")),
    State.MOVED: ("", _("Moved")),
}


class Appointment(NamedTuple):
    """One appointment."""

    id: str
    queue_id: str
    queue: str
    zone: str
    code: str
    starts_at: dt.datetime
    minutes: int
    kind: str
    word: str
    is_reserved: bool
    is_booked: bool
    until: dt.datetime | None


def shown(visit: models.Visit, at: dt.datetime) -> Appointment | None:
    """The appointment with which a visit began; None: there is none."""
    row = bookings.of_visit(visit)
    return appointment(row, at) if row is not None else None


def appointment(row: models.Booking, at: dt.datetime) -> Appointment:
    kind, word = WORDS[row.state]
    return Appointment(
        id=str(row.id),
        queue_id=str(row.slot.queue_id),
        queue=name_in(row.slot.queue, get_language()),
        zone=row.slot.queue.zone,
        code=references.pretty(bookings.code_of(row.id)),
        starts_at=row.slot.starts_at,
        minutes=row.slot.minutes,
        kind=kind,
        word=str(word),
        is_reserved=row.state == State.RESERVED,
        is_booked=row.state == State.BOOKED,
        until=row.reserved_until if row.state == State.RESERVED else None,
    )


class Time(NamedTuple):
    """One time of a day: `why_not` is empty where it can be booked now."""

    id: str
    hour: str
    places: int
    why_not: str


class OfferedDay(NamedTuple):
    """A day: its times, how many are free, and one sentence where none is."""

    date: dt.date
    times: list[Time]
    free: int
    why_none: str


def offered(days: list[Day]) -> list[OfferedDay]:
    """The days with their times, in order."""
    return [_day(day) for day in days if _matters(day)]


def _matters(day: Day) -> bool:
    """A day whose times are all over, or that never opened, isn't listed."""
    return any(
        one.why_not not in {WhyNot.TOO_SOON, WhyNot.CLOSED} for one in day.offers
    )


def _day(day: Day) -> OfferedDay:
    free = len(day.free)
    return OfferedDay(
        date=day.date,
        times=[
            Time(
                id=str(one.slot.id),
                hour=f"{clock.local(one.slot.starts_at):%H.%M}",
                places=one.slot.capacity - one.slot.booked - one.slot.reserved,
                why_not=str(WHY_NOT[one.why_not]) if one.why_not else "",
            )
            for one in day.offers
            if one.why_not != WhyNot.TOO_SOON
        ],
        free=free,
        why_none="" if free else _why_none(day),
    )


def _why_none(day: Day) -> str:
    reasons = {one.why_not for one in day.offers}
    for reason in (WhyNot.RESERVED, WhyNot.FULL, WhyNot.CLOSED, WhyNot.TOO_SOON):
        if reason in reasons:
            return str(WHY_NOT[reason])
    return ""


def horizon() -> int:
    """For how many days ahead there are times."""
    return booking_rules.HORIZON
