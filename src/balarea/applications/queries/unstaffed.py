"""Steps that nobody can take: without a right, with all away, or all excluded."""

import dataclasses
import datetime as dt
import enum
from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from django.db.models import Count, Min

from balarea.applications import models
from balarea.applications.rules import QUEUES, STATES, State
from balarea.people import queries as people
from balarea.people.queries import Scope
from balarea.people.rules import Action

_WAITING = tuple(state for states in QUEUES.values() for state in states)


class Lack(enum.StrEnum):
    """Why nobody can take the next step."""

    NO_RIGHT = "NO_RIGHT"  # no officer in office has the right
    AWAY = "AWAY"  # all who have it are recorded as away
    EXCLUDED = "EXCLUDED"  # all others have a conflict of interest in the case


@dataclasses.dataclass(frozen=True, slots=True)
class Unstaffed:
    """Applications of one service whose next step nobody can take now.

    `back_on`: the first day on which somebody is back; of AWAY only.
    """

    service: str
    agency: str
    action: Action
    lack: Lack
    count: int
    due_on: dt.date
    back_on: dt.date | None = None


def unstaffed(services: Collection[str], today: dt.date) -> list[Unstaffed]:
    """What of these services waits for nobody, the most urgent first.

    An exclusion counts as recorded: what the system finds is recorded at filing, or
    when the officer opens the case.
    """
    staff, absent = people.staff(today), people.absent_on(today)
    found = []
    excluded = _excluded(services)
    for group in _waiting(services):
        agency, service, state = group["agency"], group["service"], group["state"]
        action = Action(STATES[State(state)].queue)
        able = _able(staff, action, agency=agency, service=service)
        present = able - absent.keys()
        whole = (group["count"], group["due_on"])
        if not able:
            found.append(Unstaffed(service, agency, action, Lack.NO_RIGHT, *whole))
        elif not present:
            back_on = min(absent[one].ends_on for one in able) + dt.timedelta(days=1)
            found.append(Unstaffed(service, agency, action, Lack.AWAY, *whole, back_on))
        elif left := [
            due_on
            for due_on, officers in excluded[service, state]
            if present <= officers
        ]:
            some = (len(left), min(left))
            found.append(Unstaffed(service, agency, action, Lack.EXCLUDED, *some))
    return sorted(found, key=lambda one: (one.due_on, one.service, one.action))


def _able(
    staff: Collection[Scope], action: Action, *, agency: str, service: str
) -> set[UUID]:
    return {
        scope.officer.id
        for scope in staff
        if scope.allows(action, agency=agency, service=service)
    }


def _waiting(services: Collection[str]) -> list[dict[str, object]]:
    """What waits for officers: how much of each service and state, since when due."""
    rows = models.Application.objects.filter(
        service__in=services, state__in=_WAITING, closed_at__isnull=True
    )
    grouped = rows.values("agency", "service", "state").order_by()
    return list(grouped.annotate(count=Count("id"), due_on=Min("due_on")))


def _excluded(
    services: Collection[str],
) -> dict[tuple[str, str], list[tuple[dt.date, set[UUID]]]]:
    """Of waiting cases with exclusions: service and state → (due, the excluded)."""
    rows = models.Exclusion.objects.filter(
        application__service__in=services, application__state__in=_WAITING
    ).values_list(
        "application",
        "officer",
        "application__service",
        "application__state",
        "application__due_on",
    )
    of_case: dict[tuple[UUID, str, str, dt.date], set[UUID]] = defaultdict(set)
    for case, officer, service, state, due_on in rows:
        of_case[case, service, state, due_on].add(officer)
    found: dict[tuple[str, str], list[tuple[dt.date, set[UUID]]]] = defaultdict(list)
    for (_case, service, state, due_on), officers in of_case.items():
        found[service, state].append((due_on, officers))
    return found
