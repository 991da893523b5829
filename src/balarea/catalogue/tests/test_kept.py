"""Kept pages: quick, the same for everybody, and never stale."""

import datetime as dt
import gzip

import brotli
import msgspec
import pytest
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from balarea.catalogue import definition as engine
from balarea.catalogue import kept
from balarea.catalogue.tests.conftest import publish

pytestmark = pytest.mark.django_db

PAGE = "/layanan/POL-001/"
type Some = dict[str, engine.Definition]


def test_a_change_is_seen_at_the_very_next_request(
    some: Some, at: dt.datetime, client: Client
) -> None:
    first = client.get(PAGE)
    assert "SKCK baru" in first.content.decode()
    old, title = some["POL-001"], engine.Text(id="Surat baik", en="Good letter")
    new = msgspec.structs.replace(old, title=title, version=old.version + 1)
    publish(at, new)
    second = client.get(PAGE, headers={"If-None-Match": first.headers["ETag"]})
    assert second.status_code == 200
    assert "Surat baik" in second.content.decode()


def test_a_kept_page_costs_one_select_outside_of_django(
    some: Some, client: Client
) -> None:
    client.get(PAGE)
    with CaptureQueriesContext(connection) as told:
        again = client.get(PAGE)
    assert again.status_code == 200
    assert len(told) == 0, "the revision is read by the driver itself"


def test_the_second_answer_is_the_first_one(some: Some, client: Client) -> None:
    first, second = client.get(PAGE), client.get(PAGE)
    assert first.content == second.content
    assert dict(first.items()) == dict(second.items())


@pytest.mark.parametrize("path", ["/", "/layanan/", PAGE, "/layanan/?q=skck"])
def test_says_whether_it_changed_and_carries_every_protection(
    some: Some, client: Client, path: str
) -> None:
    for answer in (client.get(path), client.get(path)):
        assert answer.status_code == 200
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "public, no-cache"
        assert set(answer.headers["Vary"].split(", ")) == {"Accept-Encoding", "Cookie"}
        assert not answer.cookies
        assert b"csrfmiddlewaretoken" not in answer.content
    known = client.get(path, headers={"If-None-Match": answer.headers["ETag"]})
    assert (known.status_code, known.content) == (304, b"")
    assert known.headers["ETag"] == answer.headers["ETag"]


def test_speaks_each_encoding_and_each_language(some: Some, client: Client) -> None:
    plain = client.get(PAGE).content
    for _time in range(2):
        small = client.get(PAGE, headers={"Accept-Encoding": "gzip, br"})
        assert small.headers["Content-Encoding"] == "br"
        assert brotli.decompress(small.content) == plain
        small = client.get(PAGE, headers={"Accept-Encoding": "gzip"})
        assert gzip.decompress(small.content) == plain
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    english = client.get(PAGE)
    assert english.headers["Content-Language"] == "en"
    assert "What you need" in english.content.decode()
    del client.cookies[settings.LANGUAGE_COOKIE_NAME]
    assert client.get(PAGE).content == plain


def test_refusals_and_other_peoples_pages_are_not_kept(
    some: Some, client: Client
) -> None:
    assert client.get("/layanan/NOPE-1/").status_code == 404
    assert client.get(f"{PAGE}?bahasa=en").status_code == 302
    assert client.get("/petugas/layanan/").status_code == 302
    assert client.get(PAGE, headers={"Host": "evil.example"}).status_code == 400
    assert kept.pages.size == 0


COOKIES = (
    'bahasa="en"',
    "bahasa =en",
    "bahasa=; bahasa=en",
    "bahasa=id; bahasa=en",
    'bahasa="\\145n"',
    "bahasa=en; bahasa=id",
    " bahasa = en ",
    "bahasa=EN",
    "bahasa",
    "=; bahasa=en;;",
)


@pytest.mark.parametrize("cookie", COOKIES)
@pytest.mark.parametrize("path", [PAGE, "/layanan/?q=skck", "/api/v1/services/POL-001"])
def test_no_cookie_changes_what_others_are_shown(
    some: Some, client: Client, cookie: str, path: str
) -> None:
    client.get(path, headers={"Cookie": cookie})
    for code, _name in settings.LANGUAGES:
        shown = client.get(path, headers={"Cookie": f"bahasa={code}"})
        assert shown.headers["Content-Language"] == code
    assert client.get(path).headers["Content-Language"] == settings.LANGUAGE_CODE


def test_a_page_in_another_language_than_its_name_is_not_kept(
    rf: RequestFactory, db: None, some: Some
) -> None:
    def astray(request: HttpRequest) -> HttpResponse:
        response = HttpResponse("Hello")
        response.__dict__["is_kept"] = True
        response.headers["Content-Language"] = "en"
        return response

    serve = kept.keep(astray)
    assert serve(rf.get(PAGE)).status_code == 200
    assert kept.pages.size == 0
    serve(rf.get(PAGE, headers={"Cookie": "bahasa=en"}))
    assert kept.pages.size > 0


def test_a_charset_of_ones_own_changes_nothing_for_others(
    some: Some, client: Client
) -> None:
    path = "/layanan/?q=caf%E9"
    odd = client.get(path, headers={"Content-Type": "text/plain; charset=latin-1"})
    assert "café" in odd.content.decode()
    assert "café" not in client.get(path).content.decode()


def test_a_port_in_the_hosts_name_makes_no_new_page(some: Some, client: Client) -> None:
    client.get(PAGE)
    size = kept.pages.size
    for port in range(8000, 8010):
        answer = client.get(PAGE, headers={"Host": f"localhost:{port}"})
        assert answer.status_code == 200
    assert kept.pages.size == size
    assert client.get(PAGE, headers={"Host": "evil.example"}).status_code == 400


def a_page(text: str = "x") -> kept.Kept:
    return kept.Kept([], text.encode() * 10, "br", 1)


def test_one_network_pushes_out_nothing_that_others_use() -> None:
    shelf = kept.Shelf(40_000, 40_000)
    liked, own, new = (("/", name, "", "") for name in ("liked", "own", "new"))
    assert shelf.get("", liked, "198.51.100.1") is None
    shelf.put("", liked, a_page(), "198.51.100.1")
    assert shelf.get("", liked, "198.51.100.2") is not None
    shelf.put("", own, a_page(), "198.51.100.3")
    for number in range(4_000):
        key = ("/", str(number), "", "")
        if shelf.get("", key, "203.0.113.9") is None:
            shelf.put("", key, a_page(), "203.0.113.9")
    assert shelf.size <= 80_000
    assert shelf.get("", liked, "198.51.100.4") is not None
    assert shelf.get("", own, "198.51.100.3") is not None
    shelf.put("", new, a_page(), "198.51.100.5")
    assert shelf.get("", new, "198.51.100.5") is not None


def test_a_thousand_questions_leave_what_two_asked_for(
    some: Some, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "asked", kept.Shelf(60_000, 60_000))
    liked = "/layanan/?q=skck"
    for network in ("198.51.100.1", "198.51.100.2"):
        client.get(liked, REMOTE_ADDR=network)
    for number in range(30):
        client.get(f"/layanan/?q=ktp+{number}", REMOTE_ADDR="203.0.113.9")

    def nothing(request: HttpRequest) -> HttpResponse:
        raise AssertionError(request.path)

    asked = RequestFactory().get("/layanan/", {"q": "skck"})
    assert kept.keep(nothing)(asked).status_code == 200


def test_the_memory_is_bounded_and_the_oldest_go_first() -> None:
    shelf = kept.Shelf(5_000)
    for number in range(20):
        shelf.put("", ("/", str(number), "", ""), a_page(str(number)))
    assert shelf.size <= 5_000
    assert shelf.get("", ("/", "19", "", "")) is not None
    assert shelf.get("", ("/", "0", "", "")) is None
    shelf.put("older", ("/", "x", "", ""), a_page())
    assert shelf.get("", ("/", "x", "", "")) is None
    assert shelf.get("newer", ("/", "19", "", "")) is None
    assert shelf.size == 0
