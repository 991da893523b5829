"""A year of working days and closed days, month by month."""

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence

from django.utils.dates import MONTHS, WEEKDAYS, WEEKDAYS_ABBR
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from balarea.foundation import working_days
from balarea.foundation.models import CalendarOverride

# What a marked day is: its letter in the calendar, and what the letter means.
HOLIDAY, CLOSED, OPENED = "H", "C", "O"
LEGEND: Mapping[str, tuple[Promise, Promise]] = {
    HOLIDAY: (_("H"), _("national holiday or joint leave")),
    CLOSED: (_("C"), _("closed by this mall")),
    OPENED: (_("O"), _("opened by this mall")),
}


@dataclasses.dataclass(frozen=True, slots=True)
class Day:
    """One cell; `kind` is a key of `LEGEND`, `OFF` on weekends, else empty."""

    date: dt.date
    kind: str
    is_today: bool = False

    @property
    def mark(self) -> Promise | str:
        return LEGEND[self.kind][0] if self.kind in LEGEND else ""

    @property
    def meaning(self) -> Promise | str:
        return LEGEND[self.kind][1] if self.kind in LEGEND else ""


@dataclasses.dataclass(frozen=True, slots=True)
class Month:
    """Weeks from Monday; None where a week begins or ends in another month.

    `special`: the days that need a word, each with its kind and name or reason.
    """

    name: str
    weeks: Sequence[Sequence[Day | None]]
    special: Sequence[tuple[Day, str]]
    working_days: int


def weekdays() -> list[tuple[str, str]]:
    """Abbreviation and name of each, Monday first."""
    return [(str(WEEKDAYS_ABBR[n]), str(WEEKDAYS[n])) for n in range(7)]


def months(
    year: int, exceptions: Sequence[CalendarOverride], today: dt.date, language: str
) -> list[Month]:
    """The twelve months of a year, with this mall's exceptions."""
    overrides = {one.day: one.is_open for one in exceptions}
    reasons = {one.day: one.reason for one in exceptions}
    names = working_days.official_names(year, language)
    return [
        _month(year, number, overrides, {**names, **reasons}, today)
        for number in range(1, 13)
    ]


def _month(
    year: int,
    number: int,
    overrides: Mapping[dt.date, bool],
    words: Mapping[dt.date, str],
    today: dt.date,
) -> Month:
    first = dt.date(year, number, 1)
    days = []
    while first.month == number:
        days.append(Day(first, _kind(first, overrides), first == today))
        first += dt.timedelta(days=1)
    lead: list[Day | None] = [None] * days[0].date.weekday()
    cells = [*lead, *days]
    cells += [None] * (-len(cells) % 7)
    return Month(
        name=str(MONTHS[number]),
        weeks=[cells[n : n + 7] for n in range(0, len(cells), 7)],
        special=[(day, words.get(day.date, "")) for day in days if day.mark],
        working_days=sum(working_days.is_working_day(d.date, overrides) for d in days),
    )


def _kind(day: dt.date, overrides: Mapping[dt.date, bool]) -> str:
    """An exception that agrees with the official calendar marks nothing."""
    is_official = working_days.is_working_day(day)
    is_working = working_days.is_working_day(day, overrides)
    if is_working != is_official:
        return OPENED if is_working else CLOSED
    if is_working:
        return ""
    return "OFF" if day.weekday() >= 5 else HOLIDAY
