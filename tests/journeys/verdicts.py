"""Anybody at /verifikasi/: what it says to a number, a code or a file."""

import re
from typing import TYPE_CHECKING

from . import sample_files

if TYPE_CHECKING:
    from playwright.sync_api import Page

VALID, ALTERED = "Dokumen ini sah", "Ini bukan berkas aslinya"
REVOKED, UNKNOWN = "Dokumen ini sudah dicabut", "Kami tidak mengenal dokumen ini"
SUPERSEDED = "Dokumen lain sudah menggantikannya"
CODE = r"(?:[0-9A-Z]{3}-){5}[0-9A-Z]{3}"


def printed_on(content: bytes, pattern: str) -> str:
    """What is printed on a document; a number does not lead to its code."""
    match = re.search(pattern, sample_files.text(content))
    assert match is not None
    return match[0]


def of_number(page: "Page", number: str) -> str:
    """Type a number or a code; returns the verdict."""
    page.goto("/verifikasi/")
    page.fill("#f-nomor", number)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    return page.inner_text("h1")


def of_file(page: "Page", content: bytes) -> str:
    """Upload a file; returns the verdict."""
    page.goto("/verifikasi/")
    page.set_input_files("#f-berkas", [sample_files.payload(("x.pdf", content))])
    with page.expect_navigation():
        page.locator("form:has(#f-berkas) button").click()
    return page.inner_text("h1")
