"""The bill on a citizen's page, and the demo's bank."""

import re
from typing import TYPE_CHECKING

from . import sample_files
from .people import follow, path_of

if TYPE_CHECKING:
    from playwright.sync_api import Page


def amount(page: "Page") -> int:
    """What the bill on the page asks for, in rupiah."""
    return int(re.sub(r"\D", "", page.inner_text(".bill .amount")))


def pays(page: "Page") -> None:
    """By the link beside the code, as somebody without a banking app; and come back.

    The page of the case is open. The bank's signed message reaches the mall.
    """
    case = path_of(page)
    code = sample_files.codes(page.locator(".bill .qr").screenshot())
    assert code[0].startswith("000201"), "no bank reads this code"
    follow(page, '.bill a[href^="/peraga/bayar/"]')
    bank = path_of(page)
    with page.expect_navigation():
        page.locator("main .bank form button").first.click()
    assert path_of(page) == bank
    assert page.get_by_role("status").count() == 1
    follow(page, f'main .bank a[href="{case}"]')
    assert "QRIS" in page.inner_text("main .receipt")
    assert page.locator(".bill").count() == 0, "it is still to be paid"
