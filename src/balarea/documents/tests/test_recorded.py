"""What evidence and issued documents leave in the log, in seals and as events."""

import dataclasses
import datetime as dt
import hashlib
from collections.abc import Iterator
from typing import Any

import pytest
from tests.log_facts import LogFacts
from tests.owner import without_log

from balarea.documents import events, models, operations, testing, uploads
from balarea.documents.rules import State
from balarea.foundation import events as event_bus
from balarea.foundation import ids
from balarea.foundation.operation import SYSTEM, Actor, operation
from balarea.vault import errors as vault_errors

pytestmark = pytest.mark.django_db
type Announced = list[events.DocumentIssued | events.DocumentRevoked]


@pytest.fixture
def announced() -> Iterator[Announced]:
    """Events of documents, in order."""
    entries: Announced = []
    kinds: tuple[type, ...] = (events.DocumentIssued, events.DocumentRevoked)
    for kind in kinds:
        event_bus.connect(kind, entries.append)
    yield entries
    for kind in kinds:
        event_bus._handlers[kind].remove(entries.append)


def add_pdf(by: Actor, at: dt.datetime) -> models.Evidence:
    """A file that is stored as it came and as it is shown."""
    sent = testing.pdf() + b"\n% as it came"
    return operations.add_evidence(
        case=ids.uuid7(),
        requirement="R2",
        name="a.pdf",
        accepted=uploads.examine(sent, accepts=["PDF"]),
        by=by,
        at=at,
    )


def test_the_log_commits_to_a_file_as_it_came_and_as_it_is_shown(
    citizen: Actor, at: dt.datetime, log_facts: list[LogFacts]
) -> None:
    evidence = add_pdf(citizen, at)
    facts = {
        "requirement": "R2",
        "sha256": bytes(evidence.sha256).hex(),
        "sent_sha256": bytes(evidence.sent_sha256 or b"").hex(),
    }
    operations.remove_evidence(evidence=evidence, by=citizen, at=at)
    assert log_facts == [("EVIDENCE_ADDED", facts), ("EVIDENCE_REMOVED", facts)]


def test_a_file_without_an_original_has_one_hash_in_the_log(
    citizen: Actor, at: dt.datetime, log_facts: list[LogFacts]
) -> None:
    accepted = uploads.examine(testing.photo(), accepts=["IMAGE"])
    accepted = dataclasses.replace(accepted, sent=b"", sent_sha256=b"")
    operations.add_evidence(
        case=ids.uuid7(),
        requirement="R1",
        name="",
        accepted=accepted,
        by=citizen,
        at=at,
    )
    digest = hashlib.sha256(accepted.content).hexdigest()
    assert log_facts == [("EVIDENCE_ADDED", {"requirement": "R1", "sha256": digest})]


def test_the_seals_of_a_file_have_the_names_that_open_older_ones(
    citizen: Actor, at: dt.datetime
) -> None:
    evidence = add_pdf(citizen, at)
    assert evidence.sent is not None
    names = [evidence.sealed.name, evidence.sent.name, evidence.name.name]
    assert names == ["evidence", "evidence-sent", "evidence-name"]


@operation
def point_at(
    *, row: models.Evidence, other: models.Evidence, by: Actor, at: dt.datetime
) -> None:
    models.Evidence.objects.filter(id=row.id).update(sent=other.sent)


def test_a_row_that_points_at_another_original_opens_nothing(
    citizen: Actor, at: dt.datetime
) -> None:
    mine = add_pdf(citizen, at)
    sent = testing.pdf() + b"\n% something else"
    other = operations.add_evidence(
        case=mine.case,
        requirement="R3",
        name="b.pdf",
        accepted=uploads.examine(sent, accepts=["PDF"]),
        by=citizen,
        at=at,
    )
    with without_log("documents_evidence"):
        point_at(row=mine, other=other, by=citizen, at=at)
    moved = models.Evidence.objects.select_related("sent__key", "name__key").get(
        id=mine.id
    )
    with pytest.raises(vault_errors.Mismatch):
        operations.open_sent(evidence=moved, by=citizen, purpose="OWN_DATA", at=at)


def test_each_step_of_a_document_is_logged_with_what_it_signed(
    at: dt.datetime, log_facts: list[LogFacts]
) -> None:
    document = testing.issued(at=at)
    operations.revoke(document=document, reason="Data keliru", by=SYSTEM, at=at)
    number, digest = document.number, bytes(document.sha256 or b"").hex()
    steps = [(type, facts) for type, facts in log_facts if "number" in facts]
    assert steps == [
        ("DOCUMENT_PREPARED", {"number": number}),
        ("ISSUED", {"number": number, "sha256": digest}),
        ("REVOKED", {"number": number, "sha256": digest}),
    ]


def test_issuing_and_revoking_are_announced_with_case_and_number(
    at: dt.datetime, announced: Announced
) -> None:
    document = testing.issued(at=at)
    revoked = operations.revoke(
        document=document, reason="Data keliru", by=SYSTEM, at=at
    )
    assert (revoked.id, revoked.state) == (document.id, State.REVOKED)
    step: dict[str, Any] = {
        "case": document.case,
        "document": document.id,
        "number": document.number,
    }
    assert announced == [
        events.DocumentIssued(**step, at=at),
        events.DocumentRevoked(**step, at=at),
    ]


def test_a_document_is_signed_once_and_has_its_size_pages_and_signers_end(
    at: dt.datetime,
) -> None:
    issued = testing.issued(at=at)
    again = operations.issue(document=issued.id, by=SYSTEM, at=at)
    assert again.sha256 is not None
    assert bytes(again.sha256) == bytes(issued.sha256 or b"")
    row = models.IssuedDocument.objects.get(id=issued.id)
    assert row.size == len(testing.content_of(issued, at=at))
    assert row.pages == 1
    assert row.signer_until is not None
    assert row.signer_until > at
