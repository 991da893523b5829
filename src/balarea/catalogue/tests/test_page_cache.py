"""Cached pages: few queries, the same for all, and never stale."""

import datetime as dt
import gzip
from collections.abc import Callable

import brotli
import msgspec
import pytest
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from balarea.catalogue import definition as engine
from balarea.catalogue import page_cache
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


def test_a_cached_page_costs_one_select_outside_of_django(
    some: Some, client: Client
) -> None:
    client.get(PAGE)
    with CaptureQueriesContext(connection) as queries:
        again = client.get(PAGE)
    assert again.status_code == 200
    assert len(queries) == 0, "the revision is read by the driver itself"


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
    unchanged = client.get(path, headers={"If-None-Match": answer.headers["ETag"]})
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert unchanged.headers["ETag"] == answer.headers["ETag"]


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


def test_refusals_and_other_peoples_pages_are_not_cached(
    some: Some, client: Client
) -> None:
    assert client.get("/layanan/NOPE-1/").status_code == 404
    assert client.get(f"{PAGE}?bahasa=en").status_code == 302
    assert client.get("/petugas/layanan/").status_code == 302
    assert client.get(PAGE, headers={"Host": "evil.example"}).status_code == 400
    assert page_cache.pages.size == 0


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


def responding(
    *, language: str = "id", cookie: str = "", cache_control: str = "public, no-cache"
) -> Callable[[HttpRequest], HttpResponse]:
    """The application behind the cache, which always gives this response."""

    def respond(request: HttpRequest) -> HttpResponse:
        response = HttpResponse("Hello")
        response.headers["Content-Language"] = language
        response.headers["Cache-Control"] = cache_control
        if cookie:
            response.set_cookie(cookie, "of one person")
        return response

    return respond


def test_a_page_in_another_language_than_its_key_is_not_cached(
    rf: RequestFactory, some: Some
) -> None:
    serve = page_cache.serve_cached(responding(language="en"))
    assert serve(rf.get(PAGE)).status_code == 200
    assert page_cache.pages.size == 0
    serve(rf.get(PAGE, headers={"Cookie": "bahasa=en"}))
    assert page_cache.pages.size > 0


@pytest.mark.parametrize("path", [PAGE, "/layanan/?q=skck"])
@pytest.mark.parametrize("cookie", ["sesi", "csrf", "messages", "bahasa"])
def test_a_response_that_sets_a_cookie_is_given_to_nobody_else(
    rf: RequestFactory, some: Some, path: str, cookie: str
) -> None:
    first = page_cache.serve_cached(responding(cookie=cookie))(rf.get(path))
    assert first.cookies[cookie].value == "of one person"
    assert page_cache.pages.size == page_cache.query_pages.size == 0
    second = page_cache.serve_cached(responding())(rf.get(path))
    assert not second.cookies


@pytest.mark.parametrize("cache_control", ["", "no-store, private", "public"])
def test_only_what_its_view_marks_as_cacheable_is_cached(
    rf: RequestFactory, some: Some, cache_control: str
) -> None:
    serve = page_cache.serve_cached(responding(cache_control=cache_control))
    assert serve(rf.get(PAGE)).status_code == 200
    assert page_cache.pages.size == 0


def test_head_is_answered_from_the_cache_as_get_is(some: Some, client: Client) -> None:
    page = client.get(PAGE)
    head = client.head(PAGE)
    assert head.headers["ETag"] == page.headers["ETag"]
    assert head.headers["Content-Length"] == str(len(page.content))


def test_a_charset_of_ones_own_changes_nothing_for_others(
    some: Some, client: Client
) -> None:
    path = "/layanan/?q=caf%E9"
    odd = client.get(path, headers={"Content-Type": "text/plain; charset=latin-1"})
    assert "café" in odd.content.decode()
    assert "café" not in client.get(path).content.decode()


def test_a_port_in_the_hosts_name_makes_no_new_page(some: Some, client: Client) -> None:
    client.get(PAGE)
    size = page_cache.pages.size
    for port in range(8000, 8010):
        answer = client.get(PAGE, headers={"Host": f"localhost:{port}"})
        assert answer.status_code == 200
    assert page_cache.pages.size == size
    assert client.get(PAGE, headers={"Host": "evil.example"}).status_code == 400


def a_page(text: str = "x") -> page_cache.CachedPage:
    return page_cache.CachedPage([], text.encode() * 10, "br", 1)


def test_any_number_of_searches_pushes_out_no_page(
    some: Some, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_cache, "query_pages", page_cache.PageCache(60_000))
    client.get(PAGE)
    for number in range(30):
        client.get(f"/layanan/?q=ktp+{number}")
    assert page_cache.query_pages.size <= 60_000

    def never(request: HttpRequest) -> HttpResponse:
        raise AssertionError(request.path)

    serve = page_cache.serve_cached(never)
    assert serve(RequestFactory().get(PAGE)).status_code == 200


def test_the_memory_is_bounded_and_the_least_recently_used_go_first() -> None:
    cache = page_cache.PageCache(5_000)
    first, last, other = (("/", name, "", "") for name in ("first", "19", "0"))
    cache.put("", first, a_page())
    for number in range(20):
        cache.put("", ("/", str(number), "", ""), a_page(str(number)))
        assert cache.get("", first) is not None
    assert cache.size <= 5_000
    assert cache.get("", last) is not None
    assert cache.get("", other) is None
    cache.put("older", ("/", "x", "", ""), a_page())
    assert cache.get("", ("/", "x", "", "")) is None
    assert cache.get("newer", last) is None
    assert cache.size == 0
