"""A manager closes a day on a phone, after seeing what would move."""

import datetime as dt
from typing import TYPE_CHECKING

from balarea.foundation import clock, working_days
from tests.browser import PHONE, check_page

from .malls import Mall
from .people import Walk, path_of, press
from .web import app_code

if TYPE_CHECKING:
    from playwright.sync_api import Page

DAYS = "/petugas/kelola/hari/"


def sign_in(page: "Page", mall: Mall) -> None:
    page.goto("/petugas/masuk/")
    page.fill("#f-login", mall.accounts["manager"]["login"])
    page.fill("#f-password", mall.accounts["manager"]["password"])
    press(page, "Lanjut")
    page.fill("#f-code", app_code(mall, "manager"))
    press(page, "Masuk")


def asks(page: "Page", first: dt.date, last: dt.date) -> None:
    """Fill in the form as people write dates, and look at what would change."""
    page.fill("#f-first", f"{first:%d-%m-%Y}")
    page.fill("#f-last", f"{last:%d-%m-%Y}")
    page.fill("#f-reason", "Hari jadi kabupaten")
    press(page, "Lihat dulu yang akan berubah")


def test_a_day_is_closed_after_a_preview_and_opened_again(
    mall: Mall, walk: Walk
) -> None:
    # Given the mall's manager with a phone
    page = walk(width=PHONE, script=False)
    sign_in(page, mall)
    page.goto(DAYS)
    check_page(page)

    # When the next days are to be closed, the preview says whose last day moves
    today = clock.today(clock.now())
    soon = working_days.add(today, 1)
    asks(page, soon, soon + dt.timedelta(days=13))
    assert "tenggat berjalan bergeser" in page.inner_text("main")
    check_page(page)

    # But another day is meant, on which nothing runs any more
    with page.expect_navigation():
        page.get_by_role("link", name="Tidak, kembali").click()
    assert page.input_value("#f-reason") == "Hari jadi kabupaten"
    far = working_days.add(dt.date(today.year + 1, 12, 1), 5)
    asks(page, far, far)
    assert "Tidak ada tenggat berjalan yang bergeser" in page.inner_text("main")
    press(page, "Tutup")

    # Then the calendar has it, with its reason
    assert path_of(page).startswith(DAYS)
    assert "1 hari ditutup" in page.inner_text("main")
    row = page.locator("tr.work", has_text="Hari jadi kabupaten")
    assert "Hari tutup" in row.inner_text()
    check_page(page)

    # And it is opened again in the same way
    with page.expect_navigation():
        row.get_by_role("link", name="Buka lagi").click()
    assert page.is_checked('[name="what"][value="OPEN"]')
    page.fill("#f-reason", "Keputusan dicabut")
    press(page, "Lihat dulu yang akan berubah")
    press(page, "Buka")
    assert "1 hari dibuka" in page.inner_text("main")
