"""Whether a desk is open at a moment, by its hours and the mall's calendar."""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import pytest

from balarea.foundation import open_now
from balarea.foundation.opening_hours import SpecialDay, Week

ZONE = ZoneInfo("Asia/Makassar")
WEEKDAY = ("08:00", "15:00")
HOURS: Week = (*[WEEKDAY] * 4, ("08:00", "14:30"), ("09:00", "11:00"), None)


@dataclass(frozen=True)
class Desk:
    hours: Week = HOURS
    special: tuple[SpecialDay, ...] = ()


def at(day: int, time: str) -> dt.datetime:
    """In December 2026, which begins on a Tuesday; the 24th and 25th are holidays."""
    return dt.datetime.combine(
        dt.date(2026, 12, day), dt.time.fromisoformat(time), ZONE
    )


@pytest.mark.parametrize(
    ("now", "is_open", "changes"),
    [
        (at(1, "07:59"), False, at(1, "08:00")),
        (at(1, "08:00"), True, at(1, "15:00")),
        (at(1, "14:59"), True, at(1, "15:00")),
        (at(1, "15:00"), False, at(2, "08:00")),
        (at(4, "14:30"), False, at(5, "09:00")),
        (at(5, "10:00"), True, at(5, "11:00")),
        (at(5, "23:59"), False, at(7, "08:00")),
        (at(25, "10:00"), False, at(26, "09:00")),
    ],
)
def test_opens_and_closes_to_the_minute(
    now: dt.datetime, is_open: bool, changes: dt.datetime
) -> None:
    assert open_now.opening(Desk(), now, {}) == (is_open, changes)


def test_closed_days_and_special_days_come_before_the_week() -> None:
    closed = {dt.date(2026, 12, 1): False}
    assert open_now.opening(Desk(), at(1, "10:00"), closed) == (False, at(2, "08:00"))
    short = SpecialDay(day=dt.date(2026, 12, 1), hours=("10:00", "12:00"))
    shut = SpecialDay(day=dt.date(2026, 12, 2), reason="Pindah loket")
    desk = Desk(special=(short, shut))
    assert open_now.opening(desk, at(1, "09:00"), {}) == (False, at(1, "10:00"))
    assert open_now.opening(desk, at(1, "12:00"), {}) == (False, at(3, "08:00"))
    # Its own hours hold although the mall is closed.
    assert open_now.opening(desk, at(1, "11:00"), closed) == (True, at(1, "12:00"))
    # A holiday that the mall works on has the hours of its weekday.
    opened = {dt.date(2026, 12, 25): True}
    assert open_now.opening(Desk(), at(25, "09:00"), opened) == (True, at(25, "14:30"))


def test_a_desk_without_hours_never_opens() -> None:
    never = Desk(hours=(None,) * 7)
    assert open_now.opening(never, at(1, "10:00"), {}) == (False, None)


def test_what_is_said_holds_until_the_first_change_or_midnight() -> None:
    late = Desk(hours=(("08:00", "20:00"),) * 7)
    assert open_now.changes_at([Desk(), late], at(1, "10:00"), {}) == at(1, "15:00")
    assert open_now.changes_at([Desk(), late], at(1, "15:00"), {}) == at(1, "20:00")
    assert open_now.changes_at([Desk(), late], at(1, "21:00"), {}) == at(2, "00:00")
