"""Adding, removing and opening the files that citizens send as evidence."""

import dataclasses
import datetime as dt
import hashlib
from uuid import UUID

from django.db import connection

from balarea.documents import intake, models, queries, uploads
from balarea.documents.rules import Origin
from balarea.foundation import unit_of_work
from balarea.foundation.operation import Actor, operation
from balarea.transparency import operations as transparency
from balarea.vault import errors as vault_errors
from balarea.vault import operations as vault
from balarea.vault.models import Sealed

# Names in the seals of the shown file, the sent file and its label. Never change them.
_FILE, _SENT, _NAME = "evidence", "evidence-sent", "evidence-name"


@dataclasses.dataclass(frozen=True, slots=True)
class CopiedFrom:
    """Of what a file is a copy; see the columns of `models.Evidence`."""

    origin: Origin
    number: str
    first_added_at: dt.datetime


@operation
def add_evidence(
    *,
    case: UUID,
    requirement: str,
    name: str,
    accepted: intake.Accepted,
    max_files: int = 1,
    copied_from: CopiedFrom | None = None,
    agency: str = "",
    service: str = "",
    by: Actor,
    at: dt.datetime,
) -> models.Evidence:
    """Store an examined file under seal.

    `name` is only displayed. Whether `by` may add to the case, and may copy from
    another, is the caller's check.
    """
    lock_case(case)
    place = uploads.free_place(case, requirement, max_files)
    label = intake.label_of(name) or f"{requirement}.{accepted.kind.lower()}"
    evidence = _create(
        case=case,
        requirement=requirement,
        place=place,
        label=label,
        accepted=accepted,
        copied_from=copied_from or CopiedFrom(Origin.UPLOADED, "", at),
        by=by,
        at=at,
    )
    _record("EVIDENCE_ADDED", evidence, agency, service, by, at)
    return evidence


@operation
def _create(
    *,
    case: UUID,
    requirement: str,
    place: int,
    label: str,
    accepted: intake.Accepted,
    copied_from: CopiedFrom,
    by: Actor,
    at: dt.datetime,
) -> models.Evidence:
    """The row of a file, with its contents and its label under seal."""
    sealed = vault.seal(
        case=case, name=_FILE, content=accepted.content, is_file=True, by=by, at=at
    )
    sent = None
    if accepted.sent:
        sent = vault.seal(
            case=case, name=_SENT, content=accepted.sent, is_file=True, by=by, at=at
        )
    name = vault.seal(case=case, name=_NAME, content=label.encode(), by=by, at=at)
    return unit_of_work.add(
        models.Evidence(
            case=case,
            requirement=requirement,
            place=place,
            kind=accepted.kind,
            content_type=accepted.content_type,
            size=len(accepted.content),
            sha256=hashlib.sha256(accepted.content).digest(),
            pages=accepted.pages,
            width=accepted.width,
            height=accepted.height,
            sealed=sealed,
            name=name,
            sent=sent,
            sent_size=len(accepted.sent),
            sent_sha256=accepted.sent_sha256 or None,
            is_scanned=accepted.is_scanned,
            added_at=at,
            origin=copied_from.origin,
            origin_number=copied_from.number,
            first_added_at=copied_from.first_added_at,
        )
    )


def lock_case(case: UUID) -> None:
    """Serialise uploads to one case until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"files {case}"]
        )


@operation
def remove_evidence(
    *,
    evidence: models.Evidence,
    by: Actor,
    at: dt.datetime,
    agency: str = "",
    service: str = "",
) -> None:
    """Delete a file and its label; the log entry of its upload remains."""
    lock_case(evidence.case)
    if not models.Evidence.objects.filter(id=evidence.id).exists():
        return
    sealed, name, sent = evidence.sealed, evidence.name, evidence.sent
    _record("EVIDENCE_REMOVED", evidence, agency, service, by, at)
    models.Evidence.objects.filter(id=evidence.id).delete()
    case = evidence.case
    vault.delete_sealed(sealed=sealed, case=case, name=_FILE, by=by, at=at)
    vault.delete_sealed(sealed=name, case=case, name=_NAME, by=by, at=at)
    if sent is not None:
        vault.delete_sealed(sealed=sent, case=case, name=_SENT, by=by, at=at)


def _record(
    type: str,
    evidence: models.Evidence,
    agency: str,
    service: str,
    by: Actor,
    at: dt.datetime,
) -> None:
    facts = {
        "requirement": evidence.requirement,
        "sha256": bytes(evidence.sha256).hex(),
    }
    if evidence.origin_number:
        facts |= {"origin": evidence.origin, "number": evidence.origin_number}
    if evidence.sent_sha256 is not None:
        facts["sent_sha256"] = bytes(evidence.sent_sha256).hex()
    transparency.record(
        type=type,
        subject=evidence.case,
        by=by,
        at=at,
        agency=agency,
        service=service,
        secret=vault.log_secret(case=evidence.case, by=by, at=at),
        facts=facts,
    )


def sealed_parts(evidence: models.Evidence) -> list[tuple[Sealed, str]]:
    """The shown file, its label and, where it is stored, the sent file; all sealed."""
    parts = [(evidence.sealed, _FILE), (evidence.name, _NAME)]
    return parts if evidence.sent is None else [*parts, (evidence.sent, _SENT)]


@operation
def open_evidence(
    *,
    evidence: models.Evidence,
    by: Actor,
    purpose: str,
    at: dt.datetime,
    agency: str = "",
    service: str = "",
) -> tuple[bytes, str, str]:
    """Content, content type and shown name of a file, after the access is on record.

    To display a file use `documents.display`, which knows what may be shown.
    """
    content, name = vault.open_many(
        items=[(evidence.sealed, _FILE), (evidence.name, _NAME)],
        case=evidence.case,
        by=by,
        purpose=purpose,
        at=at,
        agency=agency,
        service=service,
    )
    if hashlib.sha256(content).digest() != bytes(evidence.sha256):
        raise vault_errors.mismatch(evidence.case)  # another file of the same case
    return content, evidence.content_type, name.decode()


@operation
def open_sent(
    *,
    evidence: models.Evidence,
    by: Actor,
    purpose: str,
    at: dt.datetime,
    agency: str = "",
    service: str = "",
) -> tuple[bytes, str]:
    """A file as it came and its shown name, after the access is on record.

    It is never displayed: another program may see in it what was not examined.
    """
    sent, digest = (evidence.sealed, _FILE), evidence.sha256
    if evidence.sent is not None:
        sent, digest = (evidence.sent, _SENT), evidence.sent_sha256 or b""
    content, name = vault.open_many(
        items=[sent, (evidence.name, _NAME)],
        case=evidence.case,
        by=by,
        purpose=purpose,
        at=at,
        agency=agency,
        service=service,
    )
    if hashlib.sha256(content).digest() != bytes(digest):
        raise vault_errors.mismatch(evidence.case)
    return content, name.decode()


@operation
def evidence_names(
    *, case: UUID, by: Actor, purpose: str, at: dt.datetime
) -> dict[UUID, str]:
    """Evidence id → shown name, opened at once and recorded as one access."""
    rows = queries.evidence_of(case)
    texts = vault.open_many(
        items=[(row.name, _NAME) for row in rows],
        case=case,
        by=by,
        purpose=purpose,
        at=at,
    )
    return {row.id: text.decode() for row, text in zip(rows, texts, strict=True)}
