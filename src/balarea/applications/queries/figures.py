"""Figures on how agencies meet their deadlines; nothing about any person."""

import dataclasses
import datetime as dt

from django.conf import settings
from django.db import connection
from django.db.models import Count, Q, Sum

from balarea.applications import models
from balarea.applications.queries.worklists import services_of
from balarea.applications.rules import CLOSED_SQL, ELSEWHERE, WITH_CITIZEN
from balarea.catalogue import queries as catalogue
from balarea.foundation import calendar, clock, working_days
from balarea.people.queries import Scope
from balarea.people.rules import Action

WORST = 10  # services listed that ask most for what the state holds
LONGEST = dt.timedelta(days=3 * 365)  # nothing lasts longer; what did counts from then


@dataclasses.dataclass(frozen=True, slots=True)
class Figures:
    """The work of an agency or on a service: open now, and closed since a moment.

    `elsewhere` are those on which another register decides now.

    `in_time` are those whose check was in time as well, because the deadline of the
    decision counts from the check. `returned` of the closed ones were sent back once.
    `office_days` and `citizen_days` are their working days, added up.
    """

    of: str  # the agency's code, or the service's
    open: int
    with_citizen: int
    elsewhere: int
    late: int
    closed: int
    in_time: int
    checked_late: int
    not_served: int
    confirmed: int
    disputed: int
    unconfirmed: int
    returned: int = 0
    office_days: int = 0
    citizen_days: int = 0

    @property
    def mean_at_office(self) -> float | None:
        """Working days of one closed application at the office; None if none is."""
        return self.office_days / self.closed if self.closed else None

    @property
    def mean_with_citizen(self) -> float | None:
        return self.citizen_days / self.closed if self.closed else None


_FIGURES = f"""
    SELECT {{of}},
        count(*) FILTER (WHERE closed_at IS NULL),
        count(*) FILTER (WHERE closed_at IS NULL AND state = ANY(%s)),
        count(*) FILTER (WHERE closed_at IS NULL AND state = ANY(%s)),
        count(*) FILTER (
            WHERE closed_at IS NULL AND state <> ALL(%s) AND due_on < %s
        ),
        count(*) FILTER (WHERE closed_at IS NOT NULL),
        count(*) FILTER (WHERE NOT was_checked_late
            AND (closed_at AT TIME ZONE %s)::date <= due_on),
        count(*) FILTER (WHERE closed_at IS NOT NULL AND was_checked_late),
        count(*) FILTER (WHERE state = 'NOT_SERVED'),
        count(*) FILTER (WHERE state = 'CONFIRMED'),
        count(*) FILTER (WHERE state = 'DISPUTED'),
        count(*) FILTER (WHERE state = 'UNCONFIRMED')
    FROM applications_application
    WHERE service = ANY(%s) AND (
        state NOT IN ({CLOSED_SQL})
        OR (state IN ({CLOSED_SQL}) AND closed_at >= %s)
    )
    GROUP BY {{of}} ORDER BY {{of}}
"""  # noqa: S608 - columns and states are ours, values are parameters


# `reached` numbers a moment by the working days up to it: the difference of two is what
# lies between them, as `foundation.working_days.between` counts.
_DAYS = f"""
    WITH calendar AS (SELECT %s::date[] AS days),
    step AS (
        SELECT a.{{of}} AS of, a.id AS case_id, c.id, c.at, c.state, width_bucket(
            (c.at AT TIME ZONE %s)::date, calendar.days
        ) AS reached
        FROM calendar, applications_application AS a
        JOIN applications_statuschange AS c ON c.application_id = a.id
        WHERE a.service = ANY(%s) AND a.closed_at >= %s
            AND a.state IN ({CLOSED_SQL})
    ),
    passed AS (
        SELECT of, state, lead(reached) OVER (
            PARTITION BY case_id ORDER BY at, id
        ) - reached AS days
        FROM step
    )
    SELECT of,
        count(*) FILTER (WHERE state = 'RETURNED'),
        coalesce(sum(days) FILTER (WHERE state <> ALL(%s)), 0),
        coalesce(sum(days) FILTER (WHERE state = ANY(%s)), 0)
    FROM passed GROUP BY of
"""  # noqa: S608 - columns and states are ours, values are parameters
_COLUMNS = ("agency", "service")
_CITIZEN = [state.value for state in WITH_CITIZEN]
_ELSEWHERE = [state.value for state in ELSEWHERE]
_PAUSED = [*_CITIZEN, *_ELSEWHERE]  # no day of the agency passes


def figures(scope: Scope, *, today: dt.date, since: dt.datetime) -> list[Figures]:
    """What agencies have open, and closed since a moment, of what is overseen."""
    return _figures("agency", overseen(scope), today=today, since=since)


def figures_of(
    scope: Scope, agency: str, *, today: dt.date, since: dt.datetime
) -> list[Figures]:
    """The same of each service of one agency."""
    return _figures("service", overseen(scope, agency), today=today, since=since)


@dataclasses.dataclass(frozen=True, slots=True)
class Proofs:
    """What a service was sent since a moment.

    `sent_though_held` counts the requirements for which a file was sent although a
    register of the state holds the fact; `reused` those that a copy proved.
    """

    service: str
    filings: int
    sent_though_held: int
    reused: int


def proofs(scope: Scope, agency: str = "", *, since: dt.datetime) -> list[Proofs]:
    """Of the services that are overseen those that ask most for what is held.

    The worst first, at most `WORST`. Filings from before they were counted are not.
    """
    rows = (
        models.Filing.objects.filter(
            application__service__in=overseen(scope, agency),
            at__gte=since,
            sent_though_held__isnull=False,
        )
        .values_list("application__service")
        .annotate(
            filings=Count("id"), sent=Sum("sent_though_held"), reused=Sum("reused")
        )
        .filter(Q(sent__gt=0) | Q(reused__gt=0))
        .order_by("-sent", "application__service")
    )
    return [Proofs(*row) for row in rows[:WORST]]


def overseen(scope: Scope, agency: str = "") -> list[str]:
    """The services that an officer oversees, of one agency or of all."""
    codes = services_of(scope, Action.OVERSEE)
    if not agency:
        return codes
    own = set(catalogue.agency_codes().get(agency, ()))
    return [code for code in codes if code in own]


def _figures(
    of: str, codes: list[str], *, today: dt.date, since: dt.datetime
) -> list[Figures]:
    if of not in _COLUMNS:
        raise ValueError(of)
    with connection.cursor() as cursor:
        cursor.execute(
            _FIGURES.format(of=of),
            [_CITIZEN, _ELSEWHERE, _PAUSED, today, settings.TIME_ZONE, codes, since],
        )
        lines = [Figures(*row) for row in cursor.fetchall()]
    passed = _days(of, codes, today=today, since=since)
    return [
        dataclasses.replace(row, returned=back, office_days=ours, citizen_days=theirs)
        for row in lines
        for back, ours, theirs in [passed.get(row.of, (0, 0, 0))]
    ]


def _days(
    of: str, codes: list[str], *, today: dt.date, since: dt.datetime
) -> dict[str, tuple[int, int, int]]:
    """Of each: returned, and working days at the office and with the citizen."""
    days = working_days_until(today, since)
    with connection.cursor() as cursor:
        cursor.execute(
            _DAYS.format(of=of),
            [days, settings.TIME_ZONE, codes, since, _PAUSED, _CITIZEN],
        )
        return {
            key: (back, int(ours), int(theirs))
            for key, back, ours, theirs in cursor.fetchall()
        }


def working_days_until(today: dt.date, since: dt.datetime) -> list[dt.date]:
    """Every working day that may lie within a case that closed since a moment."""
    start = clock.today(since) - LONGEST
    return working_days.within(start, today, calendar.overrides())
