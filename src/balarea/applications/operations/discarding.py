"""Discarding drafts, by their owner or when they expire."""

import datetime as dt
from uuid import UUID

from balarea.applications import errors, models
from balarea.applications.operations import drafting, scanning
from balarea.documents import operations as documents
from balarea.documents import queries as document_queries
from balarea.foundation import unit_of_work
from balarea.foundation.operation import SYSTEM, Actor, operation
from balarea.vault import operations as vault


@operation
def discard(
    *,
    case: UUID,
    owners: frozenset[UUID],
    seen_saved_at: str | None = None,
    by: Actor,
    at: dt.datetime,
) -> None:
    """Discard a new draft, with its files and its key.

    `seen_saved_at` is the time of the last save that the page showed, in ISO 8601; None
    skips the check.
    """
    draft = drafting.lock_draft(case=case, owners=owners, by=by, at=at)
    if draft.is_amendment:
        raise errors.CannotWithdraw
    if seen_saved_at is not None and seen_saved_at != draft.saved_at.isoformat():
        raise errors.ChangedMeanwhile
    _discard(draft=draft, by=by, at=at)


@operation
def _discard(*, draft: models.Draft, by: Actor, at: dt.datetime) -> None:
    case, answers = draft.id, draft.answers
    scanning.discard(draft=draft, by=by, at=at)
    for item in document_queries.evidence_of(case):
        documents.remove_evidence(evidence=item, by=by, at=at)
    unit_of_work.remove(draft)
    vault.delete_sealed(sealed=answers, case=case, name="answers", by=by, at=at)
    vault.erase(case=case, by=by, at=at)


@operation
def expire(*, limit: int = 100, by: Actor = SYSTEM, at: dt.datetime) -> int:
    """Discard expired drafts; returns how many."""
    expired = (
        models.Draft.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("answers__key")
        .filter(expires_at__lte=at, is_amendment=False)[:limit]
    )
    for draft in expired:
        _discard(draft=draft, by=by, at=at)
    return len(expired)
