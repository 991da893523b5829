"""What ends otherwise than was hoped: refused, sent back, found otherwise, taken back.

docs/journeys/head-decides.md
"""

from collections.abc import Callable

import pytest

from tests.browser import check_page

from . import people
from .office import Office
from .people import KTP, Walk, follow, path_of, press
from .web import Citizen

BIRTH, AID = "DKC-016", "DSO-001"
SHORT = "Tidak."
REASONS = "Data pada dokumen tidak cocok dengan jawaban pemohon."
NOTE = "Keterangan lahir menyebut tanggal lain. Mohon diperiksa lagi."
VISIT_REPORT = "Rumah dikunjungi dua kali; keluarga ini sudah pindah ke desa lain."


@pytest.fixture
def citizen(newcomer: Callable[[], Citizen]) -> Citizen:
    return newcomer()


def test_a_refusal_says_why_and_what_can_be_done_against_it(
    citizen: Citizen, office: Office, walk: Walk
) -> None:
    # Given an application that was accepted as complete
    case, of = citizen.file(KTP), people.definition(KTP)
    reference = citizen.reference(case)
    office("VERIFY", of).takes("VERIFY", reference)

    # When it is refused without reasons worth the name, the form is refused
    desk = office("DECIDE", of)
    desk.refuses(reference, SHORT)
    assert "alasan" in desk.message().lower()
    assert desk.page.input_value('[name="reasons"]') == SHORT, "what was typed is gone"
    check_page(desk.page)
    # Nor is it enough to find words where nothing is named that fails
    desk.refuses(reference, REASONS)
    assert "persyaratan yang tidak terpenuhi" in desk.message()
    assert desk.page.input_value('[name="reasons"]') == REASONS
    check_page(desk.page)
    # With both, it stands
    desk.refuses(reference, REASONS, "R1")
    assert path_of(desk.page) == "/petugas/"

    # Then the citizen reads why, until when they may object, and to whom
    page = walk(state=citizen.request.storage_state())
    page.goto(case)
    text = page.inner_text("main")
    assert REASONS in text
    assert "keberatan" in text
    assert "Ombudsman" in text
    check_page(page)


def test_a_proposal_is_sent_back_and_proposed_otherwise(
    citizen: Citizen, office: Office, walk: Walk
) -> None:
    # Given a decision that somebody proposed
    case, of = citizen.file(BIRTH), people.definition(BIRTH)
    reference = citizen.reference(case)
    office("VERIFY", of).takes("VERIFY", reference)
    office("DECIDE", of).takes("DECIDE", reference)
    head, decider = office("COUNTERSIGN", of), office("DECIDE", of)

    # When the head doesn't agree, it must be said why
    head.sends_back(reference, "")
    assert "alasan" in head.message().lower()
    check_page(head.page)
    head.sends_back(reference, NOTE)
    assert path_of(head.page) == "/petugas/"

    # Then whoever proposed it reads that, and proposes anew
    assert decider.lists(reference, "/petugas/keputusan/")
    decider.opens(reference)
    assert NOTE in decider.page.inner_text("main")
    check_page(decider.page)
    decider.refuses(reference, REASONS, "R1")

    # And nothing is told to the citizen before the head has agreed
    page = walk(state=citizen.request.storage_state())
    page.goto(case)
    assert REASONS not in page.inner_text("main")
    head.takes("COUNTERSIGN", reference)
    page.goto(case)
    assert REASONS in page.inner_text("main")
    assert NOTE not in page.inner_text("main"), "it is between officers"


def test_a_visit_that_finds_otherwise_leads_to_a_refusal(
    citizen: Citizen, office: Office, walk: Walk
) -> None:
    # Given an application that waits for a visit
    case, of = citizen.file(AID), people.definition(AID)
    reference = citizen.reference(case)
    office("VERIFY", of).takes("VERIFY", reference)

    # When the visit finds otherwise
    office("INSPECT", of).finds_otherwise(reference, VISIT_REPORT)

    # Then it can't be granted, only refused; and the citizen reads both
    desk = office("DECIDE", of)
    desk.opens(reference)
    assert VISIT_REPORT in desk.page.inner_text("main")
    desk.page.check('[name="outcome"][value="GRANTED"]')
    desk.page.fill('[name="reasons"]', REASONS)
    with desk.page.expect_navigation():
        desk.page.click('button[name="action"][value="decide"]')
    assert "kurang" in desk.message().lower()
    check_page(desk.page)
    desk.refuses(reference, REASONS)
    page = walk(state=citizen.request.storage_state())
    page.goto(case)
    assert REASONS in page.inner_text("main")
    page.locator("main summary", has_text="Hasil kunjungan").click()
    assert VISIT_REPORT in page.inner_text("main")
    check_page(page)


def test_what_was_filed_is_taken_back(
    citizen: Citizen, office: Office, walk: Walk
) -> None:
    case, of = citizen.file(KTP), people.definition(KTP)
    reference = citizen.reference(case)
    assert office("VERIFY", of).lists(reference)

    page = walk(state=citizen.request.storage_state())
    page.goto(case)
    follow(page, f'a[href="{case}tarik/"]')
    check_page(page)
    press(page, "Ya, tarik")
    assert path_of(page) == case
    check_page(page)
    assert page.locator(f'a[href="{case}tarik/"]').count() == 0
    assert not office("VERIFY", of).lists(reference)
