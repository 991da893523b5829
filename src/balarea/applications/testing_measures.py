"""Revoked and suspended documents for tests and the demo, by two officers each."""

import datetime as dt
from uuid import UUID

from balarea.applications import models, queries
from balarea.applications.measure_rules import Ground, MeasureKind
from balarea.applications.operations import measures
from balarea.foundation.operation import Actor
from balarea.people import testing as people
from balarea.people.queries import Scope
from balarea.people.rules import Action

WHY = "Sesuai dengan usulan dan berkasnya."


def approve(
    measure: models.Measure, at: dt.datetime, *, is_approved: bool = True
) -> models.MeasureOutcome:
    """Another officer decides on it, who is appointed if there is none."""
    application = queries.case(measure.application_id)
    agency, who = application.agency, measure.officer_id
    try:
        scope, by = people.officer_for(Action.REVOKE, application.service, agency, who)
    except LookupError:
        people.appoint(agency, {Action.REVOKE}, at)
        scope, by = people.officer_for(Action.REVOKE, application.service, agency, who)
    return measures.decide(
        case=application.id,
        measure=measure.id,
        is_approved=is_approved,
        reasons=WHY,
        scope=scope,
        by=by,
        at=at,
    )


def revoke(
    *,
    case: UUID,
    reason: str,
    ready_reason: str = "",
    scope: Scope,
    by: Actor,
    at: dt.datetime,
) -> models.MeasureOutcome:
    """An officer proposes a revocation at the holder's request; another approves it.

    It is at the holder's request so that no answer of theirs is waited for.
    """
    proposed = measures.propose(
        case=case,
        kind=MeasureKind.REVOCATION,
        ground=Ground.REQUEST,
        reason=reason,
        ready_reason=ready_reason,
        scope=scope,
        by=by,
        at=at,
    )
    return approve(proposed, at)
