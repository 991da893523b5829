"""Files are seen beside the checklist, page by page, by keyboard."""

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from tests import browser

from balarea.applications.tests.officer.conftest import Appoint, File, at_the_desk
from balarea.documents.intake import Rejected, drawing, scans
from balarea.documents.testing import picture
from balarea.people.rules import Action
from balarea.vault.models import Access

if TYPE_CHECKING:
    from playwright.sync_api import Route

CARD, LICENCE = "DKC-006", "DPM-070"


def pdf(pages: int) -> bytes:
    return scans.full_pdf([scans.Page(picture("Contoh", "Warga"), 0)] * pages)


def test_draws_pages_in_the_child_a_few_at_once() -> None:
    drawn = drawing.pages_of(pdf(10), 1)
    assert (drawn.total, drawn.first, len(drawn.pictures)) == (10, 1, drawing.PAGES)
    assert all(one.startswith(b"\xff\xd8") for one in drawn.pictures)
    rest = drawing.pages_of(pdf(10), 9)
    assert (rest.first, len(rest.pictures)) == (9, 2)
    with pytest.raises(Rejected):
        drawing.pages_of(b"%PDF-1.7 no more", 1)


def answers(client: Client, case: str) -> dict[str, Any]:
    """Address → what this officer gets there: the case, and each file and its pages."""
    got = {case: client.get(case)}
    page = got[case].content.decode()
    for address in re.findall(r'href="([^"]+/berkas/[0-9a-f-]{36}/)"', page):
        got[address] = client.get(address)
        drawn = f"{address}halaman/?dari=1"
        if got[address].headers["Content-Type"] == "application/pdf":
            got[drawn] = client.get(drawn)
    return got


@pytest.mark.django_db
def test_pages_are_opened_once_on_record_and_by_nobody_else(
    file: File, appoint: Appoint
) -> None:
    case = file(LICENCE)
    client = at_the_desk(appoint(["DPM"], actions=[Action.READ, Action.VERIFY]))
    page = client.get(f"/petugas/permohonan/{case.id}/").content.decode()
    address = re.findall(r'data-view="(/[^"]+)"', page)[0]
    opened = Access.objects.filter(case=case.id, names__contains=["evidence"])
    for query, count in (("?dari=1", 1), ("?dari=x", 2), ("?dari=9999", 3)):
        drawn = client.get(address + query).json()
        assert (drawn["first"], drawn["total"], len(drawn["pages"])) == (1, 1, 1)
        assert drawn["pages"][0].startswith("data:image/jpeg;base64,")
        assert opened.count() == count
    other = at_the_desk(appoint(["DKC"], actions=[Action.READ, Action.VERIFY]))
    assert other.get(address).status_code == 404


def answer(route: "Route", got: dict[str, Any], requested: list[str]) -> None:
    """Answer with what was got before, or with a file of the mall's own."""
    path = "/" + route.request.url.split("/", 3)[3]
    sent: Any = got.get(path) or Client().get(path)
    requested.append(path)
    body = b"".join(sent.streaming_content) if sent.streaming else sent.content
    headers = dict(sent.items())
    route.fulfill(status=sent.status_code, headers=headers, body=body)


@pytest.mark.django_db
def test_a_file_is_turned_and_enlarged_by_keyboard_beside_the_checklist(
    file: File, appoint: Appoint, open_page: browser.OpenPage
) -> None:
    address = f"/petugas/permohonan/{file(CARD).id}/"
    client = at_the_desk(appoint(["DKC"], actions=[Action.READ, Action.VERIFY]))
    got, requested = answers(client, address), list[str]()
    page = open_page(width=browser.DESK)
    page.context.route("**/*", lambda route: answer(route, got, requested))
    page.goto(address)
    panel, canvas = page.locator(".viewer"), page.locator(".viewer canvas")
    assert not panel.is_visible()

    # The requirement in focus shows its file, and what is typed stays where it was.
    check = page.locator(".check:has(a[data-view])").first
    check.locator('[value="MET"]').focus()
    canvas.wait_for(state="visible")
    assert check.locator("b").first.inner_text() in panel.inner_text()
    work, left = page.locator(".case-work").bounding_box(), panel.bounding_box()
    assert work
    assert left
    assert left["x"] + left["width"] <= work["x"]
    size = "c => [c.width, c.height, c.getBoundingClientRect().width]"
    wide, high, shown = canvas.evaluate(size)
    page.keyboard.press("r")
    assert canvas.evaluate(size)[:2] == [high, wide]
    page.keyboard.press("+")
    assert canvas.evaluate(size)[2] == pytest.approx(shown * 1.25, abs=2)
    page.keyboard.press("-")
    assert canvas.evaluate(size)[2] == pytest.approx(shown, abs=2)
    assert page.url.endswith(address), "no button of the page was pressed"
    browser.check_page(page)

    # Shown again it isn't requested again, so there is one access of it.
    page.keyboard.press("Escape")
    assert not panel.is_visible()
    check.locator("a[data-view], .peek > summary").first.click()
    canvas.wait_for(state="visible")
    files = [path for path in requested if "/berkas/" in path]
    assert len(files) == 1

    # In a field the keys are letters; on a narrow window the link opens the file.
    check.locator('[value="DEFECT"]').check()
    words = check.locator("textarea")
    words.fill("")
    words.press_sequentially("rnp+-")
    assert words.input_value() == "rnp+-"
    page.set_viewport_size({"width": 1000, "height": 800})
    assert not panel.is_visible()
