"""Copying into a case what was issued here, or was uploaded to another case before.

The copy is sealed with the key of its own case, so that erasing either case leaves the
other whole. The caller has checked that both cases are of the same citizen.
"""

import datetime as dt
import hashlib
from uuid import UUID

from balarea.documents import intake, models
from balarea.documents.operations import evidence as files
from balarea.documents.operations import issuing
from balarea.documents.rules import Origin
from balarea.foundation import clock
from balarea.foundation.operation import Actor, operation
from balarea.transparency import operations as transparency
from balarea.vault import errors as vault_errors
from balarea.vault import operations as vault
from balarea.vault.rules import owner_purpose

PURPOSE = "REUSE"


@operation
def copy_document(
    *,
    document: models.IssuedDocument,
    case: UUID,
    requirement: str,
    max_files: int,
    agency: str,
    service: str,
    by: Actor,
    at: dt.datetime,
) -> models.Evidence:
    """Copy a signed document, byte for byte, as evidence of another case.

    Raises:
        errors.NotYetIssued: it is still being written.
    """
    content = issuing.open_document(
        document=document, by=by, purpose=owner_purpose(by.kind, PURPOSE), at=at
    )
    _record(document.case, document.agency, document.service, by, at)
    accepted = intake.Accepted(
        kind=intake.Kind.PDF,
        content=content,
        content_type="application/pdf",
        pages=document.pages,
        sent_sha256=bytes(document.sha256 or b""),
    )
    return files.add_evidence(
        case=case,
        requirement=requirement,
        name=f"{document.title_id}.pdf",
        accepted=accepted,
        max_files=max_files,
        copied_from=files.CopiedFrom(
            Origin.ISSUED, document.number, clock.start_of(document.issued_on)
        ),
        agency=agency,
        service=service,
        by=by,
        at=at,
    )


@operation
def copy_evidence(
    *,
    source: models.Evidence,
    reference: str,
    source_agency: str,
    source_service: str,
    case: UUID,
    requirement: str,
    max_files: int,
    agency: str,
    service: str,
    by: Actor,
    at: dt.datetime,
) -> models.Evidence:
    """Copy a file of another case, whose application has that reference.

    The copy is as old as the first upload, however often it is copied.
    """
    accepted, name = open_accepted(
        source=source, purpose=owner_purpose(by.kind, PURPOSE), by=by, at=at
    )
    _record(source.case, source_agency, source_service, by, at)
    return files.add_evidence(
        case=case,
        requirement=requirement,
        name=name,
        accepted=accepted,
        max_files=max_files,
        copied_from=files.CopiedFrom(Origin.REUSED, reference, source.since),
        agency=agency,
        service=service,
        by=by,
        at=at,
    )


@operation
def open_accepted(
    *, source: models.Evidence, purpose: str, by: Actor, at: dt.datetime
) -> tuple[intake.Accepted, str]:
    """A stored file as `intake` accepted it, and its label; one recorded access.

    It isn't examined again: what is stored was accepted once, and its hash is checked.
    """
    sealed = files.sealed_parts(source)
    content, name, *sent = vault.open_many(
        items=sealed, case=source.case, by=by, purpose=purpose, at=at
    )
    if hashlib.sha256(content).digest() != bytes(source.sha256):
        raise vault_errors.mismatch(source.case)
    accepted = intake.Accepted(
        kind=intake.Kind(source.kind),
        content=content,
        content_type=source.content_type,
        pages=source.pages,
        width=source.width,
        height=source.height,
        sent=sent[0] if sent else b"",
        sent_sha256=bytes(source.sent_sha256 or b""),
        is_scanned=source.is_scanned,
    )
    return accepted, name.decode()


def _record(
    source: UUID, agency: str, service: str, by: Actor, at: dt.datetime
) -> None:
    transparency.record(
        type="REUSED",
        subject=source,
        by=by,
        at=at,
        agency=agency,
        service=service,
        secret=vault.log_secret(case=source, by=by, at=at),
    )
