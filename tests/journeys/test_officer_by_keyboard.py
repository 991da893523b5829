"""An officer accepts, another decides; the document is issued and verified.

docs/journeys/officer-returns-once.md, head-decides.md, auditor-verifies.md
"""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.browser import DESK, check_page
from tests.children import ask_until

from . import keyboard, sample_files, verdicts
from .malls import Mall
from .office import OfficerBrowser
from .people import KTP, Walk, follow
from .web import Citizen

if TYPE_CHECKING:
    from playwright.sync_api import Page


REASONS = "Semua persyaratan lengkap dan cocok dengan jawaban pemohon."
REVOKED = "Pemegang menemukan kartu lamanya, dan meminta kartu ini dicabut."
NUMBER = r"470/\d+/DKC/\w+/\d{4}"


def test_a_card_is_accepted_decided_issued_verified_and_revoked(
    mall: Mall,
    newcomer: Callable[[], Citizen],
    seat: Callable[[str], OfficerBrowser],
    walk: Walk,
) -> None:
    # Given an application that waits
    citizen = newcomer()
    case = citizen.file(KTP)
    reference = citizen.reference(case)
    assert "Petugas" not in accesses(citizen.get(case))

    # When an officer opens it by keyboard alone, and accepts it
    accepts(walk(width=DESK, script=True), mall, reference)

    # Then the citizen sees who has looked, from which office, and what for
    seen = accesses(citizen.get(case))
    assert "Disdukcapil" in seen or "Kependudukan" in seen
    check_accesses(walk, citizen, case)

    # When somebody else decides
    decides(walk(width=DESK, script=True), mall, reference)

    # Then the document is typeset and signed, and the citizen has it
    ask_until(lambda: "dokumen.pdf" in citizen.get(case))
    content = citizen.request.get(f"{case}dokumen.pdf").body()
    assert citizen.person.name in sample_files.text(content)

    # And whoever holds it learns by number, by code and by file that it is valid
    anybody = walk()
    number = verdicts.printed_on(content, NUMBER)
    code = verdicts.printed_on(content, verdicts.CODE)
    assert verdicts.of_number(anybody, number) == verdicts.VALID
    assert citizen.person.name not in anybody.inner_text("main")
    assert code not in anybody.inner_text("main")
    assert verdicts.of_number(anybody, code) == verdicts.VALID
    assert verdicts.of_file(anybody, content) == verdicts.VALID
    check_page(anybody)

    # But one bit turned is found, and what was never issued is unknown
    finds_what_is_false(anybody, content)

    # And when two officers revoke it, everybody who asks is told
    revoke(seat, reference)
    assert verdicts.of_file(anybody, content) == verdicts.REVOKED
    assert verdicts.of_number(anybody, code) == verdicts.REVOKED
    check_page(anybody)

    # And the holder reads why, and what can be done against it
    reads_why(walk(state=citizen.request.storage_state()), case)


def revoke(seat: Callable[[str], OfficerBrowser], reference: str) -> None:
    """One officer proposes it, another approves."""
    first = seat("dkc.penelaah")
    first.proposes(reference, "REVOCATION", "REQUEST", REVOKED)
    check_page(first.page)
    second = seat("dkc.sekretaris")
    second.approves(reference, REASONS)
    check_page(second.page)


def reads_why(page: "Page", case: str) -> None:
    page.goto(case)
    assert "keberatan" in page.inner_text("main")
    check_page(page)
    follow(page, 'a[href*="/tindakan/"]')
    assert REVOKED in page.inner_text("main")
    check_page(page)


def finds_what_is_false(page: "Page", content: bytes) -> None:
    assert verdicts.of_file(page, changed(content)) == verdicts.ALTERED
    check_page(page)
    assert verdicts.of_number(page, "470/9999/DKC/XI/2020") == verdicts.UNKNOWN
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


def changed(pdf: bytes) -> bytes:
    """The same file with one bit of its content turned."""
    at = pdf.index(b"stream", len(pdf) // 3) + 40
    return pdf[:at] + bytes([pdf[at] ^ 1]) + pdf[at + 1 :]
