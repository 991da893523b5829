"""A refusal is objected to, without script; the head decides; the paper is there."""

from collections.abc import Callable

import pytest

from tests.browser import check_page

from . import people
from .office import Office, OfficerBrowser
from .people import KTP, Walk, follow, path_of, press
from .web import Citizen

REASONS = "Data pada dokumen tidak cocok dengan jawaban pemohon."
TEXT = "Data saya sama dengan kartu keluarga; petugas keliru membaca namanya."
WHY = "Kartu keluarga pemohon memang cocok dengan jawabannya."


@pytest.fixture
def citizen(newcomer: Callable[[], Citizen]) -> Citizen:
    return newcomer()


def test_an_objection_is_filed_without_script_and_granted_by_somebody_else(
    citizen: Citizen,
    office: Office,
    seat: Callable[[str], OfficerBrowser],
    walk: Walk,
) -> None:
    # Given an application that was refused
    case, of = citizen.file(KTP), people.definition(KTP)
    reference = citizen.reference(case)
    office("VERIFY", of).takes("VERIFY", reference)
    office("DECIDE", of).refuses(reference, REASONS, "R1")

    # When its citizen objects, without script
    page = walk(state=citizen.request.storage_state())
    page.goto(case)
    follow(page, f'a[href="{case}keberatan/"]')
    check_page(page)
    page.fill("#f-text", TEXT)
    press(page, "Kirim keberatan")

    # Then their page says by when it is decided
    assert path_of(page) == case
    assert "Sedang diputus" in page.inner_text("main")
    check_page(page)

    # When the head of the office, who had no part in it, grants it
    head = seat(f"{of.agency.lower()}.kepala")
    assert head.lists(reference, "/petugas/keberatan/")
    check_page(head.page)
    follow(head.page, "tr.work a")
    check_page(head.page)
    head.page.check('[name="outcome"][value="GRANTED"]')
    head.page.fill("#f-reasons", WHY)
    press(head.page, "Catat keputusan")
    check_page(head.page)

    # Then the citizen reads why, and the refusal is gone
    page.goto(case)
    text = page.inner_text("main")
    assert "Dikabulkan: penolakan dibatalkan" in text
    assert WHY in text
    check_page(page)
