"""An officer returns an application once, with everything; the citizen mends it.

docs/journeys/officer-returns-once.md
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.browser import check_page

from . import people, sample_files
from .office import Office
from .people import Walk, follow, press
from .web import Citizen, Officer

if TYPE_CHECKING:
    from playwright.sync_api import Page

KK = "DKC-012"
DEFECT = "Foto kurang jelas. Mohon unggah foto yang semua tulisannya terbaca."


def test_is_returned_once_mended_and_never_returned_again(
    newcomer: Callable[[], Citizen],
    desks: Callable[[str], Officer],
    office: Office,
    walk: Walk,
) -> None:
    # Given an application that waits at a desk
    citizen, forms = newcomer(), desks("officer")
    case, of = citizen.file(KK), people.definition(KK)
    wanted = next(r.id for r in of.requirements if r.evidence == "UPLOAD")
    reference = citizen.reference(case)
    officer = office("VERIFY", of)

    # When something is asked for that the definition doesn't know, it is refused
    foreign = {"mark-R99": "DEFECT", "text-R99": "Surat pengantar dari kepala dusun."}
    text = forms.act(case, "return", foreign, status=422).text()
    assert "R99" in text or "persyaratan" in text.lower()
    # And without a word of what is wrong, too
    officer.opens(reference)
    officer.returns({wanted: ""})
    assert (
        "kekurangan" in officer.message().lower()
        or "kurang" in officer.message().lower()
    )
    check_page(officer.page)

    # When what is wrong is put aside and found again, and returned
    officer.keeps({wanted: DEFECT})
    assert officer.page.input_value(f'[name="text-{wanted}"]') == DEFECT
    officer.returns({wanted: DEFECT})
    assert "Dikembalikan" in officer.message()

    # Then the citizen reads it, and mends it on the same pages
    mends(walk(state=citizen.request.storage_state()), case, wanted, citizen.person)

    # And the notice stays in sight; a second return is offered nowhere, and refused
    officer.opens(reference)
    assert DEFECT in officer.page.inner_text("main")
    assert not officer.is_offered("return")
    again = {f"mark-{wanted}": "DEFECT", f"text-{wanted}": DEFECT}
    forms.act(case, "return", again, status=422)
    officer.takes("VERIFY", reference)


def mends(page: "Page", case: str, wanted: str, person: people.Person) -> None:
    """By the pages on which it was filled in; what is wrong stands on each."""
    page.goto(case)
    assert DEFECT in page.inner_text("main")
    check_page(page)
    follow(page, f'main a[href="{case}perbaiki/"]')
    check_page(page)
    page.goto(f"{case}berkas/{wanted}/")
    assert DEFECT in page.inner_text("main")
    if page.locator("#f-file").count() == 0:
        press(page, page.locator("main .tasks form button").first.inner_text())
    sample_files.upload(
        page, sample_files.photograph(people.definition(KK), wanted, person)
    )
    page.goto(f"{case}periksa/")
    with page.expect_navigation():
        page.locator("main form:has([name=seen_as]) button").click()
    check_page(page)
