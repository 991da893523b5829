"""A citizen's way to a receipt, by the links and buttons that the pages offer."""

from typing import TYPE_CHECKING, NamedTuple

from balarea.catalogue import definition as engine
from tests.browser import too_wide

from . import people, sample_files
from .people import CitizenBrowser, Filling, fill_page, follow, path_of, press

if TYPE_CHECKING:
    from playwright.sync_api import Page


class Receipt(NamedTuple):
    """What one needs to follow a case."""

    case: str  # the path of its page
    reference: str
    secret: str


def finds(page: "Page", code: str, words: str) -> None:
    """Search as people ask, and open the service."""
    page.goto("/layanan/")
    page.fill("main [name=q]", words)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    follow(page, f'main a[href="/layanan/{code}/"]')


def begins(browser: CitizenBrowser, code: str) -> None:
    """From the page of the service; a code to the phone leads to the first question."""
    follow(browser.page, f'main a[href="/permohonan/baru/{code}/"]')
    press(browser.page, "Minta kode, lalu mulai")
    browser.sign_in()
    assert "/isi/" in browser.page.url, browser.page.url


def fills_in(
    browser: CitizenBrowser, of: engine.Definition, filling: Filling | None = None
) -> None:
    """From the first question to the check of all answers, never off the given way.

    By the definition's first example, unless something else is to be filled in.
    """
    page = browser.page
    raw, evidence, _, _ = filling or people.by_example(of, browser.person)
    assert "/isi/" in page.url, page.url
    while "/isi/" in page.url:
        assert not too_wide(page), page.url
        fill_page(page, of, raw)
        assert "#" not in page.url, "there is nothing to jump to on the next page"
    for _ in of.requirements:
        if "/berkas/" in page.url:
            requirement = path_of(page).rstrip("/").rsplit("/")[-1]
            for _ in range(evidence.get(requirement, 0)):
                sample_files.upload(
                    page, sample_files.photograph(of, requirement, browser.person)
                )
            goes_on = "Lanjut" if requirement in evidence else "Lanjut tanpa ini"
            with page.expect_navigation():
                page.get_by_role("link", name=goes_on, exact=True).click()
    assert path_of(page).endswith("/periksa/"), page.url
    assert not too_wide(page), page.url


def files(page: "Page", button: str = "Kirim permohonan") -> Receipt:
    """Send what was checked; the page of all answers is open."""
    case = path_of(page).removesuffix("periksa/")
    press(page, button)
    assert path_of(page) == f"{case}tanda-terima/", page.url
    return receipt(page, case)


def receipt(page: "Page", case: str) -> Receipt:
    """What stands on the receipt that is open."""
    words = page.locator("main .receipt .ref").all_inner_texts()
    return Receipt(case, words[0], words[1])


def follows(page: "Page", shown: Receipt) -> str:
    """What a holder of the receipt sees, without an account."""
    page.goto("/lacak/")
    page.fill("#f-reference", shown.reference)
    page.fill("#f-secret", shown.secret)
    press(page, "Lihat sampai di mana")
    return page.inner_text("main")
