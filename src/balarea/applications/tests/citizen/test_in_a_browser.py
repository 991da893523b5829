"""The citizens' pages in a real browser: axe, contrast, no sideways scroll."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from tests import browser as house

from balarea.applications.tests.citizen.browsing import Browser
from balarea.applications.tests.citizen.conftest import SignIn, begin, fill, online
from balarea.applications.tests.citizen.conftest import submit as press

if TYPE_CHECKING:
    from playwright.sync_api import Page

LOST = "DKC-006"


@pytest.fixture
def places(sign_in: SignIn) -> tuple[Browser, list[str]]:
    """Somebody with a draft and an application, and every page of theirs."""
    browser = sign_in()
    good = next(t for t in online()[LOST].tests if not t.expect.problems)
    receipt = press(browser, fill(browser, online()[LOST], good)).address
    filed = receipt.replace("tanda-terima/", "")
    draft = begin(browser, "POL-001")
    return browser, [
        "/permohonan/",
        "/permohonan/baru/DPM-058/",
        *(draft + a for a in ("", "isi/identity/", "berkas/R1/", "periksa/", "hapus/")),
        *(filed + a for a in ("", "tanda-terima/", "isian/", "tarik/")),
        "/lanjut/",
        "/lacak/",
    ]


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("width", [320, 1280])
def test_has_nothing_that_axe_objects_to(
    places: tuple[Browser, list[str]],
    open_page: house.OpenPage,
    through_client: Callable[["Page"], None],
    width: int,
    language: str,
) -> None:
    browser, addresses = places
    page = open_page(width=width, script=False, dark=width == 320)
    through_client(page)
    session = browser.client.cookies[settings.SESSION_COOKIE_NAME].value
    for name, value in (("bahasa", language), (settings.SESSION_COOKIE_NAME, session)):
        page.context.add_cookies(
            [{"name": name, "value": value, "url": "http://localhost"}]
        )
    for address in addresses:
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200, address
        house.check_page(page)
