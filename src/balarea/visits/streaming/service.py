"""The ASGI application: one address, `/arus/`, that sends server-sent events.

`lokasi` and `zona` choose announcements, `antrean` (several) queues, and `sesudah` says
which announcements a page has; a browser that connects again sends `Last-Event-ID`.
"""

import asyncio
import contextlib
import ipaddress
import re
import signal
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from balarea.visits.streaming import database, messages
from balarea.visits.streaming.hub import Hub, Subscriber
from balarea.visits.streaming.messages import Topics

type Scope = Mapping[str, Any]
type Receive = Callable[[], Awaitable[Mapping[str, Any]]]
type Send = Callable[[Mapping[str, Any]], Awaitable[None]]
type Headers = Sequence[tuple[bytes, bytes]]

PATH = "/arus/"
HEARTBEAT = 15.0  # seconds without anything to send
MOST = 4_000  # streams of this process
# Visitors, boards and desks of a mall share the address of its network.
MOST_OF_NETWORK = 2_500
MOST_QUEUES = 100  # that one stream follows
NAME = re.compile(r"[0-9A-Za-z_.-]{1,64}")


class Refused(Exception):
    """A request that gets no stream; its status says why."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


@dataclass(frozen=True)
class Configuration:
    """What differs between malls.

    Attributes:
        database_url: of a role that reads announcements.
        hosts: names under which pages of the mall are opened.
        is_behind_proxy: whether `X-Forwarded-For` is written by our own proxy.
    """

    database_url: str
    hosts: frozenset[str]
    is_behind_proxy: bool = False
    most: int = MOST
    most_of_network: int = MOST_OF_NETWORK


class Service:
    def __init__(self, configuration: Configuration) -> None:
        self.configuration = configuration
        self.open: Counter[str] = Counter()  # streams by network
        self.hub: Hub | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._respond(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        """Follow the database from start to stop."""
        await receive()
        self.hub = Hub(asyncio.get_running_loop().time)
        following = asyncio.create_task(
            database.follow(self.configuration.database_url, self.hub)
        )
        end_streams_on_stop(self.hub)
        await send({"type": "lifespan.startup.complete"})
        await receive()
        self.hub.close()
        following.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await following
        await send({"type": "lifespan.shutdown.complete"})

    async def _respond(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = {name.lower(): value for name, value in scope["headers"]}
        network = network_of(scope, headers, self.configuration)
        try:
            origin = self._allowed_origin(headers)
            topics, after = read(scope, headers)
            hub = self._room(network)
        except Refused as refusal:
            await _refuse(refusal, send)
            return
        self.open[network] += 1
        subscriber = hub.subscribe(topics, after)
        try:
            await _start(origin, send)
            await _stream(subscriber, hub, receive, send)
        finally:
            hub.unsubscribe(subscriber)
            self.open[network] -= 1
            if not self.open[network]:
                del self.open[network]

    def _room(self, network: str) -> Hub:
        is_full = self.open.total() >= self.configuration.most
        is_much = self.open[network] >= self.configuration.most_of_network
        if self.hub is None or self.hub.is_closed or is_full or is_much:
            raise Refused(503, "Too many streams are open, or this process stops.")
        return self.hub

    def _allowed_origin(self, headers: Mapping[bytes, bytes]) -> bytes:
        """The page's origin if it is ours; empty if the browser names none."""
        origin = headers.get(b"origin", b"")
        if not origin:
            return b""
        with contextlib.suppress(ValueError):
            if urlsplit(origin.decode("latin-1")).hostname in self.configuration.hosts:
                return origin
        raise Refused(403, "Only pages of this mall may read this.")


def end_streams_on_stop(hub: Hub) -> None:
    """End all streams when the process is told to stop.

    The server waits for open requests before it says `lifespan.shutdown`, and streams
    would never end. Its own handler stays: the event loop learns of the signal besides.
    """
    loop = asyncio.get_running_loop()

    def stop(_number: int, _frame: object) -> None:
        loop.call_soon_threadsafe(hub.close)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)


def network_of(
    scope: Scope, headers: Mapping[bytes, bytes], configuration: Configuration
) -> str:
    """An IPv4 address, or the /64 of an IPv6 one, as `people/networks.py` counts."""
    text = str((scope.get("client") or ("",))[0])
    if configuration.is_behind_proxy:
        # Only the last entry is written by the proxy; a client can forge the others.
        forwarded = headers.get(b"x-forwarded-for", text.encode("latin-1"))
        text = forwarded.decode("latin-1").rpartition(",")[2]
    try:
        address = ipaddress.ip_address(text.strip().strip("[]"))
    except ValueError:
        return ""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)


def read(
    scope: Scope, headers: Mapping[bytes, bytes]
) -> tuple[Topics, dict[str, int] | None]:
    """What a request follows, and after which announcement.

    Raises:
        Refused: the address, the method or a value isn't one of ours.
    """
    if scope["path"] != PATH:
        raise Refused(404, "There is nothing here.")
    if scope["method"] != "GET":
        raise Refused(405, "Only GET.")
    try:
        query = scope["query_string"].decode("ascii")
        fields = parse_qs(query, keep_blank_values=True, max_num_fields=MOST_QUEUES + 3)
    except ValueError:
        raise Refused(400, "This address can't be read.") from None
    site, zone = (fields.get(name, [""])[0] for name in ("lokasi", "zona"))
    queues = frozenset(fields.get("antrean", ()))
    if not all(map(NAME.fullmatch, filter(None, (site, zone, *queues)))):
        raise Refused(400, "This address can't be read.")
    last = headers.get(b"last-event-id", b"").decode("latin-1")
    last = last or fields.get("sesudah", [""])[0]
    # A page of before the first announcement says so by an empty value.
    is_first = not last and "sesudah" in fields
    return Topics(site, zone, queues), {} if is_first else messages.read_positions(last)


async def _stream(
    subscriber: Subscriber, hub: Hub, receive: Receive, send: Send
) -> None:
    """Send until the browser goes, the process stops, or it reads too slowly."""
    watch = asyncio.create_task(_until_gone(subscriber, receive))
    try:
        while True:
            content = await subscriber.next(HEARTBEAT)
            if subscriber.is_closed:
                break
            content = content or messages.state(is_stale=hub.is_stale)
            await send(
                {"type": "http.response.body", "body": content, "more_body": True}
            )
        with contextlib.suppress(Exception):  # it may be gone
            await send({"type": "http.response.body", "body": b""})
    finally:
        watch.cancel()


async def _until_gone(subscriber: Subscriber, receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    subscriber.close()


async def _start(origin: bytes, send: Send) -> None:
    headers = [
        (b"content-type", b"text/event-stream; charset=utf-8"),
        (b"cache-control", b"no-store"),
        (b"x-accel-buffering", b"no"),
        (b"x-content-type-options", b"nosniff"),
        (b"vary", b"Origin"),
        *([(b"access-control-allow-origin", origin)] if origin else []),
    ]
    await send({"type": "http.response.start", "status": 200, "headers": headers})


async def _refuse(refusal: Refused, send: Send) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    if refusal.status == 503:
        headers.append((b"retry-after", b"30"))
    status = refusal.status
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": f"{refusal}\n".encode()})
