"""Slow senders and a phone at one real server, over real sockets, from one address."""

import contextlib
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.children import STANDSTILL, end_with_parent, wait_for

from balarea.config import request_buffering
from balarea.config.launcher import web

FILES = "/permohonan/01a22000-0000-7000-8000-000000000001/berkas/R1/"

# `RequestBuffering` with another application and another grace period.
PROGRAM = """
import django
django.setup()
from balarea.config import request_buffering

request_buffering.GRACE = {grace}

def whole(environ, start):
    body = environ["wsgi.input"].read()
    start("200 OK", [])
    return Answer([b"%d %d" % (len(body), bool(environ.get("balarea.too_slow")))])

class Answer(list):
    streaming = False
    def close(self): pass

application = request_buffering.RequestBuffering(whole)
"""


@contextlib.contextmanager
def server(folder: Path, *, grace: float = 10 * STANDSTILL) -> Iterator[int]:
    """The port of one worker, started as `script/server` starts its own.

    Unless a test says otherwise, no sender is given up for as long as a test waits.
    """
    (folder / "front.py").write_text(PROGRAM.format(grace=grace))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    granian = [sys.executable, "-m", "granian", *web.SERVING, "--port", str(port)]
    process = subprocess.Popen(
        [*granian, "--working-dir", str(folder), "--no-log", "front:application"],
        preexec_fn=end_with_parent,
    )

    def listens() -> bool:
        assert process.poll() is None
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", port)).close()
            return True
        return False

    try:
        wait_for(listens)
        yield port
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def connected(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=STANDSTILL)


def begin(port: int, path: str, length: int) -> socket.socket:
    """Send a request with a part of its body."""
    made = connected(port)
    head = (
        f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {length}\r\n\r\n"
    )
    made.sendall(head.encode() + b"x")
    return made


def answer(one: socket.socket) -> str:
    got = b""
    while not re.search(rb"\r\n\r\n.+", got, re.DOTALL):
        piece = one.recv(4000)
        assert piece, "cut without an answer"
        got += piece
    return got.rpartition(b"\r\n\r\n")[2].decode()


@pytest.mark.parametrize(("path", "length"), [("/masuk/", 500), (FILES, 1_000_000)])
def test_others_get_through_beside_as_many_slow_senders_as_there_are_places(
    tmp_path: Path, path: str, length: int
) -> None:
    is_small = length <= request_buffering.SMALL
    most = request_buffering.MAX_SMALL if is_small else request_buffering.MAX_LARGE
    with server(tmp_path) as port, contextlib.ExitStack() as opened:
        for _ in range(most - 1):
            opened.enter_context(begin(port, path, length))
        for _ in range(3):
            phone = opened.enter_context(begin(port, path, length))
            phone.sendall(bytes(length - 1))
            assert answer(phone) == f"{length} 0"
            phone.close()


def test_others_get_through_once_slow_senders_were_given_up(tmp_path: Path) -> None:
    with server(tmp_path, grace=1.0) as port, contextlib.ExitStack() as opened:
        slow = [
            opened.enter_context(begin(port, "/masuk/", 500))
            for _ in range(request_buffering.MAX_SMALL)
        ]
        assert {answer(one) for one in slow} == {"0 1"}
        phone = opened.enter_context(begin(port, "/masuk/", 500))
        phone.sendall(bytes(499))
        assert answer(phone) == "500 0"


def test_a_body_that_never_ends_is_given_up_and_told_so(tmp_path: Path) -> None:
    with server(tmp_path, grace=0.5) as port, begin(port, "/masuk/", 500) as slow:
        assert answer(slow) == "0 1"


def test_a_page_is_read_beside_more_bodies_than_there_are_places(
    tmp_path: Path,
) -> None:
    with server(tmp_path) as port, contextlib.ExitStack() as opened:
        for path, length in (("/masuk/", 500), (FILES, 1_000_000)):
            for _ in range(200):
                opened.enter_context(begin(port, path, length))
        with socket.create_connection(
            ("127.0.0.1", port), timeout=STANDSTILL
        ) as reader:
            reader.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert answer(reader) == "0 0"


def test_the_server_sends_no_body_for_head(tmp_path: Path) -> None:
    """Views answer HEAD as GET; a body would be read as the next response."""
    request = "HEAD / HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with server(tmp_path) as port, connected(port) as one:
        one.sendall(request.encode() + request.replace("HEAD", "GET").encode())
        got = b""
        while got.count(b"HTTP/1.1 200") < 2 or not got.endswith(b"0 0"):
            piece = one.recv(4000)
            assert piece, "cut without an answer"
            got += piece
    head, _, get = got.removeprefix(b"HTTP/1.1").partition(b"HTTP/1.1 200")
    assert head.partition(b"\r\n\r\n")[2] == b""
    assert get.partition(b"\r\n\r\n")[2] == b"0 0"
