"""What on the floor will go wrong if nobody does something: waits longer than shown,
interruptions that last too long, visits over several desks.
"""

import datetime as dt
import math
from collections.abc import Collection
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from balarea.foundation import clock
from balarea.people.models import Site
from balarea.visits import models, rules
from balarea.visits.queries.today import QueueNow

LONG_WAIT = 30.0  # minutes within which all who wait now should be called
# Of those who wait: the end of the first range that they were shown has passed, or by
# the newest estimate they are called after it.
_LATE = """
SELECT t.queue_id, count(*) FILTER (WHERE f.ends_at < %(at)s),
    count(*) FILTER (WHERE f.ends_at >= %(at)s AND n.expected_at > f.ends_at)
FROM visits_ticket t
JOIN LATERAL (
    SELECT made_at + shown_to * interval '1 minute' AS ends_at FROM visits_estimate
    WHERE ticket_id = t.id AND shown_to IS NOT NULL ORDER BY made_at LIMIT 1
) f ON true
LEFT JOIN LATERAL (
    SELECT made_at + p50 * interval '1 minute' AS expected_at FROM visits_estimate
    WHERE ticket_id = t.id AND p50 IS NOT NULL ORDER BY made_at DESC LIMIT 1
) n ON true
WHERE t.business_date = %(day)s AND t.queue_id = ANY(%(queues)s)
  AND t.state = 'WAITING'
GROUP BY t.queue_id
"""
_JOURNEYS = """
SELECT count(*), count(*) FILTER (WHERE steps > done) FROM (
    SELECT count(*) AS steps, count(*) FILTER (WHERE state = ANY(%(ended)s)) AS done
    FROM visits_ticket WHERE business_date = %(day)s AND visit_id IN (
        SELECT visit_id FROM visits_ticket
        WHERE business_date = %(day)s AND queue_id = ANY(%(queues)s) AND step_no > 1
    ) GROUP BY visit_id
) visits
"""


class Late(NamedTuple):
    """How many wait longer than they were shown, and how many will."""

    already: int
    soon: int


class Journeys(NamedTuple):
    """Visits over several desks today, how many of them aren't over, and the numbers
    whose interruption should have ended.
    """

    visits: int
    underway: int
    overdue: list[str]


def late(queues: Collection[UUID], at: dt.datetime) -> dict[UUID, Late]:
    """By queue; a queue without any is left out."""
    with connection.cursor() as cursor:
        cursor.execute(_LATE, _given(queues, at))
        rows = {key: Late(*counts) for key, *counts in cursor.fetchall()}
    return {key: row for key, row in rows.items() if any(row)}


def journeys(site: Site, agencies: Collection[str] | None, at: dt.datetime) -> Journeys:
    """Of visits that touch these agencies, or any."""
    rows = models.Queue.objects.filter(site=site)
    if agencies is not None:
        rows = rows.filter(agency__in=agencies)
    queues = list(rows.values_list("id", flat=True))
    given = {**_given(queues, at), "ended": [*map(str, rules.ENDED)]}
    with connection.cursor() as cursor:
        cursor.execute(_JOURNEYS, given)
        [visits, underway] = cursor.fetchone()
    overdue = models.Ticket.objects.filter(
        business_date=clock.today(at),
        queue__in=queues,
        state=rules.State.ON_HOLD,
        due_at__lt=at,
    )
    labels = overdue.order_by("due_at").values_list("label", flat=True)
    return Journeys(visits, underway, list(labels))


def _given(queues: Collection[UUID], at: dt.datetime) -> dict[str, Any]:
    return {"at": at, "day": clock.today(at), "queues": list(queues)}


def lacking_desks(now: QueueNow, unserved: int) -> int:
    """How many more desks would call all who wait now within `LONG_WAIT`.

    At least one where nobody serves, or not all can be served before closing.
    """
    if not now.is_open or not now.waiting:
        return 0
    work = now.waiting * now.queue.expected_minutes
    least = 1 if unserved or not now.desks else 0
    return max(least, math.ceil(work / LONG_WAIT) - now.desks)
