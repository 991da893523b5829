"""A visit over three desks in a real browser, by keyboard alone."""

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.test import Client
from tests import browser

from balarea.foundation import clock
from balarea.people import auth
from balarea.visits import models, testing
from balarea.visits.queries import tickets
from balarea.visits.rules import RECALL_PAUSE

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = "/petugas/loket/panggil/"
QUEUES = ("DKC", "BPN", "DPM")
SECONDS = dt.timedelta(seconds=1)


class Now:
    """The mall's clock, which each key moves on by some seconds."""

    def __init__(self, at: dt.datetime) -> None:
        self.at = at

    def __call__(self) -> dt.datetime:
        return self.at


def seat(
    clerk: testing.Clerk, at: dt.datetime, open_page: browser.OpenPage, base: str
) -> "Page":
    """The window of an officer who has signed in."""
    client = Client()
    client.force_login(clerk.officer.account)
    session = client.session
    session[auth.SINCE] = session[auth.LAST_REQUEST] = at.timestamp()
    session.save()
    page = open_page(width=browser.DESK, base=base)
    name = settings.SESSION_COOKIE_NAME
    cookie = client.cookies[name].value
    page.context.add_cookies([{"name": name, "value": cookie, "url": base}])
    page.goto(PAGE)
    return page


def press(page: "Page", now: Now, *keys: str) -> None:
    """Keys of which the last one leads to the page anew."""
    now.at += 5 * SECONDS
    for key in keys[:-1]:
        page.keyboard.press(key)
    with page.expect_navigation():
        page.keyboard.press(keys[-1])


def number(page: "Page") -> str:
    return page.locator("#nomor").inner_text().split()[-1]


def check(page: "Page") -> None:
    faults = [fault["id"] for fault in browser.violations(page)]
    assert not faults + browser.too_wide(page)


def interrupts_and_sends_on(page: "Page", now: Now) -> None:
    """The visitor must pay before it goes on, then belongs to another queue."""
    press(page, now, "1")
    press(page, now, "n")
    assert number(page) == "A001"
    check(page)
    press(page, now, "s")
    press(page, now, "h", "ArrowDown", "Enter")
    assert page.locator("#nomor").count() == 0
    press(page, now, "e")
    page.keyboard.press("t")
    page.locator("#transfer-queue").select_option(label="B · Antrean BPN")
    press(page, now, "Enter")
    assert page.locator("#nomor").count() == 0


def misses_and_takes_back(page: "Page", now: Now) -> None:
    """Nobody comes to two calls; then the visitor shows their ticket."""
    press(page, now, "1")
    press(page, now, "n")
    assert number(page) == "B001"
    now.at += RECALL_PAUSE
    press(page, now, "r")
    press(page, now, "x")
    press(page, now, "f")
    page.keyboard.type("b 1")
    press(page, now, "Enter")
    check(page)
    press(page, now, "Tab", "b")


def serves_and_adds_a_step(page: "Page", now: Now) -> None:
    press(page, now, "n")
    press(page, now, "s")
    page.keyboard.press("l")
    page.locator("#step-queue").select_option(label="C · Antrean DPM")
    press(page, now, "Enter")
    assert "C001" in page.inner_text("main")
    check(page)
    page.set_viewport_size({"width": browser.PHONE, "height": 800})
    page.emulate_media(color_scheme="dark")
    check(page)


def check_events(first: models.Ticket) -> None:
    """Three numbers of one visit, each with what happened to it."""
    steps = tickets.tickets_of(first.visit)
    assert [step.label for step in steps] == ["A001", "B001", "C001"]
    assert {step.state for step in steps} == {"DONE"}
    happened = [[event.type for event in tickets.events(step)] for step in steps]
    assert happened == [
        ["ISSUED", "CALLED", "SERVING", "ON_HOLD", "RESUMED", "TRANSFERRED"],
        [
            *("ISSUED", "CALLED", "RECALLED", "MISSED", "RETURNED"),
            *("CALLED", "SERVING", "DONE"),
        ],
        ["ISSUED", "ARRIVED", "CALLED", "SERVING", "DONE"],
    ]
    assert steps[1].from_ticket_id == first.id


def test_a_visit_goes_over_three_desks_with_hold_transfer_and_return(
    live_server: "LiveServer",
    open_page: browser.OpenPage,
    at: dt.datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = Now(at)
    monkeypatch.setattr(clock, "now", now)
    monkeypatch.setattr(settings, "BALAREA_DEMO", False)
    site = testing.mall(at, agency=QUEUES[0], others=QUEUES[1:], desks=1)
    first = testing.ticket(testing.queue(site, QUEUES[0]), at)
    one, two, three = (
        seat(testing.clerk(site, desk, at, opens=False), at, open_page, live_server.url)
        for desk in ("A1", "B1", "C1")
    )

    # When the first desk sends the visitor on, and they miss the second one's call
    interrupts_and_sends_on(one, now)
    misses_and_takes_back(two, now)
    serves_and_adds_a_step(two, now)

    # Then the step that was planned waits by itself once the second is done
    press(three, now, "1")
    assert not tickets.waiting_counts([testing.queue(site, "DPM").id], at.date())
    press(two, now, "d")
    press(three, now, "n")
    assert number(three) == "C001"
    press(three, now, "s")
    press(three, now, "d")
    press(three, now, "q")
    check(three)

    check_events(first)
    assert models.DeskSession.objects.filter(closed_at=None).count() == 2
