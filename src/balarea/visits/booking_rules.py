"""Appointments: blocks of a day, how many come in each, and why one can't be booked.

Pure arithmetic. A block is as long for every service; what differs is how many visitors
fit in it, so services of other lengths never break the grid.
"""

import datetime as dt
import enum
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from balarea.visits.rules import Spans

BLOCK = 30  # minutes
HORIZON = 14  # calendar days ahead for which there are times
HOLD = dt.timedelta(minutes=10)  # a time is reserved so long before it is confirmed
LEAD = dt.timedelta(minutes=30)  # before its start a time can be booked no more
HOLDS_AT_ONCE = 2  # times that one person reserves without confirming
PERSON_OPEN = 3  # appointments to come that one person has
CHANGES_A_DAY = 12  # times that one person takes, or to which one visit is moved


class Block(NamedTuple):
    """A time of a day, local, and how many visitors come in it."""

    start: dt.time
    minutes: int
    capacity: int


class WhyNot(enum.StrEnum):
    """Why a time can't be booked."""

    FULL = "FULL"
    RESERVED = "RESERVED"  # by somebody who hasn't confirmed yet
    TOO_SOON = "TOO_SOON"
    CLOSED = "CLOSED"
    TOO_FAR = "TOO_FAR"


def merged(spans: Spans) -> list[tuple[int, int]]:
    """Opening hours in minutes of the day, joined where they overlap or touch."""
    result: list[tuple[int, int]] = []
    for start, end in sorted((_minute(a), _minute(b)) for a, b in spans):
        if end <= start:
            continue
        if result and start <= result[-1][1]:
            result[-1] = result[-1][0], max(result[-1][1], end)
        else:
            result.append((start, end))
    return result


def blocks(
    spans: Spans, *, desks: int, service_minutes: int, percent: int
) -> Iterator[Block]:
    """The blocks of a day, which never overlap.

    Each takes the bookable part of what the desks serve in it, one visitor at least
    where any part is bookable; a rest of a span that is too short for a visitor has
    none.
    """
    if not desks or not percent:
        return
    for start, end in merged(spans):
        for begin in range(start, end, BLOCK):
            minutes = min(BLOCK, end - begin)
            if minutes < service_minutes and minutes < BLOCK:
                continue
            capacity = desks * minutes * percent // (service_minutes * 100)
            start_at = dt.time.fromisoformat(f"{begin // 60:02}:{begin % 60:02}")
            yield Block(start_at, minutes, max(1, capacity))


def overlap(first: tuple[dt.datetime, int], second: tuple[dt.datetime, int]) -> bool:
    """Whether two times, each with its minutes, share a moment."""
    (one, one_minutes), (two, two_minutes) = first, second
    return one < two + dt.timedelta(minutes=two_minutes) and two < (
        one + dt.timedelta(minutes=one_minutes)
    )


def why_not(
    *,
    starts_at: dt.datetime,
    capacity: int,
    booked: int,
    reserved: int,
    is_closed: bool,
    at: dt.datetime,
) -> WhyNot | None:
    """Why a time can't be booked at this moment; None: it can.

    What pages show and what booking checks are this one function.
    """
    if is_closed:
        return WhyNot.CLOSED
    if starts_at < at + LEAD:
        return WhyNot.TOO_SOON
    if starts_at > at + dt.timedelta(days=HORIZON):
        return WhyNot.TOO_FAR
    if booked >= capacity:
        return WhyNot.FULL
    if booked + reserved >= capacity:
        return WhyNot.RESERVED
    return None


def nearest(wish: dt.datetime, offered: Iterable[dt.datetime]) -> dt.datetime | None:
    """The offered moment whose time of day and day are nearest to a lost one.

    The next day comes first, and within it the nearest hour.
    """
    later = [one for one in offered if one > wish]
    if not later:
        return None
    first_day = min(one.date() for one in later)
    hour = wish.hour * 60 + wish.minute
    return min(
        (one for one in later if one.date() == first_day),
        key=lambda one: (abs(one.hour * 60 + one.minute - hour), one),
    )


def _minute(text: str) -> int:
    at = dt.time.fromisoformat(text)
    return at.hour * 60 + at.minute
