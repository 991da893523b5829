"""Listens to the database and reads announcements: one connection a process.

NOTIFY says only that something has changed, and is lost while nobody listens. What has
changed is read from the table, also every `PULSE` seconds without any notice.
"""

import asyncio
import contextlib
import os
import socket
from collections.abc import Sequence
from typing import Any, LiteralString

import psycopg
from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from balarea.visits.streaming.hub import MOST_RECENT, Hub
from balarea.visits.streaming.messages import BOARDS, QUEUES, Announcement

PULSE = 5.0  # seconds
PATIENCE = 4.0  # seconds for one answer
LONGEST_PAUSE = 8.0  # seconds between attempts to connect
OPTIONS = "-c default_transaction_read_only=on -c statement_timeout=3500"
# Of each zone what came after a position, at most so many and at first the newest.
NEWER: LiteralString = """
SELECT a.seq, a.site_id::text AS site, a.zone, a.kind, a.label, a.desk,
  CASE WHEN a.text = '' THEN '{}'::jsonb
       ELSE jsonb_build_object('id', a.text) || a.text_translations END AS text,
  greatest(extract(epoch FROM clock_timestamp() - a.at), 0)::float8 AS age
FROM visits_boardzone z
CROSS JOIN LATERAL (
  SELECT * FROM (VALUES ((%(after)s::jsonb ->> (z.site_id || '/' || z.zone))::bigint))
    AS given (position)
) AS last
JOIN visits_announcement a ON a.site_id = z.site_id AND a.zone = z.zone
  AND a.seq > greatest(coalesce(last.position, 0), z.last_seq - %(most)s)
ORDER BY a.seq
"""

type Connection = psycopg.AsyncConnection[Any]


async def follow(url: str, hub: Hub) -> None:
    """Hand everything on to the hub until cancelled; connect anew when it breaks."""
    pause = 0.25
    while True:
        with contextlib.suppress(psycopg.Error, OSError, TimeoutError):
            connection = await psycopg.AsyncConnection.connect(
                url,
                autocommit=True,
                connect_timeout=5,
                application_name="balarea streams",
                options=OPTIONS,
            )
            try:
                await _listen(connection, hub)
                pause = 0.25
                while True:
                    await _next(connection, hub)
            finally:
                cut(connection)
        hub.set_stale(is_stale=True)
        await asyncio.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE)


async def _listen(connection: Connection, hub: Hub) -> None:
    await _within(connection, connection.execute(f"LISTEN {BOARDS}"))
    await _within(connection, connection.execute(f"LISTEN {QUEUES}"))
    hub.fill(await _read(connection, hub))


async def _next(connection: Connection, hub: Hub) -> None:
    """Wait for the next notices, and read what they are about."""
    notices = [one async for one in connection.notifies(timeout=PULSE, stop_after=1)]
    hub.change_queues({one.payload for one in notices if one.channel == QUEUES})
    if not notices or any(one.channel == BOARDS for one in notices):
        hub.hand_on(await _read(connection, hub))


async def _read(connection: Connection, hub: Hub) -> Sequence[Announcement]:
    """What the hub hasn't handed on yet."""
    after = {f"{site}/{zone}": hub.position((site, zone)) for site, zone in hub.recent}

    async def rows() -> Sequence[Announcement]:
        async with connection.cursor(row_factory=class_row(Announcement)) as cursor:
            await cursor.execute(NEWER, {"after": Jsonb(after), "most": MOST_RECENT})
            return await cursor.fetchall()

    return await _within(connection, rows())


async def _within[T](connection: Connection, work: Any) -> T:
    """Await an answer for `PATIENCE` seconds.

    psycopg waits without end for a server that stands still, also when cancelled; only
    a connection that is cut ends it.

    Raises:
        TimeoutError: no answer came in time; the connection is cut.
    """
    task: asyncio.Task[T] = asyncio.ensure_future(work)
    done, _ = await asyncio.wait({task}, timeout=PATIENCE)
    if not done:
        cut(connection)
        with contextlib.suppress(psycopg.Error, OSError):
            await task
        raise TimeoutError
    return task.result()


def cut(connection: Connection) -> None:
    """Close without a word to the server, which may not listen."""
    with contextlib.suppress(psycopg.Error, OSError):
        with socket.socket(fileno=os.dup(connection.fileno())) as line:
            line.shutdown(socket.SHUT_RDWR)
        connection.pgconn.finish()
