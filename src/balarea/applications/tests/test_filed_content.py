"""What was filed stays as it is, and the log's entry of the filing commits to it."""

import datetime as dt
import hashlib
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction

from balarea.applications import models, testing
from balarea.applications.rules import State
from balarea.applications.tests.conftest import Applicants
from balarea.documents.models import Evidence
from balarea.foundation.operation import SYSTEM
from balarea.transparency.entries import commitments, composing
from balarea.transparency.models import Entry
from balarea.vault import case_entries, storage
from balarea.vault import errors as vault_errors
from balarea.vault import operations as vault
from balarea.vault.models import Access, Sealed

pytestmark = pytest.mark.django_db
CHANGES = (
    "UPDATE vault_sealed SET content = '\\x00' WHERE id = %s",
    "UPDATE vault_sealed SET name = 'other' WHERE id = %s",
    "DELETE FROM vault_sealed WHERE id = %s",
)
EVIDENCE_CHANGES = (
    "UPDATE documents_evidence SET size = size + 1 WHERE id = %s",
    "DELETE FROM documents_evidence WHERE id = %s",
)


def sealed_bytes(sealed: Sealed) -> bytes:
    return storage.read(sealed.id) if sealed.is_file else bytes(sealed.content or b"")


def shown(entry: Entry, *names: str) -> dict[str, str | int]:
    """The named fields, after they were checked against the entry's leaf."""
    opening = case_entries.open_fields(
        entry=entry, names=names, purpose="VERIFY", by=SYSTEM, at=entry.at
    )
    opening = commitments.parse(opening.to_bytes())
    opening.check(composing.leaf_of(entry, b""))
    return {name: one.value for name, one in opening.fields.items()}


def entry_of(case: models.Application, type: str) -> Entry:
    return Entry.objects.get(subject=case.id, type=type)


def check_filing(filing: models.Filing, type: str) -> None:
    """The entry commits to the sealed answers and to each file of one filing."""
    files = {
        f"file.{row.id}": hashlib.sha256(sealed_bytes(row.sealed)).hexdigest()
        for row in Evidence.objects.select_related("sealed").filter(
            id__in=filing.evidence
        )
    }
    assert files
    facts = {
        "answers": hashlib.sha256(sealed_bytes(filing.answers)).hexdigest(),
        **files,
    }
    names = [f"fact.{name}" for name in facts]
    assert shown(entry_of(filing.application, type), *names) == {
        f"fact.{name}": digest for name, digest in facts.items()
    }


def check_stays(sql: str, key: UUID) -> None:
    with pytest.raises(DatabaseError, match="what was filed stays"):
        change(sql, key)


def change(sql: str, key: UUID) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL balarea.operation = 'test'")
        cursor.execute(sql, [key])


@pytest.fixture
def amended(applicants: Applicants, at: dt.datetime) -> models.Application:
    """An application that was filed, returned, and filed again with another file."""
    schedule = testing.Schedule(at - dt.timedelta(days=20), at)
    case = testing.draft("DKC-012", applicants[0], schedule)
    testing.submit(case, applicants[0], schedule)
    testing.advance(case, State.AMENDED, applicants[0], schedule)
    return models.Application.objects.get(id=case)


def test_each_filing_is_committed_to_and_stays(amended: models.Application) -> None:
    filings = list(
        models.Filing.objects.filter(application=amended)
        .select_related("answers", "application")
        .order_by("at")
    )
    first, second = filings
    check_filing(first, "RECEIVED")
    check_filing(second, "AMENDED")
    for filing in filings:
        for row in Evidence.objects.filter(id__in=filing.evidence):
            for sealed in (row.sealed_id, row.name_id):
                for sql in CHANGES:
                    check_stays(sql, sealed)
            for sql in EVIDENCE_CHANGES:
                check_stays(sql, row.id)
        for sql in CHANGES:
            check_stays(sql, filing.answers_id)
    received = entry_of(amended, "RECEIVED")
    assert shown(received, "type", "fact.reference", "fact.nothing") == {
        "type": "RECEIVED",
        "fact.reference": amended.reference,
    }
    accesses = Access.objects.filter(case=amended.id, names=["entry-fields"])
    assert {access.purpose for access in accesses} == {"VERIFY"}


def test_a_draft_can_still_be_written_and_thrown_away(
    applicants: Applicants, at: dt.datetime
) -> None:
    case = testing.draft("DKC-012", applicants[0], testing.Schedule(at, at))
    draft = models.Draft.objects.select_related("answers__key").get(id=case)
    vault.replace(
        sealed=draft.answers, case=case, name="answers", content=b"{}", by=SYSTEM, at=at
    )
    row = Sealed.objects.get(id=draft.answers_id)
    assert row.digest is not None
    assert bytes(row.digest) == hashlib.sha256(sealed_bytes(row)).digest()


def test_after_erasure_nobody_opens_a_field_and_the_leaf_stays(
    amended: models.Application, at: dt.datetime
) -> None:
    received = entry_of(amended, "RECEIVED")
    leaf = composing.leaf_of(received, b"")
    opening = case_entries.open_fields(
        entry=received, names=["type"], purpose="VERIFY", by=SYSTEM, at=at
    )
    vault.erase(case=amended.id, by=SYSTEM, at=at)
    with pytest.raises(vault_errors.Erased):
        case_entries.open_fields(
            entry=received, names=["type"], purpose="VERIFY", by=SYSTEM, at=at
        )
    assert composing.leaf_of(Entry.objects.get(id=received.id), b"") == leaf
    opening.check(leaf)  # the citizen's own copy stays valid
