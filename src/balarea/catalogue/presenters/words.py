"""Promised time, cost and hours, as people read them."""

from collections.abc import Sequence
from itertools import groupby

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from balarea.foundation import money

MINUTES = {"MINUTE": 1, "HOUR": 60, "WORKING_DAY": 24 * 60}


def duration(value: int, unit: str) -> str:
    """`1 working day`, `30 minutes`."""
    if unit == "MINUTE":
        text = ngettext("%(n)s minute", "%(n)s minutes", value)
    elif unit == "HOUR":
        text = ngettext("%(n)s hour", "%(n)s hours", value)
    else:
        text = ngettext("%(n)s working day", "%(n)s working days", value)
    return text % {"n": value}


def fee(kind: str, amount: int | None) -> str:
    """`Free`, `Rp30.000`, `By tariff`."""
    if kind == "FREE":
        return _("Free")
    return _("By tariff") if amount is None else money.format_rupiah(amount)


def hours(week: Sequence[tuple[str, str] | None]) -> list[tuple[str, str]]:
    """Days with the same hours together: `Monday–Thursday`, `08.00–15.00`."""
    lines = []
    for times, run in groupby(enumerate(week), key=lambda day: day[1]):
        days = [number for number, _times in run]
        if times is None:
            continue
        first, last = (str(WEEKDAYS[days[end]]) for end in (0, -1))
        name = first if len(days) == 1 else f"{first}–{last}"
        opens, closes = (time.replace(":", ".") for time in times)
        lines.append((name, f"{opens}–{closes} WIB"))
    return lines
