"""Guesses from elsewhere don't lock out a browser that signed in before."""

import datetime as dt

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from balarea.foundation.operation import SYSTEM
from balarea.people import devices, models, operations, queries, rules
from balarea.people.addresses import Address
from balarea.people.operations import codes, factors
from balarea.people.tests.conftest import PASSWORD, SECRET, ReadCode, sign_in, totp

pytestmark = pytest.mark.django_db
PHONE = Address("PHONE", "+6281200001234")
COOKIE = settings.BALAREA_DEVICE_COOKIE


def use_up_codes(at: dt.datetime) -> None:
    """Request all remaining codes from another network, after one by the owner."""
    for _ in range(settings.BALAREA_CODES_PER_CONTACT - 1):
        operations.request_code(
            address=PHONE,
            purpose="ADD_CONTACT",
            network="elsewhere",
            language="id",
            by=queries.anonymous_actor(),
            at=at,
        )


def test_a_stranger_can_not_use_up_the_codes_of_a_known_browser(
    client: Client,
    read_code: ReadCode,
    at: dt.datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(codes, "RESEND", dt.timedelta(0))
    sign_in(client, PHONE.value, read_code)
    client.post("/keluar/")
    use_up_codes(at)
    assert Client().post("/masuk/", {"contact": PHONE.value}).status_code == 422
    assert client.post("/masuk/", {"contact": PHONE.value}).status_code == 302


def test_a_known_browser_has_its_own_bound(
    client: Client, read_code: ReadCode, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(client, PHONE.value, read_code)
    monkeypatch.setattr(codes, "RESEND", dt.timedelta(0))
    first = models.ContactCode.objects.count()
    statuses = [
        client.post("/masuk/", {"contact": PHONE.value}).headers["Location"]
        for _ in range(settings.BALAREA_CODES_PER_CONTACT + 1)
    ]
    # The last request is led to the pending code; no further one is made.
    assert set(statuses) == {"/masuk/kode/"}
    assert (
        models.ContactCode.objects.count() - first == settings.BALAREA_CODES_PER_CONTACT
    )
    monkeypatch.setattr(rules, "TRIES", 0)  # as if all tries were used
    assert client.post("/masuk/", {"contact": PHONE.value}).status_code == 422


@pytest.fixture
def officer_browser(client: Client, officer: models.Officer, at: dt.datetime) -> Client:
    operations.enrol_totp(account=officer.account, secret=SECRET, by=SYSTEM, at=at)
    assert password(client) == 302
    client.post("/petugas/masuk/kode/", {"code": totp()})
    client.post("/keluar/")
    return client


def password(client: Client, login: str = "dkc.petugas", word: str = PASSWORD) -> int:
    form = {"login": login, "password": word}
    return client.post("/petugas/masuk/", form).status_code


def test_nobody_locks_the_desks_of_the_network_they_share(
    officer_browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(factors, "PER_NETWORK", 3)
    visitor = Client()
    assert [password(visitor, f"nobody.{n}") for n in range(4)] == [422] * 4
    assert password(Client()) == 422  # that network has no try left
    assert password(officer_browser) == 302


def test_a_known_browser_guesses_no_more_often_than_others(
    officer_browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(factors, "PER_LOGIN", 2)
    assert [password(officer_browser, word="wrong") for _ in range(2)] == [422] * 2
    assert password(officer_browser) == 422


def test_it_is_known_for_those_only_who_were_let_in(officer_browser: Client) -> None:
    other = Client()
    other.cookies[COOKIE] = officer_browser.cookies[COOKIE].value
    request = other.get("/").wsgi_request
    assert devices.device_of(request, "dkc.petugas")
    assert devices.device_of(request, "dkc.other") == ""
    assert devices.device_of(request, PHONE.value) == ""


def test_a_forged_or_broken_cookie_is_nobodys(client: Client) -> None:
    for value in ("", "x", "W10:1abc:x", "é"):
        client.cookies[COOKIE] = value
        assert devices.device_of(client.get("/").wsgi_request, PHONE.value) == ""
        assert client.get("/masuk/").status_code == 200


def test_it_tells_nobody_who_was_let_in(client: Client, read_code: ReadCode) -> None:
    sign_in(client, PHONE.value, read_code)
    cookie = client.cookies[COOKIE]
    assert PHONE.value[3:] not in cookie.value
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_a_browser_knows_so_many_only() -> None:
    client = Client()
    for number in range(devices.MOST + 3):
        request = client.get("/").wsgi_request
        answer = devices.remember(request, HttpResponse(), f"one {number}")
        client.cookies[COOKIE] = answer.cookies[COOKIE].value
    request = client.get("/").wsgi_request
    remembered = [
        n for n in range(devices.MOST + 3) if devices.device_of(request, f"one {n}")
    ]
    assert remembered == list(range(3, devices.MOST + 3))


def test_challenges_of_passkeys_are_counted(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operations, "GUESSES_PER_NETWORK", 2)
    statuses = [client.get("/masuk/kunci/mulai/").status_code for _ in range(3)]
    assert statuses == [200, 200, 429]
