"""The only module that reads the time. Operations get it as ``at``."""

import datetime as dt
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone

if TYPE_CHECKING:
    from django.http import HttpRequest


def now() -> dt.datetime:
    """This moment, aware, in UTC."""
    return dt.datetime.now(dt.UTC)  # noqa: TID251 - this is the clock


def of(request: "HttpRequest") -> dt.datetime:
    """The time of a request: read at the first call, then the same for each call.

    So everything that one page shows, checks and writes has one date, at midnight too.
    """
    at: dt.datetime = request.__dict__.setdefault("_at", now())
    return at


def zone() -> dt.tzinfo:
    """The regency's time zone, which the mall's file names."""
    return timezone.get_default_timezone()


def local(at: dt.datetime) -> dt.datetime:
    """The same moment in the regency's time zone."""
    return at.astimezone(zone())


def hour(at: dt.datetime) -> str:
    """`10.15` and the name of the regency's time, as people read it."""
    return f"{local(at):%H.%M} {settings.BALAREA_MALL.time_zone}"


def cron_hours(first: int, last: int) -> str:
    """Hours of the regency's day, both inclusive, as a job's cron in UTC has them."""
    # Indonesia has no summer time, so any day tells.
    day = dt.date(2026, 1, 1)
    hours = [
        (start_of(day) + dt.timedelta(hours=hour)).astimezone(dt.UTC).hour
        for hour in range(first, last + 1)
    ]
    if hours == list(range(hours[0], hours[-1] + 1)) and len(hours) > 1:
        return f"{hours[0]}-{hours[-1]}"
    return ",".join(map(str, hours))


def start_of(day: dt.date) -> dt.datetime:
    """The first moment of a calendar day of the regency."""
    return dt.datetime.combine(day, dt.time(), zone())


def today(at: dt.datetime) -> dt.date:
    """The regency's calendar day of a moment."""
    return local(at).date()
