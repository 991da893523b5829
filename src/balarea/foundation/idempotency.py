"""Pressing twice, or a network that breaks and retries, changes things once."""

import contextlib
import datetime as dt
import hashlib
from collections.abc import Callable, Iterator

from django.db import DatabaseError, connection

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
_FIRST = """
    SELECT answer FROM foundation_firstanswer WHERE key = %s AND expires_at > %s
"""
_KEEP = """
    INSERT INTO foundation_firstanswer (key, answer, expires_at) VALUES (%s, %s, %s)
    ON CONFLICT (key) DO UPDATE
    SET answer = EXCLUDED.answer, expires_at = EXCLUDED.expires_at
"""
_FORGET_ANSWERS = """
    DELETE FROM foundation_firstanswer WHERE ctid = ANY(ARRAY(
        SELECT ctid FROM foundation_firstanswer
        WHERE expires_at < %s LIMIT %s FOR UPDATE SKIP LOCKED
    ))
"""
BATCH = 5000  # so few at once that no request waits long for a lock


def forget_old(at: dt.datetime) -> int:
    """Forget some keys that nobody repeats any more; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(_FORGET, [at - KEPT, BATCH])
        return int(cursor.rowcount)


def forget_answers(at: dt.datetime) -> int:
    """Forget answers that are given to nobody any more; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(_FORGET_ANSWERS, [at, BATCH])
        return int(cursor.rowcount)


@contextlib.contextmanager
def alone(key: bytes) -> Iterator[None]:
    """Hold off whoever else comes with this key until the block is left.

    The lock is the connection's, not a transaction's: the block may hold several
    operations, and a process that dies gives it back.
    """
    lock = int.from_bytes(key[:8], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [lock])
    try:
        yield
    finally:
        # A connection that broke has given its locks back.
        with contextlib.suppress(DatabaseError), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [lock])


def first_answer(key: bytes, at: dt.datetime) -> bytes | None:
    """What was answered to this key a while ago, if anything."""
    with connection.cursor() as cursor:
        cursor.execute(_FIRST, [key, at])
        found = cursor.fetchone()
    return bytes(found[0]) if found else None


def keep_answer(key: bytes, answer: bytes, until: dt.datetime) -> None:
    """Keep an answer, sealed by the caller, for whoever comes again with this key."""
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, [key, answer, until])


def forget_answer(key: bytes) -> None:
    """Forget an answer that is true no more."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM foundation_firstanswer WHERE key = %s", [key])


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
