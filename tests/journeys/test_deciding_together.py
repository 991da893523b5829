"""A head grants three cases of one simple service from one list, each after a look."""

from collections.abc import Callable

from tests.browser import check_page

from . import people
from .office import Office
from .people import KTP, press
from .web import Citizen

LIST = f"/petugas/keputusan/bersama/?layanan={KTP}"


def test_three_opened_cases_are_granted_from_one_list(
    newcomer: Callable[[], Citizen], office: Office
) -> None:
    # Given three applications that were accepted as complete
    citizen, of = newcomer(), people.definition(KTP)
    cases = [citizen.file(KTP) for _ in range(3)]
    references = [citizen.reference(case) for case in cases]
    checks = office("VERIFY", of)
    for reference in references:
        checks.takes("VERIFY", reference)

    # When the head hasn't opened them, then none can be ticked
    head = office("DECIDE", of)
    page = head.page
    page.goto(LIST)
    for reference in references:
        assert page.locator("tr.work a", has_text=reference).count() == 1
        assert page.get_by_label(reference).count() == 0

    # When each was opened, then all are granted by one press
    for reference in references:
        head.opens(reference)
    page.goto(LIST)
    check_page(page)
    for reference in references:
        page.get_by_label(reference).check()
    press(page, "Kabulkan yang dicentang")
    assert "3 permohonan disetujui" in head.message()
    check_page(page)

    # And each citizen's page says so of its own case
    for case in cases:
        assert "Disetujui" in citizen.get(case)
