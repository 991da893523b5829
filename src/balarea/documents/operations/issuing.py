"""Issued documents: prepare, write and sign, open, revoke."""

import datetime as dt
import hashlib
from collections.abc import Callable
from uuid import UUID

import msgspec
from django.conf import settings
from django.db import connection
from django.urls import reverse

from balarea.documents import (
    document_content,
    errors,
    events,
    models,
    numbers,
    providers,
    queries,
    rules,
    typesetting,
)
from balarea.documents.operations import document_steps, linking
from balarea.foundation import events as event_bus
from balarea.foundation import jobs, unit_of_work
from balarea.foundation.operation import Actor, operation
from balarea.vault import errors as vault_errors
from balarea.vault import operations as vault

State = rules.State
ISSUE, QUEUE = rules.ISSUE, rules.QUEUE
BATCH = 500


@operation
def prepare(
    *,
    case: UUID,
    reference: str,
    content: document_content.DocumentContent,
    number_for: Callable[[int], str],
    counter: str = "",
    follows: UUID | None = None,
    kind: rules.LinkKind | None = None,
    by: Actor,
    at: dt.datetime,
) -> models.IssuedDocument:
    """Number a document, seal what it says, and stage its writing and signing.

    The number comes from a counter without gaps per service and year, and `number_for`
    makes it readable. `counter` names another counter than the service's, for papers
    that are not what the service issues. `follows` is the document in force whose
    place it takes once it is signed, in the way of `kind`.

    Raises:
        errors.AlreadyPrepared: the case has a document that is in force.
        errors.CannotFollow: that one isn't in force, or another follows it already.
        ValueError: `number_for` gives a number that can't be typed to verify it.
    """
    if follows is not None:
        linking.check_can_follow(follows)
    last = queries.document_of(case)
    if last is not None and last.id != follows and last.state not in rules.ENDED:
        raise errors.AlreadyPrepared
    sequence = _next_number(counter or content.service, content.issued_on.year)
    document = _create(
        case=case,
        sequence=sequence,
        counter=counter,
        numbered=_numbered(content, number_for(sequence), reference),
        by=by,
        at=at,
    )
    if follows is not None and kind is not None:
        linking.link(later=document, earlier=follows, kind=kind, at=at, by=by)
    document_steps.add_step(document=document, state=State.PREPARED, by=by, at=at)
    document_steps.record(document=document, type="DOCUMENT_PREPARED", by=by, at=at)
    _stage(document)
    return document


@operation
def stage_waiting(*, by: Actor, at: dt.datetime) -> int:
    """Stage prepared documents whose job was lost; returns how many.

    Documents that another process stages or signs at this moment are skipped.
    """
    rows = queries.waiting(at).select_for_update(skip_locked=True)
    locked = [document.id for document in rows[:BATCH]]
    # Read again under the lock: another worker may have staged some a moment ago.
    lost = list(queries.waiting(at).filter(id__in=locked))
    for document in lost:
        _stage(document)
    return len(lost)


def _stage(document: models.IssuedDocument) -> None:
    jobs.stage(
        ISSUE,
        queue=QUEUE,
        lock=f"{rules.JOB_LOCK}{document.id}",
        document=str(document.id),
    )


def _numbered(
    content: document_content.DocumentContent, number: str, reference: str
) -> document_content.NumberedContent:
    """What the document says, with a new code to verify it by."""
    if number != numbers.number_typed(number):
        raise ValueError(f"nobody could type the number {number!r}")
    code = numbers.new_code()
    address = settings.BALAREA_BASE_URL + reverse("documents:code", args=[code])
    return document_content.NumberedContent(
        paper=content, number=number, code=code, reference=reference, address=address
    )


@operation
def _create(
    *,
    case: UUID,
    sequence: int,
    counter: str,
    numbered: document_content.NumberedContent,
    by: Actor,
    at: dt.datetime,
) -> models.IssuedDocument:
    encoded, content = msgspec.json.encode(numbered), numbered.paper
    document = models.IssuedDocument(
        case=case,
        number=numbered.number,
        sequence=sequence,
        code=numbered.code,
        agency=content.agency,
        agency_name_id=content.agency_name.id,
        agency_name_translations=content.agency_name.translations,
        service=content.service,
        counter=counter,
        definition=content.definition,
        title_id=content.title.id,
        title_translations=content.title.translations,
        holder=content.holder_masked,
        issued_on=content.issued_on,
        valid_until=content.valid_until,
        paper=vault.seal(case=case, name="paper", content=encoded, by=by, at=at),
        state=State.PREPARED,
    )
    return unit_of_work.add(document)


def _next_number(service: str, year: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO documents_counter (service, year, last) VALUES (%s, %s, 1)"
            " ON CONFLICT (service, year)"
            " DO UPDATE SET last = documents_counter.last + 1 RETURNING last",
            [service, year],
        )
        return int(cursor.fetchone()[0])


@operation
def issue(*, document: UUID, by: Actor, at: dt.datetime) -> models.IssuedDocument:
    """Write and sign a prepared document; a second call changes nothing.

    It signs inside the transaction: if anything fails afterwards, no signed file was
    published, and the job signs anew.

    Raises:
        providers.base.SigningFailed: the signer does not answer, or its certificates
            are not valid now; the job tries again.
    """
    row = document_steps.locked(document)
    if row.state != State.PREPARED:
        return row
    signer = providers.signer()
    validity = signer.validity()
    validity.check(at)
    sealed = vault.open(
        sealed=row.paper,
        case=row.case,
        name="paper",
        by=by,
        purpose="ISSUE",
        at=at,
        agency=row.agency,
        service=row.service,
    )
    numbered = msgspec.json.decode(sealed, type=document_content.NumberedContent)
    unsigned, pages = typesetting.document(numbered, at=at)
    pdf = signer.sign(unsigned, seal=typesetting.seal_of(numbered), at=at)
    linking.supersede_earlier(later=row, by=by, at=at)
    row.pdf = vault.seal(
        case=row.case, name="document", content=pdf, is_file=True, by=by, at=at
    )
    row.sha256 = hashlib.sha256(pdf).digest()
    row.size, row.pages, row.state = len(pdf), pages, State.ISSUED
    row.signer_until = validity.until
    unit_of_work.change(row, "pdf", "sha256", "size", "pages", "state", "signer_until")
    document_steps.add_step(document=row, state=State.ISSUED, by=by, at=at)
    document_steps.record(document=row, type="ISSUED", by=by, at=at)
    event_bus.announce(
        events.DocumentIssued(case=row.case, document=row.id, number=row.number, at=at)
    )
    return row


@operation
def revoke(
    *, document: models.IssuedDocument, reason: str, by: Actor, at: dt.datetime
) -> models.IssuedDocument:
    """Revoke a document for good. The public sees the day, not the reason.

    Whether `by` may do so is the caller's check.

    Raises:
        errors.ReasonNeeded: no reason is given.
        errors.CannotRevoke: the document is not in force.
    """
    if not reason.strip():
        raise errors.ReasonNeeded
    row = document_steps.locked(document.id)
    if State.REVOKED not in rules.TRANSITIONS[State(row.state)]:
        raise errors.CannotRevoke
    row.state = State.REVOKED
    unit_of_work.change(row, "state")
    document_steps.add_step(
        document=row, state=State.REVOKED, reason=reason.strip(), by=by, at=at
    )
    document_steps.record(document=row, type="REVOKED", by=by, at=at)
    event_bus.announce(
        events.DocumentRevoked(case=row.case, document=row.id, number=row.number, at=at)
    )
    return row


@operation
def open_document(
    *, document: models.IssuedDocument, by: Actor, purpose: str, at: dt.datetime
) -> bytes:
    """The signed PDF, byte for byte as issued, after the access is on record.

    Raises:
        errors.NotYetIssued: it is still being written.
    """
    if document.pdf is None:
        raise errors.NotYetIssued
    content = vault.open(
        sealed=document.pdf,
        case=document.case,
        name="document",
        by=by,
        purpose=purpose,
        at=at,
        agency=document.agency,
        service=document.service,
    )
    if hashlib.sha256(content).digest() != bytes(document.sha256 or b""):
        raise vault_errors.mismatch(document.case)  # another document of the same case
    return content
