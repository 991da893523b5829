"""The only place that reads the time. Doors read it once and pass it in as ``at``."""

import datetime as dt
from zoneinfo import ZoneInfo

JAKARTA = ZoneInfo("Asia/Jakarta")


def now() -> dt.datetime:
    """This moment, aware, in UTC."""
    return dt.datetime.now(dt.UTC)  # noqa: TID251 - this is the clock


def local(at: dt.datetime) -> dt.datetime:
    """The same moment as the regency's clocks show it (WIB, UTC+7)."""
    return at.astimezone(JAKARTA)


def start_of(day: dt.date) -> dt.datetime:
    """The first moment of a calendar day of the regency."""
    return dt.datetime.combine(day, dt.time(), JAKARTA)


def today(at: dt.datetime) -> dt.date:
    """The regency's calendar day of a moment."""
    return local(at).date()
