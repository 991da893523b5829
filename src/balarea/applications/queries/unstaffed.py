"""Steps that nobody can take: without a right, with all away, or all excluded."""

import dataclasses
import datetime as dt
import enum
from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, Min

from balarea.applications import models
from balarea.applications.rules import QUEUES, STATES, State
from balarea.people import queries as people
from balarea.people.models import Absence
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
    excluded = _excluded(services)
    rows = (_lacking(group, staff, absent, excluded) for group in _waiting(services))
    return sorted(
        (row for row in rows if row is not None),
        key=lambda one: (one.due_on, one.service, one.action),
    )


class _Group(NamedTuple):
    """What waits in one state of one service."""

    agency: str
    service: str
    state: str
    waiting: int
    due_on: dt.date


type _Excluded = Mapping[tuple[str, str], list[tuple[dt.date, set[UUID]]]]


def _lacking(
    group: _Group,
    staff: Collection[Scope],
    absent: Mapping[UUID, Absence],
    excluded: _Excluded,
) -> Unstaffed | None:
    """Of what waits in one state that which nobody can take; None where there is none.

    `excluded`: see `_excluded`.
    """
    agency, service = group.agency, group.service
    action = Action(STATES[State(group.state)].queue)
    able = _able(staff, action, agency=agency, service=service)
    present = able - absent.keys()
    count, due_on, back_on = group.waiting, group.due_on, None
    if not able:
        lack = Lack.NO_RIGHT
    elif not present:
        lack = Lack.AWAY
        back_on = min(absent[one].ends_on for one in able) + dt.timedelta(days=1)
    else:
        lack = Lack.EXCLUDED
        days = [
            day
            for day, officers in excluded[service, group.state]
            if present <= officers
        ]
        if not days:
            return None
        count, due_on = len(days), min(days)
    return Unstaffed(service, agency, action, lack, count, due_on, back_on)


def _able(
    staff: Collection[Scope], action: Action, *, agency: str, service: str
) -> set[UUID]:
    return {
        scope.officer.id
        for scope in staff
        if scope.allows(action, agency=agency, service=service)
    }


def _waiting(services: Collection[str]) -> list[_Group]:
    """What waits for officers: how much of each service and state, since when due."""
    rows = models.Application.objects.filter(
        service__in=services, state__in=_WAITING, closed_at__isnull=True
    )
    grouped = rows.values_list("agency", "service", "state").order_by()
    counted = grouped.annotate(Count("id"), Min("due_on"))
    return [_Group(*row) for row in counted]


def _excluded(services: Collection[str]) -> _Excluded:
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
    by_queue: dict[tuple[str, str], list[tuple[dt.date, set[UUID]]]] = defaultdict(list)
    for (_case, service, state, due_on), officers in of_case.items():
        by_queue[service, state].append((due_on, officers))
    return by_queue
