"""Which days a manager may close or open, and with which reason."""

import datetime as dt

from balarea.foundation import calendar, working_days
from balarea.foundation.errors import NotPermitted
from balarea.people import errors
from balarea.people.queries import Scope, managers

LONGEST = 31  # days that are changed in one step
SHORTEST_REASON, LONGEST_REASON = 3, 200


def require_calendar_manager(scope: Scope) -> None:
    """Refuse whoever doesn't manage the whole mall, whose calendar it is.

    Raises:
        NotPermitted: no grant gives that.
    """
    if not managers.manages(scope, ()):
        raise NotPermitted


def days_to_change(
    *, first: dt.date, last: dt.date, is_open: bool, today: dt.date
) -> tuple[dt.date, ...]:
    """Which days of a span would be opened or closed, in order.

    Days that are like that already, such as weekends when a span is closed, are left
    out.

    Raises:
        errors.DaysUnreadable: past, after the next year, reversed, or too many.
        errors.CalendarUnchanged: no day is left.
    """
    is_sound = today <= first <= last <= dt.date(today.year + 1, 12, 31)
    if not is_sound or (last - first).days >= LONGEST:
        raise errors.DaysUnreadable(count=LONGEST)
    overrides = calendar.overrides()
    span = (first + dt.timedelta(days=n) for n in range((last - first).days + 1))
    days = tuple(
        day for day in span if working_days.is_working_day(day, overrides) != is_open
    )
    if not days:
        raise errors.CalendarUnchanged
    return days


def checked_reason(typed: str) -> str:
    """The reason with single spaces; raises `errors.NoReasonGiven`."""
    reason = " ".join(typed.split())
    if not SHORTEST_REASON <= len(reason) <= LONGEST_REASON:
        raise errors.NoReasonGiven(least=SHORTEST_REASON, most=LONGEST_REASON)
    return reason
