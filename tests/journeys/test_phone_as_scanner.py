"""Somebody writes on a computer and takes the photos with a phone.

Neither has script, and nobody signs in on the phone.
"""

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tests.browser import DESK, check_page

from balarea.documents import testing as document_testing

from . import applying, sample_files
from .people import KTP, CitizenBrowser, Walk, follow, path_of, press

if TYPE_CHECKING:
    from playwright.sync_api import Page

FAMILY_CARD = "R3"


def test_a_phone_sends_photos_that_become_one_file(
    browser: CitizenBrowser, walk: Walk
) -> None:
    # Given somebody at a computer who has begun an application
    browser.page = computer = walk(width=DESK)
    computer.goto(f"/layanan/{KTP}/")
    applying.begins(browser, KTP)
    card = f"{path_of(computer).partition('isi/')[0]}berkas/{FAMILY_CARD}/"
    computer.goto(card)
    check_page(computer)

    # When the computer shows a code, a phone on which nobody is signed in reads it
    computer.locator("main summary", has_text="Mengisi di komputer").click()
    press(computer, "Ambil foto dengan ponsel")
    check_page(computer)
    [address] = sample_files.codes(computer.locator(".qr").screenshot())
    assert address in computer.inner_text("main")
    phone = walk()
    phone.goto(urlsplit(address).path)
    check_page(phone)
    assert browser.person.phone not in phone.content()

    # And sends two photos, then one that is none
    send(phone, photos("Halaman depan", "Halaman belakang"))
    assert "2 foto sudah ada di komputer" in phone.inner_text("main")
    check_page(phone)
    send(phone, [("catatan.jpg", b"bukan foto")])
    assert "2 foto sudah ada di komputer" in phone.inner_text("main")
    check_page(phone)

    # Then the computer shows both, and makes one file of them
    follow(computer, "main a.button:has-text('Lihat lagi')")
    assert computer.locator(".scans img").count() == 2
    check_page(computer)
    turns = computer.locator(".scans select")
    turns.first.select_option("90")
    press(computer, "Lihat apakah ada foto baru")
    assert turns.first.input_value() == "90"
    press(computer, "Jadikan satu PDF")
    assert path_of(computer) == card
    assert "PDF, 2 halaman" in computer.inner_text("main")
    check_page(computer)

    # And a phone that was stopped sends nothing more
    computer.goto(f"{card}pindai/")
    press(computer, "Hentikan ponsel")
    phone.goto(urlsplit(address).path)
    assert "Tampilkan kode baru" in phone.inner_text("main")


def photos(*titles: str) -> list[sample_files.File]:
    return [
        (f"{title}.jpg", document_testing.picture(title, "Siti Kenari"))
        for title in titles
    ]


def send(phone: "Page", files: list[sample_files.File]) -> None:
    phone.set_input_files("#f-foto", [sample_files.payload(file) for file in files])
    press(phone, "Kirim")
