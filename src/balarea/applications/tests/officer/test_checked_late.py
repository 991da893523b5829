"""A check that takes longer than its days is recorded as late."""

import datetime as dt
from typing import Any
from uuid import UUID

import pytest
from django.core.management import call_command

from balarea.applications import models, queries
from balarea.applications.operations import (
    deciding,
    event_handlers,
    filing,
    sealed_contents,
    verifying,
)
from balarea.applications.rules import Outcome, State
from balarea.applications.tests.citizen.browsing import Browser
from balarea.applications.tests.citizen.conftest import SignIn, photo
from balarea.applications.tests.marking import send_back
from balarea.applications.tests.officer.conftest import Appoint, File, at_the_desk
from balarea.foundation import calendar, clock
from balarea.foundation.operation import SYSTEM
from balarea.people import queries as people
from balarea.people.models import Officer
from balarea.people.rules import Action
from balarea.ui.templatetags.ui import day

pytestmark = pytest.mark.django_db
CARD = "DKC-006"
CHECK = 3
WHY = "Semua persyaratan lengkap dan sesuai dengan ketentuan layanan ini."


@pytest.fixture
def officer(appoint: Appoint) -> Officer:
    return appoint(["DKC"], actions=Action)


def acting_as(officer: Officer, at: dt.datetime) -> dict[str, Any]:
    scope = people.scope_of(officer.account)
    return {"scope": scope, "by": people.officer_actor(officer), "at": at}


def accept(case: UUID, officer: Officer, at: dt.datetime) -> models.Application:
    by = acting_as(officer, at)
    opened = verifying.open_case(case=case, **by)
    marks = {r.id: True for r in opened.definition.requirements}
    verifying.save_marks(case=case, marks=marks, **by)
    return verifying.accept(case=case, **by)


def grant(case: UUID, officer: Officer, at: dt.datetime) -> None:
    deciding.decide(
        case=case, outcome=Outcome.GRANTED, reasons=WHY, **acting_as(officer, at)
    )
    event_handlers.close(case=case, number="470/1", by=SYSTEM, at=at)


def figures(officer: Officer, at: dt.datetime) -> queries.Figures:
    scope = people.scope_of(officer.account)
    assert scope is not None
    since = at - dt.timedelta(days=30)
    [row] = queries.figures(scope, today=clock.today(at), since=since)
    return row


def after(at: dt.datetime, days: int) -> dt.datetime:
    """Noon of the working day that is so many after this one."""
    on = calendar.add_working_days(clock.today(at), days)
    return dt.datetime.combine(on, dt.time(5), dt.UTC)


def test_a_file_waits_for_its_check_until_a_day_of_its_own(
    file: File, officer: Officer, at: dt.datetime
) -> None:
    application = file(CARD)
    check_on = calendar.add_working_days(clock.today(at), CHECK)
    assert application.due_on == check_on != application.promised_on
    scope = people.scope_of(officer.account)
    assert scope is not None
    [item] = queries.worklist(scope, Action.VERIFY)
    assert item.due_on == check_on
    assert figures(officer, after(at, CHECK)).late == 0
    assert figures(officer, after(at, CHECK + 1)).late == 1


def test_its_citizen_reads_by_when_it_is_checked(
    file: File, sign_in: SignIn, at: dt.datetime
) -> None:
    application = file(CARD)
    secret = sealed_contents.open_tracking_secret(
        application=queries.with_step_data(models.Application.objects.all()).get(),
        by=SYSTEM,
        at=at,
    )
    expected = " ".join(f"paling lambat {day(application.due_on)}".split())
    text = sign_in().open(f"/permohonan/{application.id}/").text
    assert f"Lengkap tidaknya Anda ketahui {expected}" in text
    tracked = Browser().open(f"/lacak/{application.reference}/{secret}/").text
    assert f"Diperiksa {expected}".casefold() in tracked.casefold()
    assert f"Diperiksa {expected}" in sign_in().open("/permohonan/").text


def test_what_is_accepted_late_is_never_in_time(
    file: File, officer: Officer, at: dt.datetime
) -> None:
    case, late = file(CARD).id, after(at, 20)
    accepted = accept(case, officer, late)
    assert accepted.was_checked_late
    assert accepted.due_on == calendar.add_working_days(clock.today(late), 1)
    grant(case, officer, late)
    row = figures(officer, late)
    assert (row.closed, row.in_time, row.checked_late) == (1, 0, 1)
    shown = at_the_desk(officer).get("/petugas/angka/").content.decode()
    assert "Terlambat diperiksa" in shown


def test_what_is_accepted_on_the_last_day_is_in_time(
    file: File, officer: Officer, at: dt.datetime
) -> None:
    case, last = file(CARD).id, after(at, CHECK)
    assert not accept(case, officer, last).was_checked_late
    grant(case, officer, last)
    row = figures(officer, last)
    assert (row.closed, row.in_time, row.checked_late) == (1, 1, 0)


def mend(case: UUID, sign_in: SignIn) -> None:
    browser = sign_in()
    page = browser.open(f"/permohonan/{case}/berkas/R3/")
    browser.send(page, holding="file", files={"file": [photo("baru.jpg")]})
    browser.send(browser.open(f"/permohonan/{case}/periksa/"), holding="seen_as")


def test_a_late_return_is_a_late_check_and_the_next_has_its_own_day(
    file: File, officer: Officer, sign_in: SignIn, at: dt.datetime
) -> None:
    application = file(CARD)
    case, late = application.id, after(at, CHECK + 1)
    send_back(case=case, defects={"R3": WHY}, **acting_as(officer, late))
    mend(case, sign_in)
    application.refresh_from_db()
    assert application.state == State.AMENDED
    assert application.due_on == calendar.add_working_days(clock.today(at), CHECK)
    assert application.was_checked_late, "for good"


def test_what_is_taken_back_after_the_day_was_checked_late(
    file: File, at: dt.datetime
) -> None:
    application = file(CARD)
    owners = application.owners
    filing.withdraw(
        case=application.id, owners=owners, by=SYSTEM, at=after(at, CHECK + 1)
    )
    application.refresh_from_db()
    assert application.was_checked_late


def test_a_day_closed_later_moves_the_check_by_one_day(
    file: File, at: dt.datetime
) -> None:
    application = file("DPM-025")  # 5 working days, once it is complete
    before = application.due_on
    closed = calendar.add_working_days(clock.today(at), 1)
    call_command("set_day", f"{closed}", "--closed", "--reason", "Cuti bersama")
    application.refresh_from_db()
    assert application.due_on == calendar.add_working_days(before, 1)
