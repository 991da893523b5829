"""The citizens' pages in a real browser: axe, contrast, no sideways scroll."""

import pytest
from django.conf import settings
from tests import sampling
from tests.browser import OpenPage, answer_with, check_at_widths

from balarea.applications.tests.citizen.browsing import Browser
from balarea.applications.tests.citizen.conftest import (
    SignIn,
    begin,
    fill,
    online,
    photo,
    submit,
)
from balarea.catalogue import testing as catalogue
from balarea.foundation import clock

LOST = "DKC-006"


@pytest.fixture(params=sampling.one_of("citizens' pages", ["id", "en"], __file__))
def pages(request: pytest.FixtureRequest, sign_in: SignIn) -> dict[str, str]:
    """Every page of somebody with a draft and an application, by its address.

    They are written beforehand: within Playwright's loop Django has another database.
    """
    browser = sign_in()
    good = next(t for t in online()[LOST].tests if not t.expect.problems)
    receipt = submit(browser, fill(browser, online()[LOST], good)).address
    filed = receipt.replace("tanda-terima/", "")
    draft = begin(browser, "POL-001")
    card = browser.open(f"{draft}berkas/R1/")
    browser.send(card, holding="file", files={"file": [photo("kartu.jpg")]})
    browser.client.cookies[settings.LANGUAGE_COOKIE_NAME] = request.param
    drafted = ("", "isi/family/", "berkas/R1/", "berkas/R2/", "periksa/", "hapus/")
    addresses = [
        "/permohonan/",
        "/permohonan/baru/DPM-058/",
        *(draft + address for address in drafted),
        *(filed + address for address in ("", "tanda-terima/", "isian/", "tarik/")),
        "/lanjut/",
        "/lacak/",
    ]
    html_of = {address: browser.open(address).html for address in addresses}
    return html_of | _wrong(browser, draft) | _ended(browser)


def _ended(browser: Browser) -> dict[str, str]:
    """A form that ends without filing: the page that says so, its list and check."""
    home = begin(browser, "DKC-016")
    definition = online()["DKC-016"]
    example, today = catalogue.valid_example(definition), clock.today(clock.now())
    answers = catalogue.raw_answers(definition, example, today)
    long_ago = {**answers, "child_birth_date": ("17-08-2020",)}
    child = browser.open(f"{home}isi/child/")
    exit_page = browser.send(child, long_ago, holding="_asked")
    assert exit_page.address.endswith("/isi/late/")
    addresses = (exit_page.address, home, f"{home}periksa/")
    return {address: browser.open(address).html for address in addresses}


def _wrong(browser: Browser, draft: str) -> dict[str, str]:
    """Pages with their problems, and one that asks further."""
    identity = browser.open(f"{draft}isi/identity/")
    purpose = browser.open(f"{draft}isi/purpose/")
    return {
        "/wrong/": browser.send(identity, {"nik": "1"}, holding="_asked").html,
        "/more/": browser.send(purpose, {"purpose": "OTHER"}, holding="_asked").html,
        "/lost/": browser.send(browser.open("/lacak/"), holding="secret").html,
    }


def test_has_nothing_that_axe_objects_to(
    pages: dict[str, str], open_page: OpenPage
) -> None:
    page = open_page()
    answer_with(page, pages)
    for address in pages:
        check_at_widths(page, address, 320, 1280)
