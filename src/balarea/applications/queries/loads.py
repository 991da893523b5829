"""How much each officer has to do."""

import dataclasses
import datetime as dt
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, Min, Q

from balarea.applications import models
from balarea.applications.queries.worklists import services_of
from balarea.applications.rules import QUEUES
from balarea.people import queries as people
from balarea.people.models import Officer
from balarea.people.queries import Scope
from balarea.people.rules import Action

# States in which an application waits for an officer.
_TO_DO = tuple(state for states in QUEUES.values() for state in states)


class Counts(NamedTuple):
    """Of what waits for an officer; `oldest` is the first filing among it."""

    open_count: int = 0
    due_soon: int = 0
    late: int = 0
    oldest: dt.datetime | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Load:
    """What waits for one officer, as in `Counts`."""

    officer: Officer
    open_count: int
    due_soon: int
    late: int
    oldest: dt.datetime | None


def loads(scope: Scope, *, today: dt.date, week_end: dt.date) -> list[Load]:
    """The load of each officer, on services whose work this officer hands out.

    Of officers in office who can be given something there, and of those who have
    something; `due_soon` is due from today until `week_end`.
    """
    services = services_of(scope, Action.ASSIGN)
    rows = (
        models.Application.objects.filter(
            handler__isnull=False, service__in=services, state__in=_TO_DO
        )
        .values("handler")
        .annotate(
            open_count=Count("id"),
            due_soon=Count("id", filter=Q(due_on__range=(today, week_end))),
            late=Count("id", filter=Q(due_on__lt=today)),
            oldest=Min("submitted_at"),
        )
    )
    by_officer = {
        row["handler"]: Counts(
            row["open_count"], row["due_soon"], row["late"], row["oldest"]
        )
        for row in rows
    }
    serving = {
        officer.id: officer
        for agency in scope.reach(Action.ASSIGN)
        for officer in people.working_in(agency)
    }
    others = people.officers_by_id(by_officer.keys() - serving.keys())
    listed = [
        Load(officer, *by_officer.get(officer.id, Counts()))
        for officer in [*serving.values(), *others]
    ]
    return sorted(
        listed, key=lambda load: (-load.late, -load.open_count, load.officer.name)
    )


def lookups_since(officer: UUID, since: dt.datetime) -> tuple[int, int]:
    """How often an officer searched by name since then, and how often in vain."""
    rows = models.CaseLookup.objects.filter(officer=officer, at__gte=since)
    return rows.count(), rows.filter(matches=0).count()


def items_of(scope: Scope, officer: UUID, limit: int) -> list[models.Application]:
    """What waits for one officer where this one hands out the work, by urgency."""
    rows = models.Application.objects.filter(
        handler=officer,
        service__in=services_of(scope, Action.ASSIGN),
        state__in=_TO_DO,
    )
    return list(rows.order_by("due_on", "id")[:limit])
