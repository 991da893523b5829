"""A day that the regency closes or opens by its command moves the promised day."""

import datetime as dt
import io

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from balarea.applications import models, testing
from balarea.applications.operations import deadline_extension, event_handlers, filing
from balarea.applications.tests.officer.conftest import File, shipped
from balarea.foundation import calendar, clock, working_days
from balarea.foundation.models import CalendarOverride
from balarea.foundation.operation import SYSTEM, Actor
from balarea.notices import operations as sending
from balarea.notices import queries as notices
from balarea.notices import rendering
from balarea.notices.models import Message
from balarea.notices.rules import Channel
from balarea.payments import queries as payments
from balarea.transparency.testing import entries_of

pytestmark = pytest.mark.django_db


def set_day(day: dt.date | list[dt.date], *words: str) -> None:
    days = day if isinstance(day, list) else [day]
    named = [one.isoformat() for one in days]
    call_command("set_day", *named, *words, stdout=io.StringIO())


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


def close(day: dt.date | list[dt.date]) -> None:
    set_day(day, "--closed", "--reason", "Cuti bersama")


def due(application: models.Application) -> dt.date:
    application.refresh_from_db()
    return application.due_on


def moves(application: models.Application) -> int:
    entries = entries_of(application.id)
    return sum(entry.type == "DUE_MOVED" for entry in entries)


def due_messages(application: models.Application) -> list[Message]:
    """The messages about a moved day, the oldest first."""
    messages = notices.of_case(application.id)
    return [one for one in messages[::-1] if one.kind == "DUE_MOVED"]


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
    """The bank reports at `at` that the bill of this application is paid."""
    bill = payments.current_bill(application.id)
    assert bill is not None
    event_handlers.continue_after_payment(
        case=application.id, bill=bill.id, by=SYSTEM, at=at
    )
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
    monkeypatch.setattr(deadline_extension, "BATCH", 2)
    applications = [filed(file) for _ in range(5)]
    gone = applications.pop()
    filing.withdraw(case=gone.id, owners=gone.owners, by=citizen, at=at)
    before = applications[0].due_on
    close(before)
    assert {due(one) for one in applications} == {calendar.add_working_days(before, 1)}
    assert [moves(one) for one in applications] == [1] * 4
    assert (due(gone), moves(gone)) == (before, 0)


def test_the_citizen_is_told_the_old_day_the_new_one_and_why(file: File) -> None:
    application = filed(file)
    before = application.due_on
    close(before)
    [message] = due_messages(application)
    assert message.state == "QUEUED"
    assert message.masked == testing.contact_of(application).masked
    assert message.params["was_on"] == message.params["closed_on"] == f"{before}"
    assert message.params["due_on"] == f"{due(application)}"
    for language in rendering.LANGUAGES:
        for channel in Channel:
            text = rendering.write(
                kind=message.kind,
                channel=channel,
                language=language,
                values=message.params,
            ).text
            for day in (before, due(application)):
                assert f" {day.day} " in text
                assert f"{day.year}" in text
    assert [e.type for e in entries_of(application.id)][-2:] == [
        "DUE_MOVED",
        "ANNOUNCED",
    ]


def test_nobody_is_told_of_a_day_that_moves_nothing_or_moves_back(
    file: File,
) -> None:
    application = filed(file)
    before = application.due_on
    close(before + dt.timedelta(days=1))
    assert due_messages(application) == []
    close(before)
    set_day(before, "--open", "--reason", "Keputusan dicabut")
    close(before)
    assert len(due_messages(application)) == 1


def test_days_of_one_decree_are_told_in_one_message(file: File) -> None:
    application = filed(file)
    first = application.due_on
    second = calendar.add_working_days(first, 1)
    close([second, first])
    assert due(application) == calendar.add_working_days(second, 1)
    [message] = due_messages(application)
    assert message.params["closed_on"] == f"{first},{second}"
    assert message.params["due_on"] == f"{due(application)}"
    assert moves(application) == 1


def test_a_second_decree_goes_into_a_message_that_was_not_sent_yet(
    file: File, at: dt.datetime
) -> None:
    application = filed(file)
    first = application.due_on
    close(first)
    second = due(application)
    close(second)
    [message] = due_messages(application)
    assert message.params["was_on"] == f"{first}"
    assert message.params["due_on"] == f"{due(application)}"
    assert message.params["closed_on"] == f"{first},{second}"
    assert moves(application) == 2
    sending.send(message=message.id, by=SYSTEM, at=at)
    close(due(application))
    [sent, next_one] = due_messages(application)
    assert (sent.state, next_one.state) == ("SENT", "QUEUED")
    assert next_one.params["was_on"] == sent.params["due_on"]


@pytest.mark.parametrize(
    ("language", "mend", "pay"),
    [
        ("id", "melengkapi permohonan", "menunggu pembayaran"),
        ("en", "longer to", "for your payment"),
    ],
)
def test_the_message_says_whose_turn_it_is(language: str, mend: str, pay: str) -> None:
    values = {"reference": "7K3-M9Q-XAC", "due_on": "2026-11-30"}
    texts = {
        turn: rendering.write(
            kind="DUE_MOVED",
            channel=Channel.EMAIL,
            language=language,
            values={**values, "turn": turn},
        ).text
        for turn in ("", "MEND", "PAY")
    }
    assert [mend in text for text in texts.values()] == [False, True, False]
    assert [pay in text for text in texts.values()] == [False, False, True]


def test_who_waits_for_a_payment_is_told_that_its_days_are_added(file: File) -> None:
    application = file("POL-001")
    close(application.due_on)
    assert [one.params["turn"] for one in due_messages(application)] == ["PAY"]


def test_many_are_told_by_as_many_statements_as_one(file: File) -> None:
    def statements(day: dt.date) -> int:
        with CaptureQueriesContext(connection) as captured:
            close(day)
        return len(captured)

    first = filed(file)
    alone = statements(first.due_on)
    sent = [first, *(filed(file) for _ in range(4))]
    for message in due_messages(first):
        sending.send(message=message.id, by=SYSTEM, at=clock.now())
    assert statements(max(due(one) for one in sent)) == alone
    assert [len(due_messages(one)) for one in sent] == [2, 1, 1, 1, 1]


def test_a_saturday_can_be_opened(db: None) -> None:
    today = clock.today(clock.now())
    saturday = today + dt.timedelta(days=(5 - today.weekday()) % 7 + 7)
    friday = saturday - dt.timedelta(days=1)
    assert calendar.add_working_days(friday, 1) > saturday
    set_day(saturday, "--open", "--reason", "Layanan akhir pekan")
    assert calendar.add_working_days(friday, 1) == saturday
    assert not working_days.is_working_day(saturday)
    row = CalendarOverride.objects.get(day=saturday)
    assert {entry.type for entry in entries_of(row.id)} == {"CALENDAR_CHANGED"}


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
