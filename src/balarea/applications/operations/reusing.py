"""Copying a citizen's issued documents and earlier files into a draft."""

import datetime as dt
from uuid import UUID

from balarea.applications import errors, models, queries
from balarea.applications.operations import drafting, sealed_contents
from balarea.applications.queries import reuse as reuse_queries
from balarea.documents import operations as documents
from balarea.documents import queries as document_queries
from balarea.documents.models import Evidence, IssuedDocument
from balarea.foundation import clock
from balarea.foundation.operation import Actor, operation


@operation
def reuse(
    *,
    case: UUID,
    owners: frozenset[UUID],
    requirement: str,
    source: UUID,
    by: Actor,
    at: dt.datetime,
) -> None:
    """Copy a document or an earlier file of the citizen into their draft.

    `source` is the id of one that `queries.reuse.reusable` offers. The source is opened
    under its own case, with its access recorded; the copy is sealed under the draft's.
    A source that the requirement has already is not copied again.

    Raises:
        foundation_errors.NotFound: no such draft.
        errors.DraftExpired: it has expired.
        errors.NotReusable: the source is not offered for it, or not any more.
        errors.DraftsTooLarge, documents.errors.TooManyFiles: as for an upload.
    """
    draft = drafting.lock_draft(case=case, owners=owners, by=by, at=at)
    answers = sealed_contents.open_own_answers(application=draft, by=by, at=at)
    target = queries.requirement_with_files(draft, answers, requirement, at)
    offered = reuse_queries.reusable(
        draft, answers, target, owners=owners, today=clock.today(at)
    )
    copied = _chosen(offered, source)
    if copied is None:
        if _has_copy(draft, requirement, source):
            return
        raise errors.NotReusable(case=case, requirement=requirement)
    size = copied.size if isinstance(copied, IssuedDocument) else copied.file.size
    sent = 0 if isinstance(copied, IssuedDocument) else copied.file.sent_size
    drafting.check_total_size(draft, size + sent, at)
    _, max_files = drafting.upload_limits(draft, requirement, by, at)
    _copy(
        copied=copied,
        draft=draft,
        requirement=requirement,
        max_files=max_files,
        by=by,
        at=at,
    )
    drafting.note_saved(draft=draft, by=by, at=at)


def _chosen(
    offered: reuse_queries.Reusable, source: UUID
) -> IssuedDocument | reuse_queries.EarlierFile | None:
    for document in offered.documents:
        if document.id == source:
            return document
    return next((one for one in offered.files if one.file.id == source), None)


def _has_copy(draft: models.Draft, requirement: str, source: UUID) -> bool:
    """Whether a file of the requirement has the content of this source."""
    digest = document_queries.digest_of(source)
    return digest is not None and any(
        bytes(item.sha256) == digest
        for item in queries.current_evidence(draft.id)
        if item.requirement == requirement
    )


@operation
def _copy(
    *,
    copied: IssuedDocument | reuse_queries.EarlierFile,
    draft: models.Draft,
    requirement: str,
    max_files: int,
    by: Actor,
    at: dt.datetime,
) -> Evidence:
    if isinstance(copied, IssuedDocument):
        return documents.copy_document(
            document=copied,
            case=draft.id,
            requirement=requirement,
            max_files=max_files,
            agency=draft.agency,
            service=draft.service,
            by=by,
            at=at,
        )
    application, file = copied.application, copied.file
    return documents.copy_evidence(
        source=document_queries.evidence(file.id, case=file.case),
        reference=application.reference,
        source_agency=application.agency,
        source_service=application.service,
        case=draft.id,
        requirement=requirement,
        max_files=max_files,
        agency=draft.agency,
        service=draft.service,
        by=by,
        at=at,
    )
