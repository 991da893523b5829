"""The board in a real browser: it speaks in order, and keeps what it last had."""

import array
import datetime as dt
import wave
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.db import OperationalError
from django.test import Client
from tests.browser import (
    DESK,
    PHONE,
    OpenPage,
    answer_with,
    check_at_widths,
    check_page,
)

from balarea.foundation import clock
from balarea.people import auth
from balarea.people import testing as people_testing
from balarea.people.rules import Action
from balarea.visits import spoken, testing
from balarea.visits.operations import calling
from balarea.visits.queries import boards
from balarea.visits.streaming import messages
from balarea.visits.views import board as views

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

pytestmark = pytest.mark.django_db
LISTEN = """() => {
  globalThis.heard = [];
  const note = () => {
    const { saying } = document.getElementById("isi").dataset;
    heard.push(saying === "" ? "" : saying.replace(/\\.mp3$/, ""));
  };
  new MutationObserver(note).observe(document.getElementById("isi"),
    { attributeFilter: ["data-saying"] });
}"""


class Stream:
    """Stands for the process of the streams: each connection brings what waits."""

    def __init__(self) -> None:
        self.outbox: list[bytes] = []

    def answer(self, route: "Route") -> None:
        body = b"retry: 60\n\n" + b"".join(self.outbox)
        self.outbox.clear()
        route.fulfill(body=body, content_type="text/event-stream")


@pytest.fixture(autouse=True)
def _short_voice(settings: Any, tmp_path: Path) -> Iterator[None]:
    """Recordings of a hundredth of a second, so that a call is said quickly."""
    settings.BALAREA_VOICE_DIR = tmp_path
    settings.BALAREA_STREAM_ADDRESS = "/arus/"
    (tmp_path / "id").mkdir()
    for name in spoken.every_clip("id"):
        with wave.open(str(tmp_path / "id" / f"{name}.wav"), "wb") as sound:
            sound.setnchannels(1)
            sound.setsampwidth(2)
            sound.setframerate(22_050)
            sound.writeframes(array.array("h", [0] * 220).tobytes())
    views.forget()
    yield
    views.forget()


@pytest.fixture
def stream() -> Stream:
    return Stream()


@pytest.fixture
def page(
    open_page: OpenPage,
    through_client: Callable[["Page"], None],
    stream: Stream,
) -> "Page":
    page = open_page(width=DESK)
    page.set_default_timeout(15000)
    through_client(page)
    page.context.route("**/arus/**", stream.answer)
    return page


def calls(now: dt.datetime) -> Callable[[str], bytes]:
    """Let a desk call somebody; returns what the stream then sends."""
    site = testing.mall(now)
    queue = testing.queue(site)

    def call(desk: str) -> bytes:
        clerk = testing.clerk(site, desk, now)
        testing.ticket(queue, now)
        testing.ticket(queue, now)
        calling.call_next(desk=clerk.desk.id, by=clerk.by, at=now)
        views.forget()
        newest = boards.board(site, "A", now).latest[0]
        return messages.announcement(newest, 0.5)

    return call


def clips(label: str, desk: str) -> list[str]:
    """What is heard of one call: the chime, then everything twice."""
    words = [f"id/{clip}" for clip in spoken.call(label, desk)]
    return [f"id/{spoken.CHIME}", *words, *words]


def test_calls_are_said_in_order_twice_and_none_cuts_off_another(
    page: "Page", stream: Stream
) -> None:
    call = calls(clock.now())
    page.goto("/layar/A/")
    page.evaluate(LISTEN)
    # A browser lets no sound out before somebody asks for it: the board says so
    page.click("text=Suara mati")
    page.wait_for_selector("#suara", state="hidden")
    # Two calls, the second while the first is said; and the first once more
    first = call("A1")
    stream.outbox.append(first)
    page.wait_for_function("() => heard.length > 2")
    stream.outbox += [call("A2"), first]
    page.wait_for_function("() => heard.filter(one => one === 'id/chime').length === 2")
    page.wait_for_function("() => heard.at(-1) === ''")
    heard = page.evaluate("heard.filter(one => one !== '')")
    assert heard == [*clips("A001", "A1"), *clips("A002", "A2")]
    # Whoever can't hear sees it, and a screen reader reads it
    page.wait_for_function(
        "() => document.querySelector('.call b').textContent === 'A002'"
    )
    assert page.locator(".call.new").count() == 1
    assert page.inner_text("#kabar") == "A002 → A2"
    assert "A001" in page.inner_text(".earlier")
    check_page(page)


def test_the_last_values_stay_with_their_age_while_the_database_is_away(
    page: "Page", stream: Stream, monkeypatch: pytest.MonkeyPatch
) -> None:
    call = calls(clock.now())
    call("A1")
    page.goto("/layar/A/")
    assert page.locator("#usang").is_hidden()

    def away(*_: object) -> None:
        raise OperationalError

    monkeypatch.setattr(boards, "board", away)
    stream.outbox.append(messages.state(is_stale=True))
    page.wait_for_selector("#usang", state="visible")
    page.wait_for_selector(".old")
    assert "Menit tanpa data baru: 0" in page.inner_text("#usang")
    assert "A001" in page.inner_text(".call")
    assert page.inner_text("tbody .number") == "1"  # waiting; never 0
    page.set_viewport_size({"width": PHONE, "height": 800})
    check_page(page)
    # And back: the line goes, and new values come
    monkeypatch.undo()
    call("A2")
    stream.outbox += [messages.state(is_stale=False), messages.RESYNC]
    page.wait_for_selector("#usang", state="hidden")
    page.wait_for_function(
        "() => document.querySelector('.call b').textContent === 'A002'"
    )


def test_without_script_a_board_loads_itself_anew(
    open_page: OpenPage, through_client: Callable[["Page"], None]
) -> None:
    call = calls(clock.now())
    page = open_page(width=PHONE, script=False)
    through_client(page)
    page.goto("/layar/A/")
    assert "Belum ada yang dipanggil hari ini" in page.inner_text("main")
    refresh = page.content().partition("<noscript>")[2].partition("</noscript>")[0]
    assert 'http-equiv="refresh" content="10"' in refresh
    call("A1")
    page.reload()  # what the browser does by itself after ten seconds
    assert "A001" in page.inner_text(".call")
    check_page(page)


def test_the_page_of_texts_fits_a_phone_and_a_desk(open_page: OpenPage) -> None:
    now = clock.now()
    testing.mall(now)
    officer = people_testing.appoint("DKC", {Action.MANAGE}, now)
    client = Client()
    client.force_login(officer.account)
    session = client.session
    session[auth.SINCE] = session[auth.LAST_REQUEST] = now.timestamp()
    session.save()
    address = "/petugas/lantai/pengumuman/"
    client.post(address, {"site": "mpp", "text": "Loket kas pindah ke B7."})
    page = open_page(width=PHONE)
    answer_with(page, {address: client.get(address).content.decode()})
    check_at_widths(page, address, PHONE, DESK)
