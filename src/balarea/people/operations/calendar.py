"""Local exceptions to the official calendar; a closed day lengthens what runs."""

import datetime as dt

from balarea.foundation import calendar, events
from balarea.foundation.models import CalendarOverride
from balarea.foundation.operation import Actor, operation
from balarea.people.events import DayClosed
from balarea.transparency import operations as transparency


@operation
def set_day(
    *, day: dt.date, is_open: bool, reason: str, by: Actor, at: dt.datetime
) -> CalendarOverride:
    """Open or close one day for work, against the official calendar.

    New deadlines follow it. Those that run already are told when a day is closed, as
    with a joint leave declared late; opening a day shortens none of them.
    """
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
    if not is_open:
        events.announce(DayClosed(day=day, at=at))
    return row
