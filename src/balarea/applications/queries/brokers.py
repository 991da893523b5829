"""Representatives who file for many people: figures for oversight, no contents."""

import dataclasses
import datetime as dt
from uuid import UUID

from django.db.models import Count, Max, Q
from django.db.models.functions import Coalesce

from balarea.applications import models
from balarea.people.mandate_rules import (
    BROKER_DAYS,
    MAX_FAMILY,
    MAX_PRINCIPALS,
    Kind,
)
from balarea.people.queries import Scope
from balarea.people.rules import Action

MAX_ROWS = 100
_UNRELATED = [kind.value for kind in Kind if not kind.is_related]


@dataclasses.dataclass(frozen=True, slots=True)
class Broker:
    """One representative: for how many people they filed, and how much."""

    representative: UUID
    masked: str
    unrelated: int
    family: int
    cases: int
    services: int
    last_at: dt.datetime


def brokers(scope: Scope, at: dt.datetime) -> list[Broker]:
    """Who filed for more people than `mandate_rules` allows unseen, the most first.

    Of the last days, in the services that the officer oversees.
    """
    reach = Q(pk__in=[])
    for agency, services in scope.reach(Action.OVERSEE).items():
        own = Q(agency=agency)
        reach |= own & Q(service__in=services) if services else own
    since = at - dt.timedelta(days=BROKER_DAYS)
    principal = Coalesce("mandate__principal_person", "mandate__principal_contact")
    rows = (
        models.Application.objects.filter(
            reach, mandate__isnull=False, submitted_at__gte=since
        )
        .values("mandate__representative")
        .annotate(
            masked=Max("mandate__representative_masked"),
            unrelated=Count(
                principal, distinct=True, filter=Q(mandate__kind__in=_UNRELATED)
            ),
            family=Count(
                principal, distinct=True, filter=Q(mandate__kind=Kind.FAMILY.value)
            ),
            cases=Count("id"),
            services=Count("service", distinct=True),
            last_at=Max("submitted_at"),
        )
        .filter(Q(unrelated__gt=MAX_PRINCIPALS) | Q(family__gt=MAX_FAMILY))
        .order_by("-unrelated", "-family", "mandate__representative")
    )
    return [
        Broker(
            row["mandate__representative"],
            row["masked"],
            row["unrelated"],
            row["family"],
            row["cases"],
            row["services"],
            row["last_at"],
        )
        for row in rows[:MAX_ROWS]
    ]
