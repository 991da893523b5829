"""Pages that answer a press with a no: nothing but a press leads to them.

What they hold is what every page holds: a reason, a next step, and nothing that axe
finds, in both languages, at both widths, by day and by night.
"""

import functools
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests import sampling
from tests.browser import AXE, check_page

from . import people, sample_files
from .displays import DISPLAYS, turn
from .malls import Mall
from .office import OfficerBrowser
from .web import Citizen

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Response, StorageState

CARD = "DKC-006"
TEXT = ("foto.jpg", b"no picture")


class No(NamedTuple):
    """Where somebody presses, what is typed before, and the status of the answer."""

    path: str
    typed: Mapping[str, str]
    status: int = 422
    button: str = "main form button:not([name])"


STRANGERS = {
    "no address": No("/masuk/", {"#f-contact": "x"}),
    "no officer": No("/petugas/masuk/", {"#f-login": "nobody", "#f-password": "wrong"}),
    "no code": No("/masuk/", {"#f-contact": ""}),
    "not to be tracked": No("/lacak/", {"#f-reference": "AAA-AAA", "#f-secret": "x"}),
    "no page": No("/tidak-ada/", {}, 404),
    "no service": No("/layanan/XXX-999/", {}, 404),
    "no number": No("/verifikasi/", {"#f-nomor": "470/9999/X/2020"}, 404),
}


def answer_of(page: "Page", no: No) -> "Response | None":
    """What comes back: of the address itself, if nothing is typed there."""
    answer = page.goto(no.path)
    if not no.typed:
        return answer
    for field, text in no.typed.items():
        page.fill(field, text)
    with page.expect_navigation() as pressed:
        page.locator(f"form:has({next(iter(no.typed))}) button:not([name])").click()
    return pressed.value


def look_at(
    mall: Mall,
    chromium: "Browser",
    state: "StorageState | None",
    press: Callable[["Page"], "Response | None"],
    status: int,
    name: str,
) -> None:
    """Press in a language, and check what comes at a width; soak takes all of them."""
    ways = [(language, (look,)) for language in DISPLAYS for look in DISPLAYS[language]]
    drawn = [sampling.draw(name).choice(ways)]
    for language, displays in DISPLAYS.items() if sampling.is_everything() else drawn:
        context = chromium.new_context(
            base_url=mall.base, storage_state=state, reduced_motion="reduce"
        )
        context.add_cookies([{"name": "bahasa", "value": language, "url": mall.base}])
        context.add_init_script(path=AXE)
        page = context.new_page()
        answer = press(page)
        assert answer is not None
        assert answer.status == status, page.inner_text("main")
        assert page.get_attribute("html", "lang") == language
        if status != 200:
            text = page.inner_text("h1") + page.title()
            assert re.search("Galat|Error|tidak|not", text), text
        for look in displays:
            turn(page, look)
            check_page(page)
        context.close()


@pytest.mark.parametrize("no", STRANGERS.values(), ids=STRANGERS.keys())
def test_strangers_are_told_no(mall: Mall, chromium: "Browser", no: No) -> None:
    look_at(mall, chromium, None, lambda page: answer_of(page, no), no.status, no.path)


@pytest.fixture(scope="module")
def citizen(mall: Mall, chromium: "Browser") -> Citizen:
    citizen = Citizen(
        mall, chromium.new_context(base_url=mall.base).request, people.somebody()
    )
    citizen.sign_in()
    return citizen


def test_citizens_are_told_no(
    mall: Mall, chromium: "Browser", citizen: Citizen
) -> None:
    case = citizen.begin(CARD)
    state = citizen.request.storage_state()
    identity = No(f"{case}isi/identity/", {"#f-nik": "12", "#f-full_name": ""})
    code = No("/lanjut/", {"#f-reference": "AAA-AAA-AAA"})

    def uploads(page: "Page") -> "Response":
        page.goto(f"{case}berkas/R1/")
        page.set_input_files("#f-file", [sample_files.payload(TEXT)])
        with page.expect_navigation() as pressed:
            page.locator("form:has(#f-file) button:not([name])").click()
        return pressed.value

    for no in (identity, code):
        press = functools.partial(answer_of, no=no)
        look_at(mall, chromium, state, press, no.status, next(iter(no.typed)))
    look_at(mall, chromium, state, uploads, 422, "upload")


def test_officers_are_told_no(
    mall: Mall,
    chromium: "Browser",
    citizen: Citizen,
    seat: Callable[[str], OfficerBrowser],
) -> None:
    case = citizen.file(CARD)
    officer = seat("dkc.petugas")
    state = officer.page.context.storage_state()

    def presses(action: str, then: str = "") -> Callable[["Page"], "Response"]:
        def press(page: "Page") -> "Response":
            page.goto(f"/petugas{case}")
            if then:  # somebody else was quicker
                page.locator("[name=revision]").evaluate_all(
                    f"all => all.forEach(e => e.value = {then})"
                )
            with page.expect_navigation() as pressed:
                page.click(f'button[name="action"][value="{action}"]')
            return pressed.value

        return press

    look_at(mall, chromium, state, presses("accept"), 422, "accept")
    look_at(mall, chromium, state, presses("keep", "0"), 409, "keep")
