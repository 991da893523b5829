"""A dump of the database contains no phone number, address or secret."""

import base64
import datetime as dt

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client

from balarea.foundation.operation import SYSTEM
from balarea.people import models, operations
from balarea.people.sessions import SessionStore
from balarea.people.tests.conftest import SECRET, ReadCode, sign_in

pytestmark = pytest.mark.django_db
APPS = {"people", "vault", "foundation", "transparency", "sessions", "mfa", "account"}


def dump() -> bytes:
    """Every row of the apps' tables, as raw bytes."""
    rows: list[bytes] = []
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            if model._meta.app_label not in APPS:
                continue
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')
            for row in cursor.fetchall():
                rows += [
                    bytes(v) if isinstance(v, memoryview) else str(v).encode()
                    for v in row
                ]
    return b"\n".join(rows)


def test_a_dump_holds_no_phone_no_mail_no_code_and_no_secret(
    client: Client, officer: models.Officer, read_code: ReadCode, at: dt.datetime
) -> None:
    operations.enrol_totp(account=officer.account, secret=SECRET, by=SYSTEM, at=at)
    sign_in(client, "0812 0007 7712", read_code)
    client.post("/akun/buka/")
    client.post("/akun/kontak/", {"contact": "kenari.rahasia@contoh.id"})
    digits = read_code()
    text = dump()
    for canary in ("81200077712", "kenari.rahasia", SECRET, "contact"):
        if canary == "contact":  # masked text is not sealed: the dump is complete
            assert canary.encode() in text
        else:
            assert canary.encode() not in text
    assert digits.encode() not in text.replace(b".", b"\n").split(b"\n")


def test_sessions_lie_sealed_and_open_again() -> None:
    store = SessionStore()
    box = store.encode({"address": "+6281200077712"})
    assert "81200077712" not in box
    assert store.decode(box) == {"address": "+6281200077712"}


def test_a_session_that_was_changed_counts_as_empty() -> None:
    store = SessionStore()
    box = store.encode({"contact": "x"})
    raw = base64.b85decode(box)  # base 85
    changed = base64.b85encode(raw[:-1] + bytes([raw[-1] ^ 1])).decode()
    assert store.decode(box) == {"contact": "x"}
    assert store.decode(changed) == {}
    assert store.decode("not a session") == {}
