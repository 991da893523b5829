"""What somebody was given here, or gave before, is used again by one yes each."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.browser import check_page
from tests.children import ask_until

from . import applying, people, sample_files
from .office import login_of
from .people import CitizenBrowser, fill_page, follow, path_of, press
from .web import Citizen, Officer

if TYPE_CHECKING:
    from playwright.sync_api import Page

FAMILY_CARD, MOVING_OUT, JOBSEEKER = "DKC-001", "DKC-012", "DNK-001"
CARD_OF_FAMILY, CARD_OF_PERSON = "R1", "R2"  # as moving out asks for them


def test_nothing_that_was_given_is_asked_for_again(
    browser: CitizenBrowser, desks: Callable[[str], Officer]
) -> None:
    # Given somebody whose family card was issued here
    page = browser.page
    page.goto("/masuk/")
    browser.sign_in()
    citizen = Citizen(browser.mall, page.request, browser.person)
    first = citizen.file(FAMILY_CARD)
    office = {step: desks(login_of(step, "DKC")) for step in ("VERIFY", "DECIDE")}
    office["VERIFY"].accept(first)
    office["DECIDE"].decide(first)
    ask_until(lambda: page.request.get(f"{first}dokumen.pdf").status == 200)

    # When they move out, the card lies ready
    second = begins(page, MOVING_OUT, browser)
    page.goto(f"{second}berkas/{CARD_OF_FAMILY}/")
    check_page(page)
    shown = page.inner_text("main")
    assert "Pakai lagi" in shown
    assert "Kartu Keluarga" in shown
    assert "berlaku tanpa batas waktu" in shown

    # And a yes takes it, to be removed and taken again
    press_yes(page)
    check_page(page)
    assert "diterbitkan di sini" in page.inner_text("main")
    follows_removal(page)
    press_yes(page)

    # And what they photograph now serves the next service
    page.goto(f"{second}berkas/{CARD_OF_PERSON}/")
    of = people.definition(MOVING_OUT)
    photograph = sample_files.photograph(of, CARD_OF_PERSON, browser.person)
    sample_files.upload(page, photograph)
    page.goto(f"{second}periksa/")
    reference = applying.files(page).reference
    third = begins(page, JOBSEEKER, browser)
    page.goto(f"{third}berkas/R1/")
    assert f"Dari permohonan {reference}" in page.inner_text("main")
    press_yes(page)
    assert f"dipakai lagi dari permohonan {reference}" in page.inner_text("main")

    # And its owner and the officer see it
    page.goto(second)
    assert "Untuk dipakai lagi" in page.inner_text("main")
    desk = office["VERIFY"].get(Officer.desk_of(second))
    assert "berlaku tanpa batas waktu, diperiksa sistem" in desk


def begins(page: "Page", code: str, browser: CitizenBrowser) -> str:
    """A draft of a service with every question answered; the path of its case."""
    of = people.definition(code)
    raw = people.answers(of, browser.person)
    page.goto(f"/permohonan/baru/{code}/")
    press(page, "Mulai")
    case = path_of(page).partition("isi/")[0]
    page.goto(case)
    follow(page, "main .row a.button")  # the first question
    while "/isi/" in page.url:
        fill_page(page, of, raw)
    return case


def press_yes(page: "Page") -> None:
    with page.expect_navigation():
        page.get_by_role("button", name="Ya, pakai").first.click()
    assert "Tersimpan" in page.inner_text("main")


def follows_removal(page: "Page") -> None:
    with page.expect_navigation():
        page.get_by_role("button", name="Hapus").first.click()
    assert "Pakai lagi" in page.inner_text("main")
