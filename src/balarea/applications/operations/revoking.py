"""Putting an issued document out of force."""

import datetime as dt
from uuid import UUID

from balarea.applications import errors, general_reasons, permissions, queries
from balarea.applications.general_reasons import Use
from balarea.applications.operations import steps
from balarea.documents import operations as documents
from balarea.documents import queries as document_queries
from balarea.foundation.errors import NotFound
from balarea.foundation.operation import Actor, operation
from balarea.people.queries import Scope
from balarea.people.rules import Action


@operation
def revoke(
    *,
    case: UUID,
    reason: str,
    ready_reason: str = "",
    scope: Scope,
    seen_revision: int | None = None,
    by: Actor,
    at: dt.datetime,
) -> None:
    """Revoke an application's document with a reason, and inform its holder.

    A countersigned document can't be revoked by the officer who proposed it.

    `seen_revision` is the revision that the officer's page showed; None skips the
    check.

    Raises:
        errors.ChangedMeanwhile: the page showed another state of the application.
        errors.OwnDecision: the officer proposed what was countersigned.
        errors.ReasonsMissing: the reason has too few letters.
    """
    application = queries.case_in_reach(case, scope)
    if application is None:
        raise NotFound
    permissions.check_can(scope, Action.REVOKE, application)
    if seen_revision is not None and seen_revision != application.revision:
        raise errors.ChangedMeanwhile
    document = document_queries.document_of(case)
    if document is None:
        raise NotFound
    decision = queries.last_decision(application)
    countersignature = getattr(decision, "countersignature", None)
    if (
        countersignature is not None
        and countersignature.decided_by_id == scope.officer.id
    ):
        raise errors.OwnDecision
    why = steps.checked_reason(
        general_reasons.composed(Use.REVOKE, ready_reason, reason, application.language)
    )
    documents.revoke(document=document, reason=why, by=by, at=at)
    steps.notify(
        application=application,
        kind="REVOKED",
        by=by,
        at=at,
        params={"number": document.number},
    )
