"""Characters that no table can store are refused with a reason, in every input."""

import io
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from balarea.applications.tests.citizen.conftest import (
    SignIn,
    begin,
    published_services,
    services,
    sign_in,
)
from balarea.config import utf8_request
from balarea.config.urls import urlpatterns as mall_urls
from balarea.documents.providers import authority
from balarea.foundation import clock

__all__ = ["published_services", "services", "sign_in"]

NUL = "\x00"
CASE = "01a22000-0000-7000-8000-000000000001"  # fixed: it stands in names of tests

ADDRESSES = [
    "/%00",
    "/layanan/%00/",
    "/layanan/DKC-001%00/",
    "/layanan/instansi/%00/",
    "/layanan/peristiwa/%00/",
    "/layanan/?q=%00",
    "/layanan/?%00=kk",
    "/permohonan/baru/%00/",
    f"/permohonan/{CASE}/isi/%00/",
    f"/permohonan/{CASE}/berkas/%00/",
    "/verifikasi/?nomor=%00",
    "/verifikasi/%00/",
    "/petugas/?antrean=%00",
    "/petugas/layanan/%00/",
    "/transparansi/?q=%00",
    "/lacak/?nomor=%00",
    "/tidak/ada/%00",
]
PROGRAMS = [
    "/api/v1/definitions/%00",
    "/api/v1/services?q=%00",
    "/api/v1/services/%00",
    "/api/v1/verification/%00",
    "/api/v1/payments/callback/%00",
]
FORMS = {
    "/petugas/masuk/": {"login": NUL, "password": "sandi"},
    "/masuk/": {"contact": f"0812{NUL}"},
    "/masuk/kode/": {"code": f"12345{NUL}"},
    "/lacak/": {"reference": NUL, "secret": NUL},
    "/permohonan/baru/DKC-001/": {"idempotency_key": NUL},
    "/petugas/cari/": {"q": NUL},
    "/keluar/": {f"na{NUL}me": "x"},
}


def check_refusal(response: Any) -> None:
    assert response.status_code == 400
    text = response.content.decode()
    assert "STRANGE_CHARACTER" in text
    assert "Ketik ulang" in text
    assert NUL not in text


@pytest.mark.django_db
@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_with_what_no_table_keeps_is_refused_as_a_page(
    client: Client, address: str
) -> None:
    check_refusal(client.get(address))


@pytest.mark.django_db
@pytest.mark.parametrize("address", PROGRAMS)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_program_is_told_in_its_own_form(
    client: Client, address: str, method: str
) -> None:
    response = getattr(client, method)(address)
    check_refusal(response)
    assert response.headers["Content-Type"] == "application/problem+json"
    assert set(response.json()) == {"code", "reason", "next_step"}


@pytest.mark.django_db
@pytest.mark.parametrize(("address", "fields"), FORMS.items())
def test_a_form_with_what_no_table_keeps_is_refused(
    client: Client, address: str, fields: dict[str, str]
) -> None:
    check_refusal(client.post(address, fields))
    pairs = "&".join(f"{quote(k)}={quote(v)}" for k, v in fields.items())
    kind = "application/x-www-form-urlencoded"
    check_refusal(client.post(address, pairs, content_type=kind))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("charset", "half"),
    [
        ("utf-7", b"+2AA-"),
        ("raw_unicode_escape", rb"\ud800"),
        ("hex", b"zz"),  # a codec of Python that makes no text
        ("idna", b"xn--a"),
        ("utf-16", b"\xff"),
        ("iso-8859-1", b"\xff"),  # Django refuses forms in it, and the refusal's page
    ],
)
def test_nothing_is_read_but_utf_8(
    client: Client, charset: str, half: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Incomplete and invalid UTF-8 is refused in every notation."""
    assert utf8_request.Utf8Handler.request_class is utf8_request.Utf8Request
    monkeypatch.setattr("django.test.client.WSGIRequest", utf8_request.Utf8Request)
    head = b'--l\r\nContent-Disposition: form-data; name="login"\r\n\r\n'
    kind = f"multipart/form-data; boundary=l; charset={charset}"
    data = head + half + b"\r\n--l--\r\n"
    address = f"/layanan/?q={quote(half)}"
    for response in (
        client.generic("POST", "/petugas/masuk/", data, kind),
        client.get(address, CONTENT_TYPE=f"text/plain; charset={charset}"),
    ):
        assert response.status_code == 415
        assert "UTF-8" in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("encoded", ["x*=idna''%ff", "x*=nope''%ff"])
@pytest.mark.parametrize("kind", ["text/plain", "multipart/form-data"])
def test_a_parameter_in_another_charset_is_refused_too(
    client: Client, kind: str, encoded: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.test.client.WSGIRequest", utf8_request.Utf8Request)
    for response in (
        client.get("/", CONTENT_TYPE=f"{kind}; {encoded}"),
        client.generic("POST", "/petugas/masuk/", b"--l--", f"{kind}; {encoded}"),
    ):
        assert response.status_code == 415


@pytest.mark.django_db
@pytest.mark.parametrize(
    "charset", ["UTF-8", "utf-8", "nope", "utf8", '"utf-8', "ascii"]
)
def test_what_browsers_and_programs_write_is_read(
    client: Client, charset: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.test.client.WSGIRequest", utf8_request.Utf8Request)
    kind = f"application/x-www-form-urlencoded; charset={charset}"
    assert (
        client.generic("POST", "/petugas/masuk/", b"login=a", kind).status_code == 422
    )


@pytest.mark.django_db
@pytest.mark.parametrize("name", [settings.SESSION_COOKIE_NAME, "bahasa", "lain"])
def test_a_cookie_with_what_no_table_keeps_is_refused(
    client: Client, name: str
) -> None:
    """Cookies encode it in octal, in quotes."""
    for address in ("/permohonan/", "/petugas/"):
        check_refusal(client.get(address, HTTP_COOKIE=f'{name}="abcdefgh\\000ijk"'))


@pytest.mark.django_db
@pytest.mark.parametrize("number", [*range(1, 32), 127, 0x85, 0x2028, 0xFFFE, 0x10FFFF])
def test_every_other_character_has_its_answer(client: Client, number: int) -> None:
    character = chr(number)
    responses = [
        client.get(f"/layanan/{quote(character)}/"),
        client.get("/layanan/", {"q": character}),
        client.get("/verifikasi/", {"nomor": character}),
        client.get("/masuk/", {"lanjut": f"/{character}"}),
        client.get(f"/api/v1/definitions/{quote(character)}"),
        client.post("/petugas/masuk/", {"login": character, "password": character}),
        client.post("/lacak/", {"reference": character, "secret": character}),
    ]
    assert {answer.status_code for answer in responses} <= {200, 302, 404, 422}


@pytest.mark.parametrize("written", ["a\tb\r\nc", "Ê¼ 👩🏽‍🌾 ﷽", "é"])
def test_what_people_type_is_let_in(written: str) -> None:
    with override_settings(ROOT_URLCONF=__name__):
        assert Client().post("/echo/", {"q": written}).content.decode() == written


def echo(request: HttpRequest) -> HttpResponse:
    return HttpResponse(request.POST["q"])


urlpatterns = [*mall_urls, path("echo/", echo)]


class Once(io.BytesIO):
    """A body that can be read only once, as from a network."""

    def seek(self, *_: int) -> int:
        raise AssertionError("the body was read twice")


@pytest.mark.django_db
@pytest.mark.parametrize("checks", [True, False])
def test_a_file_may_hold_any_byte_and_its_form_is_read_once(
    sign_in: SignIn, keys_and_files: Path, checks: bool
) -> None:
    authority.make(keys_and_files / "keys", at=clock.now())
    browser = sign_in()
    home = begin(browser, "DPM-001")
    client = Client(enforce_csrf_checks=checks)
    client.cookies = browser.client.cookies
    head = b'--l\r\nContent-Disposition: form-data; name="file"; filename="a\x00.pdf"'
    data = head + b"\r\n\r\n" + bytes(3_000_000) + b"\r\n--l--\r\n"
    kind = "multipart/form-data; boundary=l"
    announced = {"CONTENT_LENGTH": str(len(data)), "wsgi.input": Once(data)}
    # The announced length is a header, which the stubs treat as an option.
    page = client.post(f"{home}berkas/x/", content_type=kind, **announced)  # type: ignore[arg-type]
    assert page.status_code == (
        403 if checks else 404
    )  # by the view, not by the middleware


def test_a_callback_is_left_unread_for_whoever_checks_its_signature(
    client: Client, db: None
) -> None:
    """Its body is parsed by the provider; a NUL in it is MALFORMED there."""
    kind = "application/x-www-form-urlencoded"
    answer = client.post(
        "/api/v1/payments/callback/demo", "payment=%00", content_type=kind
    )
    assert (answer.status_code, answer.json()["outcome"]) == (401, "FORGED")
