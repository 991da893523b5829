"""Requests are received whole before a thread handles them; slow ones block none."""

import asyncio
import io
import threading
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from django.http import FileResponse, HttpRequest, HttpResponse
from django.test import RequestFactory
from tests.children import STANDSTILL

from balarea.config import middleware, request_buffering
from balarea.config.request_buffering import RequestBuffering
from balarea.config.tests import rsgi
from balarea.foundation import ids

FORM = "/masuk/"
FILES = f"/permohonan/{ids.uuid7()}/berkas/R1/"


class RecordingApplication:
    """A WSGI application that records requests and answers its thread's name."""

    streaming = False

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        self.environs: list[request_buffering.Environ] = []
        self.is_closed = False

    def __call__(self, environ: request_buffering.Environ, start: Any) -> Any:
        start("200 OK", [("a", "b")])
        self.bodies.append(environ["wsgi.input"].read())
        self.environs.append(environ)
        return self

    def __iter__(self) -> Iterator[bytes]:
        yield b"by "
        yield threading.current_thread().name.split()[0].encode()

    def close(self) -> None:
        self.is_closed = True


def send(
    server: RequestBuffering, path: str, *body: bytes, length: int | None = None
) -> rsgi.Protocol:
    size = sum(map(len, body)) if length is None else length
    protocol = rsgi.Protocol(rsgi.pieces(*body))
    asyncio.run(_within(server.__rsgi__(rsgi.scope_of(path, size), protocol)))
    return protocol


async def _within(what: Any) -> None:
    await asyncio.wait_for(what, STANDSTILL)


@pytest.mark.parametrize(
    "size", [0, 1, request_buffering.SMALL, request_buffering.SMALL + 1, 2_500_000]
)
def test_the_application_finds_the_whole_body(size: int) -> None:
    application, body = (
        RecordingApplication(),
        bytes(range(256)) * (size // 256) + b"e" * (size % 256),
    )
    answer = send(RequestBuffering(application), FILES, body[:999], b"", body[999:])
    assert (answer.status, answer.content) == (200, b"by files")
    assert answer.headers == [("a", "b")]
    assert application.bodies == [body]
    assert application.is_closed


def test_half_a_form_is_not_worked_on() -> None:
    application = RecordingApplication()
    answer = send(RequestBuffering(application), FORM, b"outcome=GR", length=300)
    assert answer.status == 400
    assert application.bodies == []


def test_nothing_is_read_after_the_announced_length() -> None:
    application = RecordingApplication()
    send(RequestBuffering(application), FORM, b"a=1&b", b"=2 and more", length=7)
    assert application.bodies == [b"a=1&b=2"]


def test_what_will_be_turned_away_is_not_read() -> None:
    async def unread() -> AsyncIterator[bytes]:
        yield pytest.fail("the body was read")

    application, length = RecordingApplication(), middleware.limit_of(FORM) + 1
    server, protocol = RequestBuffering(application), rsgi.Protocol(unread())
    asyncio.run(_within(server.__rsgi__(rsgi.scope_of(FORM, length), protocol)))
    assert application.bodies == [b""]
    assert middleware.length_to_read(application.environs[0]) == 0


def test_any_number_of_slow_bodies_holds_up_no_page_and_no_form() -> None:
    """More files than there are places for, and none of them ever ends."""

    async def walk() -> None:
        application = RecordingApplication()
        server = RequestBuffering(application)
        slow = [rsgi.Protocol(_never()) for _ in range(2 * request_buffering.MAX_LARGE)]
        waiting = [
            asyncio.create_task(server.__rsgi__(rsgi.scope_of(FILES, 900_000), one))
            for one in slow
        ]
        await asyncio.sleep(0)
        page, form = rsgi.Protocol(), rsgi.Protocol(rsgi.pieces(b"a=1"))
        await _within(server.__rsgi__(rsgi.scope_of("/"), page))
        await _within(server.__rsgi__(rsgi.scope_of(FORM, 3), form))
        assert (page.content, form.content) == (b"by pages", b"by pages")
        assert b"a=1" in application.bodies
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        assert server.receiving.total() == 0

    asyncio.run(walk())


async def _never() -> AsyncIterator[bytes]:
    yield b"x"
    await asyncio.Event().wait()


def test_a_body_without_a_place_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(request_buffering, "MAX_SMALL", 0)
    application = RecordingApplication()
    send(RequestBuffering(application), FORM, b"a=1")
    assert application.bodies == [b""]
    assert application.environs[0][middleware.CROWDED]


def test_a_body_that_comes_too_slowly_is_not_worked_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(request_buffering, "GRACE", 0.0)
    application = RecordingApplication()
    server, protocol = RequestBuffering(application), rsgi.Protocol(_never())
    asyncio.run(_within(server.__rsgi__(rsgi.scope_of(FORM, 9), protocol)))
    assert application.environs[0][middleware.TOO_SLOW]
    assert middleware.length_to_read(application.environs[0]) == 0


def received(rate: int, *, length: int, pause: float = 0.05) -> int:
    """Bytes that `receive` wrote of a body that comes at `rate` bytes a second."""

    async def sent() -> AsyncIterator[bytes]:
        for _ in range(0, length, int(rate * pause)):
            await asyncio.sleep(pause)
            yield bytes(int(rate * pause))

    body = io.BytesIO()
    asyncio.run(request_buffering.receive(sent(), body, length))
    assert body.tell() == 0
    return len(body.getvalue())


def test_a_body_above_the_minimum_rate_takes_as_long_as_it_needs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """At half a second of grace and twice the rate it would need a second and more."""
    monkeypatch.setattr(request_buffering, "GRACE", 0.5)
    rate = 4 * request_buffering.MIN_RATE
    assert received(rate, length=rate) == rate


def test_a_body_below_the_minimum_rate_is_given_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(request_buffering, "GRACE", 0.2)
    with pytest.raises(request_buffering.TooSlow):
        received(request_buffering.MIN_RATE // 4, length=100_000)


def test_who_looks_at_files_holds_up_no_page() -> None:
    async def walk() -> None:
        looking, go = threading.Event(), threading.Event()

        def application(environ: request_buffering.Environ, start: Any) -> Any:
            if environ["PATH_INFO"] == FILES:
                looking.set()
                assert go.wait(STANDSTILL)
            return RecordingApplication()(environ, start)

        server = RequestBuffering(application)
        file = rsgi.Protocol(rsgi.pieces(b"x"))
        other = asyncio.create_task(server.__rsgi__(rsgi.scope_of(FILES, 1), file))
        await asyncio.to_thread(looking.wait, STANDSTILL)
        page = rsgi.Protocol()
        await _within(server.__rsgi__(rsgi.scope_of(FORM), page))
        assert page.content == b"by pages"
        go.set()
        await _within(other)
        assert file.content == b"by files"

    asyncio.run(walk())


def test_a_fault_is_told_where_it_is_waited_for() -> None:
    def application(environ: request_buffering.Environ, start: Any) -> Any:
        raise ZeroDivisionError

    server = RequestBuffering(application)
    for _ in range(2):  # and the thread continues
        with pytest.raises(ZeroDivisionError):
            send(server, FORM, b"a=1")


def test_a_file_is_sent_from_where_it_lies() -> None:
    content = bytes(range(256)) * 1000
    answer = FileResponse(io.BytesIO(content))
    sent = send(RequestBuffering(lambda *_: answer), FORM)
    assert (sent.content, answer.closed) == (content, True)
    assert sent.sent < 10


def test_a_reader_who_goes_away_is_no_fault() -> None:
    class RSGIProtocolClosed(Exception):
        pass

    answer = FileResponse(io.BytesIO(b"%PDF-"))
    server = RequestBuffering(lambda *_: answer)
    protocol = rsgi.Protocol(error=RSGIProtocolClosed())
    asyncio.run(_within(server.__rsgi__(rsgi.scope_of(FORM), protocol)))
    assert answer.closed


def test_a_request_is_asked_in_the_words_of_wsgi() -> None:
    scope = rsgi.scope_of(
        "/cari/é",
        3,
        ("content-type", "text/plain"),
        ("cookie", "a=1"),
        ("cookie", "b=2"),
        ("x-forwarded-for", "192.0.2.1"),
        ("x-forwarded-for", "192.0.2.2"),
        client="[2001:db8::1]:50123",
    )
    scope.query_string = "q=%C3%A9&é"
    environ = request_buffering.environ_of(scope)
    request = HttpRequest()
    request.META = environ
    assert environ["PATH_INFO"].encode("latin-1").decode() == "/cari/é"
    assert environ["QUERY_STRING"].encode("latin-1").decode() == "q=%C3%A9&é"
    assert (environ["CONTENT_TYPE"], environ["CONTENT_LENGTH"]) == ("text/plain", "3")
    assert environ["HTTP_COOKIE"] == "a=1; b=2"
    assert environ["HTTP_X_FORWARDED_FOR"] == "192.0.2.1,192.0.2.2"
    assert environ["REMOTE_ADDR"] == "2001:db8::1"
    assert (environ["SERVER_NAME"], environ["SERVER_PORT"]) == ("127.0.0.1", "8000")


def test_no_header_passes_for_the_one_that_a_proxy_writes() -> None:
    more = [("x-forwarded-for", "192.0.2.1"), ("x_forwarded_for", "198.51.100.9")]
    environ = request_buffering.environ_of(rsgi.scope_of("/", 0, *more))
    assert environ["HTTP_X_FORWARDED_FOR"] == "192.0.2.1"


@pytest.mark.parametrize(
    ("name", "status", "words"),
    [
        (middleware.CROWDED, 429, "setengah menit"),
        (middleware.TOO_SLOW, 400, "terlalu lambat"),
    ],
)
def test_who_is_not_let_in_is_told_what_to_do(
    name: str, status: int, words: str
) -> None:
    request = RequestFactory().post(FORM)
    request.META[name] = True

    def never(request: HttpRequest) -> HttpResponse:
        raise AssertionError

    response = middleware.limit_bodies(never)(request)
    assert isinstance(response, HttpResponse)
    assert response.status_code == status
    assert words in response.content.decode()


@pytest.mark.parametrize(
    "path",
    [
        "/permohonan/0190/berkas/R1/",
        "/pindai/AAAAAAAAAAAAAAAAAAAAAA/",
        "/petugas/loket/berkas/0190/",
        "/petugas/loket/berkas/0190/pindai/R1/unggah/",
    ],
)
def test_photos_of_megabytes_are_taken_where_files_are_sent(path: str) -> None:
    assert middleware.limit_of(path) == middleware.EVIDENCE
    assert middleware.brings_files({"REQUEST_METHOD": "POST", "PATH_INFO": path})


def test_nothing_large_is_taken_beside_them() -> None:
    for path in ("/pindai/", "/petugas/loket/", "/petugas/loket/berkas/0190/struk/"):
        assert middleware.limit_of(path) < middleware.EVIDENCE
