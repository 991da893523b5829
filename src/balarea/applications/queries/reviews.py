"""Decisions that rules took, and the reviews that citizens asked of a person."""

import dataclasses
import datetime as dt
from uuid import UUID

from django.db.models import Q, QuerySet

from balarea.applications import models
from balarea.applications.queries import officer_records
from balarea.applications.queries.worklists import FIRST, PAGE, Cursor, services_of
from balarea.applications.rules import State
from balarea.documents import queries as documents
from balarea.foundation import references
from balarea.people.queries import Scope
from balarea.people.rules import Action

_IN_EFFECT = frozenset({State.GRANTED, State.ISSUED})


def reviewable_decision(application: models.Application) -> models.Decision | None:
    """The decision of rules that a person may look at again; else None.

    None where an officer decided, and where the document was revoked.
    """
    if State(application.state) not in _IN_EFFECT:
        return None
    decision = officer_records.last_decision(application)
    if decision is None or not decision.is_by_rules:
        return None
    document = documents.document_of(application.id)
    if document is not None and document.state == "REVOKED":
        return None
    return decision


@dataclasses.dataclass(frozen=True, slots=True)
class AwaitedReview:
    """One application whose citizen asked for a review; a masked name only."""

    id: UUID
    reference: str
    service: str
    definition: str
    holder_masked: str
    asked_at: dt.datetime
    due_on: dt.date

    @property
    def pretty(self) -> str:
        return references.pretty(self.reference)

    @property
    def cursor(self) -> Cursor:
        return self.due_on, self.id


def _awaited(scope: Scope) -> QuerySet[models.Review]:
    services = services_of(scope, Action.DECIDE)
    return models.Review.objects.filter(
        application__service__in=services, outcome__isnull=True
    )


def awaited_reviews(
    scope: Scope, *, after: Cursor = FIRST, limit: int = PAGE
) -> list[AwaitedReview]:
    """What waits for a review within an officer's grants, the most urgent first."""
    day, last = after
    rows = (
        _awaited(scope)
        .select_related("application")
        .filter(Q(due_on__gt=day) | Q(due_on=day, application__gt=last))
        .order_by("due_on", "application_id")[:limit]
    )
    return [
        AwaitedReview(
            row.application_id,
            row.application.reference,
            row.application.service,
            row.application.definition,
            row.application.holder_masked,
            row.at,
            row.due_on,
        )
        for row in rows
    ]


def awaited_review_count(scope: Scope, cap: int) -> int:
    """How many reviews wait, counted up to `cap`."""
    return _awaited(scope)[:cap].count()
