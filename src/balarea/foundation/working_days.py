"""Working days of the regency: weekends, public holidays and joint leave are none.

Holidays and *cuti bersama* come from the ``holidays`` library (the joint decree of
three ministers). A regency can close or open single days by `overrides`.
"""

import datetime as dt
import functools
from collections.abc import Mapping

import holidays

from balarea.foundation import languages


@functools.cache
def _official(year: int) -> frozenset[dt.date]:
    days = holidays.country_holidays(
        "ID", years=year, categories=("public", "government")
    )
    return frozenset(days)


# The languages besides Indonesian in which the package has the names.
_NAMED_IN: Mapping[str, str] = {"en": "en_US"}


@functools.cache
def official_names(year: int, language: str) -> Mapping[dt.date, str]:
    """The holidays and days of joint leave of a year, with their names."""
    days = holidays.country_holidays(
        "ID",
        years=year,
        categories=("public", "government"),
        language=_NAMED_IN.get(language, languages.DEFAULT),
    )
    return dict(days.items())


def is_holiday(day: dt.date) -> bool:
    """Whether it is a public holiday or a day of joint leave."""
    return day in _official(day.year)


def is_working_day(
    day: dt.date, overrides: Mapping[dt.date, bool] | None = None
) -> bool:
    """Whether offices work; `overrides` maps a day to True (open) or False (closed)."""
    if overrides and day in overrides:
        return overrides[day]
    return day.weekday() < 5 and day not in _official(day.year)


def add(
    day: dt.date, count: int, overrides: Mapping[dt.date, bool] | None = None
) -> dt.date:
    """The day on which the `count`-th working day after `day` ends.

    The first day is the next working day (UU 30/2014 art. 53 counts from the day
    after receipt). ``count`` 0 gives the same day, or the next working one.
    """
    if count < 0:
        raise ValueError("count must not be negative")
    current = day
    while count == 0 and not is_working_day(current, overrides):
        current += dt.timedelta(days=1)
    left = count
    while left:
        current += dt.timedelta(days=1)
        left -= is_working_day(current, overrides)
    return current


def between(
    start: dt.date, end: dt.date, overrides: Mapping[dt.date, bool] | None = None
) -> int:
    """Working days after `start` up to and including `end`; negative if end < start."""
    if end < start:
        return -between(end, start, overrides)
    days = (end - start).days
    return sum(
        is_working_day(start + dt.timedelta(days=n), overrides)
        for n in range(1, days + 1)
    )


def within(
    start: dt.date, end: dt.date, overrides: Mapping[dt.date, bool] | None = None
) -> list[dt.date]:
    """Every working day from `start` to `end`, both included."""
    days = (start + dt.timedelta(days=n) for n in range((end - start).days + 1))
    return [day for day in days if is_working_day(day, overrides)]
