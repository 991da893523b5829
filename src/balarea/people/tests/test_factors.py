"""Passwords, authenticator apps, recovery codes and passkeys."""

import datetime as dt
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from tests.log_facts import LogFacts

from balarea.foundation.errors import TooMany
from balarea.foundation.operation import SYSTEM
from balarea.people import models, operations
from balarea.people.events import SignInChanged
from balarea.people.operations import (
    factors,
)
from balarea.people.tests.conftest import (
    PASSWORD,
    SECRET,
)
from balarea.people.totp import code_at

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)


def wrong(digits: str) -> str:
    """Six other digits."""
    return f"{(int(digits) + 1) % 10**6:06}"


def test_these_changes_are_reported_to_the_owner(
    officer: models.Officer, at: dt.datetime, announced: list[object]
) -> None:
    reported = (
        *("CLOSED", "CONTACT", "PASSKEY_ADDED", "PASSKEY_REMOVED", "PASSWORD"),
        *("LINKED", "RECOVERY_CODES", "RECOVERY_USED", "RENEWED", "TOTP", "UNLINKED"),
    )
    assert frozenset(reported) == factors.NOTIFIED_CHANGES


def test_tries_are_limited_by_login_by_all_networks_and_by_network() -> None:
    limits = (factors.PER_LOGIN, factors.PER_LOGIN_IN_ALL, factors.PER_NETWORK)
    assert limits == (10, 200, 60)
    assert dt.timedelta(minutes=15) == factors.WINDOW


def test_a_code_of_the_app_is_right_or_wrong_and_nothing_else(
    officer: models.Officer, at: dt.datetime, settings: Any
) -> None:
    settings.BALAREA_TOTP_ONCE = True
    account = officer.account

    def check(typed: str) -> object:
        return operations.check_totp(account=account, typed=typed, by=SYSTEM, at=at)

    assert check("000000") is False, "no app is bound"
    operations.enrol_totp(account=account, secret=SECRET, by=SYSTEM, at=at)
    code = code_at(SECRET, at)
    assert check(wrong(code)) is False
    assert check(code) is True
    assert check(code) is False, "each code is good once"
    row = Authenticator.objects.get(user=account)
    assert row.last_used_at == at
    assert row.data["counter"] == int(at.timestamp()) // 30


def test_a_right_code_of_the_app_forgets_the_wrong_ones_before_it(
    officer: models.Officer, at: dt.datetime, settings: Any
) -> None:
    settings.BALAREA_TOTP_ONCE = False
    account = officer.account
    operations.enrol_totp(account=account, secret=SECRET, by=SYSTEM, at=at)
    code = code_at(SECRET, at)
    for _ in range(3):
        for _ in range(factors.PER_LOGIN - 1):
            operations.check_totp(account=account, typed="1", by=SYSTEM, at=at)
        assert operations.check_totp(account=account, typed=code, by=SYSTEM, at=at)


def test_refuses_recovery_codes_after_ten_wrong_ones(
    officer: models.Officer, at: dt.datetime
) -> None:
    account = officer.account
    right, *_ = operations.new_recovery_codes(account=account, by=SYSTEM, at=at)
    for _ in range(factors.PER_LOGIN):
        assert not operations.check_recovery(
            account=account, typed="1", by=SYSTEM, at=at
        )
    with pytest.raises(TooMany):
        operations.check_recovery(account=account, typed=right, by=SYSTEM, at=at)


def test_codes_of_the_app_and_recovery_codes_share_their_tries(
    officer: models.Officer, at: dt.datetime
) -> None:
    account = officer.account
    right, *_ = operations.new_recovery_codes(account=account, by=SYSTEM, at=at)
    for _ in range(factors.PER_LOGIN):
        operations.check_totp(account=account, typed="1", by=SYSTEM, at=at)
    with pytest.raises(TooMany):
        operations.check_recovery(account=account, typed=right, by=SYSTEM, at=at)


def test_every_change_of_a_factor_is_logged_and_reported_by_its_name(
    officer: models.Officer,
    at: dt.datetime,
    announced: list[object],
    log_facts: list[LogFacts],
) -> None:
    account = officer.account
    code, *_ = operations.new_recovery_codes(account=account, by=SYSTEM, at=at)
    operations.check_recovery(account=account, typed=code, by=SYSTEM, at=at)
    operations.add_passkey(account=account, credential={}, by=SYSTEM, at=at)
    passkey = Authenticator.objects.get(type=Authenticator.Type.WEBAUTHN).id
    for _ in range(2):  # the second time there is none
        operations.remove_passkey(account=account, passkey=passkey, by=SYSTEM, at=at)
    operations.change_password(account=account, password="x", by=SYSTEM, at=at)
    operations.enrol_totp(account=account, secret=SECRET, by=SYSTEM, at=at)
    names = (
        *("RECOVERY_CODES", "RECOVERY_USED", "PASSKEY_ADDED", "PASSKEY_REMOVED"),
        *("PASSWORD", "TOTP"),
    )
    assert log_facts == [("SIGN_IN_CHANGED", {"what": name}) for name in names]
    assert announced == [
        SignInChanged(account=account.id, what=name, at=at) for name in names
    ]


def test_a_recovery_code_is_good_once(officer: models.Officer, at: dt.datetime) -> None:
    account = officer.account

    def check(typed: str) -> object:
        return operations.check_recovery(account=account, typed=typed, by=SYSTEM, at=at)

    assert check("12345678") is False, "there are none yet"
    first, *others = operations.new_recovery_codes(account=account, by=SYSTEM, at=at)
    assert len(others) == 9
    assert check(first) is True
    assert check(first) is False
    assert check("1") is False


def test_a_passkey_has_no_name_of_its_own(
    officer: models.Officer, at: dt.datetime
) -> None:
    credential = {"id": "x"}
    operations.add_passkey(
        account=officer.account, credential=credential, by=SYSTEM, at=at
    )
    row = Authenticator.objects.get(user=officer.account)
    assert row.data == {"name": "", "credential": credential}
    operations.use_passkey(passkey=row, by=SYSTEM, at=at + MINUTE)
    row.refresh_from_db()
    assert row.last_used_at == at + MINUTE


def test_a_renewed_account_has_the_new_password_and_ends_its_sessions(
    officer: models.Officer, at: dt.datetime, announced: list[object]
) -> None:
    account = officer.account
    operations.enrol_totp(account=account, secret=SECRET, by=SYSTEM, at=at)
    rounds = account.session_round
    announced.clear()
    factors.renew(account=account, password="another four words", by=SYSTEM, at=at)
    row = models.Account.objects.get(id=account.id)
    assert row.check_password("another four words")
    assert row.session_round == rounds + 1
    assert announced == [SignInChanged(account=account.id, what="RENEWED", at=at)]
    assert not Authenticator.objects.filter(user=row).exists()


def test_a_right_password_forgets_the_wrong_ones_of_its_network(
    officer: models.Officer, at: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(factors, "PER_LOGIN", 2)
    for _ in range(3):
        for password, account in (("x", None), (PASSWORD, officer.account)):
            checked = operations.check_password(
                login=officer.account.login,
                password=password,
                network="10.0.1.1",
                by=SYSTEM,
                at=at,
            )
            assert checked == account


def test_wrong_passwords_of_one_login_are_counted_over_all_networks(
    officer: models.Officer, at: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(factors, "PER_LOGIN_IN_ALL", 2)

    def check(login: str, n: int, password: str = "x") -> models.Account | None:
        return operations.check_password(
            login=login, password=password, network=f"10.0.{n}.1", by=SYSTEM, at=at
        )

    login = officer.account.login
    for n in range(4):  # a right one isn't counted
        assert check(login, n, PASSWORD) == officer.account
    assert check(login, 5) is None
    assert check(login, 6) is None
    with pytest.raises(TooMany):
        check(login, 7)
    assert check("somebody.else", 8) is None
