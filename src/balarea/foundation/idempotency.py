"""A request that is sent twice, by a second tap or a retry, changes things once."""

import contextlib
import datetime as dt
import hashlib
from collections.abc import Callable, Iterator

from django.db import DatabaseError, connection

from balarea.foundation import errors

LIFETIME = dt.timedelta(days=30)  # of a key

# One statement claims the key or finds that it is taken. A second request with the same
# key waits here for the first one's commit, because both insert the same primary key.
_CLAIM = """
    INSERT INTO foundation_idempotencykey (scope, key, body_hash, answer, created_at)
    VALUES (%s, %s, %s, %s, %s) ON CONFLICT (scope, key) DO NOTHING
"""
_READ = """
    SELECT body_hash, answer FROM foundation_idempotencykey
    WHERE scope = %s AND key = %s
"""
_DELETE_KEYS = """
    DELETE FROM foundation_idempotencykey WHERE ctid = ANY(ARRAY(
        SELECT ctid FROM foundation_idempotencykey
        WHERE created_at < %s LIMIT %s FOR UPDATE SKIP LOCKED
    ))
"""
_READ_ANSWER = """
    SELECT answer FROM foundation_firstanswer WHERE key = %s AND expires_at > %s
"""
_STORE_ANSWER = """
    INSERT INTO foundation_firstanswer (key, answer, expires_at) VALUES (%s, %s, %s)
    ON CONFLICT (key) DO UPDATE
    SET answer = EXCLUDED.answer, expires_at = EXCLUDED.expires_at
"""
_DELETE_ANSWERS = """
    DELETE FROM foundation_firstanswer WHERE ctid = ANY(ARRAY(
        SELECT ctid FROM foundation_firstanswer
        WHERE expires_at < %s LIMIT %s FOR UPDATE SKIP LOCKED
    ))
"""
BATCH = 5000  # rows of one DELETE, so few that no request waits long for a lock


def delete_old_keys(at: dt.datetime) -> int:
    """Delete a batch of keys older than `LIFETIME`; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(_DELETE_KEYS, [at - LIFETIME, BATCH])
        return int(cursor.rowcount)


def delete_expired_answers(at: dt.datetime) -> int:
    """Delete a batch of stored answers that have expired; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(_DELETE_ANSWERS, [at, BATCH])
        return int(cursor.rowcount)


@contextlib.contextmanager
def locked(key: bytes) -> Iterator[None]:
    """Let one request at a time run the block for this key; others wait.

    The lock belongs to the connection, not to a transaction: the block may run several
    operations, and PostgreSQL releases it when the process dies.
    """
    lock = int.from_bytes(key[:8], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [lock])
    try:
        yield
    finally:
        # A broken connection has released its locks already.
        with contextlib.suppress(DatabaseError), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [lock])


def stored_answer(key: bytes, at: dt.datetime) -> bytes | None:
    """The answer to the first request with this key; None if none or expired."""
    with connection.cursor() as cursor:
        cursor.execute(_READ_ANSWER, [key, at])
        row = cursor.fetchone()
    return bytes(row[0]) if row else None


def store_answer(key: bytes, answer: bytes, until: dt.datetime) -> None:
    """Store an answer, encrypted by the caller, for repeated requests."""
    with connection.cursor() as cursor:
        cursor.execute(_STORE_ANSWER, [key, answer, until])


def delete_answer(key: bytes) -> None:
    """Delete an answer that is no longer true."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM foundation_firstanswer WHERE key = %s", [key])


def _hashed(key: str) -> str:
    """What is stored of a key, so that reading the table doesn't allow repetition.

    Our keys have 144 random bits, so an unkeyed hash can't be guessed.
    """
    return "sha256:" + hashlib.sha256(key.encode()).hexdigest()


def once(
    *,
    namespace: str,
    key: str,
    body: bytes,
    answer: str,
    at: dt.datetime,
    do: Callable[[], object],
) -> tuple[str, bool]:
    """Run `do` once for this key; return the key's answer and whether `do` ran now.

    The answer (an id, a code) is stored before `do` runs, and other requests see it
    only after this transaction has committed. Call it inside an operation: if that
    fails, the key is free again.

    Raises:
        errors.KeyReused: the key was used before with another body.
    """
    digest, key = hashlib.sha256(body).digest(), _hashed(key)
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [namespace, key, digest, answer, at])
        if not cursor.rowcount:
            cursor.execute(_READ, [namespace, key])
            first_digest, first_answer = cursor.fetchone()
            if bytes(first_digest) != digest:
                raise errors.KeyReused
            return str(first_answer), False
    do()
    return answer, True
