"""A number on a phone in a real browser: by keyboard, called, and without network."""

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from tests.browser import PHONE, OpenPage, check_page

from balarea.foundation import clock
from balarea.foundation.operation import SYSTEM
from balarea.visits import models, testing
from balarea.visits.operations import arriving, calling, slots
from balarea.visits.queries import entrance, tickets

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.django_db(transaction=True)
VIBRATES = "navigator.vibrate = (beats) => (globalThis.vibrated = beats)"


@pytest.fixture
def queue(at: dt.datetime, monkeypatch: pytest.MonkeyPatch) -> models.Queue:
    monkeypatch.setattr(clock, "now", lambda: at)
    queue = testing.queue(testing.mall(at))
    slots.make_ahead(queue=queue, by=SYSTEM, at=at)
    return queue


def enter(page: "Page", name: str) -> None:
    """Follow a link or press a button by keyboard."""
    place = page.locator("main").get_by_text(name, exact=True).first
    place.evaluate("one => one.closest('a, button').focus()")
    with page.expect_navigation():
        page.keyboard.press("Enter")


def reads_without_network(page: "Page") -> None:
    """The page says what was last heard, and when; no store has its address."""
    page.evaluate("navigator.serviceWorker.ready.then(() => 1)")
    page.reload()
    page.evaluate("fetch('keadaan.json').then((answer) => answer.text())")
    page.wait_for_function(
        "caches.open('antrean-1').then((all) => all.keys())"
        ".then((keys) => keys.some((key) => key.url.includes('/terakhir/')))"
    )
    stored = page.evaluate(
        "caches.open('antrean-1').then((all) => all.keys())"
        ".then((keys) => keys.map((key) => key.url).join())"
    )
    assert page.url.split("/")[-2] not in stored
    page.context.set_offline(True)
    page.reload()
    assert "A001" in page.inner_text("main")
    assert "Terakhir diperbarui pukul 10.00" in page.inner_text("main")
    check_page(page)
    page.context.set_offline(False)
    page.reload()


def test_a_number_is_taken_followed_read_without_network_and_called(
    queue: models.Queue,
    live_server: "LiveServer",
    open_page: OpenPage,
    at: dt.datetime,
) -> None:
    clerk = testing.clerk(queue.site, "A1", at)
    page = open_page(width=PHONE, base=live_server.url)
    page.context.add_init_script(VIBRATES)
    page.goto("/antrean/")
    check_page(page)
    enter(page, "A · Antrean DKC")
    check_page(page)
    enter(page, "Ambil nomor")
    check_page(page)
    assert page.inner_text(".number") == "A001"

    # The QR code at the entrance leads to this phone's number
    code = entrance.code_of(queue.site, clock.today(at))
    address = page.url
    page.goto(f"/antrean/hadir/{code}/")
    check_page(page)
    enter(page, "Saya sudah di sini")
    assert page.url == address
    assert "Menunggu" in page.inner_text("main")

    reads_without_network(page)

    # A call is seen and felt without loading the page again
    calling.call_next(desk=clerk.desk.id, by=clerk.by, at=at)
    page.wait_for_selector(".ticket.is-called", timeout=20_000)
    assert "A1" in page.inner_text(".ticket .desk")
    assert page.evaluate("globalThis.vibrated.length") == 5
    check_page(page)

    # Why others were first, an appointment, and giving the number back
    enter(page, "Mengapa yang lain dipanggil lebih dahulu?")
    check_page(page)
    [row] = models.Ticket.objects.all()
    calling.put_back(ticket=row.id, version=row.version, by=clerk.by, at=at)
    page.goto(address)
    enter(page, "Saya tidak menunggu lagi")
    check_page(page)
    enter(page, "Ya, kembalikan")
    assert "Dikembalikan" in page.inner_text("main")
    assert not arriving.open_of(tickets.visit_of_token(address.split("/")[-2]))


def test_an_appointment_is_made_without_script(
    queue: models.Queue, live_server: "LiveServer", open_page: OpenPage
) -> None:
    page = open_page(width=PHONE, base=live_server.url, script=False)
    page.goto("/antrean/janji/")
    check_page(page)
    enter(page, "A · Antrean DKC")
    check_page(page)
    page.locator("button[name=slot]").first.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    check_page(page)
    enter(page, "Pastikan waktu ini")
    check_page(page)
    assert page.locator(".ref").inner_text().count("-") == 2
    enter(page, "Pilih waktu lain")
    check_page(page)
