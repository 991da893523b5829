"""Rate limits: counters in PostgreSQL, shared by all nodes."""

import datetime as dt
import math

from django.db import connection

from balarea.foundation import errors

# One statement, so that two requests at once can't both be the last one allowed.
_HIT = """
    INSERT INTO foundation_ratecounter AS c (scope, key, count, since)
    VALUES (%(scope)s, %(key)s, 1, %(at)s)
    ON CONFLICT (scope, key) DO UPDATE SET
        count = CASE WHEN c.since <= %(start)s THEN 1 ELSE c.count + 1 END,
        since = CASE WHEN c.since <= %(start)s THEN %(at)s ELSE c.since END
    RETURNING count, since
"""
# Longer than any window, so an older count has no effect.
LIFETIME = dt.timedelta(days=2)
_DELETE_OLD = """
    DELETE FROM foundation_ratecounter WHERE ctid = ANY(ARRAY(
        SELECT ctid FROM foundation_ratecounter
        WHERE since < %s LIMIT %s FOR UPDATE SKIP LOCKED
    ))
"""
BATCH = 5000  # rows of one DELETE, so few that no request waits long for a lock
_UNDO = """
    UPDATE foundation_ratecounter SET count = count - 1
    WHERE scope = %s AND key = %s AND count > 0
"""
_CLEAR = "DELETE FROM foundation_ratecounter WHERE scope = %s AND key = %s"


def hit(
    counter: str, key_hash: bytes, limit: int, window: dt.timedelta, at: dt.datetime
) -> int:
    """Count one try of `key_hash` in `scope` and refuse more than `limit` in `window`.

    Returns how many tries the window has. A window begins with its first try. The
    count rolls back with the operation that calls it, so an operation that counts
    failures must return them instead of raising.

    Args:
        key_hash: a keyed fingerprint (`vault.queries.blind_index`), never the value.

    Raises:
        errors.TooMany: with the minutes until the window ends.
    """
    values: dict[str, str | bytes | dt.datetime] = {
        "scope": counter,
        "key": key_hash,
        "at": at,
        "start": at - window,
    }
    with connection.cursor() as cursor:
        cursor.execute(_HIT, values)
        count, since = cursor.fetchone()
    if count > limit:
        left = (since + window - at).total_seconds()
        raise errors.TooMany(minutes=max(1, math.ceil(left / 60)))
    return int(count)


def clear(counter: str, key_hash: bytes) -> None:
    """Set the count to zero, for example after a success."""
    with connection.cursor() as cursor:
        cursor.execute(_CLEAR, [counter, key_hash])


def undo_hit(counter: str, key_hash: bytes) -> None:
    """Subtract one try, for example a success in a window that others share."""
    with connection.cursor() as cursor:
        cursor.execute(_UNDO, [counter, key_hash])


def delete_old(at: dt.datetime) -> int:
    """Delete a batch of counts whose windows are over; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(_DELETE_OLD, [at - LIFETIME, BATCH])
        return int(cursor.rowcount)
