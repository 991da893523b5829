"""Arithmetic of days in rules: days, whole years and working days between two dates.

All three count from the first date to the second, and are negative where the second is
earlier. A definition that counts working days has its holidays in itself, so that the
same dates give the same number as long as the definition is used.
"""

import datetime as dt
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from typing import Any

type Count = Callable[[dt.date, dt.date, Sequence[int]], int]

MOST_DAYS = dt.date.max.toordinal()
MOST_YEARS = dt.date.max.year


def read(value: Any) -> dt.date | None:
    """The day of an ISO text; None if it is none."""
    try:
        return dt.date.fromisoformat(value)
    except (TypeError, ValueError):
        return None


def days_between(start: dt.date, end: dt.date, _: Sequence[int] = ()) -> int:
    """Calendar days: 1 from today to tomorrow."""
    return (end - start).days


def years_between(start: dt.date, end: dt.date, _: Sequence[int] = ()) -> int:
    """Completed years, such as an age.

    A year that begins on 29 February is complete on 1 March in other years.
    """
    if end < start:
        return -years_between(end, start)
    is_incomplete = (end.month, end.day) < (start.month, start.day)
    return end.year - start.year - is_incomplete


def working_days_between(
    start: dt.date, end: dt.date, holidays: Sequence[int] = ()
) -> int:
    """Working days after `start` up to and including `end` (UU 30/2014 art. 1 (18)).

    `holidays` are ordinals of days from Monday to Friday, ascending, each once.
    """
    if end < start:
        return -working_days_between(end, start, holidays)
    first, last = start.toordinal(), end.toordinal()
    closed = bisect_right(holidays, last) - bisect_right(holidays, first)
    return _weekdays_until(last) - _weekdays_until(first) - closed


def _weekdays_until(ordinal: int) -> int:
    """Days from Monday to Friday among the first `ordinal` days of the calendar.

    1 January of the year 1, whose ordinal is 1, is a Monday.
    """
    weeks, rest = divmod(ordinal, 7)
    return 5 * weeks + min(rest, 5)


BETWEEN: Mapping[str, Count] = {
    "days_between": days_between,
    "years_between": years_between,
    "working_days_between": working_days_between,
}
