"""A load generator in a process of its own: keep-alive connections, one thread.

Given on standard input: {"host", "port", "requests", "connections", "seconds"}.
`requests` are whole HTTP/1.1 requests as text; the connections take turns through
them. Each connection sends its next request when the answer to the last is complete.
"""

import json
import selectors
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
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
    next: int
    sent_at: float = 0.0
    read: bytearray = field(default_factory=bytearray)


def request(path: str, host: str, **headers: str) -> str:
    """A GET as a browser sends it; header names with underscores."""
    return _request("GET", path, host, headers)


def post(path: str, host: str, content: bytes, **headers: str) -> str:
    """A form sent by POST."""
    told = {"Content_Type": "application/x-www-form-urlencoded"} | headers
    told["Content_Length"] = str(len(content))
    return _request("POST", path, host, told) + content.decode("latin-1")


def _request(method: str, path: str, host: str, headers: Mapping[str, str]) -> str:
    told = {"Host": host, "Connection": "keep-alive", "Accept-Encoding": "br, gzip"}
    told |= {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"{method} {path} HTTP/1.1", *(f"{key}: {told[key]}" for key in told)]
    return "\r\n".join([*lines, "", ""])


def run(
    *,
    port: int,
    requests: Sequence[str],
    connections: int = 16,
    seconds: float = 5.0,
    host: str = "127.0.0.1",
    status: int | Sequence[int] = 200,
) -> Result:
    """Put load on a server from another process, and wait for the result.

    Answers with another `status` (or none of several) count as failures.
    """
    order = {
        "host": host,
        "port": port,
        "requests": list(requests),
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
    requests: Sequence[bytes],
    connections: int,
    seconds: float,
    status: Sequence[int],
) -> Result:
    """The loop itself."""
    selector = selectors.DefaultSelector()
    begun = time.perf_counter()
    # In a given time requests come round again; else each is sent once.
    lines = connections if seconds else min(connections, len(requests))
    for number in range(lines):
        line = Line(socket.create_connection((host, port), timeout=10), number)
        line.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        selector.register(line.socket, selectors.EVENT_READ, line)
        _send(line, requests, connections)
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
            if seconds or line.next < len(requests):
                _send(line, requests, connections)
            else:
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


def _send(line: Line, requests: Sequence[bytes], connections: int) -> None:
    line.sent_at = time.perf_counter()
    line.socket.sendall(requests[line.next % len(requests)])
    line.next += connections


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
    told = json.load(sys.stdin)
    told["requests"] = [text.encode("latin-1") for text in told["requests"]]
    print(json.dumps(asdict(measure(**told))))
