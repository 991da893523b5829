"""How agencies keep their promises, in figures; nothing about any person."""

import dataclasses
import datetime as dt

from django.db import connection

from balarea.applications.queries.desk import services_of
from balarea.applications.rules import WITH_CITIZEN
from balarea.foundation import calendar, clock, working_days
from balarea.people.queries import Scope
from balarea.people.rules import Action

LONGEST = dt.timedelta(days=3 * 365)  # nothing lasts longer; what did counts from then


@dataclasses.dataclass(frozen=True, slots=True)
class Figures:
    """One agency's work: open now, and closed since a moment.

    `in_time` are those whose check was in time as well: a promise that counts from a
    check that nobody makes is none. `returned` of the closed ones were sent back once.
    `office_days` and `citizen_days` are their working days, added up.
    """

    agency: str
    open: int
    with_citizen: int
    late: int
    closed: int
    in_time: int
    checked_late: int
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


_FIGURES = """
    SELECT agency,
        count(*) FILTER (WHERE closed_at IS NULL),
        count(*) FILTER (WHERE closed_at IS NULL AND state = ANY(%s)),
        count(*) FILTER (
            WHERE closed_at IS NULL AND state <> ALL(%s) AND due_on < %s
        ),
        count(*) FILTER (WHERE closed_at IS NOT NULL),
        count(*) FILTER (WHERE NOT was_checked_late
            AND (closed_at AT TIME ZONE 'Asia/Jakarta')::date <= due_on),
        count(*) FILTER (WHERE closed_at IS NOT NULL AND was_checked_late)
    FROM applications_application
    WHERE service = ANY(%s) AND (
        state NOT IN ('ISSUED', 'REFUSED', 'WITHDRAWN')
        OR (state IN ('ISSUED', 'REFUSED', 'WITHDRAWN') AND closed_at >= %s)
    )
    GROUP BY agency ORDER BY agency
"""


# `reached` numbers a moment by the working days up to it: the difference of two is what
# lies between them, as `foundation.working_days.between` counts.
_DAYS = """
    WITH calendar AS (SELECT %s::date[] AS days),
    step AS (
        SELECT a.agency, a.id AS case_id, c.id, c.at, c.state, width_bucket(
            (c.at AT TIME ZONE 'Asia/Jakarta')::date, calendar.days
        ) AS reached
        FROM calendar, applications_application AS a
        JOIN applications_statuschange AS c ON c.application_id = a.id
        WHERE a.service = ANY(%s) AND a.closed_at >= %s
            AND a.state IN ('ISSUED', 'REFUSED', 'WITHDRAWN')
    ),
    passed AS (
        SELECT agency, state, lead(reached) OVER (
            PARTITION BY case_id ORDER BY at, id
        ) - reached AS days
        FROM step
    )
    SELECT agency,
        count(*) FILTER (WHERE state = 'RETURNED'),
        coalesce(sum(days) FILTER (WHERE state <> ALL(%s)), 0),
        coalesce(sum(days) FILTER (WHERE state = ANY(%s)), 0)
    FROM passed GROUP BY agency
"""


def figures(scope: Scope, *, today: dt.date, since: dt.datetime) -> list[Figures]:
    """What agencies have open, and closed since a moment, of what is overseen."""
    codes = services_of(scope, Action.OVERSEE)
    waiting_there = [state.value for state in WITH_CITIZEN]
    with connection.cursor() as cursor:
        cursor.execute(_FIGURES, [waiting_there, waiting_there, today, codes, since])
        found = [Figures(*row) for row in cursor.fetchall()]
    passed = _days(codes, today=today, since=since)
    return [
        dataclasses.replace(row, returned=back, office_days=ours, citizen_days=theirs)
        for row in found
        for back, ours, theirs in [passed.get(row.agency, (0, 0, 0))]
    ]


def _days(
    codes: list[str], *, today: dt.date, since: dt.datetime
) -> dict[str, tuple[int, int, int]]:
    """Agency → returned, and working days at the office and with the citizen."""
    start = clock.today(since) - LONGEST
    known = working_days.within(start, today, calendar.overrides())
    waiting_there = [state.value for state in WITH_CITIZEN]
    with connection.cursor() as cursor:
        cursor.execute(_DAYS, [known, codes, since, waiting_there, waiting_there])
        return {
            agency: (back, int(ours), int(theirs))
            for agency, back, ours, theirs in cursor.fetchall()
        }
