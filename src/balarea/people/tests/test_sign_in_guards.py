"""No way to sign in can be changed without an operation and a log entry."""

import datetime as dt

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth import user_logged_in
from django.db import DatabaseError, connection
from django.test import override_settings

from balarea.foundation.operation import SYSTEM, Actor, operation
from balarea.people import addresses, models, operations
from balarea.people.tests.conftest import PASSWORD, SECRET, totp
from balarea.transparency.models import Entry

pytestmark = pytest.mark.django_db(transaction=True)

POWERS = [
    "UPDATE people_account SET password = 'another'",
    "UPDATE people_account SET is_active = false",
    "UPDATE people_account SET person_id = NULL WHERE person_id IS NOT NULL",
    "UPDATE people_account SET session_round = session_round + 1",
    "UPDATE people_account SET login = login || 'x'",
    "INSERT INTO people_account (id, login, password, is_active, language, created_at,"
    " session_round) VALUES (gen_random_uuid(), 'x', '', true, 'id', now(), 0)",
    "DELETE FROM mfa_authenticator",
    "UPDATE mfa_authenticator SET user_id ="
    " (SELECT id FROM people_account WHERE person_id IS NOT NULL)",
    "UPDATE mfa_authenticator SET type = 'webauthn'",
    "UPDATE mfa_authenticator SET data = jsonb_set(data, '{secret}', '\"x\"')",
    "UPDATE mfa_authenticator SET data = jsonb_set(data, '{counter}', '1') - 'secret'",
    "INSERT INTO mfa_authenticator (user_id, type, data, created_at)"
    " SELECT user_id, 'webauthn', '{}', now() FROM mfa_authenticator",
]
# What every sign-in writes.
HARMLESS = [
    "UPDATE people_account SET last_login = now()",
    "UPDATE people_account SET language = 'en'",
    "UPDATE mfa_authenticator SET last_used_at = now()",
    "UPDATE mfa_authenticator SET data = jsonb_set(data, '{counter}', '7')",
]


@pytest.fixture
def account(officer: models.Officer, at: dt.datetime) -> models.Account:
    """An officer's account with an app, beside that of a citizen."""
    operations.enrol_totp(account=officer.account, secret=SECRET, by=SYSTEM, at=at)
    phone = addresses.parse("081200000001")
    contact = operations.find_or_create_contact(address=phone, by=SYSTEM, at=at)
    operations.open_account(contact=contact, by=SYSTEM, at=at)
    return officer.account


@operation
def run(*, sql: str, ran: list[int], by: Actor, at: dt.datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        ran.append(cursor.rowcount)


def entries_of(account: models.Account) -> int:
    return Entry.objects.filter(type="SIGN_IN_CHANGED", subject=account.id).count()


@pytest.mark.parametrize("sql", POWERS)
def test_no_way_to_sign_in_changes_silently(
    account: models.Account, at: dt.datetime, sql: str
) -> None:
    with (
        pytest.raises(DatabaseError, match="no operation, no change"),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)
    ran: list[int] = []
    with pytest.raises(DatabaseError, match="no log, no commit"):
        run(sql=sql, ran=ran, by=SYSTEM, at=at)
    assert ran[0] > 0, "refused before COMMIT, and for another reason"


@pytest.mark.parametrize("sql", HARMLESS)
def test_what_a_sign_in_writes_asks_for_no_log(
    account: models.Account, at: dt.datetime, sql: str
) -> None:
    ran: list[int] = []
    run(sql=sql, ran=ran, by=SYSTEM, at=at)
    assert ran[0] > 0


def test_django_may_note_the_last_login(account: models.Account) -> None:
    user_logged_in.send(sender=models.Account, request=None, user=account)
    account.refresh_from_db()
    assert account.last_login is not None


def test_an_account_is_told_of_when_it_is_opened(account: models.Account) -> None:
    for one in models.Account.objects.all():
        assert entries_of(one) >= 1


def test_ending_every_session_is_told(account: models.Account, at: dt.datetime) -> None:
    before = entries_of(account)
    operations.sign_out_all(account=account, by=SYSTEM, at=at)
    assert entries_of(account) == before + 1


@override_settings(
    PASSWORD_HASHERS=[
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
        "django.contrib.auth.hashers.MD5PasswordHasher",
    ]
)
def test_a_password_that_is_hashed_anew_at_sign_in_is_told(
    account: models.Account, at: dt.datetime
) -> None:
    """The fixture's password has an old hash, which Django updates at sign-in."""
    before = entries_of(account)
    for _ in range(2):
        signed_in = operations.check_password(
            login=account.login, password=PASSWORD, network="", by=SYSTEM, at=at
        )
        assert signed_in is not None
        assert signed_in.password.startswith("pbkdf2_sha256$")
    assert entries_of(account) == before + 1


def test_a_used_code_asks_for_no_log(account: models.Account, at: dt.datetime) -> None:
    before = entries_of(account)
    assert operations.check_totp(account=account, typed=totp(), by=SYSTEM, at=at)
    assert entries_of(account) == before
    assert Authenticator.objects.get().data["counter"] > 0
