"""Rows that SQL has changed to point at somebody else can't be opened."""

import base64
import datetime as dt
import importlib
import logging
from typing import Any
from uuid import UUID

import pyotp
import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import DatabaseError, connection
from django.test import Client
from tests.owner import without_log

from balarea.foundation.operation import SYSTEM, Actor, operation
from balarea.people import accounts, addresses, models, operations, rules
from balarea.people.accounts import FactorAdapter
from balarea.people.sessions import SessionStore, row_key
from balarea.people.tests.conftest import PASSWORD, SECRET, ReadCode, sign_in, totp
from balarea.transparency import operations as transparency
from balarea.vault import errors, keys
from balarea.vault import queries as vault

pytestmark = pytest.mark.django_db
MINE, THEIRS = "081200000001", "081200000002"


@operation
def run(*, sql: str, values: list[Any], by: Actor, at: dt.datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        assert cursor.rowcount == 1


def ask(phone: str, at: dt.datetime) -> models.ContactCode:
    return operations.request_code(
        address=addresses.parse(phone),
        purpose="SIGN_IN",
        network="10.0.0.1",
        language="id",
        by=SYSTEM,
        at=at,
    )


def prove(code: models.ContactCode, typed: str, at: dt.datetime) -> operations.Proof:
    return operations.prove(
        code=code.id, typed=typed, network="10.0.0.1", by=SYSTEM, at=at
    )


@pytest.mark.parametrize("also_index", [False, True])
def test_a_code_that_points_at_another_address_is_a_wrong_one(
    at: dt.datetime, read_code: ReadCode, also_index: bool
) -> None:
    theirs = ask(THEIRS, at - dt.timedelta(seconds=5))
    mine = ask(MINE, at)
    digits = read_code()
    index = theirs.index if also_index else mine.index
    with without_log("people_contactcode"):
        run(
            sql="UPDATE people_contactcode SET sealed_id = %s, index = %s"
            " WHERE id = %s",
            values=[theirs.sealed_id, bytes(index), mine.id],
            by=SYSTEM,
            at=at,
        )
    assert prove(mine, digits, at).contact is None
    assert not models.Contact.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "back",
    [
        "UPDATE people_contactcode SET attempts = attempts - 1 WHERE id = %s",
        "UPDATE people_contactcode SET used_at = NULL WHERE id = %s",
        "UPDATE people_contactcode SET expires_at = 'infinity' WHERE id = %s",
        "UPDATE people_contactcode SET sent_at = now() WHERE id = %s",
        "DELETE FROM people_contactcode WHERE id = %s",
    ],
)
def test_no_try_is_taken_back_without_the_log(
    at: dt.datetime, read_code: ReadCode, back: str
) -> None:
    code = ask(MINE, at)
    digits = read_code()
    wrong = f"{(int(digits) + 1) % 1_000_000:06}"
    assert prove(code, wrong, at).problem == "WRONG"
    assert prove(code, digits, at).contact is not None
    with pytest.raises(DatabaseError, match="no log, no commit"):
        run(sql=back, values=[code.id], by=SYSTEM, at=at)
    code.refresh_from_db()
    assert (code.attempts, code.used_at) == (2, at)


def test_a_code_whose_seal_took_another_address_opens_nothing(
    at: dt.datetime, read_code: ReadCode, caplog: pytest.LogCaptureFixture
) -> None:
    theirs, mine = ask(THEIRS, at - dt.timedelta(seconds=5)), ask(MINE, at)
    digits = read_code()
    run(
        sql="UPDATE vault_sealed SET content = (SELECT content FROM vault_sealed"
        " WHERE id = %s) WHERE id = %s",
        values=[theirs.sealed_id, mine.sealed_id],
        by=SYSTEM,
        at=at,
    )
    with caplog.at_level(logging.ERROR), pytest.raises(errors.Mismatch):
        prove(mine, digits, at)
    assert "do not belong together" in caplog.text


def test_a_contact_under_another_ones_index_lets_nobody_in(
    at: dt.datetime, read_code: ReadCode
) -> None:
    theirs = operations.find_or_create_contact(
        address=addresses.parse(THEIRS), by=SYSTEM, at=at
    )
    mine = vault.blind_index("contact", addresses.parse(MINE).value)
    move(contact=theirs.id, index=mine, by=SYSTEM, at=at)
    code = ask(MINE, at)
    with pytest.raises(errors.Mismatch):
        prove(code, read_code(), at)


@operation
def move(*, contact: UUID, index: bytes, by: Actor, at: dt.datetime) -> None:
    """Change a row with the log entry that the guard requires, as an attacker could."""
    models.Contact.objects.filter(id=contact).update(index=index)
    transparency.record(type="PERSON_KNOWN", subject=contact, by=by, at=at)


@pytest.fixture
def other(officer: models.Officer, at: dt.datetime) -> models.Officer:
    """Another officer without factors."""
    return operations.appoint(
        login="dkc.lain",
        password=PASSWORD,
        name="Budi Contoh",
        position="Petugas",
        role=rules.Role.VERIFIER,
        agency=officer.agency,
        by=SYSTEM,
        at=at,
    )


@operation
def hand_over(*, kind: str, to: models.Account, by: Actor, at: dt.datetime) -> None:
    for row in Authenticator.objects.filter(type=kind):
        transparency.record(
            type="SIGN_IN_CHANGED", subject=row.user_id, by=by, at=at, facts={}
        )
    transparency.record(type="SIGN_IN_CHANGED", subject=to.id, by=by, at=at, facts={})
    Authenticator.objects.filter(type=kind).update(user_id=to.id)


def test_a_factor_that_was_moved_to_another_account_opens_nothing(
    officer: models.Officer, other: models.Officer, at: dt.datetime
) -> None:
    operations.enrol_totp(account=officer.account, secret=SECRET, by=SYSTEM, at=at)
    codes = operations.new_recovery_codes(account=officer.account, by=SYSTEM, at=at)
    for kind in ("totp", "recovery_codes"):
        hand_over(kind=kind, to=other.account, by=SYSTEM, at=at)
    with pytest.raises(errors.Mismatch):
        operations.check_totp(account=other.account, typed=totp(), by=SYSTEM, at=at)
    with pytest.raises(errors.Mismatch):
        operations.check_recovery(
            account=other.account, typed=codes[0], by=SYSTEM, at=at
        )


def test_no_cookie_is_made_from_a_session_s_row(
    client: Client, read_code: ReadCode
) -> None:
    sign_in(client, MINE, read_code)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    rows = set(Session.objects.values_list("session_key", flat=True))
    assert row_key(cookie) in rows
    assert cookie not in rows
    for key in rows:
        assert dict(SessionStore(key).items()) == {}


def test_what_lies_in_a_session_opens_in_no_other(
    client: Client, read_code: ReadCode, at: dt.datetime
) -> None:
    sign_in(client, MINE, read_code)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    row = Session.objects.get(session_key=row_key(cookie))
    assert dict(SessionStore(cookie).items()) != {}
    mine = SessionStore()
    mine["x"] = 1
    mine.save()
    assert mine.session_key is not None
    Session.objects.filter(session_key=row_key(mine.session_key)).update(
        session_data=row.session_data
    )
    assert dict(SessionStore(mine.session_key).items()) == {}


@operation
def as_of_old(*, officer: models.Officer, by: Actor, at: dt.datetime) -> list[str]:
    """An app and recovery codes in the old format, sealed to no account."""
    account = officer.account
    operations.enrol_totp(account=account, secret=SECRET, by=by, at=at)
    codes = operations.new_recovery_codes(account=account, by=by, at=at)
    for row in Authenticator.objects.filter(user=account):
        name = "secret" if row.type == "totp" else "seed"
        with accounts.sealing_for(account.id):
            text = FactorAdapter().decrypt(row.data[name])
        box = keys.encrypt(keys.factor_key(), text.encode(), b"mfa")
        row.data[name] = base64.b85encode(box).decode()
        row.save()
    return codes


def test_apps_and_recovery_codes_of_before_go_on_working(
    officer: models.Officer, at: dt.datetime
) -> None:
    codes, account = as_of_old(officer=officer, by=SYSTEM, at=at), officer.account
    with connection.schema_editor() as editor:
        editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        migration = "balarea.people.migrations.0007_factors_bound"
        importlib.import_module(migration).bind(apps, editor)
    shown = pyotp.TOTP(SECRET).at(at)
    assert operations.check_totp(account=account, typed=shown, by=SYSTEM, at=at)
    assert operations.check_recovery(account=account, typed=codes[0], by=SYSTEM, at=at)
