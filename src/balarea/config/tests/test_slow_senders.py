"""Slow senders and a phone at one real server, over real sockets, from one address."""

import contextlib
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from balarea.config import bodies
from balarea.config.launcher import web
from balarea.foundation import ids

FILES = f"/permohonan/{ids.uuid7()}/berkas/R1/"
SOON = 30.0  # seconds until a server that starts must answer; nothing is decided by it

# The web server of a mall with another application behind it, and less patience.
PROGRAM = """
import django
django.setup()
from balarea.config import bodies
from balarea.config.arriving import Arriving

bodies.SETTLING = {settling}
bodies.GRACE = {grace}

def whole(environ, start):
    body = environ["wsgi.input"].read()
    start("200 OK", [])
    return Answer([b"%d %d" % (len(body), bool(environ.get("balarea.too_slow")))])

class Answer(list):
    streaming = False
    def close(self): pass

application = Arriving(whole)
"""


@contextlib.contextmanager
def server(
    folder: Path, *, settling: float = 0.0, grace: float = 60.0
) -> Iterator[int]:
    """The port of one worker, started as `script/server` starts its own."""
    (folder / "front.py").write_text(PROGRAM.format(settling=settling, grace=grace))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    granian = [sys.executable, "-m", "granian", *web.SERVING, "--port", str(port)]
    process = subprocess.Popen(
        [*granian, "--working-dir", str(folder), "--no-log", "front:application"]
    )
    try:
        ends = time.monotonic() + SOON
        while True:
            assert process.poll() is None
            assert time.monotonic() < ends
            with (
                contextlib.suppress(OSError),
                socket.create_connection(("127.0.0.1", port), timeout=SOON),
            ):
                break
            time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def begin(port: int, path: str, length: int) -> socket.socket:
    """A request whose body has only begun."""
    made = socket.create_connection(("127.0.0.1", port), timeout=SOON)
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
def test_neighbours_get_through_beside_any_number_of_slow_senders(
    tmp_path: Path, path: str, length: int
) -> None:
    most = bodies.FORMS if length == 500 else bodies.FILES
    with server(tmp_path) as port, contextlib.ExitStack() as opened:
        for _ in range(most // 2 + 30):
            opened.enter_context(begin(port, path, length))
        for _ in range(3):
            phone = opened.enter_context(begin(port, path, length))
            phone.sendall(bytes(length - 1))
            assert answer(phone) == f"{length} 0"


def test_a_body_that_never_ends_is_given_up_and_told_so(tmp_path: Path) -> None:
    with server(tmp_path, grace=0.5) as port, begin(port, "/masuk/", 500) as slow:
        assert answer(slow) == "0 1"


def test_a_page_is_read_beside_more_bodies_than_there_are_places(
    tmp_path: Path,
) -> None:
    with server(tmp_path, settling=60) as port, contextlib.ExitStack() as opened:
        for path, length in (("/masuk/", 500), (FILES, 1_000_000)):
            for _ in range(200):
                opened.enter_context(begin(port, path, length))
        with socket.create_connection(("127.0.0.1", port), timeout=SOON) as reader:
            reader.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert answer(reader) == "0 0"
