"""A stored database of an earlier version upgrades, and everything in it still opens.

How it was made, and when to renew it: see README.md beside this file.
"""

import datetime as dt
import gzip
import hashlib
import json
import tarfile
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import DatabaseError, connection, models, transaction
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from balarea.applications.models import Application
from balarea.applications.operations import tracking, verifying
from balarea.catalogue import queries as catalogue
from balarea.documents import operations as documents
from balarea.documents import queries as document_queries
from balarea.documents import verification
from balarea.documents.models import IssuedDocument
from balarea.documents.rules import Verdict
from balarea.foundation.operation import SYSTEM
from balarea.people import operations as people
from balarea.people import queries as people_queries
from balarea.people import totp
from balarea.people.models import Account
from balarea.people.sessions import SessionStore, row_key
from balarea.vault import operations as vault
from balarea.vault.models import Sealed
from tests.architecture.tables import CHANGES_LOGGED, LOGGED, TABLES
from tests.upgrade.make import DATA, DUMP, EXPECTED, HERE

pytestmark = pytest.mark.django_db
NETWORK = "192.0.2.1"
# The purpose for which a seal of this name is opened.
PURPOSES = {
    "answers": "VERIFY",
    "evidence": "VERIFY",
    "evidence-name": "VERIFY",
    "evidence-sent": "VERIFY",
    "inspection": "DECIDE",
    "reasons": "DECIDE",
    "note": "DECIDE",
    "deficiency": "DECIDE",
    "paper": "ISSUE",
}
STORED: dict[str, Any] = json.loads((HERE / EXPECTED).read_text(encoding="utf-8"))
AT = dt.datetime.fromisoformat(STORED["made_at"]) + dt.timedelta(hours=1)


@pytest.fixture(scope="module", autouse=True)
def upgraded(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[None]:
    """The stored mall in a separate database, migrated by the current code."""
    data = tmp_path_factory.mktemp("upgrade")
    with tarfile.open(HERE / DATA) as archive:
        archive.extractall(data, filter="data")
    tests = connection.settings_dict["NAME"]
    own = f"{tests}_upgrade"
    with (
        django_db_blocker.unblock(),
        override_settings(
            BALAREA_KEYS_DIR=data / "keys",
            BALAREA_FILES_DIR=data / "files",
            PASSWORD_HASHERS=["django.contrib.auth.hashers.ScryptPasswordHasher"],
        ),
    ):
        create(own)
        connection.close()
        connection.settings_dict["NAME"] = own
        try:
            call_command("migrate", interactive=False, verbosity=0)
            yield
        finally:
            connection.close()
            connection.settings_dict["NAME"] = tests
            run(tests, f'DROP DATABASE "{own}" WITH (FORCE)')


def create(name: str) -> None:
    run(
        connection.settings_dict["NAME"],
        f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)',
        f'CREATE DATABASE "{name}" TEMPLATE template0',
    )
    run(name, gzip.decompress((HERE / DUMP).read_bytes()).decode())


def run(database: str, *statements: str) -> None:
    """Run each statement by itself, outside of a transaction."""
    where = connection.settings_dict
    with psycopg.connect(
        dbname=database,
        host=where["HOST"],
        port=where["PORT"],
        user=where["USER"],
        password=where["PASSWORD"],
        autocommit=True,
    ) as other:
        for statement in statements:
            other.execute(statement.encode())


def test_every_row_is_there() -> None:
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        for table, count in STORED["rows"].items():
            assert table in tables
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            # Migrations, types and permissions come with the code.
            assert cursor.fetchone()[0] >= count, table


def test_every_seal_opens_and_holds_what_it_held() -> None:
    opened = {}
    for sealed in Sealed.objects.select_related("key"):
        content = vault.open(
            sealed=sealed,
            case=sealed.key_id,
            name=sealed.name,
            by=SYSTEM,
            purpose=PURPOSES.get(sealed.name, "NOTIFY"),
            at=AT,
        )
        digest = hashlib.sha256(content).hexdigest()
        opened[str(sealed.id)] = f"{sealed.name} {digest}"
    assert opened == STORED["sealed"]


def test_every_kind_of_seal_is_among_them() -> None:
    """A column of seals that is empty in the dump would prove nothing."""
    empty = {
        f"{model._meta.db_table}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey) and field.related_model is Sealed
        if not model._base_manager.exclude(**{field.name: None}).exists()
    }
    assert empty == EMPTY


# An officer's address before it is proved, a column that is no longer written, a remark
# that is stored only until its notice is sent, and what 0.4.0 didn't have.
EMPTY = {
    "applications_advice.answers",
    "applications_advice.text",
    "applications_assignment.reason",
    "applications_correction.text",
    "applications_correctionoutcome.reasons",
    "applications_correctionproposal.values",
    "applications_casenote.text",
    "applications_casequestion.answer",
    "applications_casequestion.text",
    "applications_covertorder.order",
    "applications_decisionextension.reason",
    "applications_draw.exclusions",
    "applications_exclusion.ground",
    "applications_handout.details",
    "applications_handoutreversal.reason",
    "applications_measure.reason",
    "applications_measureanswer.text",
    "applications_measureoutcome.reasons",
    "applications_namerequest.name",
    "applications_objection.text",
    "applications_objectionoutcome.reasons",
    "applications_registeroutcome.text",
    "applications_reply.objection",
    "applications_requirementcheck.remark",
    "applications_review.request",
    "applications_reviewoutcome.reasons",
    "applications_thirdpartyanswer.text",
    "applications_thirdpartyobjection.text",
    "documents_scannedphoto.sealed",
    "documents_suspension.reason",
    "documents_suspensionend.reason",
    "people_contactnamerequest.name",
    "people_mandate.names",
    "people_officer.address",
    "people_person.profile",
    "people_proposal.content",
}


def test_an_officer_opens_a_case_with_its_files() -> None:
    officer = Account.objects.get(login=STORED["officer"]["login"]).officer
    scope = people_queries.scope_of(officer.account)
    assert scope is not None
    by = people_queries.officer_actor(officer)
    application = Application.objects.filter(
        agency=officer.agency.code, state="RECEIVED"
    ).first()
    assert application is not None
    case = application.id
    opened = verifying.open_case(case=case, scope=scope, by=by, at=AT)
    assert opened.answers
    evidence = document_queries.evidence_of(case)
    assert evidence
    for row in evidence:
        context: dict[str, Any] = {"by": by, "purpose": "VERIFY", "at": AT}
        content, *_ = documents.open_evidence(evidence=row, **context)
        assert len(content) == row.size
        sent, _ = documents.open_sent(evidence=row, **context)
        assert len(sent) == (row.sent_size or row.size)


@pytest.mark.parametrize("stored", STORED["documents"], ids=lambda row: row["number"])
def test_an_issued_document_verifies(stored: dict[str, str]) -> None:
    row = IssuedDocument.objects.get(number=stored["number"])
    assert {name: str(getattr(row, name)) for name in ("code", "state")} == {
        "code": stored["code"],
        "state": stored["state"],
    }
    verdict = Verdict.REVOKED if stored["state"] == "REVOKED" else Verdict.VALID
    content = documents.open_document(document=row, by=SYSTEM, purpose="NOTIFY", at=AT)
    assert hashlib.sha256(content).hexdigest() == stored["sha256"]
    for answer in (
        verification.of_text(stored["number"], network=NETWORK, at=AT),
        verification.of_text(stored["code"], network=NETWORK, at=AT),
        verification.of_file(content, network=NETWORK, at=AT),
    ):
        assert answer.verdict is verdict
        assert answer.number == stored["number"]


def test_a_signature_of_then_holds_by_the_file_alone() -> None:
    row = IssuedDocument.objects.get(number=STORED["documents"][0]["number"])
    content = documents.open_document(document=row, by=SYSTEM, purpose="NOTIFY", at=AT)
    assert verification.of_file_alone(content).verdict is Verdict.SIGNED


def test_documents_keep_their_numbers() -> None:
    rows = IssuedDocument.objects.order_by("id").values_list("number", flat=True)
    assert list(rows) == [stored["number"] for stored in STORED["documents"]]


@pytest.mark.parametrize(("reference", "secret"), STORED["tracking"])
def test_an_application_is_tracked_by_its_old_secret(
    reference: str, secret: str
) -> None:
    context: dict[str, Any] = {"network": NETWORK, "by": SYSTEM, "at": AT}
    application = tracking.find(reference=reference, secret=secret, **context)
    assert application is not None
    assert application.reference == reference
    wrong = secret[::-1]
    assert tracking.find(reference=reference, secret=wrong, **context) is None


def test_an_officer_signs_in_as_before() -> None:
    stored = STORED["officer"]
    own: dict[str, Any] = {"by": SYSTEM, "at": AT}
    account = people.check_password(
        login=stored["login"], password=stored["password"], network=NETWORK, **own
    )
    assert account is not None
    typed = totp.code_at(stored["totp_secret"], AT)
    assert people.check_totp(account=account, typed=typed, **own)
    code, other = stored["recovery_codes"]
    assert people.check_recovery(account=account, typed=code, **own)
    assert not people.check_recovery(account=account, typed=code, **own)
    assert people.check_recovery(account=account, typed=other, **own)


def test_a_passkey_is_still_read() -> None:
    (row,) = Authenticator.objects.filter(type=Authenticator.Type.WEBAUTHN)
    assert row.data["credential"]["id"] == STORED["officer"]["passkey"]
    assert WebAuthn(row).authenticator_data.credential_data.public_key


def test_a_session_still_opens() -> None:
    key = STORED["session"]
    row = Session.objects.get(session_key=row_key(key))
    assert SessionStore(key).decode(row.session_data)["upgrade"] == "opens"


@pytest.mark.parametrize("digest", STORED["definitions"])
def test_a_pinned_definition_is_still_read(digest: str) -> None:
    assert hashlib.sha256(catalogue.content(digest)).hexdigest() == digest
    assert catalogue.definition(digest).pages


EDITED = "history is added, never edited|what was filed stays"
GUARDED = sorted(
    name
    for name, table in TABLES.items()
    if table.kind in {LOGGED, CHANGES_LOGGED} and STORED["rows"].get(name)
)


@pytest.mark.parametrize("name", GUARDED)
def test_the_database_refuses_what_no_log_entry_tells(name: str) -> None:
    change = f'UPDATE "{name}" SET {change_of(name)}'
    with pytest.raises(DatabaseError, match=f"{EDITED}|no operation, no change"):
        changed(change)
    with pytest.raises(DatabaseError, match=f"{EDITED}|no log, no commit"):
        changed("SELECT set_config('balarea.operation', 'raw', true)", change)


def change_of(name: str) -> str:
    with connection.cursor() as cursor:
        keys = connection.introspection.get_primary_key_columns(cursor, name)
    assert keys
    return TABLES[name].change.format(key=f'"{keys[0]}"')


def changed(*statements: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
        connection.check_constraints()  # as COMMIT does
