"""Local exceptions to the official calendar; closed days extend running deadlines."""

import datetime as dt
from collections.abc import Iterable

from balarea.foundation import calendar, events, unit_of_work
from balarea.foundation.operation import Actor, operation
from balarea.people.events import DaysClosed
from balarea.transparency import operations as transparency


@operation
def set_days(
    *,
    days: Iterable[dt.date],
    is_open: bool,
    reason: str,
    by: Actor,
    at: dt.datetime,
) -> None:
    """Open or close days for work, against the official calendar.

    New deadlines follow them. Closed days also extend running deadlines, as with a
    joint leave declared late; opened days shorten none.
    """
    chosen = tuple(sorted(set(days)))
    for day in chosen:
        _set_day(day=day, is_open=is_open, reason=reason, by=by, at=at)
    if not is_open:
        events.announce(DaysClosed(days=chosen, at=at))


@operation
def _set_day(
    *, day: dt.date, is_open: bool, reason: str, by: Actor, at: dt.datetime
) -> None:
    row = calendar.override(day)
    row.is_open, row.reason = is_open, reason
    if row._state.adding:
        unit_of_work.add(row)
    else:
        unit_of_work.change(row, "is_open", "reason")
    transparency.record(
        type="CALENDAR_CHANGED",
        subject=row.id,
        by=by,
        at=at,
        facts={"day": day.isoformat(), "is_open": str(is_open)},
    )
