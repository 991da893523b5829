"""Officers sign in with two factors; a password alone gives no access."""

import datetime as dt

import pyotp
import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.test import Client, override_settings
from django.urls import reverse

from balarea.foundation import clock
from balarea.foundation.errors import TooMany
from balarea.foundation.operation import SYSTEM, Actor, operation
from balarea.people import auth, models, operations, queries
from balarea.people.tests.conftest import PASSWORD, SECRET, totp
from balarea.transparency import operations as transparency

NEW = "lima kata yang lain"
pytestmark = pytest.mark.django_db


def password(client: Client, word: str = PASSWORD, to: str = "") -> str:
    """Post the login; returns the address of the redirect."""
    form = {"login": "dkc.petugas", "password": word, "lanjut": to}
    return client.post("/petugas/masuk/", form).headers.get("Location", "")


@pytest.fixture
def bound(officer: models.Officer, at: dt.datetime) -> models.Officer:
    operations.enrol_totp(account=officer.account, secret=SECRET, by=SYSTEM, at=at)
    return officer


def enter(client: Client) -> None:
    password(client)
    client.post("/petugas/masuk/kode/", {"code": totp()})


def test_a_password_alone_opens_nothing(client: Client, bound: models.Officer) -> None:
    assert password(client) == "/petugas/masuk/kode/"
    assert "_auth_user_id" not in client.session
    leads = client.get("/petugas/akun/").headers["Location"]
    assert leads == "/petugas/masuk/?lanjut=/petugas/akun/"


@pytest.mark.parametrize(
    ("before", "back"),
    [
        ("http://testserver/petugas/akun/?a=1", "/petugas/akun/%3Fa%3D1"),
        ("http://elsewhere.test/petugas/akun/", ""),
        ("http://testserver//elsewhere.test/", ""),
        ("", ""),
    ],
)
def test_a_press_after_the_time_is_over_leads_back_to_its_page(
    client: Client, before: str, back: str
) -> None:
    pressed = client.post(
        reverse("people:officer_sign_out_all"), headers={"Referer": before}
    )
    led = f"/petugas/masuk/?lanjut={back}&terlambat=1"
    assert pressed.headers["Location"] == led


def test_password_and_app_open_the_worklist(
    client: Client, bound: models.Officer
) -> None:
    password(client, to="/petugas/akun/")
    opened = client.post("/petugas/masuk/kode/", {"code": totp()})
    assert opened.headers["Location"] == "/petugas/akun/"
    page = client.get("/petugas/akun/").content.decode()
    assert "Ade Contoh" in page
    assert "memverifikasi" in page
    assert '<p class="over">Dinas</p>' in page
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    page = client.get("/petugas/akun/").content.decode()
    assert '<p class="over">Agency</p>' in page
    assert '<td data-label="Agency">Agency</td>' in page


def test_any_authenticator_app_knows_the_code(
    client: Client, bound: models.Officer
) -> None:
    password(client)
    opened = client.post("/petugas/masuk/kode/", {"code": pyotp.TOTP(SECRET).now()})
    assert opened.status_code == 302


@override_settings(BALAREA_TOTP_ONCE=True)
def test_a_code_of_the_app_opens_once(bound: models.Officer, at: dt.datetime) -> None:
    code, account = pyotp.TOTP(SECRET).at(at), bound.account
    assert operations.check_totp(account=account, typed=code, by=SYSTEM, at=at)
    assert not operations.check_totp(account=account, typed=code, by=SYSTEM, at=at)


def test_refuses_codes_of_the_app_after_ten_wrong_ones(
    bound: models.Officer, at: dt.datetime
) -> None:
    account = bound.account
    wrong = f"{(int(pyotp.TOTP(SECRET).at(at)) + 7) % 10**6:06}"
    for _ in range(10):
        operations.check_totp(account=account, typed=wrong, by=SYSTEM, at=at)
    right = pyotp.TOTP(SECRET).at(at)
    with pytest.raises(TooMany):
        operations.check_totp(account=account, typed=right, by=SYSTEM, at=at)


def tries(login: str, network: str, count: int, word: str = "salah lagi") -> list[int]:
    """The result of each try: 302 signed in, 422 wrong, 429 too many."""
    answers = []
    for _ in range(count):
        try:
            account = operations.check_password(
                login=login,
                password=word,
                network=network,
                by=queries.anonymous_actor(),
                at=clock.now(),
            )
        except TooMany:
            answers.append(429)
        else:
            answers.append(422 if account is None else 302)
    return answers


def test_refuses_passwords_after_ten_wrong_ones(
    client: Client, bound: models.Officer
) -> None:
    for _ in range(10):
        assert password(client, "salah sekali lagi") == ""
    assert password(client) == ""


@operation
def citizens_account(*, by: Actor, at: dt.datetime) -> models.Account:
    """A citizen's account with a password, which real ones lack."""
    account = models.Account.objects.create_user("warga-x", PASSWORD, at=at)
    record_change(account, by, at)
    return account


def record_change(account: models.Account, by: Actor, at: dt.datetime) -> None:
    transparency.record(type="SIGN_IN_CHANGED", subject=account.id, by=by, at=at)


@pytest.mark.parametrize("login", ["dkc.petugas", "siapa.pun"])
def test_wrong_passwords_are_counted_where_they_come_from(
    bound: models.Officer, login: str
) -> None:
    assert tries(login, "192.0.2.1", 12) == [422] * 10 + [429] * 2
    assert tries(login, "192.0.2.2", 1) == [422]


def test_strangers_elsewhere_never_lock_an_officer_out(bound: models.Officer) -> None:
    for n in range(5):
        tries("dkc.petugas", f"192.0.2.{n}", 11)
    assert tries("dkc.petugas", "198.51.100.1", 1, PASSWORD) == [302]


@pytest.mark.parametrize("login", ["dkc.petugas", "siapa.pun"])
def test_guesses_from_many_networks_add_up(
    bound: models.Officer, login: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("balarea.people.operations.factors.PER_LOGIN_IN_ALL", 5)
    tried = [tries(login, f"192.0.2.{n}", 1)[0] for n in range(7)]
    assert tried == [422] * 5 + [429] * 2


def test_a_right_password_leaves_what_strangers_tried_counted(
    bound: models.Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("balarea.people.operations.factors.PER_LOGIN_IN_ALL", 5)
    for n in range(4):
        tries("dkc.petugas", f"192.0.2.{n}", 1)
        assert tries("dkc.petugas", "198.51.100.1", 1, PASSWORD) == [302]
    assert tries("dkc.petugas", "192.0.2.8", 2) == [422, 429]


def test_a_whole_office_signs_in_from_one_address(
    bound: models.Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Hundreds of officers share the mall's address: only wrong passwords count."""
    monkeypatch.setattr("balarea.people.operations.factors.PER_NETWORK", 3)
    assert tries("dkc.petugas", "192.0.2.1", 9, PASSWORD) == [302] * 9
    assert tries("siapa.pun", "192.0.2.1", 4) == [422] * 3 + [429]


def test_a_citizens_account_cannot_sign_in_as_an_officer(
    client: Client, bound: models.Officer
) -> None:
    account = citizens_account(by=SYSTEM, at=clock.now())
    answer = client.post(
        "/petugas/masuk/", {"login": account.login, "password": PASSWORD}
    )
    assert answer.status_code == 422


def test_without_a_second_factor_one_is_bound_before_anything_else(
    client: Client, officer: models.Officer
) -> None:
    assert password(client) == "/petugas/masuk/siapkan/"
    page = client.get("/petugas/masuk/siapkan/")
    assert "_auth_user_id" not in client.session
    secret = client.session["secret"]
    assert "<svg" in page.content.decode()
    wrong = client.post("/petugas/masuk/siapkan/", {"code": "000"})
    assert wrong.status_code == 422
    done = client.post("/petugas/masuk/siapkan/", {"code": totp(secret)})
    assert done.content.decode().count("<code>") == 10
    assert client.get("/petugas/akun/").status_code == 200
    assert queries.has_factor(officer.account, "totp")


def test_a_recovery_code_opens_once(
    client: Client, bound: models.Officer, at: dt.datetime
) -> None:
    first, *_ = operations.new_recovery_codes(account=bound.account, by=SYSTEM, at=at)
    password(client)
    assert client.post("/petugas/masuk/kode/", {"code": first}).status_code == 302
    again = Client()
    password(again)
    assert again.post("/petugas/masuk/kode/", {"code": first}).status_code == 422


def test_secrets_of_apps_lie_sealed(bound: models.Officer, at: dt.datetime) -> None:
    operations.new_recovery_codes(account=bound.account, by=SYSTEM, at=at)
    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert SECRET not in stored
    assert pyotp.TOTP(SECRET).now() not in stored


@pytest.mark.parametrize(
    "later", [dt.timedelta(minutes=31), dt.timedelta(hours=8, minutes=1)]
)
def test_an_idle_session_ends(
    client: Client,
    bound: models.Officer,
    monkeypatch: pytest.MonkeyPatch,
    later: dt.timedelta,
) -> None:
    enter(client)
    then = clock.now() + later
    monkeypatch.setattr(clock, "now", lambda: then)
    assert client.get("/petugas/akun/").status_code == 302


def test_the_sign_in_page_states_the_idle_time_of_sessions(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(auth, "OFFICER_IDLE", dt.timedelta(minutes=17))
    page = client.get("/petugas/masuk/").content.decode()
    assert "Setelah 17 menit tanpa kegiatan" in page


def test_a_session_in_use_lasts_eight_hours(
    client: Client, bound: models.Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    enter(client)
    start = clock.now()
    for step in range(1, 19):
        then = start + step * dt.timedelta(minutes=25)
        monkeypatch.setattr(clock, "now", lambda then=then: then)
        assert client.get("/petugas/akun/").status_code == 200
    then = start + auth.OFFICER_AGE + dt.timedelta(minutes=1)
    monkeypatch.setattr(clock, "now", lambda: then)
    assert client.get("/petugas/akun/").status_code == 302


@operation
def close(*, account: models.Account, by: Actor, at: dt.datetime) -> None:
    account.is_active = False
    account.save()
    record_change(account, by, at)


def test_a_dismissed_officer_is_out_at_the_next_page(
    client: Client, bound: models.Officer
) -> None:
    enter(client)
    close(account=bound.account, by=SYSTEM, at=clock.now())
    assert client.get("/petugas/akun/").status_code == 302


def test_a_new_password_ends_other_sessions_and_keeps_this_one(
    client: Client, bound: models.Officer
) -> None:
    other = Client()
    enter(client)
    with override_settings(BALAREA_TOTP_ONCE=False):
        enter(other)
    form = {
        "old": PASSWORD,
        "new": NEW,
        "repeated": NEW,
    }
    assert client.post("/petugas/akun/sandi/", form).status_code == 302
    assert client.get("/petugas/akun/").status_code == 200
    assert other.get("/petugas/akun/").status_code == 302


@pytest.mark.parametrize(
    ("form", "field"),
    [
        (
            {
                "old": "x",
                "new": NEW,
                "repeated": NEW,
            },
            "old",
        ),
        ({"old": PASSWORD, "new": "pendek", "repeated": "pendek"}, "new"),
        (
            {"old": PASSWORD, "new": NEW, "repeated": "beda"},
            "repeated",
        ),
    ],
)
def test_a_password_is_changed_only_with_all_in_order(
    client: Client, bound: models.Officer, form: dict[str, str], field: str
) -> None:
    enter(client)
    answer = client.post("/petugas/akun/sandi/", form)
    assert answer.status_code == 422
    assert f'href="#f-{field}"' in answer.content.decode()
