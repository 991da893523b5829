"""Kept pages: quick, the same for everybody, and never stale."""

import datetime as dt
import gzip

import brotli
import msgspec
import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
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
    title = engine.Text(id="Surat baik", en="Good letter")
    publish(at, msgspec.structs.replace(some["POL-001"], title=title, version=2))
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


def test_the_memory_is_bounded_and_the_oldest_go_first() -> None:
    shelf = kept.Shelf(5_000)
    for number in range(20):
        page = kept.Kept([], str(number).encode() * 10, "br", 1)
        shelf.put("", ("/", str(number), "", "", ""), page)
    assert shelf.size <= 5_000
    assert shelf.get("", ("/", "19", "", "", "")) is not None
    assert shelf.get("", ("/", "0", "", "", "")) is None
    shelf.put("older", ("/", "x", "", "", ""), page)
    assert shelf.get("", ("/", "x", "", "", "")) is None
    assert shelf.get("newer", ("/", "19", "", "", "")) is None
    assert shelf.size == 0
