"""Language and compression of responses."""

import gzip
from collections.abc import Callable

import brotli
import pytest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory
from django.utils import translation

from balarea.ui import middleware

LONG = "<p>Balarea berarti semua orang.</p>" * 60
make = RequestFactory()


def answer(content: str = LONG, kind: str = "text/html") -> HttpResponse:
    return HttpResponse(content, content_type=kind, headers={"ETag": '"abc"'})


def through(
    accepted: str, response: Callable[[HttpRequest], HttpResponse]
) -> HttpResponse:
    request = make.get("/", headers={"Accept-Encoding": accepted})
    sent = middleware.compress(response)(request)
    assert isinstance(sent, HttpResponse)
    return sent


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, deflate, br", "br"),
        ("gzip", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("br;q=0.0", ""),
        ("gzip;q=0.5, br;q=0.1", "br"),
        ("identity", ""),
        ("", ""),
        ("x-br, brotli", ""),
    ],
)
def test_takes_the_best_coding_that_is_accepted(accepted: str, coding: str) -> None:
    sent = through(accepted, lambda _: answer())
    assert sent.headers.get("Content-Encoding", "") == coding
    unpacked = {"br": brotli.decompress, "gzip": gzip.decompress, "": bytes}[coding]
    assert unpacked(sent.content).decode() == LONG
    assert sent.headers["ETag"] == ('W/"abc"' if coding else '"abc"')
    assert "Accept-Encoding" in sent.headers["Vary"]


def test_states_the_length_that_it_sends() -> None:
    sent = through("br", lambda _: answer())
    assert int(sent.headers["Content-Length"]) == len(sent.content) < len(LONG)


@pytest.mark.parametrize(
    "response",
    [
        lambda: answer("short"),
        lambda: answer(kind="image/png"),
        lambda: answer(kind="application/pdf"),
    ],
)
def test_leaves_alone_what_gains_nothing(response: Callable[[], HttpResponse]) -> None:
    assert "Content-Encoding" not in through("br", lambda _: response()).headers


def test_never_compresses_twice_nor_a_stream() -> None:
    packed = answer()
    packed.headers["Content-Encoding"] = "gzip"
    assert through("br", lambda _: packed).content == LONG.encode()
    request = make.get("/", headers={"Accept-Encoding": "br"})
    stream = StreamingHttpResponse([LONG.encode()])
    assert middleware.compress(lambda _: stream)(request) is stream
    assert not stream.has_header("Content-Encoding")


def test_keeps_the_weak_etag_on_not_modified() -> None:
    sent = through("br", lambda _: HttpResponse(status=304, headers={"ETag": '"abc"'}))
    assert sent.headers["ETag"] == 'W/"abc"'


def speak(request: HttpRequest) -> HttpResponse:
    return HttpResponse(translation.get_language())


def heard(path: str, cookie: str = "", method: str = "GET") -> HttpResponse:
    request = make.generic(method, path)
    request.COOKIES["bahasa"] = cookie
    sent = middleware.choose_language(speak)(request)
    assert isinstance(sent, HttpResponse)
    return sent


@pytest.mark.parametrize(
    ("cookie", "language"),
    [("", "id"), ("en", "en"), ("id", "id"), ("xx", "id"), ("../en", "id")],
)
def test_speaks_the_language_of_the_cookie_else_indonesian(
    cookie: str, language: str
) -> None:
    sent = heard("/", cookie)
    assert sent.content.decode() == language == sent.headers["Content-Language"]
    assert "Cookie" in sent.headers["Vary"]


def test_does_not_ask_the_browser_for_its_language() -> None:
    request = make.get("/", headers={"Accept-Language": "en"})
    sent = middleware.choose_language(speak)(request)
    assert isinstance(sent, HttpResponse)
    assert sent.content == b"id"


def test_keeps_the_choice_and_comes_back_without_it() -> None:
    sent = heard("/layanan/?q=ktp&bahasa=en&halaman=2")
    assert sent.status_code == 302
    assert sent.headers["Location"] == "/layanan/?q=ktp&halaman=2"
    assert sent.cookies["bahasa"].value == "en"
    assert sent.cookies["bahasa"]["httponly"]
    assert sent.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["//evil.example/", "/\\evil.example/", "///x"])
def test_never_leads_out_of_the_mall(path: str) -> None:
    request = make.get("/", {"bahasa": "en"})
    request.path = path
    sent = middleware.choose_language(speak)(request)
    assert isinstance(sent, HttpResponse)
    assert not sent.headers["Location"].startswith(("//", "/\\"))


def test_an_unknown_language_is_not_kept() -> None:
    sent = heard("/?bahasa=xx")
    assert sent.headers["Location"] == "/"
    assert "bahasa" not in sent.cookies


def test_a_post_is_never_redirected() -> None:
    assert heard("/?bahasa=en", method="POST").status_code == 200


def test_a_whole_page_changes_language(client: Client) -> None:
    client.get("/peraga/komponen/?bahasa=en")
    assert b'<html lang="en"' in client.get("/peraga/komponen/").content
    client.get("/peraga/komponen/?bahasa=id")
    assert b'<html lang="id"' in client.get("/peraga/komponen/").content
