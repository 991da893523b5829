"""A load generator in a process of its own: keep-alive connections, one thread.

Given on standard input: {"host", "port", "turns", "connections", "seconds", "status"}.
A turn is a list of whole HTTP/1.1 requests as text, sent one after the other, each when
the answer to the last is complete. A connection that has ended its turn takes the next
one that nobody has: connections spread unevenly over a server's processes, and with a
fixed share for each the last one would work alone while the rest of the machine waits.
"""

import itertools
import json
import selectors
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Result:
    """What was measured; times in milliseconds."""

    rate: float
    p50: float
    p95: float
    answers: int
    failures: int
    bytes_each: float


@dataclass
class Line:
    """One connection, and the answer that it is reading."""

    socket: socket.socket
    turn: Iterator[bytes]
    sent_at: float = 0.0
    read: bytearray = field(default_factory=bytearray)


def request(path: str, host: str, **headers: str) -> str:
    """A GET as a browser sends it; header names with underscores."""
    return _request("GET", path, host, headers)


def post(path: str, host: str, content: bytes, **headers: str) -> str:
    """A form sent by POST."""
    fields = {"Content_Type": "application/x-www-form-urlencoded"} | headers
    fields["Content_Length"] = str(len(content))
    return _request("POST", path, host, fields) + content.decode("latin-1")


def _request(method: str, path: str, host: str, headers: Mapping[str, str]) -> str:
    fields = {"Host": host, "Connection": "keep-alive", "Accept-Encoding": "br, gzip"}
    fields |= {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"{method} {path} HTTP/1.1", *(f"{key}: {fields[key]}" for key in fields)]
    return "\r\n".join([*lines, "", ""])


def run(
    *,
    port: int,
    turns: Sequence[Sequence[str]],
    connections: int = 16,
    seconds: float = 5.0,
    host: str = "127.0.0.1",
    status: int | Sequence[int] = 200,
) -> Result:
    """Put load on a server from another process, and wait for the result.

    Without a time each turn is taken once; else they come round again until it is over.
    Answers with another `status` (or none of several) count as failures.
    """
    order = {
        "host": host,
        "port": port,
        "turns": [list(turn) for turn in turns],
        "connections": connections,
        "seconds": seconds,
        "status": [status] if isinstance(status, int) else list(status),
    }
    done = subprocess.run(
        [sys.executable, str(Path(__file__))],
        input=json.dumps(order),
        capture_output=True,
        text=True,
        check=False,
        timeout=seconds + 300,
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    return Result(**json.loads(done.stdout))


def measure(
    *,
    host: str,
    port: int,
    turns: Sequence[Sequence[bytes]],
    connections: int,
    seconds: float,
    status: Sequence[int],
) -> Result:
    """The loop itself."""
    selector = selectors.DefaultSelector()
    left = iter(itertools.cycle(turns) if seconds else turns)
    begun = time.perf_counter()
    for turn in itertools.islice(left, connections):
        line = Line(socket.create_connection((host, port), timeout=10), iter(turn))
        line.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        selector.register(line.socket, selectors.EVENT_READ, line)
        _send_next(line, left)
    wanted = tuple(f"HTTP/1.1 {one}".encode() for one in status)
    took: list[float] = []
    failures = size = 0
    while selector.get_map() and not (seconds and _past(begun + seconds)):
        for key, _events in selector.select(timeout=1):
            line = key.data
            part = line.socket.recv(262_144)
            if not part:
                raise ConnectionError("The server closed a connection.")
            line.read += part
            if not _is_whole(line.read):
                continue
            took.append(time.perf_counter() - line.sent_at)
            size += len(line.read)
            failures += not line.read.startswith(wanted)
            line.read.clear()
            if not _send_next(line, left):
                selector.unregister(line.socket)
    spent = time.perf_counter() - begun
    took.sort()
    count = len(took)
    return Result(
        rate=count / spent,
        p50=took[count // 2] * 1000,
        p95=took[int(count * 0.95)] * 1000,
        answers=count,
        failures=failures,
        bytes_each=size / max(count, 1),
    )


def _past(moment: float) -> bool:
    return time.perf_counter() >= moment


def _send_next(line: Line, left: Iterator[Sequence[bytes]]) -> bool:
    """Go on with this turn, or begin the next; False when none is left."""
    content = next(line.turn, None)
    if content is None:
        line.turn = iter(next(left, ()))
        content = next(line.turn, None)
    if content is None:
        return False
    line.sent_at = time.perf_counter()
    line.socket.sendall(content)
    return True


def _is_whole(read: bytearray) -> bool:
    end = read.find(b"\r\n\r\n")
    if end < 0:
        return False
    head = bytes(read[:end]).lower()
    at = head.find(b"\r\ncontent-length:")
    if at >= 0:
        length = int(head[at + 17 :].split(b"\r\n", 1)[0])
        return len(read) >= end + 4 + length
    if b"\r\ntransfer-encoding: chunked" in head:
        return read.endswith(b"0\r\n\r\n")
    return True


if __name__ == "__main__":
    order = json.load(sys.stdin)
    turns = [[text.encode("latin-1") for text in turn] for turn in order["turns"]]
    print(json.dumps(asdict(measure(**{**order, "turns": turns}))))
