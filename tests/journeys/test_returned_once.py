"""An officer returns an application once, with everything; the citizen mends it.

docs/journeys/officer-returns-once.md, head-decides.md
"""

from collections.abc import Callable

from tests.browser import check_page

from . import papers, people
from .people import KTP, Walk, follow, press
from .web import Citizen, Officer

KK = "DKC-012"
DEFECT = "Foto kurang jelas. Mohon unggah foto yang semua tulisannya terbaca."
REASONS = "Data pada dokumen tidak cocok dengan jawaban pemohon."


def test_is_returned_once_mended_and_never_returned_again(
    newcomer: Callable[[], Citizen], desks: Callable[[str], Officer], walk: Walk
) -> None:
    # Given an application that waits at a desk
    citizen, officer = newcomer(), desks("officer")
    case, of = citizen.file(KK), people.definition(KK)
    wanted = next(r.id for r in of.requirements if r.evidence == "UPLOAD")
    desk = officer.desk_of(case)

    # When something is asked for that the definition doesn't know, it is refused
    foreign = {"mark-R99": "DEFECT", "text-R99": "Surat pengantar dari kepala dusun."}
    told = officer.act(case, "return", foreign, status=422).text()
    assert "R99" in told or "persyaratan" in told.lower()
    # And without a word of what is wrong, too
    officer.act(case, "return", {f"mark-{wanted}": "DEFECT"}, status=422)

    # When the officer returns it with what is wrong
    officer.act(case, "return", defect(wanted))

    # Then the citizen reads it, and mends it on the same pages
    page = walk(state=citizen.request.storage_state())
    page.goto(case)
    assert DEFECT in page.inner_text("main")
    check_page(page)
    follow(page, f'main a[href="{case}perbaiki/"]')
    check_page(page)
    page.goto(f"{case}berkas/{wanted}/")
    assert DEFECT in page.inner_text("main")
    if page.locator("#f-file").count() == 0:
        press(page, page.locator("main .tasks form button").first.inner_text())
    papers.upload(page, papers.photograph(of, wanted, citizen.person))
    page.goto(f"{case}periksa/")
    with page.expect_navigation():
        page.locator("main form:has([name=seen_as]) button").click()
    check_page(page)
    assert DEFECT in officer.get(desk), "the notice stays in sight"

    # And a second return is offered nowhere, and refused all the same
    assert 'value="return"' not in officer.get(desk)
    officer.act(case, "return", defect(wanted), status=422)
    officer.accept(case)


def test_a_refusal_says_why_and_what_can_be_done_against_it(
    newcomer: Callable[[], Citizen], desks: Callable[[str], Officer], walk: Walk
) -> None:
    # Given an application that was accepted as complete
    citizen, decider = newcomer(), desks("officer2")
    case = citizen.file(KTP)
    desks("officer").accept(case)

    # When it is refused without reasons, the house refuses the refusal
    decider.act(case, "decide", {"outcome": "REFUSED", "reasons": ""}, status=422)
    # And with them, it stands
    decider.act(case, "decide", {"outcome": "REFUSED", "reasons": REASONS})

    # Then the citizen reads why, until when they may object, and to whom
    page = walk(state=citizen.request.storage_state())
    page.goto(case)
    told = page.inner_text("main")
    assert REASONS in told
    assert "keberatan" in told
    assert "Ombudsman" in told
    check_page(page)


def defect(requirement: str) -> dict[str, str]:
    return {f"mark-{requirement}": "DEFECT", f"text-{requirement}": DEFECT}
