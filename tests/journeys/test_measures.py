"""Two officers suspend a document; an objection undoes it, without script."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.browser import check_page
from tests.children import ask_until

from . import people
from .office import Office, OfficerBrowser
from .people import KTP, Walk, follow, path_of, press
from .web import Citizen

if TYPE_CHECKING:
    from playwright.sync_api import Page

REASON = "Foto pada kartu ternyata bukan foto pemegangnya."
ANSWER = "Itu foto saya sesudah dirawat, dan suratnya saya bawa."
WHY = "Usulan dan jawaban pemegang sudah dibaca seluruhnya."
TEXT = "Foto itu memang foto saya; rumah sakit dapat menerangkannya."


@pytest.fixture
def citizen(newcomer: Callable[[], Citizen]) -> Citizen:
    return newcomer()


def test_two_people_suspend_a_document_and_an_objection_puts_it_back_into_force(
    citizen: Citizen,
    office: Office,
    seat: Callable[[str], OfficerBrowser],
    walk: Walk,
) -> None:
    # Given a card that was issued
    case, of = citizen.file(KTP), people.definition(KTP)
    reference = citizen.reference(case)
    for step in ("VERIFY", "DECIDE"):
        office(step, of).takes(step, reference)
    ask_until(lambda: citizen.request.get(f"{case}dokumen.pdf").status == 200)

    # When an officer proposes to suspend it
    first = seat(f"{of.agency.lower()}.penelaah")
    first.proposes(reference, "SUSPENSION", "SUBSTANCE", REASON)
    check_page(first.page)

    # Then its holder reads why, and answers
    page = walk(state=citizen.request.storage_state())
    answers(page, case)

    # And a second officer approves it with the answer before them
    second = seat(f"{of.agency.lower()}.sekretaris")
    assert second.lists(reference, "/petugas/tindakan/")
    check_page(second.page)
    follow(second.page, f'tr.work a:has-text("{reference}")')
    assert ANSWER in second.page.inner_text("main")
    check_page(second.page)
    decides(second, "APPROVED")

    # Then anybody is told so, and the holder objects
    page.goto(case)
    assert "Dibekukan" in page.inner_text("main")
    [number] = re.findall(r"\S+/\S+/\S+", page.inner_text(".paper"))
    check_page(page)
    assert "dibekukan" in verified(walk(), number)
    objects(page, case)

    # And once the head grants it, the card is in force again
    head = seat(f"{of.agency.lower()}.kepala")
    assert head.lists(reference, "/petugas/keberatan/")
    follow(head.page, f'tr.work a:has-text("{reference}")')
    check_page(head.page)
    decides(head, "GRANTED")
    assert "berlaku kembali" in verified(walk(), number)
    page.goto(case)
    check_page(page)


def answers(page: "Page", case: str) -> None:
    """The holder reads why, and says what they have to say."""
    page.goto(case)
    follow(page, 'a[href*="/tindakan/"]')
    check_page(page)
    assert REASON in page.inner_text("main")
    page.fill("#f-text", ANSWER)
    press(page, "Kirim jawaban")


def objects(page: "Page", case: str) -> None:
    follow(page, f'a[href="{case}keberatan/"]')
    page.fill("#f-text", TEXT)
    press(page, "Kirim keberatan")
    assert path_of(page) == case


def decides(officer: OfficerBrowser, outcome: str) -> None:
    officer.page.check(f'[name="outcome"][value="{outcome}"]')
    officer.page.fill("#f-reasons", WHY)
    press(officer.page, "Catat keputusan")


def verified(page: "Page", number: str) -> str:
    """What /verifikasi/ says of a number, to anybody."""
    page.goto(f"/verifikasi/?nomor={number}")
    check_page(page)
    return page.inner_text("main").lower()
