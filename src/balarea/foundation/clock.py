"""The only module that reads the time. Operations get it as ``at``."""

import datetime as dt
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from django.http import HttpRequest

JAKARTA = ZoneInfo("Asia/Jakarta")


def now() -> dt.datetime:
    """This moment, aware, in UTC."""
    return dt.datetime.now(dt.UTC)  # noqa: TID251 - this is the clock


def of(request: "HttpRequest") -> dt.datetime:
    """The time of a request: read at the first call, then the same for each call.

    So everything that one page shows, checks and writes has one date, at midnight too.
    """
    at: dt.datetime = request.__dict__.setdefault("_at", now())
    return at


def local(at: dt.datetime) -> dt.datetime:
    """The same moment in the regency's time zone (WIB, UTC+7)."""
    return at.astimezone(JAKARTA)


def start_of(day: dt.date) -> dt.datetime:
    """The first moment of a calendar day of the regency."""
    return dt.datetime.combine(day, dt.time(), JAKARTA)


def today(at: dt.datetime) -> dt.date:
    """The regency's calendar day of a moment."""
    return local(at).date()
