"""How agencies keep their promises, in figures; nothing about any person."""

import dataclasses
import datetime as dt

from django.db import connection

from balarea.applications.queries.desk import services_of
from balarea.applications.rules import WITH_CITIZEN
from balarea.people.queries import Scope
from balarea.people.rules import Action


@dataclasses.dataclass(frozen=True, slots=True)
class Figures:
    """One agency's work: open now, and closed since a moment."""

    agency: str
    open: int
    with_citizen: int
    late: int
    closed: int
    in_time: int


_FIGURES = """
    SELECT agency,
        count(*) FILTER (WHERE closed_at IS NULL),
        count(*) FILTER (WHERE closed_at IS NULL AND state = ANY(%s)),
        count(*) FILTER (
            WHERE closed_at IS NULL AND state <> ALL(%s) AND due_on < %s
        ),
        count(*) FILTER (WHERE closed_at IS NOT NULL),
        count(*) FILTER (WHERE (closed_at AT TIME ZONE 'Asia/Jakarta')::date <= due_on)
    FROM applications_application
    WHERE service = ANY(%s) AND (
        state NOT IN ('ISSUED', 'REFUSED', 'WITHDRAWN')
        OR (state IN ('ISSUED', 'REFUSED', 'WITHDRAWN') AND closed_at >= %s)
    )
    GROUP BY agency ORDER BY agency
"""


def figures(scope: Scope, *, today: dt.date, since: dt.datetime) -> list[Figures]:
    """What agencies have open, and closed since a moment, of what is overseen."""
    codes = services_of(scope, Action.OVERSEE)
    waiting_there = [state.value for state in WITH_CITIZEN]
    with connection.cursor() as cursor:
        cursor.execute(_FIGURES, [waiting_there, waiting_there, today, codes, since])
        return [Figures(*row) for row in cursor.fetchall()]
