"""A request comes in whole before anybody works on it, and slow ones hold up nobody."""

import contextlib
import io
import threading
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from django.http import FileResponse, HttpRequest, HttpResponse
from django.test import RequestFactory

from balarea.config import arriving, middleware
from balarea.foundation import ids

FORM = "/masuk/"
FILES = f"/permohonan/{ids.uuid7()}/berkas/R1/"
ELSEWHERE = {"REMOTE_ADDR": "198.51.100.7"}
SOON = 10.0  # seconds within which anything must be done that waits for nothing


class Told:
    """An application that keeps what it was asked, and says by which thread."""

    streaming = False

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        self.crowded: list[bool] = []
        self.is_closed = False

    def __call__(self, environ: arriving.Environ, start: Any) -> Any:
        start("200 OK", [])
        self.bodies.append(environ["wsgi.input"].read())
        self.crowded.append(bool(environ.get(middleware.CROWDED)))
        return self

    def __iter__(self) -> Iterator[bytes]:
        yield b"by "
        yield threading.current_thread().name.split()[0].encode()

    def close(self) -> None:
        self.is_closed = True


class Slow:
    """A body whose next piece comes when it is let go."""

    def __init__(self) -> None:
        self.asked, self.go = threading.Event(), threading.Event()

    def read(self, size: int) -> bytes:
        self.asked.set()
        assert self.go.wait(SOON)
        return bytes(size)


def environ(path: str, body: Any = b"", length: int | None = None) -> dict[str, Any]:
    source = io.BytesIO(body) if isinstance(body, bytes) else body
    found = RequestFactory().post(path).environ
    size = len(body) if length is None else length
    return {**found, "CONTENT_LENGTH": str(size), "wsgi.input": source}


def send(server: arriving.Arriving, asked: dict[str, Any]) -> tuple[str, bytes]:
    told: list[str] = []
    answer: Iterable[bytes] = server(asked, lambda status, _: told.append(status))
    return told[0], b"".join(answer)


@pytest.mark.parametrize("size", [0, 1, arriving.PIECE, arriving.PIECE + 1, 2_500_000])
def test_the_application_finds_the_whole_body(size: int) -> None:
    told, body = Told(), bytes(range(256)) * (size // 256) + b"e" * (size % 256)
    server = arriving.Arriving(told)
    assert send(server, environ(FILES, body)) == ("200 OK", b"by files")
    assert told.bodies == [body]
    assert told.is_closed


def test_half_a_form_is_not_worked_on() -> None:
    told = Told()
    status, _ = send(arriving.Arriving(told), environ(FORM, b"outcome=GR", length=300))
    assert status == "400 Bad Request"
    assert told.bodies == []


def test_what_will_be_turned_away_is_not_read() -> None:
    told = Told()
    length = middleware.limit_of(FORM) + 1
    asked = environ(FORM, b"x" * 10, length=length)
    source = asked["wsgi.input"]
    send(arriving.Arriving(told), asked)
    assert told.bodies == [b"x" * 10]  # by nobody but this application
    assert source.tell() == 10
    assert middleware.length_to_read(asked) == 0


def test_slow_bodies_hold_up_no_page() -> None:
    told, slow = Told(), [Slow() for _ in range(arriving.FILES_COMING // 2)]
    server = arriving.Arriving(told)
    with sending(server, slow, FILES, arriving.PIECE + 1):
        assert send(server, environ(FILES, bytes(arriving.PIECE + 1)))
        assert (told.crowded.pop(), told.bodies.pop()) == (True, b"")
        status, by = send(server, environ(FORM, b"a=1"))
        assert (status, by) == ("200 OK", b"by pages")
        assert told.bodies == [b"a=1"]
    assert len(told.bodies) == 1 + len(slow)


def test_one_network_can_not_take_every_place() -> None:
    told, slow = Told(), [Slow() for _ in range(arriving.FORMS // 2)]
    server = arriving.Arriving(told)
    with sending(server, slow, FORM, 9):
        send(server, environ(FORM, b"a=1"))
        assert told.crowded.pop() is True
        assert told.bodies.pop() == b""
        send(server, environ(FORM, b"a=1") | ELSEWHERE)
        assert told.crowded.pop() is False
    send(server, environ(FORM, b"a=1"))
    assert told.crowded.pop() is False
    assert not server.under_way


def test_many_networks_leave_threads_for_those_who_read() -> None:
    told = Told()
    server = arriving.Arriving(told)
    with contextlib.ExitStack() as slow:
        for path, length, free in (
            (FORM, 9, arriving.FORMS),
            (FILES, arriving.PIECE + 1, arriving.FILES_COMING),
        ):
            network = 0
            while free:  # each that comes may have half of what is left, rounded up
                share, network = (free + 1) // 2, network + 1
                asked = {"REMOTE_ADDR": f"198.51.100.{network}"}
                bodies = [Slow() for _ in range(share)]
                slow.enter_context(sending(server, bodies, path, length, asked))
                free -= share
        taken = sum(server.under_way.values())
        assert taken == arriving.FORMS + arriving.FILES_COMING < arriving.THREADS
        send(server, environ(FORM, b"a=1") | {"REMOTE_ADDR": "203.0.113.9"})
        assert told.crowded.pop() is True
    assert not server.under_way


def test_who_looks_at_files_holds_up_no_page() -> None:
    looking, go = threading.Event(), threading.Event()

    def application(environ: arriving.Environ, start: Any) -> Any:
        if environ["PATH_INFO"] == FILES:
            looking.set()
            assert go.wait(SOON)
        return Told()(environ, start)

    server = arriving.Arriving(application)
    other = threading.Thread(target=send, args=(server, environ(FILES, b"x")))
    other.start()
    assert looking.wait(SOON)
    assert send(server, environ(FORM, b"a=1"))[1] == b"by pages"
    go.set()
    other.join(SOON)


def test_a_fault_is_told_where_it_is_waited_for() -> None:
    def application(environ: arriving.Environ, start: Any) -> Any:
        raise ZeroDivisionError

    server = arriving.Arriving(application)
    for _ in range(2):  # and the thread goes on
        with pytest.raises(ZeroDivisionError):
            send(server, environ(FORM, b"a=1"))


def test_a_file_is_sent_from_where_it_lies() -> None:
    answer = FileResponse(io.BytesIO(b"%PDF-"))
    found = arriving.Arriving(lambda *_: answer)(environ(FORM), print)
    assert found is answer
    assert b"".join(found) == b"%PDF-"


def test_a_crowd_is_told_what_to_do() -> None:
    request = RequestFactory().post(FORM)
    request.META[middleware.CROWDED] = True

    def never(request: HttpRequest) -> HttpResponse:
        raise AssertionError

    response = middleware.bounds(never)(request)
    assert isinstance(response, HttpResponse)
    assert response.status_code == 429
    assert "setengah menit" in response.content.decode()


class sending:
    """Requests whose bodies are on their way, and come to their end afterwards."""

    def __init__(
        self,
        server: arriving.Arriving,
        slow: list[Slow],
        path: str,
        length: int,
        more: dict[str, Any] | None = None,
    ) -> None:
        self.slow = slow
        asked = [environ(path, one, length=length) | (more or {}) for one in slow]
        self.threads = [
            threading.Thread(target=send, args=(server, one)) for one in asked
        ]

    def __enter__(self) -> None:
        for thread, one in zip(self.threads, self.slow, strict=True):
            thread.start()
            assert one.asked.wait(SOON)

    def __exit__(self, *_: object) -> None:
        for one in self.slow:
            one.go.set()
        for thread in self.threads:
            thread.join(SOON)
