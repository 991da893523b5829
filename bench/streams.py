"""Browsers that hold streams open, in a process of their own: boards, phones, desks.

Reads an order as JSON from its first line of standard input, writes `open` once every
stream is, holds them until standard input ends, and writes what each one received. As a
browser does, a stream that ends comes again after two seconds with `Last-Event-ID`.
"""

import asyncio
import contextlib
import json
import random
import sys
import time
from dataclasses import asdict, dataclass, field
from typing import Any

RETRY = 2.0  # seconds, as the stream asks of browsers
SPACING = 4.0  # seconds between two readings of a board, as `live.js` spaces them
OPENING = 200  # streams that open at once


@dataclass
class Stream:
    """One browser.

    Attributes:
        query: of the stream's address.
        reads: address that the page reads anew after a message; empty for none.
        received: kind and data of each message, and when, by the machine's clock.
        opened, closed: when.
    """

    query: str
    reads: str = ""
    received: list[tuple[str, str, float]] = field(default_factory=list)
    opened: list[float] = field(default_factory=list)
    closed: list[float] = field(default_factory=list)
    last: str = ""
    heartbeats: int = 0
    readings: list[float] = field(default_factory=list)
    read_at: float = 0.0


class Browsers:
    def __init__(self, order: dict[str, Any]) -> None:
        self.port, self.web = order["port"], order["web"]
        self.streams = [Stream(**one) for one in order["streams"]]
        self.is_over = False
        self.opening = asyncio.Semaphore(OPENING)
        self.tasks: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        tasks = [asyncio.create_task(self.hold(one)) for one in self.streams]
        while not all(one.opened for one in self.streams):
            await asyncio.sleep(0.05)
        say("open")
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(None, sys.stdin.readline)
        self.is_over = True
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        say(json.dumps([asdict(one) for one in self.streams]))

    async def hold(self, stream: Stream) -> None:
        while not self.is_over:
            # A connection that was cut ends in the middle of anything.
            with contextlib.suppress(OSError, EOFError, ValueError):
                await self.follow(stream)
            if len(stream.closed) < len(stream.opened):
                stream.closed.append(time.perf_counter())
            await asyncio.sleep(RETRY + random.random() * 0.5)

    async def follow(self, stream: Stream) -> None:
        """Read one connection to its end."""
        async with self.opening:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
            last = f"Last-Event-ID: {stream.last}\r\n" if stream.last else ""
            address = f"/arus/?{stream.query}"
            writer.write(
                f"GET {address} HTTP/1.1\r\nHost: localhost\r\n{last}\r\n".encode()
            )
            head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            writer.close()
            return
        stream.opened.append(time.perf_counter())
        text = ""
        with contextlib.closing(writer):
            while size := int(await reader.readline(), 16):
                text += (await reader.readexactly(size + 2))[:-2].decode()
                *messages, text = text.split("\n\n")
                for message in messages:
                    self.take(stream, message)

    def take(self, stream: Stream, message: str) -> None:
        parts = dict(line.split(": ", 1) for line in message.splitlines())
        kind = parts.get("event", "")
        if "id" in parts:
            stream.last = parts["id"]
        if kind == "state":
            stream.heartbeats += 1
        elif kind == "announcement":
            key = json.loads(parts["data"])["key"]
            stream.received.append((kind, key, time.perf_counter()))
            self.read_soon(stream)
        elif kind == "queue":
            stream.received.append((kind, parts["data"], time.perf_counter()))
            self.read_soon(stream)

    def read_soon(self, stream: Stream) -> None:
        now = time.perf_counter()
        if not stream.reads or stream.read_at > now:
            return
        rest = max(0.0, stream.read_at + SPACING - now) + random.random()
        stream.read_at = now + rest
        task = asyncio.create_task(self.read(stream, rest))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def read(self, stream: Stream, rest: float) -> None:
        """Ask the web for the board's data."""
        await asyncio.sleep(rest)
        begun = time.perf_counter()
        reader, writer = await asyncio.open_connection("127.0.0.1", self.web)
        host = f"Host: localhost:{self.web}\r\nConnection: close"
        writer.write(f"GET {stream.reads} HTTP/1.1\r\n{host}\r\n\r\n".encode())
        answer = await reader.read()
        writer.close()
        if not answer.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(answer[:200])
        stream.readings.append(time.perf_counter() - begun)


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(Browsers(json.loads(sys.stdin.readline())).run())
