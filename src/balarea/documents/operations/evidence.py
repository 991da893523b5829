"""Evidence comes and goes with its citizen; every opening is on record."""

import datetime as dt
import hashlib
from collections.abc import Collection
from uuid import UUID

from django.db import connection

from balarea.documents import errors, intake, models, queries, rules
from balarea.foundation.operation import Actor, operation
from balarea.transparency import operations as transparency
from balarea.vault import operations as vault


@operation
def add_evidence(
    *,
    case: UUID,
    requirement: str,
    name: str,
    content: bytes,
    accepts: Collection[str] = intake.ALL_KINDS,
    max_files: int = 1,
    agency: str = "",
    service: str = "",
    by: Actor,
    at: dt.datetime,
) -> models.Evidence:
    """Look at an uploaded file, rebuild it where needed, and keep it under seal.

    `name` is only ever shown again. Whether `by` may add to the case is the caller's
    check.

    Raises:
        errors.FileRefused: one of its kinds, with what to do instead.
    """
    _check_room(case, requirement, max_files)  # before the work; again behind the lock
    found = _looked_at(content, accepts)
    _lock_case(case)
    place = _check_room(case, requirement, max_files)
    label = intake.label_of(name) or f"{requirement}.{found.kind.lower()}"
    evidence = _keep(
        case=case,
        requirement=requirement,
        place=place,
        label=label,
        found=found,
        by=by,
        at=at,
    )
    _record("EVIDENCE_ADDED", evidence, agency, service, by, at)
    return evidence


@operation
def _keep(
    *,
    case: UUID,
    requirement: str,
    place: int,
    label: str,
    found: intake.Accepted,
    by: Actor,
    at: dt.datetime,
) -> models.Evidence:
    """The row of a file, its content and its name under seal."""
    sealed = vault.seal(
        case=case, name="evidence", content=found.content, is_file=True, by=by, at=at
    )
    name = vault.seal(
        case=case, name="evidence-name", content=label.encode(), by=by, at=at
    )
    return models.Evidence.objects.create(
        case=case,
        requirement=requirement,
        place=place,
        kind=found.kind,
        content_type=found.content_type,
        size=len(found.content),
        sha256=hashlib.sha256(found.content).digest(),
        pages=found.pages,
        width=found.width,
        height=found.height,
        sealed=sealed,
        name=name,
        added_at=at,
    )


def _looked_at(content: bytes, accepts: Collection[str]) -> intake.Accepted:
    """A document of our own is taken as it is; everything else is looked at."""
    ours = queries.by_content(content)
    if ours is not None and intake.Kind.PDF in accepts:
        return intake.Accepted(
            kind=intake.Kind.PDF,
            content=content,
            content_type="application/pdf",
            pages=ours.pages,
        )
    try:
        return intake.check(content, accepts=accepts)
    except intake.Rejected as rejected:
        raise errors.refusal_of(rejected) from None


def _lock_case(case: UUID) -> None:
    """Uploads to one case wait for each other from here to their commit."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"files {case}"]
        )


def _check_room(case: UUID, requirement: str, max_files: int) -> int:
    """The lowest free place of the requirement."""
    rows = models.Evidence.objects.filter(case=case)
    taken = list(rows.values_list("requirement", "place"))
    if len(taken) >= rules.MAX_FILES_OF_CASE:
        raise errors.TooManyFilesOfCase(max=rules.MAX_FILES_OF_CASE)
    places = {place for of, place in taken if of == requirement}
    if len(places) >= max_files:
        raise errors.TooManyFiles(max=max_files)
    return min(set(range(max_files)) - places)


@operation
def remove_evidence(
    *,
    evidence: models.Evidence,
    by: Actor,
    at: dt.datetime,
    agency: str = "",
    service: str = "",
) -> None:
    """Forget a file and its name; the log keeps that they were there."""
    _lock_case(evidence.case)
    if not models.Evidence.objects.filter(id=evidence.id).exists():
        return
    sealed, name = evidence.sealed, evidence.name
    _record("EVIDENCE_REMOVED", evidence, agency, service, by, at)
    models.Evidence.objects.filter(id=evidence.id).delete()
    vault.discard(sealed=sealed, by=by, at=at)
    vault.discard(sealed=name, by=by, at=at)


def _record(
    type: str,
    evidence: models.Evidence,
    agency: str,
    service: str,
    by: Actor,
    at: dt.datetime,
) -> None:
    transparency.record(
        type=type,
        subject=evidence.case,
        by=by,
        at=at,
        agency=agency,
        service=service,
        secret=vault.secret_of(case=evidence.case, by=by, at=at),
        facts={
            "requirement": evidence.requirement,
            "sha256": bytes(evidence.sha256).hex(),
        },
    )


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
    """Content, content type and shown name of a file, after the access is on record."""
    content, name = vault.open_many(
        things=[evidence.sealed, evidence.name],
        by=by,
        purpose=purpose,
        at=at,
        agency=agency,
        service=service,
    )
    return content, evidence.content_type, name.decode()


@operation
def evidence_names(
    *, case: UUID, by: Actor, purpose: str, at: dt.datetime
) -> dict[UUID, str]:
    """Evidence id → shown name, opened at once and recorded as one access."""
    rows = queries.evidence_of(case)
    texts = vault.open_many(
        things=[row.name for row in rows], by=by, purpose=purpose, at=at
    )
    return {row.id: text.decode() for row, text in zip(rows, texts, strict=True)}
