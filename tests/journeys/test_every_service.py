"""Every service that can be asked for online, from its first page to its receipt."""

from collections.abc import Callable
from typing import Final

import pytest

from . import papers, people
from .people import Visitor, fill_page, follow, path_of, press
from .web import Citizen

ONLINE: Final = (
    *("BPN-001", "DHB-007", "DKC-006", "DKC-012", "DKC-016", "DNK-001", "DPM-001"),
    *("DPM-010", "DPM-025", "DPM-058", "DPM-070", "DSO-001", "KOP-006", "KPP-001"),
    "POL-001",
)
IN_BROWSER: Final = ("DKC-012", "DNK-001", "DPM-010")


@pytest.fixture(scope="module")
def applicant(newcomer: Callable[[], Citizen]) -> Citizen:
    return newcomer()


def test_knows_every_service_that_is_online() -> None:
    people.definition("DKC-006")
    online = [code for code, one in people.DEFINITIONS.items() if one.online]
    assert sorted(online) == sorted(ONLINE)


@pytest.mark.parametrize("code", ONLINE)
def test_is_filled_in_and_filed(applicant: Citizen, code: str) -> None:
    case = applicant.file(code)

    receipt = applicant.get(f"{case}tanda-terima/")
    assert people.definition(code).title.id in receipt
    assert applicant.person.name not in receipt, "a receipt is shown around"


@pytest.mark.parametrize("code", IN_BROWSER)
def test_is_filled_in_by_a_browser_without_script(visitor: Visitor, code: str) -> None:
    page, of = visitor.page, people.definition(code)
    raw = people.answers(of, visitor.person)
    case = visitor.begin(code)
    follow(page, "main .row a.button")
    while "/isi/" in page.url:
        fill_page(page, of, raw)
    for requirement, number in people.example(of).evidence.items():
        for _ in range(number):
            page.goto(f"{case}berkas/{requirement}/")
            file = papers.photograph(of, requirement, visitor.person)
            papers.upload(page, file)
    page.goto(f"{case}periksa/")
    press(page, "Kirim permohonan")
    assert path_of(page) == f"{case}tanda-terima/"
