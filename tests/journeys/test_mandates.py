"""A daughter files for her mother by a code that the mother reads out.

docs/journeys/mandate.md
"""

import functools
from typing import TYPE_CHECKING

from tests.browser import DESK, check_page

from . import applying, people
from .malls import Mall
from .people import KTP, CitizenBrowser, Walk, follow, path_of, press
from .web import Citizen, app_code

if TYPE_CHECKING:
    from playwright.sync_api import Page

VILLAGE_OFFICER = "desa.buahdua"
HOME = "/petugas/desa/"


def test_a_daughter_files_for_her_mother_who_ends_the_mandate(
    mall: Mall, walk: Walk, browser: CitizenBrowser, signed_in_early: Citizen
) -> None:
    # Given a daughter and her mother, each signed in on a phone of her own
    walk_signed_in = functools.partial(
        walk, state=signed_in_early.request.storage_state()
    )
    mother = CitizenBrowser(mall, walk_signed_in, signed_in_early.person)
    page = browser.page
    page.goto("/masuk/")
    browser.sign_in()

    # When she asks for a mandate, her mother reads out the code that came
    asks_for_a_mandate(mall, browser, mother)

    # And she files for her
    page.goto(f"/permohonan/baru/{KTP}/")
    page.locator('[name="for"]').nth(1).check()
    check_page(page)
    press(page, "Mulai")
    follow(page, "main .row a.button")
    applying.fills_in(browser, people.definition(KTP))
    shown = applying.files(page)
    assert "Diajukan oleh" in page.inner_text("main")
    page.goto(shown.case)
    check_page(page)

    # Then the mother finds it among her own, and ends the mandate
    mother.page.goto(shown.case)
    assert "Diajukan oleh" in mother.page.inner_text("main")
    mother.page.goto("/akun/kuasa/")
    check_page(mother.page)
    with mother.page.expect_navigation():
        mother.page.get_by_role("button", name="Akhiri kuasa").click()
    assert "Kuasa sudah berakhir" in mother.page.inner_text("main")

    # And the daughter reaches it no more
    assert page.request.get(shown.case).status == 404
    follows = applying.follows(walk(), shown)
    assert "Kuasa sudah tidak berlaku" in follows


def asks_for_a_mandate(
    mall: Mall, browser: CitizenBrowser, mother: CitizenBrowser
) -> None:
    page = browser.page
    page.goto("/akun/kuasa/minta/")
    check_page(page)
    press(page, "Buat akun dan lanjutkan")
    check_page(page)
    page.fill("#f-principal", mother.person.name)
    page.fill("#f-representative", browser.person.name)
    page.fill("#f-contact", mother.person.phone)
    page.check('[name="kind"][value="FAMILY"]')
    people.wait_for_another_code(mall, mother.person)
    people.forget_codes(mall, page.request, mother.person.phone)
    press(page, "Kirim kode kepadanya")
    check_page(page)
    page.fill("#f-code", people.read_code(mall, page.request, mother.person.phone))
    press(page, "Ia setuju: berikan kuasa")
    assert "Kuasa sudah diberikan" in page.inner_text("main")
    check_page(page)


def test_a_village_officer_files_for_a_resident(mall: Mall, walk: Walk) -> None:
    # Given an officer of a village, and a resident who stands there
    page = walk(width=DESK, script=True)
    sign_in(page, mall)
    check_page(page)
    person = people.somebody()
    mall.canaries.update(person.secrets)

    # When the officer copies the identity card and begins a service
    press_link(page, "Ada warga datang")
    check_page(page)
    page.fill("#f-nik", person.nik)
    page.fill("#f-name", person.name)
    page.fill("#f-born_on", "01-07-1990")
    press(page, "Lanjutkan dengan warga ini")
    check_page(page)
    page.fill("#f-q", "ktp hilang")
    press(page, "Cari")
    with page.expect_navigation():
        page.locator(f'button[name="service"][value="{KTP}"]').click()

    # Then the form is at hand, and the draft stands in the one list of the village
    form = path_of(page)
    assert page.locator("#isian").count() == 1
    page.goto(HOME)
    assert page.locator(f'tr.work a[href="{form}"]').count() == 1
    check_page(page)


def sign_in(page: "Page", mall: Mall) -> None:
    """The officer's own list is the first page."""
    page.goto("/petugas/masuk/")
    page.fill("#f-login", VILLAGE_OFFICER)
    page.fill("#f-password", mall.accounts[VILLAGE_OFFICER]["password"])
    press(page, "Lanjut")
    page.fill("#f-code", app_code(mall, VILLAGE_OFFICER))
    press(page, "Masuk")
    assert path_of(page) == HOME, page.url


def press_link(page: "Page", name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("link", name=name).first.click()
