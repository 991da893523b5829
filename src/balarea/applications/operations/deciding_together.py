"""Granting several cases of one simple service: each by an operation of its own.

A refusal is never taken together: it names the requirement that one case fails.
"""

import dataclasses
import datetime as dt
from collections.abc import Mapping
from uuid import UUID

from balarea.applications import errors, models, queries
from balarea.applications.operations import deciding, steps
from balarea.applications.rules import MAX_TOGETHER, Outcome
from balarea.foundation.errors import Refusal
from balarea.foundation.operation import Actor, operation
from balarea.people.queries import Scope
from balarea.people.rules import Action


@dataclasses.dataclass(frozen=True, slots=True)
class Result:
    """What became of one case; `refusal` says why it was not granted."""

    case: UUID
    refusal: Refusal | None


def grant_each(
    *,
    revisions: Mapping[UUID, int],
    reasons: str,
    key: str,
    scope: Scope,
    by: Actor,
    at: dt.datetime,
) -> list[Result]:
    """Grant each case for itself: one that can't be granted stops no other.

    `revisions` are the cases with the revision that the page showed. The same `key`
    grants each once, however often the form is sent.

    Raises:
        errors.NoneChosen, errors.TooManyTogether
        errors.TextTooLong: the reasons.
    """
    if not revisions:
        raise errors.NoneChosen
    if len(revisions) > MAX_TOGETHER:
        raise errors.TooManyTogether(max=MAX_TOGETHER)
    steps.normalized_text(reasons)
    return [
        Result(case, _refusal_of(case, seen, reasons, key, scope, by, at))
        for case, seen in revisions.items()
    ]


def _refusal_of(
    case: UUID,
    seen_revision: int,
    reasons: str,
    key: str,
    scope: Scope,
    by: Actor,
    at: dt.datetime,
) -> Refusal | None:
    """Grant one case; the refusal if it can't be granted."""
    try:
        steps.run_once(
            case=case,
            key=key,
            body=f"{seen_revision}|{reasons}".encode(),
            step=lambda: grant(
                case=case,
                reasons=reasons,
                seen_revision=seen_revision,
                scope=scope,
                by=by,
                at=at,
            ),
            by=by,
            at=at,
        )
    except Refusal as refusal:
        return refusal
    return None


@operation
def grant(
    *,
    case: UUID,
    reasons: str,
    seen_revision: int,
    scope: Scope,
    by: Actor,
    at: dt.datetime,
) -> models.Decision:
    """Grant one case of those that may be granted together.

    Raises:
        errors.DecidedAlone: its service or its history asks for a look of its own.
        errors.NotOpened: the officer hasn't opened it since it last changed.
        errors.StillDefective: a requirement is marked as a defect.
    """
    application = steps.lock_case(
        case=case,
        scope=scope,
        action=Action.DECIDE,
        seen_revision=seen_revision,
        by=by,
        at=at,
    )
    if queries.is_decided_alone(application):
        raise errors.DecidedAlone
    if queries.unopened_cases([case], scope.officer.id):
        raise errors.NotOpened
    defects = [key for key, met in queries.marks(application).items() if not met]
    if defects:
        raise errors.StillDefective(requirements=", ".join(defects))
    return deciding.decide(
        case=case,
        outcome=Outcome.GRANTED,
        reasons=reasons,
        scope=scope,
        seen_revision=seen_revision,
        by=by,
        at=at,
    )
