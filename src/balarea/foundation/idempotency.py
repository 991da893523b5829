"""Pressing twice, or a network that breaks and retries, changes things once."""

import datetime as dt
import hashlib
from collections.abc import Callable

from django.db import connection

from balarea.foundation import errors

KEPT = dt.timedelta(days=30)

# One statement claims the key or shows who has it. A second request with the same key
# waits here for the first one's commit, because both want the same primary key.
_CLAIM = """
    INSERT INTO foundation_idempotencykey (scope, key, body_hash, answer, created_at)
    VALUES (%s, %s, %s, %s, %s) ON CONFLICT (scope, key) DO NOTHING
"""
_READ = """
    SELECT body_hash, answer FROM foundation_idempotencykey
    WHERE scope = %s AND key = %s
"""
_FORGET = """
    DELETE FROM foundation_idempotencykey WHERE ctid = ANY(ARRAY(
        SELECT ctid FROM foundation_idempotencykey
        WHERE created_at < %s LIMIT %s FOR UPDATE SKIP LOCKED
    ))
"""
BATCH = 5000  # so few at once that no request waits long for a lock


def forget_old(at: dt.datetime) -> int:
    """Forget some keys that nobody repeats any more; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(_FORGET, [at - KEPT, BATCH])
        return int(cursor.rowcount)


def _kept(key: str) -> str:
    """What is stored of a key: whoever reads the table can't repeat its request.

    A key of ours has 144 bits, so nobody finds it from an unkeyed hash either.
    """
    return "sha256:" + hashlib.sha256(key.encode()).hexdigest()


def once(
    *,
    scope: str,
    key: str,
    body: bytes,
    answer: str,
    at: dt.datetime,
    do: Callable[[], object],
) -> tuple[str, bool]:
    """Run `do` once for this key; return the key's answer and whether `do` ran now.

    The answer is known beforehand (an id, a code): the next one who comes with this
    key can see it only if this transaction commits, so it never tells too early. Call
    inside an operation: if that one fails, the key is free again.

    Raises:
        errors.KeyReused: the key came before with another body.
    """
    digest, key = hashlib.sha256(body).digest(), _kept(key)
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [scope, key, digest, answer, at])
        if not cursor.rowcount:
            cursor.execute(_READ, [scope, key])
            known, given = cursor.fetchone()
            if bytes(known) != digest:
                raise errors.KeyReused
            return str(given), False
    do()
    return answer, True
