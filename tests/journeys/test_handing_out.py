"""A paper is handed out at the desk, and printed again at a public terminal."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.browser import DESK, check_page

from .malls import Mall
from .office import OfficerBrowser
from .people import Walk, path_of

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

FRIEND = "Budi Santoso"
WHY = "Salah memilih berkas, pemohon masih berdiri di loket."


def slip(mall: Mall) -> tuple[str, str]:
    """Number and code of an issued application of the demonstration."""
    _, _, reference, secret, _ = mall.tracking["ISSUED"].split("/")
    return reference, secret


def scans(page: "Page", text: str) -> None:
    """A scanner types the address of a QR code and presses Enter."""
    page.fill("#f-q", text)
    with page.expect_navigation():
        page.press("#f-q", "Enter")


def sends(page: "Page", button: str) -> None:
    with page.expect_navigation():
        page.locator("main form:not(.search) button", has_text=button).first.click()


def test_a_paper_is_collected_signed_for_and_the_slip_of_the_hand_undone(
    mall: Mall, seat: Callable[[str], OfficerBrowser], walk: Walk
) -> None:
    # Given an officer of the desk, and somebody with a slip and a mandate
    page = seat("dkc.petugas").page
    page.goto("/petugas/serah/")
    check_page(page)

    # When the slip is scanned and the form is sent with too little, it says what lacks
    scans(page, mall.base + mall.tracking["ISSUED"])
    assert page.locator("[name=papers]:checked").count() == 1
    check_page(page)
    page.check("[name=collector][value=REPRESENTATIVE]")
    page.select_option("#f-identity", "KTP")
    sends(page, "Catat")
    assert page.locator('.errors a[href="#f-mandate"]').count() == 1
    check_page(page)

    # And once it is complete, it is on a sheet to sign
    page.select_option("#f-mandate", "LETTER")
    page.fill("#f-name", FRIEND)
    sends(page, "Catat")
    assert re.fullmatch(r"/petugas/serah/lembar/[0-9a-f-]{36}/", path_of(page))
    assert FRIEND in page.inner_text("main")
    check_page(page)
    sheet = path_of(page)

    # Then the paper is drawn for the printer
    page.locator("main .no-print ul a").first.click()
    assert page.locator(".paper-pages img").first.evaluate("one => one.naturalWidth")
    check_page(page)

    # And whoever follows the application sees to whom it went, without a name
    tracked = walk()
    tracked.goto(mall.tracking["ISSUED"])
    assert "mewakili pemegang" in tracked.inner_text("main")
    assert FRIEND not in tracked.content()

    # And a slip of the hand is undone at once, with its reason
    page.goto(sheet)
    page.locator("main details summary").first.click()
    page.fill("main details textarea", WHY)
    sends(page, "Batalkan")
    assert path_of(page) == sheet
    assert "Dibatalkan" in page.inner_text("main")
    tracked.goto(mall.tracking["ISSUED"])
    assert "mewakili pemegang" not in tracked.inner_text("main")


def emptied_sooner(route: "Route") -> None:
    """The answer as it is, but with three seconds for the sixty of its header."""
    answer = route.fetch()
    assert answer.headers["refresh"] == "60; url=/mandiri/"
    route.fulfill(
        response=answer, headers={**answer.headers, "refresh": "3; url=/mandiri/"}
    )


def test_who_has_the_slip_prints_the_paper_again_and_nothing_of_it_stays(
    mall: Mall, walk: Walk
) -> None:
    # Given a public terminal, without script
    page = walk(width=DESK)
    page.goto("/mandiri/")
    check_page(page)

    # When a code is wrong, nothing that was typed stays
    reference, secret = slip(mall)
    page.fill("#f-reference", reference)
    page.fill("#f-secret", "ACDEFGHJKM")
    sends(page, "Tampilkan")
    assert page.locator(".errors").count() == 1
    assert page.input_value("#f-reference") == page.input_value("#f-secret") == ""
    check_page(page)

    # When the QR code of the slip is scanned, the paper is there for a minute; here
    # the browser is told of three seconds, to see that it empties the page by itself
    page.fill("#f-reference", mall.base + mall.tracking["ISSUED"])
    page.route(re.compile(r"/mandiri/\?"), emptied_sooner, times=1)
    page.press("#f-reference", "Enter")
    page.wait_for_selector(".paper-pages img")
    page.wait_for_selector("#f-reference", timeout=15_000)
    assert page.locator(".paper-pages").count() == 0
    page.fill("#f-reference", mall.base + mall.tracking["ISSUED"])
    with page.expect_response("**/mandiri/**") as answer:
        page.press("#f-reference", "Enter")
    assert answer.value.headers["refresh"] == "60; url=/mandiri/"
    assert answer.value.headers["cache-control"] == "no-store"
    assert page.locator(".paper-pages img").count() >= 1
    assert secret not in page.content()
    check_page(page)

    # And once it is emptied, going back shows nothing of it
    page.locator("main .kiosk a").click()
    assert path_of(page) == "/mandiri/"
    page.evaluate("history.back()")
    page.wait_for_timeout(500)
    assert page.locator(".paper-pages").count() == 0
