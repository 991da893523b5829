"""Somebody without a phone is served at the front desk, by keyboard alone.

docs/journeys/front-desk.md
"""

import re
import time
from typing import TYPE_CHECKING

from balarea.documents import testing as document_testing
from tests.browser import DESK, check_page

from . import keyboard, people, sample_files
from .malls import Mall
from .people import KTP, Walk, path_of, press

if TYPE_CHECKING:
    from playwright.sync_api import FilePayload, Page

MOST_PRESSES, MOST_SECONDS = 40, 90
HOME = "/petugas/loket/"
CLERK = "dkc.petugas"
BORN_ON = "01-07-1990"
LOSS = {
    "lost_on": "02-01-2026",
    "lost_where": "Pasar Tanjungsari",
    "police_report_number": "SKTLK/77/I/2026",
}
FIRST = {
    "kk_number": "9999010101200311",
    "birth_place": "Sumedang",
    "birth_date": BORN_ON,
    "address": "Kampung Contoh RT 01/RW 02",
    "phone": "0812-0000-0311",
}


# Entries of the browser's storages: nothing personal stays on a shared computer.
STORED = """async () => [
    localStorage.length, sessionStorage.length,
    (await indexedDB.databases()).length, (await caches.keys()).length,
]"""


class Typist:
    """An officer at the keyboard. A press is a key that types no text of an answer.

    A shortcut of two keys ("g", "o") counts as two, one with Control as two. A file is
    chosen with two: one opens the list of files, one takes the file whose name was
    typed there.
    """

    def __init__(self, page: "Page") -> None:
        self.page, self.presses = page, 0
        # With a listener that stays, Playwright takes each chooser; else a key may be
        # faster, and the browser opens its own.
        page.on("filechooser", lambda _: None)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.presses += len(key.split("+"))

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)

    def go(self, key: str) -> None:
        """A key that leads to another page."""
        with self.page.expect_navigation():
            self.press(key)

    def has_focus(self, selector: str) -> None:
        """Wait until this has the focus, as the eyes of an officer do."""
        self.page.wait_for_function(
            "s => document.activeElement?.matches(s)", arg=selector
        )

    def choose(self, file: "FilePayload") -> None:
        with self.page.expect_file_chooser() as chooser:
            self.press("Enter")
        chooser.value.set_files([file])
        self.presses += 1


def test_a_lost_card_is_taken_in_by_keyboard_with_few_presses(
    mall: Mall, walk: Walk
) -> None:
    # Given somebody without a phone whom the desk has served before
    page = walk(width=DESK, script=True)
    keyboard.sign_in(page, mall, CLERK)
    person = people.somebody()
    begin_person(page, person)
    serve_first(page, person)

    # When an experienced officer takes in the loss of the card
    page.goto("/petugas/")
    officer, began = Typist(page), time.monotonic()
    find(officer, person)
    take_in(officer)
    seconds = time.monotonic() - began

    # Then few presses were needed, and the slip lies there
    print(f"front desk: {officer.presses} presses, {seconds:.0f} s")
    assert re.fullmatch(f"{HOME}berkas/[0-9a-f-]+/struk/", path_of(page))
    assert officer.presses <= MOST_PRESSES
    assert seconds <= MOST_SECONDS
    check_page(page)

    # And they follow it at home by the words on the slip, without a phone number
    words = page.inner_text("dd:has-text(' ') >> nth=-1")
    reference = page.inner_text("dd.large >> nth=0")
    anybody = walk()
    anybody.goto("/lacak/")
    anybody.fill("#f-reference", reference)
    anybody.fill("#f-secret", words)
    press(anybody, "Lihat sampai di mana")
    assert "Diterima di loket oleh" in anybody.inner_text("main")
    check_page(anybody)


def test_what_is_typed_survives_a_cut_network_and_a_closed_page(
    mall: Mall, walk: Walk
) -> None:
    # Given a form at the desk in which something is typed
    page = walk(width=DESK, script=True)
    keyboard.sign_in(page, mall, CLERK)
    begin_person(page, people.somebody())
    begin_service(page)
    page.fill("#f-birth_place", "Darmaraja")

    # When the network is cut, the form is kept and said to be
    page.context.set_offline(True)
    page.click('.button[name="_step"][value="save"]')
    page.wait_for_selector("#luring:not([hidden])")
    assert page.input_value("#f-birth_place") == "Darmaraja"

    # And sent by itself when the network is back
    with page.expect_navigation():
        page.context.set_offline(False)
    assert page.input_value("#f-birth_place") == "Darmaraja"

    # And who leaves with something typed is asked first
    page.fill("#f-birth_place", "Situraja")
    with page.expect_event("dialog") as warning:
        page.close(run_before_unload=True)
    assert warning.value.type == "beforeunload"
    warning.value.dismiss()
    assert page.evaluate(STORED) == [0, 0, 0, 0]


def begin_person(page: "Page", person: people.Person) -> None:
    page.goto(HOME)
    check_page(page)
    page.fill("#f-nik", person.nik)
    press(page, "Cari")
    page.fill("#f-name", person.name)
    page.fill("#f-born_on", BORN_ON)
    press(page, "Catat orang ini")
    assert person.name in page.inner_text("h1")
    check_page(page)


def begin_service(page: "Page") -> None:
    page.fill("#f-q", "ktp hilang")
    press(page, "Cari")
    with page.expect_navigation():
        page.click(f'button[value="{KTP}"]')


def serve_first(page: "Page", person: people.Person) -> None:
    """The same service once before, by mouse; a card can be lost twice."""
    own = {"full_name": person.name, "nik": person.nik}
    begin_service(page)
    page.check('[name="reason"][value="LOST"]')
    page.wait_for_selector("#f-lost_where")
    for name, text in (own | FIRST | LOSS).items():
        page.fill(f"#f-{name}", text)
    page.check('[name="data_changed"][value="NO"]')
    page.check('[name="collection"][value="MALL"]')
    page.check('[name="declaration"][value="AGREE"]')
    for requirement in ("R1", "R3"):
        page.set_input_files(f"#f-file_{requirement}", [paper(requirement)])
    press(page, "Ajukan dan cetak struk")
    assert path_of(page).endswith("/tanda-terima/"), page.inner_text("main")
    check_page(page)


def paper(requirement: str) -> "FilePayload":
    name = f"{requirement}.jpg"
    return sample_files.payload((name, document_testing.picture(name, "Contoh")))


def find(officer: Typist, person: people.Person) -> None:
    officer.press("g")
    officer.go("o")
    officer.has_focus("#f-nik")
    officer.type(person.nik)
    officer.go("Enter")
    officer.has_focus("#f-q")
    officer.type("ktp hilang")
    officer.go("Enter")
    officer.has_focus(f'button[value="{KTP}"]')
    officer.go("Enter")


def take_in(officer: Typist) -> None:
    """From one open question to the next by Enter; what is known is filled in."""
    officer.has_focus('[value="offer"]')
    officer.go("Enter")
    officer.has_focus('[name="reason"]')
    officer.press("Space", "Enter")
    for name, text in LOSS.items():
        officer.has_focus(f"#f-{name}")
        officer.type(text)
        officer.press("Enter")
    officer.has_focus('[name="data_changed"]')
    officer.press("ArrowRight", "Enter")
    officer.has_focus('[name="collection"]')
    officer.press("Space", "Enter")
    officer.has_focus('[name="declaration"]')
    officer.press("Space", "Enter")
    for requirement in ("R1", "R3"):
        officer.has_focus(f'[name="mark_{requirement}"]')
        officer.press("Space", "Enter")
        officer.has_focus(f"#f-file_{requirement}")
        officer.choose(paper(requirement))
    officer.has_focus('[name="_step"][value="file"]')
    officer.go("Enter")
    officer.has_focus('a[href$="/struk/"]')
    officer.go("Enter")
