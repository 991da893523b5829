"""Groups in a real browser: axe, no sideways scroll, and the key Enter."""

import datetime as dt
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

import pytest
from tests.browser import OpenPage, answer_with, check_at_widths

from balarea.applications.tests.citizen.browsing import Browser, Page
from balarea.applications.tests.citizen.conftest import begin, publish_also
from balarea.applications.tests.citizen.test_groups import (
    ANI,
    BUDI,
    add,
    entry,
    forged,
    group,
    group_address,
    post,
)
from balarea.catalogue.testing import online

if TYPE_CHECKING:
    from playwright.sync_api import Page as Tab
    from playwright.sync_api import Route

__all__ = ["group"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def pages(browser: Browser, group: Page) -> dict[str, str]:
    """The page with one entry, with two, with a problem, full, and the check page."""
    two = add(browser, group, entry(0, BUDI))
    answers = entry(1, ANI | {"member_nik": "12"})
    wrong = browser.send(two, answers, holding="_asked")
    post(browser, group, forged(*range(20)))
    full = browser.open(group_address(group))
    check = browser.open(f"{group.address.split('isi/')[0]}periksa/")
    return {
        "/one/": group.html,
        "/two/": two.html,
        "/wrong/": wrong.html,
        "/full/": full.html,
        "/check/": check.html,
    }


def test_has_nothing_that_axe_objects_to(
    pages: dict[str, str], open_page: OpenPage
) -> None:
    tab = open_page()
    answer_with(tab, pages)
    for address in pages:
        check_at_widths(tab, address, 320, 360, 1280)


def test_choices_that_come_first_in_an_entry_stay_within_the_window(
    browser: Browser, group: Page, at: dt.datetime, open_page: OpenPage
) -> None:
    instruments = online()["KOP-005"]
    publish_also(instruments, at)
    form = browser.open(f"{begin(browser, 'KOP-005')}isi/instruments/")
    tab = open_page()
    answer_with(tab, {"/instruments/": form.html})
    check_at_widths(tab, "/instruments/", 320, 360, 1280)


def stay(route: "Route") -> None:
    """Answer a form so that the browser stays where it is, and can go on at once."""
    if route.request.method == "POST":
        route.fulfill(status=204)
    else:
        route.fallback()


def sent(tab: "Tab", key: str, selector: str) -> dict[str, list[str]]:
    """What the form sends when a key is pressed in a field or on a button."""
    tab.goto("/two/")
    tab.focus(selector)
    with tab.expect_request(lambda one: one.method == "POST") as request:
        tab.keyboard.press(key)
    return parse_qs(request.value.post_data or "", keep_blank_values=True)


def test_enter_in_a_field_saves_and_neither_adds_nor_removes(
    pages: dict[str, str], open_page: OpenPage
) -> None:
    tab = open_page(script=False)
    answer_with(tab, pages)
    tab.route("**/*", stay)
    form = sent(tab, "Enter", "#f-movers-0-member_name")
    assert form["movers"] == ["", "0", "1"]
    assert form.keys().isdisjoint({"add", "remove", "list"})
    assert sent(tab, "Enter", 'button[value="movers"]')["add"] == ["movers"]
    removed = sent(tab, "Space", 'button[value="movers-1"]')
    assert removed["remove"] == ["movers-1"]
