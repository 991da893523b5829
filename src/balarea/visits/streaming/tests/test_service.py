"""The address of the streams: who gets one, and what a browser sees of it."""

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest

from balarea.visits.streaming import service
from balarea.visits.streaming.hub import Hub
from balarea.visits.streaming.service import Configuration, Service

OWN = Configuration("", frozenset({"mall.example"}))


class Browser:
    """One request; it stays until `leave`, and notes what it was sent."""

    def __init__(self, path: str, query: str = "", **headers: str) -> None:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.scope = {
            "type": "http",
            "method": "GET",
            "path": path,
            "query_string": query.encode(),
            "client": ("192.0.2.1", 4000),
            "headers": [(name.encode(), text.encode()) for name, text in named.items()],
        }
        self.gone = asyncio.Event()
        self.sent: list[Mapping[str, Any]] = []

    async def receive(self) -> Mapping[str, Any]:
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Mapping[str, Any]) -> None:
        self.sent.append(message)

    @property
    def status(self) -> int:
        return int(self.sent[0]["status"])

    @property
    def text(self) -> str:
        return b"".join(one.get("body", b"") for one in self.sent).decode()


def visit(
    path: str = service.PATH,
    query: str = "lokasi=1",
    configuration: Configuration = OWN,
    **headers: str,
) -> Browser:
    """Open a stream, let it begin, leave it."""

    async def scenario() -> Browser:
        streams = Service(configuration)
        streams.hub = Hub(asyncio.get_running_loop().time)
        browser = Browser(path, query, **headers)
        running = asyncio.create_task(
            streams(browser.scope, browser.receive, browser.send)
        )
        await asyncio.sleep(0.01)
        browser.gone.set()
        await running
        assert not streams.open
        assert not streams.hub.subscribers
        return browser

    return asyncio.run(scenario())


def test_a_stream_begins_with_how_soon_to_come_again_and_the_state() -> None:
    browser = visit()
    assert browser.status == 200
    assert browser.text.startswith('retry: 2000\n\nevent: state\ndata: {"stale": true}')
    headers = dict(browser.sent[0]["headers"])
    assert headers[b"content-type"] == b"text/event-stream; charset=utf-8"
    assert headers[b"x-accel-buffering"] == b"no"


@pytest.mark.parametrize(
    ("path", "query", "status"),
    [
        ("/", "lokasi=1", 404),
        ("/arus/", "lokasi=%3Cscript%3E", 400),
        ("/arus/", "antrean=" + "9" * 65, 400),
        ("/arus/", "&".join(f"antrean={n}" for n in range(200)), 400),
        ("/arus/", "sesudah=nonsense&lokasi=1", 200),
    ],
)
def test_an_address_that_is_not_ours_is_refused(
    path: str, query: str, status: int
) -> None:
    assert visit(path, query).status == status


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("http://mall.example:8000", 200),
        ("https://elsewhere.example", 403),
        ("null", 403),
        ("http://[", 403),
    ],
)
def test_only_pages_of_this_mall_may_read_it(origin: str, status: int) -> None:
    browser = visit(origin=origin)
    assert browser.status == status
    allowed = dict(browser.sent[0]["headers"]).get(b"access-control-allow-origin")
    assert allowed == (origin.encode() if status == 200 else None)


@pytest.mark.parametrize(
    ("limits", "status"), [((1, 9), 503), ((9, 1), 503), ((9, 9), 200)]
)
def test_refuses_when_a_network_or_the_process_has_too_many(
    limits: tuple[int, int], status: int
) -> None:
    async def scenario() -> int:
        streams = Service(Configuration("", frozenset(), False, *limits))
        streams.hub = Hub(asyncio.get_running_loop().time)
        streams.open["192.0.2.1"] = 1
        browser = Browser(service.PATH)
        browser.gone.set()
        await streams(browser.scope, browser.receive, browser.send)
        return browser.status

    assert asyncio.run(scenario()) == status


@pytest.mark.parametrize(
    ("query", "header", "after"),
    [
        ("sesudah=A:3", b"", {"A": 3}),
        ("sesudah=A:3", b"A:5,B:1", {"A": 5, "B": 1}),
        ("sesudah=", b"", {}),
        ("", b"", None),
    ],
)
def test_a_browser_that_comes_again_knows_better_than_its_page(
    query: str, header: bytes, after: dict[str, int] | None
) -> None:
    scope = Browser(service.PATH, query).scope
    assert service.read(scope, {b"last-event-id": header})[1] == after


def test_a_quiet_stream_says_that_it_lives(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "HEARTBEAT", 0.002)
    assert visit().text.count("event: state") >= 2


@pytest.mark.parametrize(
    ("client", "forwarded", "is_behind_proxy", "network"),
    [
        ("192.0.2.1", "203.0.113.9", False, "192.0.2.1"),
        ("127.0.0.1", "198.51.100.1, 203.0.113.9", True, "203.0.113.9"),
        ("2001:db8:1:2:3::4", "", False, "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.1", "", False, "192.0.2.1"),
        ("", "", False, ""),
    ],
)
def test_streams_are_counted_by_network(
    client: str, forwarded: str, is_behind_proxy: bool, network: str
) -> None:
    own = Configuration("", frozenset(), is_behind_proxy)
    headers = {b"x-forwarded-for": forwarded.encode()} if forwarded else {}
    assert service.network_of({"client": (client, 1)}, headers, own) == network
