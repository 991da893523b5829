"""A day that the regency closes or opens by its command moves the promised day."""

import datetime as dt
import io

import pytest
from django.core.management import CommandError, call_command

from balarea.applications.tests.officer.conftest import File
from balarea.foundation import calendar, clock, working_days
from balarea.foundation.models import CalendarOverride
from balarea.transparency import queries as log

pytestmark = pytest.mark.django_db


def set_day(day: dt.date, *words: str) -> None:
    call_command("set_day", day.isoformat(), *words, stdout=io.StringIO())


def test_a_closed_day_moves_the_deadline_and_an_opened_one_takes_it_back(
    file: File,
) -> None:
    before = file("DKC-006").due_on
    set_day(before, "--closed", "--reason", "Hari jadi kabupaten")
    closed = file("DKC-006").due_on
    assert closed > before
    assert closed == calendar.add_working_days(before, 1)
    set_day(before, "--open", "--reason", "Keputusan dicabut")
    assert file("DKC-006").due_on == before


def test_a_saturday_can_be_opened(db: None) -> None:
    today = clock.today(clock.now())
    saturday = today + dt.timedelta(days=(5 - today.weekday()) % 7 + 7)
    friday = saturday - dt.timedelta(days=1)
    assert calendar.add_working_days(friday, 1) > saturday
    set_day(saturday, "--open", "--reason", "Layanan akhir pekan")
    assert calendar.add_working_days(friday, 1) == saturday
    assert not working_days.is_working_day(saturday)
    row = CalendarOverride.objects.get(day=saturday)
    assert {entry.type for entry in log.of_subject(row.id)} == {"CALENDAR_CHANGED"}


@pytest.mark.parametrize(
    "words",
    [
        ("2026-12-24", "--reason", "Cuti"),
        ("2026-12-24", "--open", "--closed", "--reason", "Cuti"),
        ("24-12-2026", "--closed", "--reason", "Cuti"),
        ("2026-12-24", "--closed"),
        ("2026-12-24", "--closed", "--reason", "  "),
    ],
)
def test_nothing_is_set_without_a_day_a_way_and_a_reason(
    words: tuple[str, ...],
) -> None:
    with pytest.raises(CommandError):
        call_command("set_day", *words)
    assert not CalendarOverride.objects.exists()
