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

from balarea.visits.streaming.hub import MOST_RECENT, Hub
from balarea.visits.streaming.messages import Announcement

# Channels of pg_notify: something was announced; the queue of this id has changed.
BOARDS, QUEUES = "balarea_boards", "balarea_queues"
PULSE = 5.0  # seconds
PATIENCE = 4.0  # seconds for one answer
LONGEST_PAUSE = 8.0  # seconds between attempts to connect
OPTIONS = "-c default_transaction_read_only=on -c statement_timeout=3500"
COLUMNS: LiteralString = """
SELECT seq, site_id::text AS site, zone, kind, label, desk_code AS desk,
  CASE WHEN text = '' THEN '{}'::jsonb
       ELSE jsonb_build_object('id', text) || text_translations END AS text,
  greatest(extract(epoch FROM clock_timestamp() - at), 0)::float8 AS age
FROM visits_announcement
"""
NEWER: LiteralString = COLUMNS + "WHERE seq > %s ORDER BY seq LIMIT %s"
NEWEST: LiteralString = COLUMNS + "ORDER BY seq DESC LIMIT %s"

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
    if hub.is_filled:
        rows = await _read(connection, NEWER, hub.read_after, MOST_RECENT)
    else:
        rows = await _read(connection, NEWEST, MOST_RECENT)
    hub.fill(rows)


async def _next(connection: Connection, hub: Hub) -> None:
    """Wait for the next notices, and read what they are about."""
    notices = [one async for one in connection.notifies(timeout=PULSE, stop_after=1)]
    hub.change_queues({one.payload for one in notices if one.channel == QUEUES})
    if not notices or any(one.channel == BOARDS for one in notices):
        hub.announce(await _read(connection, NEWER, hub.read_after, MOST_RECENT))


async def _read(
    connection: Connection, statement: LiteralString, *values: int
) -> Sequence[Announcement]:
    async def rows() -> Sequence[Announcement]:
        async with connection.cursor(row_factory=class_row(Announcement)) as cursor:
            await cursor.execute(statement, values)
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
