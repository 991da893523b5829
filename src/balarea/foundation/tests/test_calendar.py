"""The regency's own overrides, as they are stored and counted."""

import datetime as dt
from collections.abc import Iterator

import pytest
from django.db import transaction

from balarea.foundation import calendar, unit_of_work
from balarea.foundation.operation import SYSTEM, Actor, operation

pytestmark = pytest.mark.django_db
FRIDAY = dt.date(2026, 11, 27)
SATURDAY, MONDAY = (FRIDAY + dt.timedelta(days=n) for n in (1, 3))


@operation
def set_day(*, day: dt.date, is_open: bool, by: Actor, at: dt.datetime) -> None:
    row = calendar.override(day)
    row.is_open, row.reason = is_open, "Hari jadi"
    if row._state.adding:
        unit_of_work.add(row)
    else:
        unit_of_work.change(row, "is_open", "reason")


@pytest.fixture
def undone(db: None) -> Iterator[None]:
    """Undo what a test writes: the log lies above this layer and isn't written."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.usefixtures("undone")
def test_overrides_are_read_as_they_were_stored(at: dt.datetime) -> None:
    assert calendar.overrides() == {}
    set_day(day=SATURDAY, is_open=True, by=SYSTEM, at=at)
    set_day(day=MONDAY, is_open=False, by=SYSTEM, at=at)
    assert calendar.overrides() == {SATURDAY: True, MONDAY: False}
    set_day(day=MONDAY, is_open=True, by=SYSTEM, at=at)
    assert calendar.overrides() == {SATURDAY: True, MONDAY: True}


@pytest.mark.usefixtures("undone")
def test_the_override_of_a_day_is_its_row_or_a_new_one(at: dt.datetime) -> None:
    fresh = calendar.override(SATURDAY)
    assert (fresh.day, fresh._state.adding) == (SATURDAY, True)
    set_day(day=SATURDAY, is_open=True, by=SYSTEM, at=at)
    stored = calendar.override(SATURDAY)
    assert (stored.day, stored.is_open, stored._state.adding) == (SATURDAY, True, False)


@pytest.mark.usefixtures("undone")
def test_working_days_are_counted_with_the_overrides(at: dt.datetime) -> None:
    set_day(day=SATURDAY, is_open=True, by=SYSTEM, at=at)
    assert calendar.working_days_between(FRIDAY, MONDAY) == 2
    assert calendar.add_working_days(FRIDAY, 1) == SATURDAY
