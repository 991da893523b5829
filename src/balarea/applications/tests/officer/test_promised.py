"""The promised day includes the days of the check, wherever it is shown."""

import datetime as dt

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from balarea.applications import models, queries
from balarea.applications.operations import sealed_contents
from balarea.applications.presenters import receipts
from balarea.applications.tests.citizen.browsing import Browser
from balarea.applications.tests.citizen.conftest import (
    SignIn,
    fill,
    online,
    submit,
)
from balarea.applications.tests.officer.conftest import Appoint, File
from balarea.applications.tests.officer.test_checked_late import accept, after
from balarea.catalogue import queries as catalogue
from balarea.documents.tests import printed
from balarea.foundation import calendar, clock
from balarea.foundation.operation import SYSTEM
from balarea.notices import queries as notices
from balarea.people.rules import Action
from balarea.ui.templatetags.ui import day

pytestmark = pytest.mark.django_db
SLOW, WITH_FEE = "DPM-025", "POL-001"  # the first has five working days to decide
CHECK = 3


def shown(on: dt.date) -> str:
    """A day as pages show it, with plain spaces."""
    return " ".join(day(on).split())


def days_of(application: models.Application) -> queries.Deadlines:
    clock_ = catalogue.definition(application.definition).clock
    assert clock_ is not None
    check_on = calendar.add_working_days(clock.today(application.submitted_at), CHECK)
    decide_on = calendar.add_working_days(check_on, clock_.working_days)
    return queries.Deadlines(check_on, decide_on)


def tracking_page(application: models.Application, at: dt.datetime) -> str:
    row = queries.with_step_data(
        models.Application.objects.filter(id=application.id)
    ).get()
    secret = sealed_contents.open_tracking_secret(application=row, by=SYSTEM, at=at)
    address = f"/lacak/{application.reference}/{secret}/"
    return " ".join(Browser().open(address).text.split())


def test_a_file_accepted_on_the_last_day_of_its_check_is_due_as_promised(
    file: File, appoint: Appoint, at: dt.datetime
) -> None:
    application = file(SLOW)
    assert application.promised_on == days_of(application).promised_on
    officer = appoint(["DPM"], actions=Action)
    accepted = accept(application.id, officer, after(at, CHECK))
    assert accepted.due_on == application.promised_on


def test_the_receipt_tells_both_days(file: File, sign_in: SignIn) -> None:
    application = file(SLOW)
    check_on, decide_on = days_of(application)
    address = f"/permohonan/{application.id}/tanda-terima"
    page = " ".join(sign_in().open(f"{address}/").text.split())
    assert f"Diperiksa Paling lambat {shown(check_on)}" in page
    assert f"Diputus Bila lengkap, paling lambat {shown(decide_on)}" in page
    assert "bergeser" not in page
    pdf = printed.text(sign_in().client.get(f"{address}.pdf").content)
    assert shown(check_on) in pdf
    assert shown(decide_on) in pdf
    assert "Bila lengkap, diputus paling lambat" in pdf
    assert "bergeser" not in pdf


def test_whose_fee_comes_first_reads_that_both_days_move(
    file: File, sign_in: SignIn
) -> None:
    application = file(WITH_FEE)
    address = f"/permohonan/{application.id}/tanda-terima"
    browser = sign_in()
    assert "Kedua hari itu bergeser" in browser.open(f"{address}/").text
    pdf = printed.text(browser.client.get(f"{address}.pdf").content)
    assert "Kedua hari itu bergeser" in pdf
    [messages] = [m for m in notices.of_case(application.id) if m.kind == "RECEIVED"]
    assert messages.params["turn"] == "PAY"


def test_the_message_tells_both_days(file: File) -> None:
    application = file(SLOW)
    check_on, decide_on = days_of(application)
    [messages] = [m for m in notices.of_case(application.id) if m.kind == "RECEIVED"]
    assert messages.params["turn"] == ""
    assert messages.params["check_due_on"] == check_on.isoformat()
    assert messages.params["due_on"] == decide_on.isoformat()


def test_until_it_is_accepted_every_page_tells_both_days(
    file: File, sign_in: SignIn, appoint: Appoint, at: dt.datetime
) -> None:
    application = file(SLOW)
    decide_on = shown(days_of(application).promised_on)
    own = f"/permohonan/{application.id}/"
    sentence = f"Bila lengkap, diputus paling lambat {decide_on}"
    assert f"{sentence}: 5 hari kerja" in " ".join(sign_in().open(own).text.split())
    tracked = tracking_page(application, at)
    assert f"Diputus Bila lengkap, paling lambat {decide_on} 5 hari kerja" in tracked
    accept(application.id, appoint(["DPM"], actions=Action), at)
    assert "Bila lengkap, diputus" not in sign_in().open(own).text
    assert "Bila lengkap" not in tracking_page(application, at)


def test_a_day_closed_later_moves_what_is_tracked_and_not_the_receipt(
    file: File, sign_in: SignIn, at: dt.datetime
) -> None:
    application = file(SLOW)
    check_on, decide_on = days_of(application)
    call_command("set_day", f"{check_on}", "--closed", "--reason", "Cuti bersama")
    moved = calendar.add_working_days(decide_on, 1)
    tracked = tracking_page(application, at)
    assert f"Bila lengkap, paling lambat {shown(moved)}" in tracked
    receipt = sign_in().open(f"/permohonan/{application.id}/tanda-terima/").text
    assert f"{shown(check_on)}" in " ".join(receipt.split())
    assert f"{shown(decide_on)}" in " ".join(receipt.split())


def test_what_was_filed_before_keeps_the_words_of_its_promise(
    file: File, at: dt.datetime
) -> None:
    application = file(SLOW)
    proof = receipts.proof(
        application,
        definition=catalogue.definition(application.definition),
        agency=None,
        filing=models.Filing(promised_on=clock.today(at), at=at),
        secret="ACDEFGHJKM",
        tracking="https://contoh.test/",
        is_fee_first=False,
    )
    assert proof.check_due_on is None
    assert receipts.receipt_content(proof).promised_on == clock.today(at)


def test_filing_asks_for_the_calendar_once(sign_in: SignIn) -> None:
    definition = online()[SLOW]
    good = next(t for t in definition.tests if not t.expect.problems)
    browser = sign_in()
    check = fill(browser, definition, good)
    with CaptureQueriesContext(connection) as captured:
        submit(browser, check)
    # The page that lists what is sent asks nothing of it.
    calendar_statements = [
        q["sql"] for q in captured if "foundation_calendaroverride" in q["sql"]
    ]
    assert len(calendar_statements) == 1
