"""The gallery in a real browser: every component, both languages, day and dusk."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from tests import browser

if TYPE_CHECKING:
    from playwright.sync_api import Page


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("width", [320, 1280])
def test_has_nothing_that_axe_objects_to(
    open_page: browser.OpenPage,
    through_client: Callable[["Page"], None],
    *,
    width: int,
    language: str,
    dark: bool,
) -> None:
    page = open_page(width=width, dark=dark)
    through_client(page)
    page.context.add_cookies(
        [{"name": "bahasa", "value": language, "url": "http://localhost"}]
    )
    page.goto("/peraga/komponen/")
    assert page.locator("html").get_attribute("lang") == language
    browser.check_page(page)
