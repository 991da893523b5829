"""Whether a desk is open at a moment, and when that changes.

Pure arithmetic on opening hours, in the mall's own time: how many people wait there is
not known and not promised.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol

from balarea.foundation import working_days
from balarea.foundation.opening_hours import SpecialDay, Week

HORIZON = 21  # days in which the next opening is looked for; longest closure: 11


class Desk(Protocol):
    """What has opening hours: an agency's desk, or the mall's own."""

    @property
    def hours(self) -> Week: ...
    @property
    def special(self) -> Sequence[SpecialDay]: ...


class Opening(NamedTuple):
    """`changes_at`: until when it is open, or when it opens; None: not soon."""

    is_open: bool
    changes_at: dt.datetime | None


class Span(NamedTuple):
    """One day's opening hours, in local time."""

    opens: dt.datetime
    closes: dt.datetime


def span_on(
    desk: Desk, day: dt.date, overrides: Mapping[dt.date, bool], zone: dt.tzinfo | None
) -> Span | None:
    """The hours of a day; None where it is closed.

    A special day has its own hours, also where the mall is closed. Else holidays and
    closed days have none.
    """
    hours = desk.hours[day.weekday()]
    special = {one.day: one.hours for one in desk.special}
    if day in special:
        hours = special[day]
    elif not overrides.get(day, not working_days.is_holiday(day)):
        hours = None
    if hours is None:
        return None
    opens, closes = (
        dt.datetime.combine(day, dt.time.fromisoformat(time), zone) for time in hours
    )
    return Span(opens, closes)


def spans(
    desk: Desk, now: dt.datetime, overrides: Mapping[dt.date, bool]
) -> list[Span]:
    """The hours of the next `HORIZON` days that haven't passed at `now`, local time."""
    days = (now.date() + dt.timedelta(days=after) for after in range(HORIZON))
    openings = (span_on(desk, day, overrides, now.tzinfo) for day in days)
    return [span for span in openings if span is not None and span.closes > now]


def opening(desk: Desk, now: dt.datetime, overrides: Mapping[dt.date, bool]) -> Opening:
    """Whether it is open at `now`, which is in local time."""
    following = spans(desk, now, overrides)
    if not following:
        return Opening(is_open=False, changes_at=None)
    if following[0].opens <= now:
        return Opening(is_open=True, changes_at=following[0].closes)
    return Opening(is_open=False, changes_at=following[0].opens)


def changes_at(
    desks: Iterable[Desk], now: dt.datetime, overrides: Mapping[dt.date, bool]
) -> dt.datetime:
    """Until when what is said of these desks is true: the next change, or midnight."""
    midnight = dt.datetime.combine(
        now.date() + dt.timedelta(days=1), dt.time(), now.tzinfo
    )
    moments = [opening(desk, now, overrides).changes_at for desk in desks]
    return min([midnight, *(moment for moment in moments if moment is not None)])
