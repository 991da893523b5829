"""Putting a document back into force, because a remedy was granted."""

import contextlib
import datetime as dt

from balarea.applications import models
from balarea.applications.objection_rules import Remedy
from balarea.applications.queries import measures
from balarea.documents import errors as document_errors
from balarea.documents import operations as documents
from balarea.documents.rules import EndGround
from balarea.foundation.operation import Actor, operation


@operation
def undo_measure(
    *,
    measure: models.Measure,
    remedy: Remedy,
    reasons: str,
    by: Actor,
    at: dt.datetime,
) -> None:
    """Undo what a measure did; `reasons` are those of the granted remedy.

    What is over anyway stays so: a suspension whose last day has passed, a document
    whose place another one took.
    """
    outcome = measures.outcome_of(measure)
    if outcome is None:
        return
    ground = EndGround(remedy.value)
    if outcome.revocation is not None:
        with contextlib.suppress(document_errors.CannotReinstate):
            documents.reinstate(
                revocation=outcome.revocation, ground=ground, by=by, at=at
            )
    if outcome.suspension is not None:
        with contextlib.suppress(document_errors.NotSuspended):
            documents.end_suspension(
                suspension=outcome.suspension,
                ground=ground,
                reason=reasons,
                by=by,
                at=at,
            )
