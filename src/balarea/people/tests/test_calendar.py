"""What an override of the official calendar stores, announces and logs."""

import datetime as dt

import pytest
from tests.log_facts import LogFacts

from balarea.foundation import calendar
from balarea.foundation.operation import SYSTEM
from balarea.people.events import CalendarChanged, DaysClosed
from balarea.people.operations import calendar as calendar_operations

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("is_open", [False, True])
def test_days_are_stored_once_with_their_reason_and_logged(
    at: dt.datetime,
    announced: list[object],
    log_facts: list[LogFacts],
    *,
    is_open: bool,
) -> None:
    first, second = dt.date(2026, 12, 1), dt.date(2026, 12, 2)
    calendar_operations.set_days(
        days=[second, first, first],
        is_open=is_open,
        reason="Cuti bersama",
        by=SYSTEM,
        at=at,
    )
    assert calendar.overrides() == {first: is_open, second: is_open}
    assert calendar.override(first).reason == "Cuti bersama"
    assert log_facts == [
        ("CALENDAR_CHANGED", {"day": "2026-12-01", "is_open": str(is_open)}),
        ("CALENDAR_CHANGED", {"day": "2026-12-02", "is_open": str(is_open)}),
    ]
    closed = DaysClosed(days=(first, second), at=at)
    changed = CalendarChanged(at=at)
    assert announced == ([changed] if is_open else [changed, closed])


def test_a_day_that_was_closed_is_opened_again(
    at: dt.datetime, announced: list[object]
) -> None:
    day = dt.date(2026, 12, 1)
    for is_open, reason in ((False, "Cuti"), (True, "Dicabut")):
        calendar_operations.set_days(
            days=[day], is_open=is_open, reason=reason, by=SYSTEM, at=at
        )
    assert calendar.overrides() == {day: True}
    assert calendar.override(day).reason == "Dicabut"
