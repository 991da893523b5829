"""Two taps on a button of signing in have the result of one."""

import datetime as dt
import re

import pytest
from django.conf import settings
from django.test import Client, override_settings

from balarea.foundation import clock
from balarea.foundation.operation import SYSTEM
from balarea.people import duplicate_submissions, models, operations
from balarea.people.operations import codes
from balarea.people.tests.conftest import PASSWORD, SECRET, ReadCode, totp

pytestmark = pytest.mark.django_db
COOKIE = settings.SESSION_COOKIE_NAME
PHONE = "0812 0000 0001"


def ask(client: Client, **more: str) -> str:
    answer = client.post("/masuk/", {"contact": PHONE, **more})
    return str(answer.headers.get("Location", answer.status_code))


@pytest.mark.parametrize("same_cookie", [True, False])
def test_both_taps_on_send_lead_to_the_field_for_the_one_code(
    read_code: ReadCode, same_cookie: bool
) -> None:
    first = Client()
    assert ask(first) == "/masuk/kode/"
    second = first if same_cookie else Client()  # it came before the first response
    assert ask(second) == "/masuk/kode/"
    assert models.ContactCode.objects.count() == 1
    page = second.get("/masuk/kode/").content.decode()
    assert 'name="code"' in page
    assert second.post("/masuk/kode/", {"code": read_code()}).status_code == 302
    assert second.get("/akun/").status_code == 200


def test_asking_for_another_code_too_early_shows_the_field_and_says_so(
    client: Client,
) -> None:
    ask(client)
    again = client.post("/masuk/kode/ulang/", follow=True)
    page = again.content.decode()
    assert 'name="code"' in page
    assert "Kode sudah dikirim" in page
    assert models.ContactCode.objects.count() == 1


def test_whoever_comes_back_to_the_sign_in_gets_the_field(
    client: Client, read_code: ReadCode
) -> None:
    ask(client)
    back = client.get("/masuk/?lanjut=/permohonan/")
    assert back.headers["Location"] == "/masuk/kode/"
    assert client.get("/masuk/?lain=1").status_code == 200  # to another contact
    done = client.post("/masuk/kode/", {"code": read_code()})
    assert done.headers["Location"] == "/permohonan/"


def test_an_expired_code_keeps_nobody_from_the_sign_in(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(client)
    then = clock.now() + codes.LIFE
    monkeypatch.setattr(clock, "now", lambda: then)
    assert client.get("/masuk/").status_code == 200


def twice(client: Client, path: str, code: str) -> Client:
    """Both taps with the old cookie; returns the browser of the second response."""
    second = Client()
    second.cookies[COOKIE] = client.cookies[COOKIE].value
    form = {"code": code, "idempotency_key": "k" * 20}
    assert client.post(path, form).status_code == 302
    assert second.post(path, form).status_code == 302
    return second


def test_both_taps_on_the_code_let_a_citizen_in(
    client: Client, read_code: ReadCode
) -> None:
    ask(client, lanjut="/permohonan/")
    old = client.cookies[COOKIE].value
    code = read_code()
    second = twice(client, "/masuk/kode/", code)
    assert second.get("/akun/").status_code == 200
    stranger = Client()
    stranger.cookies[COOKIE] = old
    assert stranger.get("/akun/").status_code == 302  # the old cookie opens nothing
    for other in ({"code": code[::-1]}, {"idempotency_key": "another" * 3}):
        form = {"code": code, "idempotency_key": "k" * 20} | other
        assert stranger.post("/masuk/kode/", form).headers["Location"] == "/masuk/"


@override_settings(BALAREA_TOTP_ONCE=True)
def test_both_taps_on_the_code_let_an_officer_in(
    client: Client, officer: models.Officer, at: dt.datetime
) -> None:
    operations.enrol_totp(account=officer.account, secret=SECRET, by=SYSTEM, at=at)
    client.post("/petugas/masuk/", {"login": "dkc.petugas", "password": PASSWORD})
    second = twice(client, "/petugas/masuk/kode/", totp())
    assert second.get("/petugas/akun/").status_code == 200


def with_the_new_cookie(browser: Client, path: str, code: str) -> list[str]:
    """The redirects of both taps, the second with the cookie of the first."""
    page = browser.get(path).content.decode()
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', page)
    assert token
    form = {"code": code, "idempotency_key": "k" * 20, "csrfmiddlewaretoken": token[1]}
    before = browser.cookies[COOKIE].value
    first = browser.post(path, form)
    assert browser.cookies[COOKIE].value != before
    return [first.headers["Location"], browser.post(path, form).headers["Location"]]


def test_a_second_tap_with_the_new_cookie_leads_a_citizen_to_the_same_page(
    client: Client, read_code: ReadCode
) -> None:
    ask(client, lanjut="/permohonan/")
    browser = Client(enforce_csrf_checks=True)
    browser.cookies[COOKIE] = client.cookies[COOKIE].value
    led = with_the_new_cookie(browser, "/masuk/kode/", read_code())
    assert led == ["/permohonan/"] * 2


@override_settings(BALAREA_TOTP_ONCE=True)
def test_a_second_tap_with_the_new_cookie_leads_an_officer_to_the_same_page(
    client: Client, officer: models.Officer, at: dt.datetime
) -> None:
    operations.enrol_totp(account=officer.account, secret=SECRET, by=SYSTEM, at=at)
    client.post("/petugas/masuk/", {"login": "dkc.petugas", "password": PASSWORD})
    browser = Client(enforce_csrf_checks=True)
    browser.cookies[COOKIE] = client.cookies[COOKIE].value
    path = "/petugas/masuk/kode/"
    led = with_the_new_cookie(browser, path, totp())
    assert led[0] == led[1]
    other = Client(enforce_csrf_checks=True)  # no token, no session adopted
    form = {"code": "1", "idempotency_key": "k" * 20}
    assert other.post(path, form).status_code == 403


def test_it_is_over_after_a_moment(
    client: Client, read_code: ReadCode, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(client)
    late = Client()
    late.cookies[COOKIE] = client.cookies[COOKIE].value
    code = read_code()
    form = {"code": code, "idempotency_key": "k" * 20}
    client.post("/masuk/kode/", form)
    then = clock.now() + duplicate_submissions.REPEATED + dt.timedelta(seconds=1)
    monkeypatch.setattr(clock, "now", lambda: then)
    late.post("/masuk/kode/", form)
    assert late.get("/akun/").status_code == 302
