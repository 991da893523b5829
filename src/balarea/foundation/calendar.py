"""The regency's own calendar: official working days with local overrides."""

import datetime as dt

from django.db import connection

from balarea.foundation import models, working_days


def overrides() -> dict[dt.date, bool]:
    """Day → True if opened, False if closed locally; a handful of rows a year."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT day, is_open FROM foundation_calendaroverride")
        return dict(cursor.fetchall())


def override(day: dt.date) -> models.CalendarOverride:
    """The local exception of a day, or a new one that isn't saved yet."""
    existing = models.CalendarOverride.objects.filter(day=day).first()
    return existing or models.CalendarOverride(day=day)


def working_days_between(first: dt.date, last: dt.date) -> int:
    """`working_days.between` with the regency's overrides."""
    return working_days.between(first, last, overrides())


def add_working_days(day: dt.date, count: int) -> dt.date:
    """`working_days.add` with the regency's overrides."""
    return working_days.add(day, count, overrides())


def exceptions(year: int) -> list[models.CalendarOverride]:
    """The days of a year on which this mall deviates, or once did, in order."""
    rows = models.CalendarOverride.objects.filter(day__year=year)
    return list(rows.order_by("day"))
