"""A citizen who lost an identity card: found, filled in, filed, followed.

docs/journeys/lost-identity-card.md
"""

import re
from typing import TYPE_CHECKING, Any

from tests.browser import check_page

from . import applying, people, sample_files
from .people import KTP, CitizenBrowser, fill_page, follow, path_of, press

if TYPE_CHECKING:
    from playwright.sync_api import Page


REPORT, FAMILY_CARD = "R1", "R3"


def test_a_lost_card_is_found_filled_in_filed_and_followed(
    browser: CitizenBrowser, anybody: "Page"
) -> None:
    # Given somebody who lost an identity card and knows no code of any service
    page, person = browser.page, browser.person
    of = people.definition(KTP)
    raw = people.answers(of, person)
    applying.finds(page, KTP, "bikin ktp hilang")
    assert "Gratis" in page.inner_text("main")
    applying.begins(browser, KTP)
    check_page(page)  # the first question
    case = path_of(page).partition("isi/")[0]
    page.goto(case)
    check_page(page)

    # When the first part is answered wrongly, nothing that was typed is lost
    follow(page, "main .row a.button")
    refuses_what_is_wrong(page, of, raw)
    fill_page(page, of, raw)
    assert "/isi/identity/" in page.url

    goes_back_and_on(page)
    while "/isi/" in page.url:
        fill_page(page, of, raw)

    # And a page that only says that it is a picture is turned away
    page.goto(f"{case}berkas/{REPORT}/")
    refuses_a_page_that_is_named_a_picture(page)

    # And the documents are photographed and sent
    sends_documents(page, case, person)
    page.goto(case)
    assert page.locator("main .tag.is-ok").count() == len(of.pages) + 2

    # Then it is filed once, however often the button is pressed
    page.goto(f"{case}periksa/")
    check_page(page)
    assert person.name in page.inner_text("main")
    reference = file_twice(page, case)

    # And the receipt, as a page and as a file, tells number and promised days
    page.goto(f"{case}tanda-terima/")
    check_page(page)
    tells_the_same_on_paper(page, case, reference)

    # And whoever holds both words follows it without an account
    shown = applying.follows(anybody, applying.receipt(page, case))
    check_page(anybody)
    assert reference in shown
    assert person.name not in shown


def goes_back_and_on(page: "Page") -> None:
    """Nobody is asked whether to send it all again."""
    page.go_back()
    assert "/isi/reason/" in page.url
    page.go_forward()
    assert "/isi/identity/" in page.url


def tells_the_same_on_paper(page: "Page", case: str, reference: str) -> None:
    days = page.locator("main .receipt b").all_inner_texts()
    text = sample_files.text(page.request.get(f"{case}tanda-terima.pdf").body())
    assert reference in text
    assert len(days) == 2, "that of the check, and that of the decision"
    for day in days:
        assert " ".join(day.split()) in text  # the page holds day and month together


def sends_documents(page: "Page", case: str, person: people.Person) -> None:
    of = people.definition(KTP)
    for requirement in (REPORT, FAMILY_CARD):
        page.goto(f"{case}berkas/{requirement}/")
        sample_files.upload(page, sample_files.photograph(of, requirement, person))
        check_page(page)


def refuses_what_is_wrong(page: "Page", of: Any, raw: people.Raw) -> None:
    """All faults at once, each with a link to its question, in the title too."""
    page.check('[name="reason"][value="LOST"]')
    press(page, "Simpan dan lanjut")
    assert page.get_by_role("status").count() == 1, "the answer brings questions"
    page.fill("#f-lost_on", "31-02-2026")
    page.fill("#f-lost_where", raw["lost_where"][0])
    press(page, "Simpan dan lanjut")
    assert page.title().startswith("Galat:"), page.title()
    links = page.locator("main .errors a")
    targets = [a.get_attribute("href") for a in links.all()]
    assert targets == ["#f-lost_on", "#f-police_report_number"]
    assert page.input_value("#f-lost_on") == "31-02-2026"
    assert page.input_value("#f-lost_where") == raw["lost_where"][0]
    assert page.is_checked('[name="reason"][value="LOST"]')
    links.first.click()
    assert page.evaluate("document.activeElement.id") == "f-lost_on"
    check_page(page)


def refuses_a_page_that_is_named_a_picture(page: "Page") -> None:
    sample_files.upload(page, ("foto.jpg", b"<!doctype html><title>x</title><p>hello"))
    assert page.title().startswith("Galat:")
    assert page.locator('main .errors a[href="#f-file"]').count() == 1
    assert page.locator("main .tasks").count() == 0


def file_twice(page: "Page", case: str) -> str:
    """Two presses of the same form, the second by a browser that went back."""
    page.goto(f"{case}periksa/")
    sent: dict[str, str | float | bool] = {
        field.get_attribute("name") or "": field.input_value()
        for field in page.locator("main form [type=hidden]").all()
    }
    press(page, "Kirim permohonan")
    page.wait_for_url("**/tanda-terima/")
    reference = page.locator("main .receipt .ref").first.inner_text()
    again = page.request.post(f"{case}periksa/", form=sent)
    assert again.url.endswith(f"{case}tanda-terima/"), again.url
    page.goto(f"{case}periksa/")
    assert path_of(page) == case, "what is filed can't be filed again"
    page.goto("/permohonan/")
    listed = re.findall(re.escape(reference), page.inner_text("main"))
    assert len(listed) == 1
    return reference
