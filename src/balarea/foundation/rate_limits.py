"""How often something may be tried: counters in PostgreSQL, shared by every node."""

import datetime as dt
import math

from django.db import connection

from balarea.foundation import errors

# One statement, so that two at once never both take the last place.
_TAKE = """
    INSERT INTO foundation_ratecounter AS c (scope, key, count, since)
    VALUES (%(scope)s, %(key)s, 1, %(at)s)
    ON CONFLICT (scope, key) DO UPDATE SET
        count = CASE WHEN c.since <= %(start)s THEN 1 ELSE c.count + 1 END,
        since = CASE WHEN c.since <= %(start)s THEN %(at)s ELSE c.since END
    RETURNING count, since
"""
# Longer than any window: a count that is older says nothing.
KEPT = dt.timedelta(days=2)
_FORGET_OLD = """
    DELETE FROM foundation_ratecounter WHERE ctid = ANY(ARRAY(
        SELECT ctid FROM foundation_ratecounter
        WHERE since < %s LIMIT %s FOR UPDATE SKIP LOCKED
    ))
"""
BATCH = 5000  # so few at once that no request waits long for a lock
_GIVE_BACK = """
    UPDATE foundation_ratecounter SET count = count - 1
    WHERE scope = %s AND key = %s AND count > 0
"""
_FORGET = "DELETE FROM foundation_ratecounter WHERE scope = %s AND key = %s"


def take(
    scope: str, key_hash: bytes, limit: int, window: dt.timedelta, at: dt.datetime
) -> int:
    """Count one try of `key_hash` in `scope`; at most `limit` in a `window`.

    Returns how many there were. A window begins with its first try. Inside an
    operation that fails, the try is not counted: an operation that counts failures
    returns them, it doesn't raise.

    Args:
        key_hash: a keyed fingerprint (`vault.queries.blind_index`), never the value.

    Raises:
        errors.TooMany: with the minutes until the window ends.
    """
    values: dict[str, str | bytes | dt.datetime] = {
        "scope": scope,
        "key": key_hash,
        "at": at,
        "start": at - window,
    }
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, values)
        count, since = cursor.fetchone()
    if count > limit:
        left = (since + window - at).total_seconds()
        raise errors.TooMany(minutes=max(1, math.ceil(left / 60)))
    return int(count)


def forget(scope: str, key_hash: bytes) -> None:
    """Start anew, as after a success."""
    with connection.cursor() as cursor:
        cursor.execute(_FORGET, [scope, key_hash])


def give_back(scope: str, key_hash: bytes) -> None:
    """Uncount one try, as after a success where others count too."""
    with connection.cursor() as cursor:
        cursor.execute(_GIVE_BACK, [scope, key_hash])


def forget_old(at: dt.datetime) -> int:
    """Forget some counts whose windows are long over; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(_FORGET_OLD, [at - KEPT, BATCH])
        return int(cursor.rowcount)
