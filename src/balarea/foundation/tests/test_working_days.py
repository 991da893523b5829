"""Weekends and spans of days."""

import datetime as dt

from balarea.foundation import working_days

FRIDAY = dt.date(2026, 11, 27)
SATURDAY, SUNDAY, MONDAY = (FRIDAY + dt.timedelta(days=n) for n in (1, 2, 3))


def test_weekends_are_free() -> None:
    week = {day: working_days.is_working_day(day) for day in (FRIDAY, MONDAY)}
    weekend = {day: working_days.is_working_day(day) for day in (SATURDAY, SUNDAY)}
    assert set(week.values()) == {True}
    assert set(weekend.values()) == {False}


def test_no_working_day_lies_between_a_day_and_itself() -> None:
    assert working_days.between(FRIDAY, FRIDAY) == 0
    assert working_days.between(FRIDAY, MONDAY) == 1
    assert working_days.between(MONDAY, FRIDAY) == -1


def test_both_ends_of_a_span_are_in_it() -> None:
    assert working_days.within(FRIDAY, MONDAY) == [FRIDAY, MONDAY]
    assert working_days.within(FRIDAY, FRIDAY) == [FRIDAY]
    assert working_days.within(SATURDAY, SUNDAY) == []
    assert working_days.within(FRIDAY, SUNDAY, {SUNDAY: True}) == [FRIDAY, SUNDAY]


def test_no_working_days_from_a_free_day_end_on_the_next_working_one() -> None:
    assert working_days.add(SATURDAY, 0) == MONDAY
    assert working_days.add(SUNDAY, 0) == MONDAY
    assert working_days.add(SUNDAY, 0, {SUNDAY: True}) == SUNDAY
