"""What past weeks say of the work of a building: who came when, how long serving took.

A constant number of statements, however many queues and days there are.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from balarea.foundation import clock
from balarea.visits import models
from balarea.visits.staffing.erlang import Flow

WEEKS = 8  # that are looked back
LEAST_SERVED = 20  # visitors, before their times replace the queue's guess
SLOTS = 48  # half-hours of a day
# A number from home counts from its check-in, an appointment from its time.
_ARRIVALS = """
SELECT queue_id, extract(isodow FROM business_date)::int - 1,
    (extract(hour FROM at AT TIME ZONE %(zone)s) * 2
     + floor(extract(minute FROM at AT TIME ZONE %(zone)s) / 30))::int,
    count(*)
FROM (
    SELECT t.queue_id, t.business_date, coalesce(
        t.slot_at,
        (SELECT min(e.at) FROM visits_ticketevent e
         WHERE e.ticket_id = t.id AND e.type = 'ARRIVED'),
        t.joined_at
    ) AS at
    FROM visits_ticket t
    WHERE t.queue_id = ANY(%(queues)s) AND t.business_date >= %(first)s
      AND t.business_date < %(today)s AND t.step_no = 1
      AND t.state NOT IN ('PLANNED', 'EXPIRED', 'CANCELLED')
    UNION ALL
    SELECT t.queue_id, t.business_date, t.joined_at
    FROM visits_ticket t
    WHERE t.queue_id = ANY(%(queues)s) AND t.business_date >= %(first)s
      AND t.business_date < %(today)s AND t.step_no > 1
      AND t.state NOT IN ('PLANNED', 'EXPIRED', 'CANCELLED')
) came GROUP BY 1, 2, 3
"""
_DAYS = """
SELECT queue_id, extract(isodow FROM business_date)::int - 1, count(*)
FROM visits_queueday
WHERE queue_id = ANY(%(queues)s) AND business_date >= %(first)s
  AND business_date < %(today)s AND last_number > 0
GROUP BY 1, 2
"""
_SERVICE = """
SELECT t.queue_id, count(*), avg(seconds) / 60,
    coalesce(var_pop(seconds) / nullif(avg(seconds) ^ 2, 0), 0)
FROM (
    SELECT ticket_id, (numbers ->> 'served_s')::float AS seconds
    FROM visits_ticketevent WHERE type = 'DONE' AND numbers ? 'served_s'
      AND at >= %(since)s
) done JOIN visits_ticket t ON t.id = done.ticket_id
WHERE t.queue_id = ANY(%(queues)s) AND t.business_date >= %(first)s
  AND t.business_date < %(today)s
GROUP BY 1
"""
_ABSENT = """
SELECT coalesce(sum(paused) / nullif(sum(open), 0), 0) FROM (
    SELECT extract(epoch FROM s.closed_at - s.opened_at) AS open, coalesce((
        SELECT sum(extract(epoch FROM p.ended_at - p.began_at))
        FROM visits_deskpause p WHERE p.session_id = s.id AND p.ended_at IS NOT NULL
    ), 0) AS paused
    FROM visits_desksession s JOIN visits_deskskill k ON k.desk_id = s.desk_id
    WHERE k.queue_id = ANY(%(queues)s) AND s.closed_at IS NOT NULL
      AND s.business_date >= %(first)s AND s.business_date < %(today)s
) sessions
"""
MOST_ABSENT = 0.5  # more than that is a desk that was left open, not a pause


class Load(NamedTuple):
    """What a queue's day of a weekday brings, on average.

    Attributes:
        arrivals: weekday → visitors a minute in each half-hour from midnight.
        flow: mean minutes of serving and their variation; its arrivals aren't used.
        days: weekday → how many days this comes from.
    """

    arrivals: Mapping[int, tuple[float, ...]]
    flow: Flow
    days: Mapping[int, int]


class Past(NamedTuple):
    """By queue; `absent`: the share of open desks' time that was paused."""

    loads: Mapping[UUID, Load]
    absent: float


def past(queues: Collection[models.Queue], today: dt.date) -> Past:
    """The last eight weeks; a queue without any day is left out."""
    first = today - dt.timedelta(weeks=WEEKS)
    given = {
        "queues": [one.id for one in queues],
        "first": first,
        "since": clock.start_of(first),
        "today": today,
        "zone": str(clock.zone()),
    }
    days: dict[UUID, dict[int, int]] = defaultdict(dict)
    for queue, weekday, count in _read(_DAYS, given):
        days[queue][weekday] = count
    rates: dict[UUID, dict[int, list[float]]] = defaultdict(
        lambda: defaultdict(lambda: [0.0] * SLOTS)
    )
    for queue, weekday, slot, count in _read(_ARRIVALS, given):
        if number := days[queue].get(weekday):
            rates[queue][weekday][slot] = count / number / 30
    served = {queue: row for queue, *row in _read(_SERVICE, given)}
    [[absent]] = _read(_ABSENT, given)
    loads = {
        one.id: Load(
            {weekday: tuple(of) for weekday, of in rates[one.id].items()},
            _flow(one, served.get(one.id)),
            days[one.id],
        )
        for one in queues
        if days.get(one.id)
    }
    return Past(loads, min(float(absent), MOST_ABSENT))


def _flow(queue: models.Queue, served: list[Any] | None) -> Flow:
    """Measured times, or the guess of the queue while few were served."""
    if served is None or served[0] < LEAST_SERVED:
        return Flow(0.0, float(queue.expected_minutes))
    _count, mean, variation = served
    return Flow(0.0, float(mean), service_cv2=float(variation))


def _read(query: str, given: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, dict(given))
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows
