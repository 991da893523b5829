"""Two managers appoint an officer and give a right, by keyboard alone."""

import re
from typing import TYPE_CHECKING

from tests.browser import DESK, PHONE, check_page

from . import keyboard
from .malls import Mall
from .people import Walk
from .web import app_code

if TYPE_CHECKING:
    from playwright.sync_api import Page

WHY = "Pegawai baru di meja pelayanan."
NEW = {
    "name": "Nining Contoh",
    "position": "Petugas meja pelayanan",
    "login": "dkc.nining",
    "contact": "nining@contoh.id",
    "why": WHY,
}


def enters(page: "Page", mall: Mall, name: str) -> None:
    """Sign in by keyboard, and go to the manager's pages by their key."""
    page.goto("/petugas/masuk/")
    keyboard.type_into(page, "#f-login", mall.accounts[name]["login"])
    keyboard.type_into(page, "#f-password", mall.accounts[name]["password"])
    keyboard.enter(page)
    keyboard.type_into(page, "#f-code", app_code(mall, name))
    keyboard.enter(page)
    keyboard.go(page, "m")
    assert page.url.endswith("/petugas/kelola/")


def proposes(page: "Page") -> None:
    """Fill in the appointment; the agency and the kind of office by their letters."""
    keyboard.enter(page, "n")
    keyboard.tab_to(page, "#f-agency")
    page.keyboard.type("Dinas Kependudukan")
    for field in ("name", "position"):
        keyboard.type_into(page, f"#f-{field}", NEW[field])
    keyboard.tab_to(page, "#f-role")
    page.keyboard.type("pemeriksa")
    for field in ("login", "contact", "why"):
        keyboard.type_into(page, f"#f-{field}", NEW[field])
    keyboard.tab_to(page, "main form button.button")
    keyboard.enter(page)


def confirms(page: "Page", row: str) -> None:
    """Open what waits, read it, confirm it."""
    page.goto("/petugas/kelola/")
    keyboard.tab_to(page, f'tr.work a[href="{row}"]')
    keyboard.enter(page)
    assert WHY in page.inner_text("main")
    keyboard.tab_to(page, 'button[value="confirm"]')
    keyboard.enter(page)


def test_two_managers_appoint_an_officer_by_keyboard(mall: Mall, walk: Walk) -> None:
    # Given two managers at two desks
    first, second = walk(width=DESK, script=True), walk(width=DESK, script=True)
    enters(first, mall, "manager")
    enters(second, mall, "mpp.wakil")

    # When one proposes an officer
    proposes(first)
    assert NEW["login"] in first.inner_text("main")
    assert not first.locator('button[value="confirm"]').count()
    check_page(first)

    # Then the other confirms it, and has the first password to hand over
    confirms(second, re.sub(r"^https?://[^/]+", "", first.url))
    check_page(second)
    password = second.locator("main code").last.inner_text()
    assert len(password) == 16
    keyboard.tab_to(second, "main a.button")
    keyboard.enter(second)
    assert NEW["name"] in second.inner_text("h1")
    officer = second.url

    # And a right is given in the same way, the other way round
    keyboard.enter(second, "n")
    keyboard.tab_to(second, '[name="actions"][value="READ"]')
    second.keyboard.press("Space")
    keyboard.type_into(second, "#f-why", WHY)
    keyboard.tab_to(second, "main form:not([method=get]) button.button")
    keyboard.enter(second)
    confirms(first, re.sub(r"^https?://[^/]+", "", second.url))
    assert first.get_by_role("status").count() == 1

    # And the officer's page is right on a phone, in the dark
    state = first.context.storage_state()
    phone = walk(width=PHONE, script=False, dark=True, state=state)
    phone.goto(officer)
    assert phone.locator('a[href*="/cabut/"]').count() == 1
    check_page(phone)
