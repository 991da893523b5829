"""HEAD, methods that aren't allowed, and the files that every site has."""

import datetime as dt
import re
import urllib.robotparser

import pytest
from django.conf import settings
from django.test import Client, override_settings

from balarea.config import views
from balarea.config.generated_docs import addresses
from balarea.foundation import clock
from balarea.ui.http_methods import allowed_methods

pytestmark = pytest.mark.django_db
PLAIN = [
    "/" + address.route
    for address in addresses.every()
    if not re.search(r"[<(]", address.route)
]


@pytest.mark.parametrize("path", PLAIN)
def test_every_address_answers_head_as_it_answers_get(path: str) -> None:
    client = Client(headers={"Accept-Encoding": "br"})
    got, head = client.get(path), client.head(path)
    assert head.status_code == got.status_code
    assert head.content == b""
    for name in ("Content-Type", "Cache-Control", "Content-Encoding", "Location"):
        assert head.headers.get(name) == got.headers.get(name)


def test_head_tells_the_length_that_get_would_have() -> None:
    client = Client()
    got, head = client.get("/robots.txt"), client.head("/robots.txt")
    assert head.headers["Content-Length"] == str(len(got.content))
    sheet = client.head("/static/ui/ui.css")
    assert sheet.status_code == 200
    assert int(sheet.headers["Content-Length"]) > 10_000
    # The test client's type doesn't show that a static file streams.
    assert b"".join(sheet.streaming_content) == b""  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "path",
    ["/", "/layanan/", "/layanan/DKC-006/", "/transparansi/", "/verifikasi/", "/akun/"],
)
def test_a_page_without_a_form_refuses_the_method_and_not_the_token(path: str) -> None:
    answer = Client(enforce_csrf_checks=True).post(path, {"q": "ktp"})
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, HEAD"
    assert "tidak dapat dibuka dengan cara ini" in answer.content.decode()


@pytest.mark.parametrize("path", ["/masuk/", "/lacak/", "/keluar/", "/petugas/cari/"])
def test_a_form_without_its_token_was_open_for_too_long(path: str) -> None:
    answer = Client(enforce_csrf_checks=True).post(path, {"q": "ktp"})
    assert answer.status_code == 403
    assert "terlalu lama" in answer.content.decode()


def test_every_page_says_which_methods_it_answers() -> None:
    """Without a declaration, `csrf_failure` blames the token for a missing method."""
    silent = [
        address.view
        for address in addresses.every()
        if not address.route.startswith("api/v1/")
        and allowed_methods(address.callback) is None
    ]
    assert not silent


def test_a_view_tells_what_it_answers() -> None:
    assert allowed_methods(views.robots) == frozenset({"GET", "HEAD"})
    assert allowed_methods(lambda request: request) is None


def test_search_engines_read_what_informs_and_no_case() -> None:
    text = Client().get("/robots.txt")
    assert text.headers["Content-Type"].startswith("text/plain")
    read = urllib.robotparser.RobotFileParser()
    # Python's parser supports neither `*` inside a rule nor the longest match.
    lines = [x for x in text.content.decode().splitlines() if x != "Allow: /"]
    read.parse(lines)
    for path in ("/", "/layanan/DKC-006/", "/transparansi/", "/lacak/", "/verifikasi/"):
        assert read.can_fetch("*", path), path
    case = "/permohonan/0190-1/"
    for path in (case, f"/petugas{case}", "/akun/", "/masuk/", "/lanjut/7K3M9QXAC/"):
        assert not read.can_fetch("*", path), path
    assert {"Disallow: /lacak/*/", "Disallow: /verifikasi/*/"} <= set(lines)
    assert read.site_maps() == [f"{settings.BALAREA_BASE_URL}/sitemap.xml"]


def test_weaknesses_have_an_address_that_is_good_for_less_than_a_year() -> None:
    with override_settings(BALAREA_SECURITY_CONTACT="https://contoh.go.id/lapor"):
        answer = Client().get("/.well-known/security.txt")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    fields = dict(line.split(": ", 1) for line in answer.content.decode().splitlines())
    assert fields["Contact"] == "https://contoh.go.id/lapor"
    ends = dt.datetime.fromisoformat(fields["Expires"])
    assert dt.timedelta(days=30) < ends - clock.now() < dt.timedelta(days=365)
    assert (
        fields["Canonical"] == f"{settings.BALAREA_BASE_URL}/.well-known/security.txt"
    )


def test_the_usual_place_of_the_sign_leads_to_it() -> None:
    answer = Client().get("/favicon.ico")
    assert re.fullmatch(r"/static/mall/mark(\.\w+)?\.svg", answer.headers["Location"])
