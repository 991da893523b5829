"""An officer who never touches a mouse."""

from typing import TYPE_CHECKING

from .malls import Mall
from .people import path_of
from .web import app_code

if TYPE_CHECKING:
    from playwright.sync_api import Page

FAR = 200  # presses of Tab after which something can't be reached


def tab_to(page: "Page", selector: str) -> None:
    """Go on with Tab until this element has the focus."""
    for _ in range(FAR):
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} can't be reached by keyboard")


def type_into(page: "Page", selector: str, text: str) -> None:
    tab_to(page, selector)
    page.keyboard.type(text)


def enter(page: "Page", key: str = "Enter") -> None:
    """A key that leads to another page."""
    with page.expect_navigation():
        page.keyboard.press(key)


def sign_in(page: "Page", mall: Mall, name: str) -> None:
    """Password, then the code of the authenticator app."""
    page.goto("/petugas/masuk/")
    type_into(page, "#f-login", mall.accounts[name]["login"])
    type_into(page, "#f-password", mall.accounts[name]["password"])
    enter(page)
    type_into(page, "#f-code", app_code(mall, name))
    enter(page)
    assert path_of(page) == "/petugas/", page.url


def open_from_worklist(page: "Page", reference: str) -> None:
    """Walk down the rows, page by page, to this reference; open it."""
    for _ in range(20):
        rows = page.locator("tr.work").count()
        for _ in range(rows):
            page.keyboard.press("j")
            if page.evaluate("document.activeElement.textContent") == reference:
                page.keyboard.press("k")
                page.keyboard.press("j")
                enter(page)
                return
        assert page.locator('[data-key="n"]').count(), f"{reference} is not listed"
        enter(page, "n")
    raise AssertionError(f"{reference} is too far down")


def go(page: "Page", key: str) -> None:
    """To another place: "g", then its key."""
    page.keyboard.press("g")
    enter(page, key)
