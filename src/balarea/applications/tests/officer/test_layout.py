"""A case on the screen: what waits for the officer is near, by eye and by key."""

from typing import TYPE_CHECKING

import pytest
from tests import browser

from balarea.applications.tests.officer.conftest import Appoint, File, at_the_desk
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
    found = page.locator(selector).bounding_box()
    assert found
    return found


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


@pytest.mark.parametrize("width", [640, 1024, 1280])
@pytest.mark.parametrize("path", ["/petugas/angka/", "/petugas/layanan/DKC-006/"])
def test_no_table_is_wider_than_the_page(
    file: File, appoint: Appoint, open_page: browser.OpenPage, path: str, width: int
) -> None:
    file("DKC-006")
    officer = appoint(["DKC"], actions=Action)
    html = at_the_desk(officer).get(path).content.decode()
    page = open_page(width=width)
    browser.answer_with(page, {path: html})
    page.goto(path)
    assert page.locator("table").count()
    browser.check_page(page)
