"""The floor of a building now: waits, desks, promises; a constant number of
statements, however many queues and tickets there are.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from balarea.foundation import clock
from balarea.people.models import Site
from balarea.visits import models, rules
from balarea.visits.queries import floor_attention, today
from balarea.visits.queries.floor_attention import Late
from balarea.visits.queries.today import QueueNow

_WAITS = """
SELECT t.queue_id, count(*),
    percentile_cont(0.5) WITHIN GROUP (ORDER BY w.seconds) / 60,
    percentile_cont(0.8) WITHIN GROUP (ORDER BY w.seconds) / 60
FROM (
    SELECT DISTINCT ON (e.ticket_id) e.ticket_id,
        (e.numbers ->> 'waited_s')::int AS seconds
    FROM visits_ticketevent e JOIN visits_ticket t ON t.id = e.ticket_id
    WHERE t.business_date = %(day)s AND t.queue_id = ANY(%(queues)s)
      AND e.type = 'CALLED'
    ORDER BY e.ticket_id, e.seq
) w JOIN visits_ticket t ON t.id = w.ticket_id
GROUP BY t.queue_id
"""
_WAITING = """
SELECT queue_id,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY age) / 60,
    percentile_cont(0.8) WITHIN GROUP (ORDER BY age) / 60, max(age) / 60
FROM (
    SELECT queue_id, extract(epoch FROM %(at)s::timestamptz - state_at) AS age
    FROM visits_ticket
    WHERE business_date = %(day)s AND queue_id = ANY(%(queues)s) AND state = 'WAITING'
) waiting GROUP BY queue_id
"""
_COUNTS = """
SELECT queue_id, count(*) FILTER (WHERE state = 'DONE'),
    count(*) FILTER (WHERE state = 'NO_SHOW'),
    count(*) FILTER (WHERE printed IN ('FAILED', 'UNKNOWN')
        AND state IN ('PLANNED', 'WAITING'))
FROM visits_ticket WHERE business_date = %(day)s AND queue_id = ANY(%(queues)s)
GROUP BY queue_id
"""
# Of each ticket the first range that was shown, against the call that came.
_PROMISES = """
SELECT t.queue_id, count(*), count(*) FILTER (
    WHERE c.at <= p.made_at + p.shown_to * interval '1 minute'
)
FROM (
    SELECT DISTINCT ON (s.ticket_id) s.ticket_id, s.made_at, s.shown_to
    FROM visits_estimate s JOIN visits_ticket t ON t.id = s.ticket_id
    WHERE t.business_date = %(day)s AND t.queue_id = ANY(%(queues)s)
      AND s.shown_to IS NOT NULL
    ORDER BY s.ticket_id, s.made_at
) p
JOIN visits_ticket t ON t.id = p.ticket_id
JOIN LATERAL (
    SELECT min(at) AS at FROM visits_ticketevent e
    WHERE e.ticket_id = p.ticket_id AND e.type = 'CALLED'
) c ON c.at IS NOT NULL
GROUP BY t.queue_id
"""


class Range(NamedTuple):
    """Minutes: the median, and what four of five don't exceed."""

    p50: float
    p80: float


class QueueFloor(NamedTuple):
    """One queue of the floor.

    Attributes:
        waited: of those called today; None: nobody was.
        waiting: of those who wait now; None: nobody does.
        longest: minutes that the first of them has waited.
        unserved: how many who wait now can't be served before closing.
        promised: how many called visitors had been shown a range; `on_time`: how many
            of them were called before its end.
        late: of those who wait, who does longer than was shown; None: nobody.
        lacking: how many more desks should be open.
    """

    now: QueueNow
    waited: Range | None
    waiting: Range | None
    longest: float
    served: int
    no_shows: int
    not_printed: int
    unserved: int
    promised: int
    on_time: int
    late: Late | None
    lacking: int


class DeskFloor(NamedTuple):
    """One desk. `officer` and `since`: who serves, and since when; None: it is closed.

    Attributes:
        label: who is called or served there now; empty: nobody.
        should_open: it is closed though one of its queues lacks a desk.
    """

    desk: models.Desk
    officer: str
    since: dt.datetime | None
    paused_since: dt.datetime | None
    pause_reason: str
    label: str
    should_open: bool
    session: UUID | None


def queues(
    site: Site, agencies: Collection[str] | None, at: dt.datetime
) -> list[QueueFloor]:
    """The queues of these agencies, or of all, by prefix."""
    rows = [
        one
        for one in today.overview(site, at)
        if agencies is None or one.queue.agency in agencies
    ]
    own: dict[str, Any] = {
        "day": clock.today(at),
        "queues": [one.queue.id for one in rows],
        "at": at,
    }
    waited, waiting = _read(_WAITS, own), _read(_WAITING, own)
    counts, promises = _read(_COUNTS, own), _read(_PROMISES, own)
    late, result = floor_attention.late(own["queues"], at), []
    for one in rows:
        key = one.queue.id
        served, no_shows, not_printed = counts.get(key, (0, 0, 0))
        promised, on_time = promises.get(key, (0, 0))
        here = waiting.get(key)
        before, missed = waited.get(key), unserved(one, at)
        result.append(
            QueueFloor(
                now=one,
                waited=Range(*before[1:]) if before else None,
                waiting=Range(*here[:2]) if here else None,
                longest=float(here[2]) if here else 0.0,
                served=served,
                no_shows=no_shows,
                not_printed=not_printed,
                unserved=missed,
                promised=promised,
                on_time=on_time,
                late=late.get(key),
                lacking=floor_attention.lacking_desks(one, missed),
            )
        )
    return result


def _read(query: str, params: dict[str, Any]) -> dict[UUID, tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, params)
        return {row[0]: tuple(row[1:]) for row in cursor.fetchall()}


def unserved(now: QueueNow, at: dt.datetime) -> int:
    """How many who wait in a queue can't be served before it closes."""
    minutes = rules.minutes_left(now.spans, clock.local(at).time())
    places = rules.room(
        ahead=0,
        service_minutes=now.queue.expected_minutes,
        desks=now.desks,
        minutes=minutes,
    )
    return max(0, now.waiting - places)


def desks(
    site: Site, rows: Collection[QueueFloor], agencies: Collection[str] | None
) -> list[DeskFloor]:
    """The desks of these agencies, or of all, by code."""
    every = models.Desk.objects.filter(site=site, is_active=True).order_by("code")
    if agencies is not None:
        every = every.filter(agency__in=agencies)
    lacking = Counter({row.now.queue.id: row.lacking for row in rows})
    served = defaultdict(set)
    for desk, queue in models.DeskSkill.objects.filter(desk__site=site).values_list(
        "desk_id", "queue_id"
    ):
        served[desk].add(queue)
    sessions = {one.desk_id: one for one in _open_sessions(site)}
    labels = dict(
        models.Ticket.objects.filter(
            desk__site=site, state__in=[rules.State.CALLED, rules.State.SERVING]
        ).values_list("desk_id", "label")
    )
    result = []
    for one in sorted(every, key=by_code):
        session = sessions.get(one.id)
        needed = {queue for queue in served[one.id] if lacking[queue] > 0}
        if session is None:
            lacking.subtract(needed)  # not more desks than would suffice
        row = _desk(one, session, labels.get(one.id, ""), is_needed=bool(needed))
        result.append(row)
    return result


def by_code(desk: models.Desk) -> tuple[str, int, str]:
    """The order of desks in which B10 comes after B9."""
    return desk.code.rstrip("0123456789"), len(desk.code), desk.code


def _open_sessions(site: Site) -> list[models.DeskSession]:
    rows = models.DeskSession.objects.filter(desk__site=site, closed_at__isnull=True)
    return list(rows.select_related("officer").prefetch_related("pauses"))


def _desk(
    desk: models.Desk,
    session: models.DeskSession | None,
    label: str,
    *,
    is_needed: bool,
) -> DeskFloor:
    every = session.pauses.all() if session else ()
    pauses = [one for one in every if one.ended_at is None]
    return DeskFloor(
        desk=desk,
        officer=session.officer.name if session else "",
        since=session.opened_at if session else None,
        paused_since=pauses[0].began_at if pauses else None,
        pause_reason=pauses[0].reason if pauses else "",
        label=label,
        should_open=session is None and is_needed,
        session=session.id if session else None,
    )
