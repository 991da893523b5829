"""Other agencies advise side by side; the citizen sees whom they ask.

docs/journeys/agencies-advise.md
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import msgspec
import pytest

from balarea.catalogue import definition as engine
from tests.browser import check_page

from . import people
from .malls import Mall
from .office import Office, OfficerBrowser
from .people import Walk, path_of
from .web import Citizen

if TYPE_CHECKING:
    from playwright.sync_api import Page

PBG: Final = "DPM-012"
AGENCIES: Final = ("Pekerjaan Umum", "Lingkungan Hidup", "Perhubungan")
CONDITION: Final = "Jalan masuk digeser dua puluh meter dari persimpangan."
SHORT: Final = "Setuju saja."
ALL_THE_SAME: Final = "Jalan masuk sudah digeser menurut gambar yang diperbaiki."


def asking_all() -> engine.Definition:
    """The service by its example in which every advice is asked, without its gap."""
    of = people.definition(PBG)
    example = of.tests[1]
    whole = msgspec.structs.replace(
        example,
        evidence={**example.evidence, "R10": 1},
        expect=msgspec.structs.replace(example.expect, problems=()),
    )
    return msgspec.structs.replace(of, tests=(whole,))


@pytest.fixture
def filed(newcomer: Callable[[], Citizen]) -> tuple[Citizen, str]:
    """Somebody whose building needs three agencies' advice."""
    citizen = newcomer()
    case = citizen.begin(PBG)
    citizen.fill(case, asking_all())
    citizen.submit(case)
    return citizen, case


def test_agencies_advise_side_by_side_before_the_decision(
    filed: tuple[Citizen, str], office: Office, walk: Walk
) -> None:
    # Given an application that was accepted as complete, and a place that was visited
    (citizen, case), of = filed, asking_all()
    reference = citizen.reference(case)
    for step in ("VERIFY", "INSPECT"):
        office(step, of).takes(step, reference)

    # Then the citizen reads who is asked, since when and until when
    page = walk(state=citizen.request.storage_state())
    page.goto(case)
    for agency in (*AGENCIES, "Ditunggu"):
        assert agency in advisers(page), advisers(page)
    check_page(page)

    # And nothing is decided before they have answered
    desk = office("DECIDE", of)
    desk.opens(reference)
    grant(desk)
    assert "masih ditunggu" in desk.message()
    assert "Dishub" in desk.message()
    check_page(desk.page)

    # When each opens its part of the file, which names nobody, and answers
    advise(of, reference, citizen.person, office)

    # Then the office that decides reads it, and says why it decides otherwise
    desk.opens(reference)
    assert CONDITION in desk.page.inner_text("main")
    grant(desk)
    assert "Dishub" in desk.message()
    grant(desk, ALL_THE_SAME)
    assert path_of(desk.page) == "/petugas/"
    office("COUNTERSIGN", of).takes("COUNTERSIGN", reference)

    # And the citizen sees that all have answered, not what was written between offices
    page.goto(case)
    assert advisers(page).count("Dijawab") == 3
    assert CONDITION not in page.inner_text("main")


def advise(
    of: engine.Definition, reference: str, person: people.Person, office: Office
) -> None:
    """Traffic advises against; the others agree."""
    building, environment, traffic = of.advice
    road = office("ADVISE", traffic)
    road.advises(traffic, reference, "CONDITIONS", text=SHORT)
    assert "huruf" in road.message()
    text = road.page.inner_text("main")
    assert person.name not in text
    assert person.nik not in text
    check_page(road.page)
    road.advises(traffic, reference, "AGAINST", text=CONDITION, unmet="R10")
    assert path_of(road.page) == "/petugas/pertimbangan/"
    check_page(road.page)
    office("ADVISE", environment).advises(environment, reference)
    office("ADVISE", building).advises(building, reference)


def test_what_passed_in_silence_delays_no_decision(
    mall: Mall, office: Office, anybody: "Page"
) -> None:
    # Given an application whose adviser let the last day pass
    of = people.definition(PBG)
    anybody.goto(mall.tracking["SILENT"])
    assert AGENCIES[0] in advisers(anybody)
    reference = anybody.locator("main .over").first.inner_text()

    # When the head decides
    office("DECIDE", of).takes("DECIDE", reference)

    # Then whoever tracks it reads what the silence meant
    anybody.goto(mall.tracking["SILENT"])
    assert "Tidak dijawab pada waktunya" in advisers(anybody)
    check_page(anybody)


def grant(desk: OfficerBrowser, reasons: str = "") -> None:
    """Try to grant the application that is open."""
    desk.page.check('[name="outcome"][value="GRANTED"]')
    desk.page.fill('[name="reasons"]', reasons)
    with desk.page.expect_navigation():
        desk.page.click('button[name="action"][value="decide"]')


def advisers(page: "Page") -> str:
    """What the page says of the agencies that are asked."""
    return page.locator("section:has(#advice)").inner_text()
