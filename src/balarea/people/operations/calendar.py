"""Local exceptions to the official calendar; closed days extend running deadlines."""

import datetime as dt
from collections.abc import Collection, Iterable

from django.db import connection

from balarea.foundation import calendar, clock, events, unit_of_work
from balarea.foundation.operation import Actor, operation
from balarea.people import errors
from balarea.people.events import CalendarChanged, DaysClosed
from balarea.people.queries import Scope
from balarea.people.queries import calendar as calendar_queries
from balarea.transparency import operations as transparency

# Two managers who change the calendar at once do so one after the other.
_LOCK = "SELECT pg_advisory_xact_lock(hashtext('balarea.people.calendar'))"


@operation
def change_days(
    *,
    first: dt.date,
    last: dt.date,
    is_open: bool,
    reason: str,
    previewed: Collection[dt.date],
    scope: Scope,
    by: Actor,
    at: dt.datetime,
) -> tuple[dt.date, ...]:
    """Open or close the days of a span as a manager saw them in the preview.

    Raises:
        NotPermitted: the officer doesn't manage the whole mall.
        errors.NoReasonGiven, errors.DaysUnreadable, errors.CalendarUnchanged
        errors.CalendarChanged: other days would change than were `previewed`.
    """
    calendar_queries.require_calendar_manager(scope)
    text = calendar_queries.checked_reason(reason)
    with connection.cursor() as cursor:
        cursor.execute(_LOCK)
    today = clock.today(at)
    days = calendar_queries.days_to_change(
        first=first, last=last, is_open=is_open, today=today
    )
    if days != tuple(sorted(previewed)):
        raise errors.CalendarChanged
    set_days(days=days, is_open=is_open, reason=text, by=by, at=at)
    return days


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
    events.announce(CalendarChanged(at=at))
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
