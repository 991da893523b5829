"""A first job is filed at the desk in one go, and later joined with an account.

docs/journeys/front-desk.md
"""

import os
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from balarea.catalogue.definition import generated_answers
from balarea.catalogue.testing import shipped_bundles
from balarea.foundation import clock
from tests.browser import DESK, PHONE, check_page

from . import keyboard, people, sample_files
from .malls import Mall
from .people import CitizenBrowser, Walk, fill_fields, path_of, press

if TYPE_CHECKING:
    from playwright.sync_api import Page

CLERK, BORN_ON, BUNDLE = "mpp.loket", "01-07-1990", "FIRST_JOB"
BOTH = {
    "wants_record": ["YES"],
    "seeks_work": ["YES"],
    "needs_tax_number": ["NO"],
    "works_alone": ["NO"],
}


def test_a_bundle_of_the_desk_appears_in_the_account_once_it_is_joined(
    mall: Mall, walk: Walk, browser: CitizenBrowser
) -> None:
    # Given somebody with an account at home, who now stands at the one desk for all
    home, person = browser.page, browser.person
    home.goto("/masuk/")
    browser.sign_in()
    home.goto("/akun/")
    press(home, "Buat akun")
    page = walk(width=DESK)
    keyboard.sign_in(page, mall, CLERK)
    begins(page, person)

    # When the officer files all that a first job needs, on one page
    files(page, person)
    assert path_of(page).startswith("/petugas/loket/paket/"), page.inner_text("main")
    assert "Tanda terima 2 permohonan" in page.inner_text("main")
    check_page(page)
    shot(page, "bundle")
    page.click("text=Kembali ke orangnya")
    home.goto("/permohonan/")
    assert "SKCK" not in home.inner_text("main")

    # And joins the account, by the card in hand and a code that the person reads out
    joins(mall, page, browser)

    # Then the account shows them, how they came there, and a way back
    home.goto("/permohonan/")
    assert "SKCK" in home.inner_text("main")
    home.goto("/akun/")
    assert "melihat KTP Anda" in home.inner_text("main")
    check_page(home)
    shot(home, "account")
    press(home, "Lepaskan")
    assert "Sudah dilepas" in home.inner_text("main")
    home.goto("/permohonan/")
    assert "SKCK" not in home.inner_text("main")


def begins(page: "Page", person: people.Person) -> None:
    page.goto("/petugas/loket/")
    page.fill("#f-nik", person.nik)
    press(page, "Cari")
    page.fill("#f-name", person.name)
    page.fill("#f-born_on", BORN_ON)
    press(page, "Catat orang ini")
    page.fill("#f-q", "kerja pertama")
    press(page, "Cari")
    with page.expect_navigation():
        page.click(f'button[value="{BUNDLE}"]')


def files(page: "Page", person: people.Person) -> None:
    """The whole form without script: the first part settles what else is asked."""
    form, today = shipped_bundles()[BUNDLE].form, clock.today(clock.now())
    filled = generated_answers.fill(form, Random(3), today=today, given=BOTH)
    raw = {name: tuple(values) for name, values in filled.raw.items()}
    fill_fields(page, form.pages[0].fields, raw)
    press(page, "Simpan")
    assert "Anda memerlukan 2 layanan" in page.inner_text("main")
    shot(page, "form")
    # What an answer opens is asked once it is saved.
    for _ in range(3):
        for one in form.pages:
            fill_fields(page, one.fields, raw)
        press(page, "Simpan")
    for requirement, count in filled.evidence.items():
        place = page.locator(f"#f-file_{requirement}")
        if count and place.count():
            photo = sample_files.photograph(form, requirement, person)
            place.set_input_files([sample_files.payload(photo)])
    press(page, "Ajukan dan cetak struk")


def joins(mall: Mall, page: "Page", browser: CitizenBrowser) -> None:
    with page.expect_navigation():
        page.get_by_role("link", name="Kontak dan akun").click()
    check_page(page)
    page.fill("#f-contact", browser.person.phone)
    page.check("[name=card]")
    people.forget_codes(mall, page.request, browser.person.phone)
    press(page, "Kirim kode")
    check_page(page)
    shot(page, "code")
    page.fill("#f-code", people.read_code(mall, page.request, browser.person.phone))
    press(page, "Periksa kodenya")
    assert "Akun disambungkan" in page.inner_text("main")
    check_page(page)
    shot(page, "contacts")


def shot(page: "Page", name: str) -> None:
    """Pictures, wide and narrow, light and dark, where a folder for them is named."""
    if not (folder := os.environ.get("BALAREA_PICTURES")):
        return
    size = page.viewport_size
    for width in (PHONE, DESK):
        page.set_viewport_size({"width": width, "height": 900})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            path = Path(folder) / f"{name}-{width}-{scheme}.png"
            page.screenshot(path=path, full_page=True)
    page.emulate_media(color_scheme="light")
    if size:
        page.set_viewport_size(size)
