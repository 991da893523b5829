"""A case on the screen: what waits for the officer is near, by eye and by key."""

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

import pytest
from tests import browser, sampling

from balarea.applications.tests.officer.conftest import (
    Appoint,
    File,
    act,
    at_the_desk,
)
from balarea.people.rules import Action

if TYPE_CHECKING:
    from playwright.sync_api import FloatRect, Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(file: File, appoint: Appoint) -> tuple[str, str]:
    """The address and the page of an application that waits to be checked."""
    path = f"/petugas/permohonan/{file('DKC-006').id}/"
    return path, at_the_desk(appoint(["DKC"])).get(path).content.decode()


def box(page: "Page", selector: str) -> "FloatRect":
    bounds = page.locator(selector).bounding_box()
    assert bounds
    return bounds


def test_the_checklist_stands_beside_the_answers_where_there_is_room(
    case: tuple[str, str], open_page: browser.OpenPage
) -> None:
    page = open_page(width=browser.DESK)
    browser.answer_with(page, dict([case]))
    page.goto(case[0])
    answers, work = box(page, ".case-given"), box(page, ".case-work")
    assert work["x"] >= answers["x"] + answers["width"]
    assert box(page, ".check >> nth=0")["y"] < 450
    assert box(page, ".case-past")["y"] >= work["y"] + work["height"]
    browser.check_page(page)


def test_a_link_near_the_head_of_a_phone_leads_to_what_waits(
    case: tuple[str, str], open_page: browser.OpenPage
) -> None:
    page = open_page(script=False)
    browser.answer_with(page, dict([case]))
    page.goto(case[0])
    jump = page.locator(".jump")
    assert box(page, ".jump")["y"] < 600
    jump.click()
    assert abs(box(page, "#langkah")["y"]) < 40
    page.keyboard.press("Tab")
    inside = "document.activeElement.closest('#langkah') !== null"
    assert page.evaluate(inside)
    browser.check_page(page)


def test_one_key_leads_to_what_waits(
    case: tuple[str, str], open_page: browser.OpenPage
) -> None:
    page = open_page(width=browser.DESK)
    browser.answer_with(page, dict([case]))
    page.goto(case[0])
    page.keyboard.press("l")
    page.wait_for_url("**#langkah")
    assert page.evaluate("document.activeElement.id") == "langkah"


@pytest.mark.parametrize("path", ["/petugas/angka/", "/petugas/layanan/DKC-006/"])
def test_no_table_is_wider_than_the_page(
    file: File, appoint: Appoint, open_page: browser.OpenPage, path: str
) -> None:
    file("DKC-006")
    officer = appoint(["DKC"], actions=Action)
    html = at_the_desk(officer).get(path).content.decode()
    page = open_page()
    browser.answer_with(page, {path: html})
    browser.check_at_widths(page, path, 1024, 1280, 640)
    assert page.locator("table").count()


HIDE = """() => {
  const sent = [];
  navigator.sendBeacon = (to, body) => { sent.push([String(to), String(body)]); return true; };
  Object.defineProperty(document, "visibilityState", { value: "hidden" });
  document.dispatchEvent(new Event("visibilitychange"));
  document.dispatchEvent(new Event("visibilitychange"));
  return sent;
}"""  # noqa: E501 - script


def test_what_stands_in_a_page_is_sent_when_it_is_left(
    case: tuple[str, str], open_page: browser.OpenPage
) -> None:
    page = open_page(width=browser.DESK)
    browser.answer_with(page, dict([case]))
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(case[0])
    assert page.evaluate(HIDE) == [], "nothing was typed"
    page.goto(case[0])
    page.check('[name="mark-R1"][value="DEFECT"]')
    page.fill('[name="text-R1"]', "Foto buram")
    [[address, typed]] = page.evaluate(HIDE)
    assert address == f"{case[0]}langkah/"
    fields = dict(parse_qsl(typed))
    assert fields["action"] == "leave"
    assert (fields["mark-R1"], fields["text-R1"]) == ("DEFECT", "Foto buram")
    assert fields["csrfmiddlewaretoken"]


@pytest.fixture(params=sampling.one_of("desk's pages", ["id", "en"], __file__))
def desk(
    file: File, appoint: Appoint, request: pytest.FixtureRequest
) -> dict[str, str]:
    """Pages of a desk: lists, a refused step, the notice looked over, figures."""
    returned, decided = (f"/petugas/permohonan/{file('DKC-006').id}/" for _ in range(2))
    client = at_the_desk(appoint(["DKC"]))
    client.cookies["bahasa"] = request.param
    short = {"mark-R1": "DEFECT", "text-R1": "Buram", "action": "return"}
    wrong = act(client, returned, short).content.decode()
    whole = {"mark-R3": "MET", "mark-R5": "MET", "ready-R1": "unreadable"}
    act(client, returned, {**short, **whole})
    met = {f"mark-R{number}": "MET" for number in (1, 3, 5)}
    act(client, decided, {**met, "action": "accept"})
    refused = {"action": "decide", "outcome": "REFUSED"}
    unsaid = act(client, decided, refused).content.decode()
    figures = "/petugas/angka/"
    addresses = (
        f"{returned}kembalikan/",
        returned,
        decided,
        "/petugas/?antrean=RETURNED",
        "/petugas/?antrean=OWN",
        "/petugas/keputusan/",
        figures,
        f"{figures}DKC/",
        f"{figures}DKC/DKC-006/",
        f"{figures}DKC/permohonan/?angka=open",
    )
    html_of = {one: client.get(one).content.decode() for one in addresses}
    return html_of | {"/wrong/": wrong, "/unsaid/": unsaid}


def test_the_desk_has_nothing_that_axe_objects_to(
    desk: dict[str, str], open_page: browser.OpenPage
) -> None:
    page = open_page()
    browser.answer_with(page, desk)
    for address in desk:
        browser.check_at_widths(page, address, 320, 1024, 640)
