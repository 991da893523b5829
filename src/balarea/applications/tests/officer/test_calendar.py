"""A day that the regency closes or opens by its command moves the promised day."""

import datetime as dt
import io

import pytest
from django.core.management import CommandError, call_command

from balarea.applications import models
from balarea.applications.operations import filing, following, lengthening
from balarea.applications.tests.officer.conftest import File, shipped
from balarea.foundation import calendar, clock, working_days
from balarea.foundation.models import CalendarOverride
from balarea.foundation.operation import SYSTEM, Actor
from balarea.payments import queries as payments
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


def close(day: dt.date) -> None:
    set_day(day, "--closed", "--reason", "Cuti bersama")


def due(application: models.Application) -> dt.date:
    application.refresh_from_db()
    return application.due_on


def moves(application: models.Application) -> int:
    entries = log.of_subject(application.id)
    return sum(entry.type == "DUE_MOVED" for entry in entries)


def filed(file: File, service: str = "DSO-001") -> models.Application:
    """One whose deadline runs over some working days."""
    application = file(service)
    days = shipped()[service].clock
    assert days
    assert days.working_days >= 2
    return application


def test_a_day_closed_later_lengthens_what_runs_over_it(file: File) -> None:
    application = filed(file)
    before, promised = application.due_on, application.promised_on
    first = calendar.add_working_days(clock.today(application.submitted_at), 1)
    close(first)
    assert due(application) == calendar.add_working_days(before, 1)
    assert application.promised_on == promised
    assert moves(application) == 1
    last = due(application)
    close(last)  # the last day too
    assert due(application) == calendar.add_working_days(last, 1)
    assert moves(application) == 2


def test_a_day_outside_or_without_work_lengthens_nothing(file: File) -> None:
    application = filed(file)
    before, began = application.due_on, clock.today(application.submitted_at)
    sunday = began + dt.timedelta(days=6 - began.weekday())
    for day in (before + dt.timedelta(days=1), began, sunday):
        close(day)
    assert (due(application), moves(application)) == (before, 0)


def test_closed_opened_and_closed_again_lengthens_once_and_shortens_never(
    file: File,
) -> None:
    application = filed(file)
    before = application.due_on
    close(before)
    set_day(before, "--open", "--reason", "Keputusan dicabut")
    assert due(application) == calendar.add_working_days(before, 1)
    close(before)
    assert due(application) == calendar.add_working_days(before, 1)
    assert moves(application) == 1


def paid(application: models.Application, at: dt.datetime) -> models.Application:
    """The bank tells at `at` that the bill of this application is paid."""
    bill = payments.current_bill(application.id)
    assert bill is not None
    following.settle(case=application.id, bill=bill.id, by=SYSTEM, at=at)
    application.refresh_from_db()
    return application


def test_waiting_for_a_payment_is_not_the_offices_time(file: File) -> None:
    application = file("POL-001")
    assert application.state == "AWAITING_FEE"
    days = calendar.working_days_between(
        clock.today(application.submitted_at), application.due_on
    )
    later = application.submitted_at + dt.timedelta(days=15)
    paid(application, later)
    assert application.state == "RECEIVED"
    assert application.due_on == calendar.add_working_days(clock.today(later), days)


def test_a_day_closed_after_a_late_payment_lengthens_what_runs_since(
    file: File,
) -> None:
    application = file("POL-001")
    application = paid(application, application.submitted_at + dt.timedelta(days=15))
    before = application.due_on
    close(before)
    assert due(application) == calendar.add_working_days(before, 1)


def test_many_are_lengthened_batch_after_batch_and_closed_ones_left(
    file: File, citizen: Actor, at: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lengthening, "BATCH", 2)
    applications = [filed(file) for _ in range(5)]
    gone = applications.pop()
    filing.withdraw(
        case=gone.id, contacts=frozenset({gone.contact_id}), by=citizen, at=at
    )
    before = applications[0].due_on
    close(before)
    assert {due(one) for one in applications} == {calendar.add_working_days(before, 1)}
    assert [moves(one) for one in applications] == [1] * 4
    assert (due(gone), moves(gone)) == (before, 0)


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
