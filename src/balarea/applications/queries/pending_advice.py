"""What waits for advice: the advisers' worklist."""

import dataclasses
import datetime as dt
from typing import Any
from uuid import UUID

from django.db import connection

from balarea.applications.queries.worklists import FIRST, PAGE, Cursor
from balarea.foundation import references
from balarea.people.queries import Scope
from balarea.people.rules import Action


@dataclasses.dataclass(frozen=True, slots=True)
class AwaitedAdvice:
    """One line of an adviser's worklist; nothing of the person."""

    id: UUID
    advice: str
    reference: str
    definition: str
    asked_at: dt.datetime
    due_on: dt.date

    @property
    def pretty(self) -> str:
        return references.pretty(self.reference)

    @property
    def cursor(self) -> Cursor:
        return self.due_on, self.id


_PROBE = """
    SELECT id, application_id, advice, asked_at, due_on FROM applications_advice
    WHERE agency = queue.agency {narrowed} AND ended_at IS NULL
        AND (due_on, id) > (%(day)s, %(last)s)
    ORDER BY due_on, id LIMIT %(limit)s
"""
# Rights on all services of an agency probe one index, those on named services another.
_AWAITED = f"""
    SELECT item.* FROM unnest(%(agencies)s::text[]) AS queue(agency)
        CROSS JOIN LATERAL ({_PROBE.format(narrowed="")}) AS item
    UNION ALL
    SELECT item.* FROM unnest(%(narrow)s::text[], %(services)s::text[])
        AS queue(agency, service)
        CROSS JOIN LATERAL (
            {_PROBE.format(narrowed="AND service = queue.service")}
        ) AS item
"""  # noqa: S608 - our own text, values are parameters
_WORKLIST = f"""
    SELECT item.id, item.advice, a.reference, a.definition, item.asked_at, item.due_on
    FROM (SELECT * FROM ({_AWAITED}) AS item ORDER BY due_on, id LIMIT %(limit)s)
        AS item
    JOIN applications_application AS a ON a.id = item.application_id
    ORDER BY item.due_on, item.id
"""  # noqa: S608 - our own text, values are parameters
_COUNT = f"""
    SELECT count(*) FROM (SELECT 1 FROM ({_AWAITED}) AS item LIMIT %(limit)s) AS counted
"""  # noqa: S608 - our own text, values are parameters


def _params(scope: Scope, after: Cursor, limit: int) -> dict[str, Any]:
    reach = scope.reach(Action.ADVISE)
    named = [(agency, code) for agency, codes in reach.items() for code in codes]
    return {
        "agencies": [agency for agency, codes in reach.items() if not codes],
        "narrow": [agency for agency, _ in named],
        "services": [code for _, code in named],
        "day": after[0],
        "last": after[1],
        "limit": limit,
    }


def awaited_advices(
    scope: Scope, *, after: Cursor = FIRST, limit: int = PAGE
) -> list[AwaitedAdvice]:
    """What an officer may advise on, the most urgent first.

    One statement, whose cost doesn't grow with the number of applications.
    """
    with connection.cursor() as cursor:
        cursor.execute(_WORKLIST, _params(scope, after, limit))
        return [AwaitedAdvice(*row) for row in cursor.fetchall()]


def awaited_advice_count(scope: Scope, cap: int) -> int:
    """How much waits for advice, counted up to `cap`."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, _params(scope, FIRST, cap))
        return int(cursor.fetchone()[0])
