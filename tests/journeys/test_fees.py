"""Where a fee is due: billed by the tariff, paid by QRIS, and the work goes on.

docs/journeys/without-an-account.md
"""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.browser import check_page

from . import papers, people
from .people import Walk, follow, path_of
from .web import Citizen, Officer, wait_until

if TYPE_CHECKING:
    from playwright.sync_api import Page

SKCK, SIGNBOARD = "POL-001", "DPM-058"
REPORT = "Lokasi dikunjungi. Ukuran dan letaknya sesuai dengan permohonan."


def test_a_fee_is_billed_at_submission_and_paid_by_qris(
    newcomer: Callable[[], Citizen], desks: Callable[[str], Officer], walk: Walk
) -> None:
    # Given a certificate that costs a fixed fee before the work begins
    citizen = newcomer()
    case = citizen.file(SKCK)
    page = walk(state=citizen.request.storage_state())

    # Then no desk sees it before it is paid
    assert case not in desks("pol.petugas").get("/petugas/")
    # When the citizen pays by the code on the page
    page.goto(case)
    check_page(page)
    assert papers.codes(page.locator(".bill .qr").screenshot())[0].startswith("000201")
    goes_to_the_bank(page)
    check_page(page)
    pays(page)

    # Then it is paid once, and the work begins
    page.goto(case)
    assert "QRIS" in page.inner_text("main .receipt")
    check_page(page)
    assert case in desks("pol.petugas").get("/petugas/")


def test_a_signboard_is_inspected_countersigned_billed_and_issued(
    newcomer: Callable[[], Citizen], desks: Callable[[str], Officer], walk: Walk
) -> None:
    # Given a signboard whose levy goes by its size
    citizen = newcomer()
    case = citizen.file(SIGNBOARD)
    page = walk(state=citizen.request.storage_state())

    # When it is accepted, visited and proposed
    desks("officer_other").accept(case)
    inspects(desks("officer_other"), case)
    desks("dpm.penelaah").decide(case)
    # Then its proposer can't countersign it, and somebody else does
    agrees = {"agrees": "YES", "note": ""}
    desks("dpm.penelaah").act(case, "countersign", agrees, status=403)
    desks("dpm.kepala").act(case, "countersign", agrees)

    # And the citizen owes what the definition says, and nothing else
    page.goto(case)
    check_page(page)
    of = people.definition(SIGNBOARD)
    due = people.example(of).expect.fee
    amount = re.sub(r"\D", "", page.inner_text(".bill .amount"))
    assert int(amount) == due
    goes_to_the_bank(page)
    pays(page)

    # And the permit comes out
    wait_until(lambda: "dokumen.pdf" in citizen.get(case))
    page.goto(case)
    check_page(page)
    paper = citizen.request.get(f"{case}dokumen.pdf").body()
    assert citizen.person.name in papers.text(paper)


def inspects(officer: Officer, case: str) -> None:
    """A visit today; the page offers its day."""
    day = re.search(
        r'name="visited_on"[^>]*value="([^"]+)"', officer.get(officer.desk_of(case))
    )
    assert day is not None
    seen = {"visited_on": day[1], "is_met": "YES", "report": REPORT}
    officer.act(case, "inspect", seen)


def goes_to_the_bank(page: "Page") -> None:
    """By the link beside the code, as somebody without a banking app."""
    follow(page, '.bill a[href^="/peraga/bayar/"]')


def pays(page: "Page") -> None:
    """The demo bank's button; its signed message reaches the mall."""
    here = path_of(page)
    with page.expect_navigation():
        page.locator("main .bank form button").first.click()
    assert path_of(page) == here
    assert page.get_by_role("status").count() == 1
