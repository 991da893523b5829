"""Applications whose fee isn't paid, for the desks that help to pay it."""

import dataclasses
import datetime as dt
from uuid import UUID

from django.db.models import OuterRef, Q, Subquery

from balarea.applications import models
from balarea.applications.queries.hand_outs import START, HandOutCursor
from balarea.applications.queries.worklists import PAGE, services_of
from balarea.applications.rules import AWAITING_PAYMENT
from balarea.foundation import references
from balarea.people.queries import Scope
from balarea.people.rules import Action


@dataclasses.dataclass(frozen=True, slots=True)
class UnpaidCase:
    """One application that waits for its payer; a masked name only."""

    id: UUID
    reference: str
    service: str
    definition: str
    holder_masked: str
    since: dt.datetime

    @property
    def pretty(self) -> str:
        return references.pretty(self.reference)

    @property
    def cursor(self) -> HandOutCursor:
        return self.since, self.id


def unpaid_cases(
    scope: Scope,
    *,
    agency: str = "",
    before: dt.datetime | None = None,
    after: HandOutCursor = START,
    limit: int = PAGE,
) -> list[UnpaidCase]:
    """What waits for payment where the officer may RECEIVE, the longest first.

    Of one `agency` only if it is named, and what has waited since `before` that time.
    """
    moment, last = after
    changes = models.StatusChange.objects.filter(
        application=OuterRef("id"), state=OuterRef("state")
    )
    rows = models.Application.objects.filter(
        service__in=services_of(scope, Action.RECEIVE),
        state__in=sorted(AWAITING_PAYMENT),
        closed_at__isnull=True,
    ).annotate(since=Subquery(changes.order_by("-at").values("at")[:1]))
    if agency:
        rows = rows.filter(agency=agency)
    if before is not None:
        rows = rows.filter(since__lt=before)
    later = Q(since__gt=moment) | Q(since=moment, id__gt=last)
    return [
        UnpaidCase(
            row.id,
            row.reference,
            row.service,
            row.definition,
            row.holder_masked,
            row.since,
        )
        for row in rows.filter(later).order_by("since", "id")[:limit]
    ]
