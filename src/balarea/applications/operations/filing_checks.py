"""Checks before a draft is filed, be it of one service or of a bundle."""

import datetime as dt
from collections.abc import Callable
from typing import Any, NamedTuple
from uuid import UUID

from balarea.applications import errors, models, permissions, queries
from balarea.applications.operations import sealed_contents
from balarea.catalogue import definition as engine
from balarea.documents.models import Evidence
from balarea.foundation import idempotency
from balarea.foundation.operation import Actor, operation


class FilingRequest(NamedTuple):
    """What the form sends that files a draft.

    `seen_fingerprint` is of the answers and files that their page showed. With
    `is_mismatch_confirmed`, a NIK that contains another day of birth than the answers
    is accepted.
    """

    case: UUID
    owners: frozenset[UUID]
    seen_fingerprint: str
    is_mismatch_confirmed: bool


@operation
def file_once(
    *,
    request: FilingRequest,
    key: str,
    file: Callable[[], None],
    by: Actor,
    at: dt.datetime,
) -> UUID:
    """Run `file` once for this key, and return the case.

    Raises:
        foundation_errors.KeyReused: the key came before with another fingerprint.
    """
    idempotency.once(
        # Keys are scoped by owner, so that no other citizen gets the stored answer.
        namespace=f"submit:{request.case.hex}:{by.id.hex[-12:]}",
        key=key,
        body=request.seen_fingerprint.encode(),
        answer=str(request.case),
        at=at,
        do=file,
    )
    return request.case


@operation
def open_as_seen(
    *,
    draft: models.Draft,
    evidence: list[Evidence],
    seen_fingerprint: str,
    by: Actor,
    at: dt.datetime,
) -> dict[str, Any]:
    """The answers of a draft that hasn't expired and is still what the page showed.

    Raises:
        errors.DraftExpired: it has expired.
        errors.ChangedMeanwhile: its answers or files are others by now.
    """
    permissions.check_not_expired(draft, at)
    answers = sealed_contents.open_own_answers(application=draft, by=by, at=at)
    if queries.fingerprint(draft.definition, answers, evidence) != seen_fingerprint:
        raise errors.ChangedMeanwhile
    return answers


def check_birth_dates(
    definition: engine.Definition,
    answers: dict[str, Any],
    *,
    as_of: dt.date,
    is_confirmed: bool,
) -> None:
    """Refuse a NIK that contains another day of birth than the answers.

    Raises:
        errors.Unconfirmed: there is one, and the citizen hasn't confirmed it.
    """
    if not is_confirmed and engine.contradictions(definition, answers, as_of=as_of):
        raise errors.Unconfirmed
