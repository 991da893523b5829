"""Somebody writes on a computer and takes the photos with a phone.

A citizen's computer and the phone have no script, and nobody signs in on the phone. The
desk's screen has: it shows by itself what has come, and lists the scanner's folder.
"""

import os
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from balarea.documents import testing as document_testing
from tests.browser import DESK, check_page

from . import applying, people, sample_files
from .office import Office
from .people import KTP, CitizenBrowser, Walk, follow, path_of, press

if TYPE_CHECKING:
    from playwright.sync_api import Page

FAMILY_CARD, OLD_CARD = "R3", "R2"


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


def test_the_desk_s_screen_shows_what_came_and_lists_the_scanner_s_folder(
    browser: CitizenBrowser, walk: Walk, office: Office, tmp_path: Path
) -> None:
    # Given an officer at the papers of an application that was begun
    browser.page.goto(f"/layanan/{KTP}/")
    applying.begins(browser, KTP)
    case = path_of(browser.page).partition("isi/")[0].split("/")[2]
    desk = office("RECEIVE", people.definition(KTP)).page
    papers = f"/petugas/loket/berkas/{case}/pindai/"
    desk.goto(f"{papers}{FAMILY_CARD}/")
    press(desk, "Tampilkan kode baru")

    # When a phone sends photos, they appear, and what was chosen stays
    [address] = sample_files.codes(desk.locator(".qr").screenshot())
    phone = walk()
    phone.goto(urlsplit(address).path)
    send(phone, photos("Halaman depan"))
    turns = desk.locator(".scans select")
    turns.nth(0).wait_for()
    turns.nth(0).select_option("180")
    send(phone, photos("Halaman belakang"))
    turns.nth(1).wait_for()
    assert turns.nth(0).input_value() == "180"
    check_page(desk)

    # Then they become one file of the form
    press(desk, "Jadikan satu PDF")
    assert path_of(desk) == papers.removesuffix("pindai/")
    assert "PDF, 2 halaman" in desk.inner_text("main")

    # And of the scanner's folder the newest picture stands first, to be ticked
    for age, (name, content) in enumerate(photos("Baru", "Lama")):
        (tmp_path / name).write_bytes(content)
        os.utime(tmp_path / name, (1_700_000_000 - age, 1_700_000_000 - age))
    (tmp_path / "catatan.txt").write_text("bukan gambar")
    desk.goto(f"{papers}{OLD_CARD}/")
    desk.set_input_files("#folder", tmp_path)
    names = desk.locator(".chosen label").all_inner_texts()
    assert [name.split(",")[0].strip() for name in names] == ["Baru.jpg", "Lama.jpg"]
    check_page(desk)
    desk.locator(".chosen input").first.check()
    press(desk, "Simpan berkas")
    assert path_of(desk) == papers.removesuffix("pindai/")


def photos(*titles: str) -> list[sample_files.File]:
    return [
        (f"{title}.jpg", document_testing.picture(title, "Siti Kenari"))
        for title in titles
    ]


def send(phone: "Page", files: list[sample_files.File]) -> None:
    phone.set_input_files("#f-foto", [sample_files.payload(file) for file in files])
    press(phone, "Kirim")
