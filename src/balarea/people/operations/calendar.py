"""Local exceptions to the official calendar; deadlines follow them."""

import datetime as dt

from balarea.foundation import calendar
from balarea.foundation.models import CalendarOverride
from balarea.foundation.operation import Actor, operation
from balarea.transparency import operations as transparency


@operation
def set_day(
    *, day: dt.date, is_open: bool, reason: str, by: Actor, at: dt.datetime
) -> CalendarOverride:
    """Open or close one day for work, against the official calendar."""
    row = calendar.override(day)
    row.is_open, row.reason = is_open, reason
    row.save()
    transparency.record(
        type="CALENDAR_CHANGED",
        subject=row.id,
        by=by,
        at=at,
        facts={"day": day.isoformat(), "is_open": str(is_open)},
    )
    return row
