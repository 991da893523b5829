"""The applications that a figure of `figures` counts, and the steps they are at."""

import dataclasses
import datetime as dt
from collections.abc import Callable, Sequence

from django.conf import settings
from django.db import connection
from django.db.models import DateField, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Cast, TruncDate

from balarea.applications import models
from balarea.applications.queries.figures import working_days_until
from balarea.applications.queries.worklists import FIRST, PAGE, Cursor, revoked_among
from balarea.applications.rules import (
    CLOSED,
    CLOSED_SQL,
    ELSEWHERE,
    WITH_CITIZEN,
    State,
)
from balarea.foundation import clock, references

type Rule = Callable[[dt.date, dt.datetime], Q]


@dataclasses.dataclass(frozen=True, slots=True)
class Step:
    """One state of a service's cases: how many stand there, and how long they do.

    `passed` of the closed ones stood there for `days` working days, added up.
    """

    state: State
    open: int
    late: int
    passed: int
    days: int

    @property
    def mean(self) -> float | None:
        """Working days that one of them stood there; None if none did."""
        return self.days / self.passed if self.passed else None


@dataclasses.dataclass(frozen=True, slots=True)
class Counted:
    """One case behind a figure. It holds nothing about its person."""

    reference: str
    service: str
    state: State
    due_on: dt.date
    closed_at: dt.datetime | None
    is_revoked: bool
    cursor: Cursor

    @property
    def pretty(self) -> str:
        return references.pretty(self.reference)


def _closed(since: dt.datetime) -> Q:
    return Q(state__in=CLOSED, closed_at__gte=since)


# Each is what `figures` counts under this name.
FIGURES: dict[str, Rule] = {
    "open": lambda _today, _since: Q(closed_at=None),
    "with_citizen": lambda _today, _since: Q(closed_at=None, state__in=WITH_CITIZEN),
    "elsewhere": lambda _today, _since: Q(closed_at=None, state__in=ELSEWHERE),
    "late": lambda today, _since: (
        Q(closed_at=None, due_on__lt=today) & ~Q(state__in=WITH_CITIZEN | ELSEWHERE)
    ),
    "closed": lambda _today, since: _closed(since),
    "in_time": lambda _today, since: (
        _closed(since) & Q(was_checked_late=False, closed_on__lte=F("due_on"))
    ),
    "checked_late": lambda _today, since: _closed(since) & Q(was_checked_late=True),
    "not_served": lambda _today, since: _closed(since) & Q(state=State.NOT_SERVED),
    "confirmed": lambda _today, since: _closed(since) & Q(state=State.CONFIRMED),
    "disputed": lambda _today, since: _closed(since) & Q(state=State.DISPUTED),
    "unconfirmed": lambda _today, since: _closed(since) & Q(state=State.UNCONFIRMED),
    "returned": lambda _today, since: _closed(since) & Q(was_returned=True),
}


def counted(
    figure: str,
    services: Sequence[str],
    *,
    state: str = "",
    today: dt.date,
    since: dt.datetime,
    after: Cursor = FIRST,
    limit: int = PAGE,
) -> list[Counted]:
    """The cases that a figure counts, the day of their deadline first."""
    matching = _rows(services).filter(FIGURES[figure](today, since))
    if state:
        matching = matching.filter(state=state)
    day, last = after
    rows = matching.filter(Q(due_on__gt=day) | Q(due_on=day, id__gt=last))
    page = list(rows.order_by("due_on", "id")[:limit])
    revoked = revoked_among(page)
    return [
        Counted(
            row.reference,
            row.service,
            State(row.state),
            row.due_on,
            row.closed_at,
            row.id in revoked,
            (row.due_on, row.id),
        )
        for row in page
    ]


def _rows(services: Sequence[str]) -> QuerySet[models.Application]:
    returned = models.StatusChange.objects.filter(
        application=OuterRef("id"), state=State.RETURNED
    )
    return models.Application.objects.filter(service__in=services).annotate(
        closed_on=Cast(TruncDate("closed_at", tzinfo=clock.zone()), DateField()),
        was_returned=Exists(returned),
    )


_STEPS = f"""
    WITH calendar AS (SELECT %(days)s::date[] AS days),
    step AS (
        SELECT a.id AS case_id, c.id, c.at, c.state, width_bucket(
            (c.at AT TIME ZONE %(zone)s)::date, calendar.days
        ) AS reached
        FROM calendar, applications_application AS a
        JOIN applications_statuschange AS c ON c.application_id = a.id
        WHERE a.service = %(service)s AND a.closed_at >= %(since)s
            AND a.state IN ({CLOSED_SQL})
    ),
    passed AS (
        SELECT state, lead(reached) OVER (
            PARTITION BY case_id ORDER BY at, id
        ) - reached AS days
        FROM step
    )
    SELECT state, 0, 0, count(days), coalesce(sum(days), 0)
    FROM passed GROUP BY state
    UNION ALL
    SELECT state, count(*), count(*) FILTER (
        WHERE state <> ALL(%(paused)s) AND due_on < %(today)s
    ), 0, 0
    FROM applications_application
    WHERE service = %(service)s AND state NOT IN ({CLOSED_SQL})
    GROUP BY state
"""  # noqa: S608 - states are ours, values are parameters


def steps(service: str, *, today: dt.date, since: dt.datetime) -> list[Step]:
    """Where a service's cases stand now, and how long the closed ones stood there."""
    counts = {state: (0, 0, 0, 0) for state in State if state not in CLOSED}
    with connection.cursor() as cursor:
        cursor.execute(
            _STEPS,
            {
                "days": working_days_until(today, since),
                "service": service,
                "since": since,
                "today": today,
                "zone": settings.TIME_ZONE,
                "paused": [state.value for state in WITH_CITIZEN | ELSEWHERE],
            },
        )
        for name, *numbers in cursor.fetchall():
            if (state := State(name)) in counts:
                pairs = zip(counts[state], map(int, numbers), strict=True)
                a, b, c, d = (old + new for old, new in pairs)
                counts[state] = (a, b, c, d)
    return [Step(state, *numbers) for state, numbers in counts.items() if any(numbers)]
