"""The citizen reads an answer, and says whether it is so."""

from collections.abc import Callable
from uuid import UUID

import pytest

from balarea.applications import models, testing
from balarea.applications.operations import deciding, sealed_contents
from balarea.applications.rules import Outcome
from balarea.applications.tests.citizen.browsing import Browser, Page
from balarea.applications.tests.citizen.conftest import Acting
from balarea.applications.tests.citizen.test_application_page import filed
from balarea.foundation import clock
from balarea.foundation.operation import SYSTEM

pytestmark = pytest.mark.django_db

LIGHT = "DHB-008"
DONE = "Lampu di depan pasar sudah diganti dan menyala lagi."
OBJECTION = "Lampunya masih mati ketika saya lewat tadi malam."


def decide(case: UUID, acting: Acting) -> None:
    scope, by = acting
    deciding.decide(
        case=models.Application.objects.get(id=case).id,
        outcome=Outcome.GRANTED,
        reasons=DONE,
        done_on=clock.today(clock.now()),
        scope=scope,
        by=by,
        at=clock.now(),
    )


@pytest.fixture
def home(browser: Browser, appoint_officer: Callable[[str], Acting]) -> str:
    """The page of an application that was answered."""
    case = filed(browser, LIGHT)
    testing.accept(case, *appoint_officer("DHB"))
    decide(case, appoint_officer("DHB"))
    return f"/permohonan/{case}/"


def state() -> str:
    return str(models.Application.objects.get().state)


def say(browser: Browser, home: str, agrees: str, objection: str = "") -> Page:
    page = browser.open(f"{home}tanggapan/")
    form = {"agrees": agrees, "objection": objection}
    return browser.send(page, form, holding="objection")


def test_reads_the_answer_with_the_day_of_the_act(browser: Browser, home: str) -> None:
    page = browser.open(home)
    assert "Penanganan laporan Anda" in page.text
    assert DONE in page.text
    assert "Sudah benar?" in page.text
    assert browser.open(page.link("Beri tahu apakah sudah benar")).status == 200


def test_the_answer_is_for_its_citizen_alone(home: str) -> None:
    application = models.Application.objects.select_related("tracking__key").get()
    secret = sealed_contents.open_tracking_secret(
        application=application, by=SYSTEM, at=clock.now()
    )
    page = Browser().open(f"/lacak/{application.reference}/{secret}/")
    assert DONE not in page.text
    assert "Ada jawaban" in page.text


def test_a_yes_closes_it(browser: Browser, home: str) -> None:
    assert say(browser, home, "YES").address == home
    assert state() == "CONFIRMED"
    page = browser.open(home)
    assert DONE in page.text
    assert "Sudah benar?" not in page.text


def test_a_no_needs_words_and_keeps_them(browser: Browser, home: str) -> None:
    page = say(browser, home, "NO", "mati")
    assert page.status == 422
    assert "mati" in page.html
    assert state() == "ANSWERED"


def test_a_no_is_read_by_the_officer_and_a_second_one_closes_it(
    browser: Browser, home: str, appoint_officer: Callable[[str], Acting]
) -> None:
    say(browser, home, "NO", OBJECTION)
    assert state() == "TO_DECIDE"
    assert "Belum benar menurut Anda" in browser.open(home).text
    decide(models.Application.objects.get().id, appoint_officer("DHB"))
    assert "Ombudsman (137)" in browser.open(f"{home}tanggapan/").text
    say(browser, home, "NO", OBJECTION)
    assert state() == "DISPUTED"


def test_a_page_from_before_another_answer_says_nothing_of_it(
    browser: Browser, home: str
) -> None:
    page = browser.open(f"{home}tanggapan/")
    browser.client.post(page.address, {"agrees": "YES", "revision": "1"})
    assert state() == "ANSWERED"
