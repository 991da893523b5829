"""Files that went to the register that decides, and what it decided."""

import dataclasses
import datetime as dt
from uuid import UUID

from django.db.models import Q, QuerySet

from balarea.applications import models
from balarea.applications.queries.worklists import FIRST, PAGE, Cursor, services_of
from balarea.applications.rules import State
from balarea.foundation import references
from balarea.foundation.compiled import compiled
from balarea.people.queries import Scope
from balarea.people.rules import Action


@dataclasses.dataclass(frozen=True, slots=True)
class AwaitedOutcome:
    """One application whose outcome another register owes; a masked name only."""

    id: UUID
    reference: str
    service: str
    definition: str
    holder_masked: str
    number: str
    handed_on: dt.date

    @property
    def pretty(self) -> str:
        return references.pretty(self.reference)

    @property
    def cursor(self) -> Cursor:
        return self.handed_on, self.id


@compiled
def _hand_over(case: UUID) -> QuerySet[models.HandOver]:
    return models.HandOver.objects.filter(application=case)


def hand_over(application: models.Application) -> models.HandOver | None:
    """When the file went over and its number there; None where it didn't."""
    return next(iter(_hand_over(application.id)), None)


@compiled
def _outcome(case: UUID) -> QuerySet[models.RegisterOutcome]:
    rows = models.RegisterOutcome.objects.select_related("text__key", "paper")
    return rows.filter(application=case)


def register_outcome(
    application: models.Application,
) -> models.RegisterOutcome | None:
    """What the other register decided, once it is on record."""
    return next(iter(_outcome(application.id)), None)


def awaited_outcomes(
    scope: Scope, *, after: Cursor = FIRST, limit: int = PAGE
) -> list[AwaitedOutcome]:
    """What waits for another register within an officer's grants, the longest first."""
    day, last = after
    rows = (
        models.HandOver.objects.select_related("application")
        .filter(
            application__service__in=services_of(scope, Action.HAND_OVER),
            application__state=State.HANDED_OVER,
        )
        .filter(Q(handed_on__gt=day) | Q(handed_on=day, application__gt=last))
        .order_by("handed_on", "application_id")[:limit]
    )
    return [
        AwaitedOutcome(
            row.application_id,
            row.application.reference,
            row.application.service,
            row.application.definition,
            row.application.holder_masked,
            row.number,
            row.handed_on,
        )
        for row in rows
    ]
