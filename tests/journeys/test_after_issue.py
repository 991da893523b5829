"""A lost document is replaced, without script; whoever finds the lost one can't use it.

Then its holder says that something in it is wrong, and the officers see it.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.browser import check_page
from tests.children import ask_until

from . import people, verdicts
from .office import OfficerBrowser
from .people import Walk, follow, path_of, press
from .web import Citizen

if TYPE_CHECKING:
    from playwright.sync_api import Page

RULED = "KOP-009"  # rules grant it at once, for two years
WRONG = "Nama jalannya salah tulis; yang benar ada di surat permohonan saya."


@pytest.fixture
def citizen(newcomer: Callable[[], Citizen]) -> Citizen:
    return newcomer()


def test_a_lost_document_is_replaced_and_the_lost_one_not_valid_any_more(
    citizen: Citizen,
    seat: Callable[[str], OfficerBrowser],
    walk: Walk,
    anybody: "Page",
) -> None:
    # Given somebody whose document was issued
    case, of = citizen.file(RULED), people.definition(RULED)
    page = walk(state=citizen.request.storage_state())
    lost = issued(page, case)
    check_page(page)

    # When they say that it is lost, but don't confirm it, nothing happens
    follow(page, f'a[href="{case}pengganti/"]')
    check_page(page)
    press(page, "Terbitkan pengganti")
    assert page.locator('.errors, [aria-invalid="true"]').count() >= 1
    check_page(page)

    # And once it is confirmed, another one is issued, and the lost one is out of force
    page.check("[name=lost]")
    press(page, "Terbitkan pengganti")
    assert path_of(page) == case
    new = issued(page, case, other_than=lost)
    assert f"{lost}" in page.inner_text("main")
    check_page(page)
    assert verdicts.of_number(anybody, lost) == verdicts.SUPERSEDED
    assert new in anybody.inner_text("main")
    check_page(anybody)

    # When something in it is wrong, they say so, and see how far that is
    follow(page, f'a[href="{case}koreksi/"]')
    check_page(page)
    page.fill("#f-text", WRONG)
    press(page, "Kirim")
    assert path_of(page) == case
    assert "Sedang diperiksa" in page.inner_text("main")
    check_page(page)

    # Then officers who may decide see it in their list, with the words to correct
    head = seat(f"{of.agency.lower()}.kepala").page
    head.goto("/petugas/sesudah-terbit/")
    check_page(head)
    follow(head, "tr.work a")
    assert WRONG in head.inner_text("main")
    check_page(head)


def issued(page: "Page", case: str, other_than: str = "") -> str:
    """The number of the document, once it is signed."""
    number = page.locator("section[aria-labelledby=document] .paper p")

    def is_signed() -> bool:
        page.goto(case)
        return number.count() > 0 and number.first.inner_text() != other_than

    ask_until(is_signed)
    return number.first.inner_text()
