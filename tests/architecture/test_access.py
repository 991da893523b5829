"""Secrets that grant access are never stored in plain or guessable form.

Every column whose name suggests a secret is listed here with how it is stored; then
each kind of secret is searched for in all rows.
"""

import base64
import datetime as dt
import hashlib
import re
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, models
from django.test import Client

from balarea.applications.operations import steps
from balarea.foundation import idempotency, ids
from balarea.foundation.operation import SYSTEM, Actor, operation
from balarea.people import addresses, operations
from balarea.people.tests.conftest import PASSWORD, SECRET, open_code
from balarea.people.tests.conftest import officer as officer

# Column → how a secret is stored there.
GRANTS = {
    "django_session.session_key": "HMAC of the cookie, keys.keyed_hash",
    "django_session.session_data": "sealed, bound to that one session",
    "people_account.password": "scrypt",
    "people_contactcode.code_hash": "HMAC with row, address and purpose",
    "mfa_authenticator.data": "sealed, bound to the account; a passkey's public half",
    "applications_application.tracking_hash": "HMAC with the case",
    "applications_transferconsent.code_hash": "HMAC of a code of 54 bits",
    "applications_scanlink.token_hash": "SHA-256 of 128 bits that need a key",
    "foundation_firstanswer.key": "HMAC of cookie, address and all that was sent",
    "foundation_idempotencykey.key": "SHA-256 of 144 random bits",
}
# Column → why it grants nothing, despite its name.
HARMLESS = {
    "catalogue_edition.digest": "of what is published",
    "catalogue_serviceversion.hash": "of what is published",
    "catalogue_bundleversion.hash": "of what is published",
    "catalogue_bundleversion.code": "the public name of a bundle",
    "documents_evidence.sha256": "of a file that nobody opens by it",
    "documents_evidence.sent_sha256": "of a file that nobody opens by it",
    "documents_issueddocument.sha256": "of a file; verification takes the file itself",
    "documents_scannedphoto.sha256": "of a file that nobody opens by it",
    "documents_scannedphoto.sent_sha256": "of a file that nobody opens by it",
    "foundation_idempotencykey.body_hash": "compared with a repeat of its own key",
    "foundation_ratecounter.key": "a blind index of who is counted",
    "documents_issueddocument.code": "printed on the document; it shows masked words",
    "payments_callback.body_hash": "compared with a repeat of the same callback",
    "account_emailconfirmation.key": "allauth's, never written: no account has mail",
    "people_agency.code": "an agency's name",
    "catalogue_service.code": "a service's name",
    "people_site.code": "a building's name",
    "visits_queue.code": "a queue's name",
    "visits_desk.code": "a desk's name",
    "visits_kiosk.code": "a kiosk's name",
    "visits_kiosk.public_key": "verifies, opens nothing",
    "transparency_entry.commitment": "HMAC with a secret of the case",
    "transparency_leaf.hash": "of a leaf that is published",
    "transparency_rowversion.key": "the primary key of a guarded row, an id",
    "vault_sealed.digest": "of encrypted bytes, compared with the log",
    "applications_roster.digest": "of what is published",
    "applications_draw.digest": "of what is published",
    "vault_casekey.wrapped": "wrapped by a key outside the database",
    "notices_message.bound": "HMAC over what the message points at",
    "payments_bill.qris": "a demand to pay, shown to the payer",
}
SUSPECT = re.compile(
    r"key$|hash|secret|token|code$|session|password|digest|sha256|seed|nonce"
    r"|wrapped|bound$|commitment|qris|tracking"
)
STORES = (models.CharField, models.TextField, models.BinaryField, models.JSONField)


def columns() -> Iterator[str]:
    """Columns of all tables, those of packages too, that could contain a secret."""
    for model in apps.get_models(include_auto_created=True):
        table = model._meta.db_table
        strange = table.startswith(("django_session", "mfa_"))
        for field in model._meta.local_concrete_fields:
            is_open = isinstance(field, STORES) and field.name != "type"
            if is_open and (strange or SUSPECT.search(field.name)):
                yield f"{table}.{field.column}"


def test_every_column_that_could_grant_access_is_listed() -> None:
    elsewhere = ("procrastinate_", "django_content_type", "auth_")
    suspects = {one for one in columns() if not one.startswith(elsewhere)}
    assert suspects - GRANTS.keys() - HARMLESS.keys() == set()
    assert GRANTS.keys() - suspects == set()
    assert HARMLESS.keys() - suspects == set()


def every_row() -> str:
    """Every row of every table, as text."""
    texts = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            texts += [row[0] for row in cursor.fetchall()]
    return "\n".join(texts)


def guesses(secret: str) -> list[str]:
    """A secret in plain, and what can be computed from a guess without a key."""
    hashes = [secret]
    for text in (secret, f"tracking|{secret}", f"code|{secret}"):
        for kind in ("md5", "sha1", "sha256", "sha512"):
            raw = hashlib.new(kind, text.encode()).digest()
            hashes += [raw.hex(), base64.b64encode(raw).decode().rstrip("=")]
            hashes += [base64.urlsafe_b64encode(raw).decode().rstrip("=")]
    return hashes


@operation
def store_all(*, by: Actor, at: dt.datetime) -> dict[str, str]:
    """Store one secret of each short kind as the mall does; kind → secret."""
    client = Client()
    client.get("/masuk/")
    client.post("/masuk/", {"contact": "081200000001"})
    code = operations.request_code(
        address=addresses.parse("ani@contoh.id"),
        purpose="SIGN_IN",
        network="10.0.0.9",
        language="id",
        by=by,
        at=at,
    )
    digits = open_code(code, at).decode().split('"code":"')[1][:6]
    secret = steps.new_tracking_secret()
    with connection.cursor() as cursor:  # where a filing puts it
        cursor.execute("CREATE TEMP TABLE a_tracking_hash (hash bytea)")
        stored = steps.tracking_hash(ids.uuid7(), secret)
        cursor.execute("INSERT INTO a_tracking_hash VALUES (%s)", [stored])
    return {
        "cookie": client.cookies[settings.SESSION_COOKIE_NAME].value,
        "code": digits,
        "tracking": secret,
    }


@pytest.mark.django_db
def test_no_secret_lies_in_a_row_or_is_guessed_from_one(
    officer: object, at: dt.datetime
) -> None:
    account = officer.account  # type: ignore[attr-defined]
    operations.enrol_totp(account=account, secret=SECRET, by=SYSTEM, at=at)
    recovery = operations.new_recovery_codes(account=account, by=SYSTEM, at=at)
    secrets = store_all(by=SYSTEM, at=at)
    secrets |= {"password": PASSWORD, "totp": SECRET}
    secrets |= {f"recovery {n}": code for n, code in enumerate(recovery)}
    rows = every_row()
    leaked = [
        kind
        for kind, secret in secrets.items()
        for guess in guesses(secret)
        if (len(guess) > 6 and guess in rows)
    ]
    assert leaked == []


@pytest.mark.django_db
def test_a_form_s_key_can_t_be_sent_again_by_whoever_reads_it(at: dt.datetime) -> None:
    key = "wTg0nq2Yv1o3Wk7zBq5YxQ2a"
    for _ in range(2):
        idempotency.once(
            namespace="s", key=key, body=b"", answer="x", at=at, do=lambda: None
        )
    assert key not in every_row()
