"""What `bench.tickets` arranges in the database itself, without the guards.

Only the owner of the tables can put the guards aside: what they hold was held when the
first tickets were issued by operations, of which these rows are copies.
"""

import contextlib
import datetime as dt
from collections.abc import Iterator
from uuid import UUID

import psycopg
from bench import serving

BATCH = 200_000
A_DAY = 500  # tickets of a queue
MARK = "bench"  # the service of the copies
GUARDED = (
    *("visits_queue", "visits_desk", "visits_deskskill", "visits_desksession"),
    *("visits_visit", "visits_ticket", "visits_ticketevent"),
)
# Numbers of one minute each, so that a desk has room for a thousand a day.
_WIDEN = (
    "UPDATE visits_queue SET expected_minutes = 1, daily_quota = NULL, releases = '[]'",
    "DELETE FROM visits_deskskill",
    "UPDATE visits_desksession SET closed_at = opened_at WHERE closed_at IS NULL",
)
_SKILLS = """
    INSERT INTO visits_deskskill (id, desk_id, queue_id, weight)
    SELECT gen_random_uuid(), d.id, q.id, 0
    FROM visits_desk d CROSS JOIN visits_queue q WHERE q.id = ANY(%s)
"""
_VISITS = """
    INSERT INTO visits_visit (
        id, site_id, business_date, language, channel, began_at, arrived_at, party_size,
        contact_masked
    )
    SELECT md5('visit' || n)::uuid, q.site_id, %(before)s::date - (n / %(a_day)s)::int,
        'id', 'KIOSK', %(at)s - n * interval '1 minute',
        %(at)s - n * interval '1 minute', 1, ''
    FROM generate_series(%(first)s::bigint, %(last)s::bigint) AS n
    CROSS JOIN (SELECT * FROM visits_queue WHERE id = %(queue)s) AS q
"""
_TICKETS = """
    INSERT INTO visits_ticket (
        id, visit_id, queue_id, business_date, block, number, label, service, step_no,
        channel, priority, priority_reason, joined_at, effective_at, state, state_at,
        recalls, returns, hold_reason, desks_open, printed, version
    )
    SELECT md5('ticket' || n)::uuid, md5('visit' || n)::uuid, %(queue)s,
        %(before)s::date - (n / %(a_day)s)::int, '', 1 + n %% %(a_day)s,
        'A' || (1 + n %% %(a_day)s), %(mark)s, 1, 'KIOSK', 'REGULAR', '',
        %(at)s - n * interval '1 minute', %(at)s - n * interval '1 minute', 'DONE',
        %(at)s - n * interval '1 minute', 0, 0, '', 3, '', 4
    FROM generate_series(%(first)s::bigint, %(last)s::bigint) AS n
"""
_EVENTS = """
    INSERT INTO visits_ticketevent (
        id, ticket_id, visit_id, seq, type, at, actor_kind, actor, reason, numbers
    )
    SELECT gen_random_uuid(), md5('ticket' || n)::uuid, md5('visit' || n)::uuid, 4,
        'DONE', %(at)s - n * interval '1 minute', 'SYSTEM',
        '00000000-0000-0000-0000-000000000000', '', '{}'
    FROM generate_series(%(first)s::bigint, %(last)s::bigint) AS n
"""
DOUBLES = f"""
    SELECT
        (SELECT count(*) FROM visits_ticket WHERE service <> '{MARK}'),
        (SELECT count(*) FROM (
            SELECT FROM visits_ticket WHERE service <> '{MARK}'
            GROUP BY queue_id, business_date, block, number HAVING count(*) > 1
        ) AS numbers),
        (SELECT count(*) FROM (
            SELECT FROM visits_ticketevent WHERE type = 'CALLED'
            GROUP BY ticket_id HAVING count(*) > 1
        ) AS calls)
"""


def working_day() -> dt.date:
    """The next day on which the mall opens."""
    from balarea.foundation import calendar, clock, working_days

    day, overrides = clock.today(clock.now()), calendar.overrides()
    while not working_days.is_working_day(day, overrides):
        day += dt.timedelta(days=1)
    return day


@contextlib.contextmanager
def unguarded() -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    """The owner's connection; the guards of these tables are off inside."""
    with psycopg.connect(serving.OWNER, autocommit=True) as base:
        for table in GUARDED:
            base.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER".encode())
        try:
            yield base
        finally:
            for table in GUARDED:
                base.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER".encode())


def widen(queues: int) -> None:
    """Give the first queues room for many numbers, and every desk to all of them."""
    with unguarded() as base:
        for statement in _WIDEN:
            base.execute(statement.encode())
        rows = base.execute(
            "SELECT id FROM visits_queue WHERE is_active ORDER BY prefix LIMIT %s",
            [queues],
        ).fetchall()
        base.execute(_SKILLS.encode(), [[one for (one,) in rows]])


def let_serve(queues: list[UUID]) -> None:
    """Let every desk serve these queues only."""
    with unguarded() as base:
        base.execute("DELETE FROM visits_deskskill")
        base.execute(_SKILLS.encode(), [queues])


def seed_bare() -> None:
    """Let the bare rows begin with the counters that exist."""
    with psycopg.connect(serving.OWNER, autocommit=True) as base:
        for table in ("visits_queueday", "visits_boardzone"):
            base.execute(f"TRUNCATE raw_{table}".encode())
            base.execute(f"INSERT INTO raw_{table} SELECT * FROM {table}".encode())


def fill(size: int) -> None:
    """Copies up to a number of past tickets, and what a night's vacuum would leave."""
    with unguarded() as base:
        row = base.execute(
            "SELECT count(*) FROM visits_ticket WHERE service = %s", [MARK]
        ).fetchone()
        assert row
        present = int(str(row[0]))
        given = base.execute(
            "SELECT q.id, min(t.business_date) - 1, min(t.joined_at)"
            " FROM visits_ticket t JOIN visits_queue q ON q.id = t.queue_id"
            " WHERE t.service <> %s GROUP BY q.id, q.prefix ORDER BY q.prefix LIMIT 1",
            [MARK],
        ).fetchone()
        assert given
        for first in range(present, size, BATCH):
            parameters = {
                **{"queue": given[0], "before": given[1], "at": given[2]},
                **{"first": first, "last": min(first + BATCH, size) - 1},
                **{"a_day": A_DAY, "mark": MARK},
            }
            for statement in (_VISITS, _TICKETS, _EVENTS):
                used = {
                    name: value
                    for name, value in parameters.items()
                    if f"%({name})s" in statement
                }
                base.execute(statement.encode(), used)
        for table in GUARDED[4:]:
            base.execute(f"VACUUM ANALYZE {table}".encode())
