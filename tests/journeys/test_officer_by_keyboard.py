"""An officer accepts, another decides; the paper comes out and anybody may test it.

docs/journeys/officer-returns-once.md, head-decides.md, auditor-verifies.md
"""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.browser import DESK, check_page

from . import keyboard, papers
from .malls import Mall
from .people import KTP, Walk, press
from .web import Citizen, Officer, wait_until

if TYPE_CHECKING:
    from playwright.sync_api import Page


REASONS = "Semua persyaratan lengkap dan cocok dengan jawaban pemohon."
NUMBER, CODE = r"470/\d+/DKC/\w+/\d{4}", r"(?:[0-9A-Z]{3}-){5}[0-9A-Z]{3}"
VALID, ALTERED = "This document is valid", "This file was altered"
REVOKED, UNKNOWN = "This document was revoked", "We do not know this document"


def test_a_card_is_accepted_decided_issued_verified_and_revoked(
    mall: Mall,
    newcomer: Callable[[], Citizen],
    desks: Callable[[str], Officer],
    walk: Walk,
) -> None:
    # Given an application that waits
    citizen = newcomer()
    case = citizen.file(KTP)
    reference = citizen.reference(case)
    assert "Petugas" not in accesses(citizen.get(case))

    # When an officer opens it by keyboard alone, and accepts it
    desk = walk(width=DESK, script=True)
    accepts(desk, mall, reference)

    # Then the citizen sees who has looked, from which office, and what for
    seen = accesses(citizen.get(case))
    assert "Disdukcapil" in seen or "Kependudukan" in seen
    check_accesses(walk, citizen, case)

    # When somebody else decides
    decider = walk(width=DESK, script=True)
    decides(decider, mall, reference)

    # Then the paper is set and signed without anybody's hand, and the citizen has it
    wait_until(lambda: "dokumen.pdf" in citizen.get(case))
    paper = citizen.request.get(f"{case}dokumen.pdf").body()
    assert citizen.person.name in papers.text(paper)

    # And whoever holds it learns by number, by code and by file that it is valid
    anybody = walk()
    anybody.goto("/verifikasi/?bahasa=en")
    number, code = found_on(paper, NUMBER), found_on(paper, CODE)
    assert verifies_number(anybody, number) == VALID
    assert citizen.person.name not in anybody.inner_text("main")
    assert code not in anybody.inner_text("main")
    assert verifies_number(anybody, code) == VALID
    assert verifies_file(anybody, paper) == VALID
    check_page(anybody)

    # But one bit turned is found, and what was never issued is unknown
    finds_what_is_false(anybody, paper)

    # And when the head revokes it, everybody who asks is told
    desks("head").act(case, "revoke", {"reason": "Data pemohon ternyata tidak benar."})
    for verdict in (verifies_file(anybody, paper), verifies_number(anybody, code)):
        assert verdict == REVOKED
    check_page(anybody)


def found_on(paper: bytes, pattern: str) -> str:
    """What is printed on a paper; a number does not lead to its code."""
    found = re.search(pattern, papers.text(paper))
    assert found is not None
    return found[0]


def finds_what_is_false(page: "Page", paper: bytes) -> None:
    assert verifies_file(page, changed(paper)) == ALTERED
    check_page(page)
    assert verifies_number(page, "470/9999/DKC/XI/2020") == UNKNOWN
    check_page(page)


def accepts(page: "Page", mall: Mall, reference: str) -> None:
    """Sign in, find it, mark each requirement, accept."""
    keyboard.sign_in(page, mall, "officer")
    check_page(page)
    keyboard.open_from_worklist(page, reference)
    assert reference in page.inner_text("main")
    check_page(page)
    marks = page.locator('main [name^="mark-"][value="MET"]').all()
    assert marks
    for mark in marks:
        keyboard.tab_to(page, f'[name="{mark.get_attribute("name")}"]')
        page.keyboard.press("Space")
    keyboard.enter(page, "t")
    assert page.url.endswith("/petugas/")
    assert page.get_by_role("status").count() == 1


def decides(page: "Page", mall: Mall, reference: str) -> None:
    """The second officer's queue: open, grant, say why."""
    keyboard.sign_in(page, mall, "officer2")
    page.goto("/petugas/keputusan/")
    keyboard.open_from_worklist(page, reference)
    page.keyboard.press("t")
    keyboard.type_into(page, "#f-reasons", REASONS)
    keyboard.tab_to(page, '[value="decide"]')
    keyboard.enter(page)
    assert page.get_by_role("status").count() == 1


def accesses(page: str) -> str:
    """What the section "who saw my data" says."""
    section = page[page.index('aria-labelledby="saw"') :]
    section = section[: section.index("</section>")]
    return " ".join(re.sub(r"<[^>]*>", " ", section).split())


def check_accesses(walk: Walk, citizen: Citizen, case: str) -> None:
    page = walk(state=citizen.request.storage_state())
    page.goto(case)
    check_page(page)


def verifies_number(page: "Page", number: str) -> str:
    """Type a number or a code; returns the verdict."""
    page.goto("/verifikasi/")
    page.fill("#f-nomor", number)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    return page.inner_text("h1")


def verifies_file(page: "Page", content: bytes) -> str:
    """Upload a file; returns the verdict."""
    page.goto("/verifikasi/")
    page.set_input_files("#f-berkas", [papers.payload(("x.pdf", content))])
    press(page, "Verify the file")
    return page.inner_text("h1")


def changed(pdf: bytes) -> bytes:
    """The same file with one bit of its content turned."""
    at = pdf.index(b"stream", len(pdf) // 3) + 40
    return pdf[:at] + bytes([pdf[at] ^ 1]) + pdf[at + 1 :]
