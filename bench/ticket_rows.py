"""The rows of giving a number and of calling one, by psycopg alone: a bare baseline.

What one operation wrote is read from the tables by its transaction's id, and written
over and over into tables of the same columns and indexes: the same counter is raised,
the next ticket is claimed by the same kind of statement. No foreign keys, no triggers,
no checks.
"""

import secrets
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

# What triggers insert by themselves, and what isn't of the operations.
LEFT_OUT = ("transparency_rowversion", "raw_", "django_", "procrastinate_")
# Rows that are changed, not added: by giving a number, by calling one.
COUNTERS = ("visits_queueday", "visits_boardzone")
TICKETS = "visits_ticket"
GIVEN = {
    (TICKETS, "number"): "number",
    (TICKETS, "queue_id"): "queue",
    ("visits_announcement", "seq"): "seq",
    ("visits_ticketevent", "seq"): "step",
}
_TABLES = """
    SELECT relname FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace
    WHERE relkind = 'r' AND n.nspname = current_schema() ORDER BY relname
"""
_KEYS = """
    SELECT a.attname, format_type(a.atttypid, NULL)
    FROM pg_index i JOIN pg_attribute a
        ON a.attrelid = i.indrelid AND a.attnum = ANY(i.indkey)
    WHERE i.indrelid = %s::regclass AND i.indisunique
"""
_COUNT = (
    "UPDATE raw_visits_queueday SET last_number = last_number + 1,"
    " issued = issued + 1 WHERE queue_id = %s RETURNING last_number"
)
_CLAIM = (
    "SELECT id FROM raw_visits_ticket WHERE queue_id = %s AND state = 'WAITING'"
    " ORDER BY effective_at, id LIMIT 1 FOR UPDATE SKIP LOCKED"
)
_MOVE = (
    "UPDATE raw_visits_ticket SET state = %s, state_at = now(), version = version + 1,"
    " desk_id = %s WHERE id = %s"
)
_SEQ = "UPDATE raw_visits_boardzone SET last_seq = last_seq + 1 RETURNING last_seq"
_NOTIFY = "SELECT pg_notify('bench', %s)"
_LOCK = "SELECT id FROM raw_visits_ticket WHERE id = %s FOR UPDATE"

type Connection = psycopg.Connection[tuple[Any, ...]]


@dataclass(frozen=True)
class Insert:
    """One row: a statement, and what its parameters are."""

    table: str
    statement: str
    parameters: dict[str, str]  # column → visit, queue, number …, uuid, bytes, text

    def run(self, base: Connection, given: dict[str, Any]) -> None:
        values = {
            name: given[kind] if kind in given else _fresh(kind)
            for name, kind in self.parameters.items()
        }
        base.execute(self.statement.encode(), values)


def _fresh(kind: str) -> object:
    if kind == "bytes":
        return secrets.token_bytes(32)
    return uuid.uuid4() if kind == "uuid" else secrets.token_hex(4)


def written(base: Connection, step: Callable[[], Any]) -> tuple[Any, list[Insert]]:
    """What a step returned, and the rows that it added, in tables made for them."""
    [before] = base.execute("SELECT pg_current_xact_id()::text::bigint").fetchone() or [
        0
    ]
    result = step()
    ids = {str(result.visit_id): "visit", str(result.id): "ticket"}
    inserts = [
        insert
        for (table,) in base.execute(_TABLES.encode()).fetchall()
        if not table.startswith(LEFT_OUT)
        for insert in _of_table(base, table, before, ids)
    ]
    return result, inserts


def _of_table(
    base: Connection, table: str, before: int, ids: dict[str, str]
) -> Iterator[Insert]:
    """The rows of a table that were written after a transaction."""
    columns = base.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass"
        " AND attnum > 0 AND NOT attisdropped",
        [table],
    ).fetchall()
    names = [name for (name,) in columns]
    texts = ", ".join(f'"{name}"::text' for name in names)
    rows = base.execute(
        f"SELECT {texts} FROM {table} WHERE xmin::text::bigint > %s".encode(),
        [before % 2**32],
    ).fetchall()
    if rows:
        _make(base, table)
    keys = {str(c): str(t) for c, t in base.execute(_KEYS.encode(), [table]).fetchall()}
    for row in rows:
        yield _insert(table, dict(zip(names, row, strict=True)), keys, ids)


def _make(base: Connection, table: str) -> None:
    base.execute(
        f"CREATE TABLE IF NOT EXISTS raw_{table} (LIKE {table} INCLUDING DEFAULTS"
        " INCLUDING IDENTITY INCLUDING INDEXES INCLUDING CONSTRAINTS)".encode()
    )


def _insert(
    table: str, row: dict[str, str | None], keys: dict[str, str], ids: dict[str, str]
) -> Insert:
    parameters: dict[str, str] = {}
    values: dict[str, sql.Composable] = {}
    for name, value in row.items():
        kind = _kind(table, name, value, keys, ids)
        if kind is None:
            values[name] = sql.Literal(value)
        elif kind:
            parameters[name] = kind
            values[name] = sql.Placeholder(name)
    statement = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
        sql.Identifier(f"raw_{table}"),
        sql.SQL(", ").join(map(sql.Identifier, values)),
        sql.SQL(", ").join(values.values()),
    )
    return Insert(table, statement.as_string(), parameters)


def _kind(
    table: str,
    name: str,
    value: str | None,
    keys: dict[str, str],
    ids: dict[str, str],
) -> str | None:
    """What a column gets: None: the same value; empty: its default."""
    if value in ids:
        return ids[value]
    if (table, name) in GIVEN:
        return GIVEN[table, name]
    if name not in keys or value is None:
        return None
    simple = {"uuid": "uuid", "bytea": "bytes", "character varying": "text"}
    if table.startswith("visits_") and name != "id":
        return None
    return simple.get(keys[name], "" if "int" in keys[name] else None)


def issue(base: Connection, inserts: list[Insert], queue: uuid.UUID) -> None:
    """Give one number."""
    with base.transaction():
        [number] = base.execute(_COUNT.encode(), [queue]).fetchone() or [0]
        given = {
            **{"visit": uuid.uuid4(), "ticket": uuid.uuid4()},
            **{"queue": queue, "number": number, "step": 1},
        }
        for insert in inserts:
            if insert.table not in COUNTERS:
                insert.run(base, given)
        base.execute(_NOTIFY.encode(), [str(queue)])


def call(
    base: Connection, inserts: list[Insert], queue: uuid.UUID, desk: uuid.UUID
) -> float:
    """Call the next one, then note that nobody came; seconds of the call alone."""
    begun = time.perf_counter()
    with base.transaction():
        row = base.execute(_CLAIM.encode(), [queue]).fetchone()
        if row is None:
            raise LookupError(queue)
        base.execute(_MOVE.encode(), ["CALLED", desk, row[0]])
        [seq] = base.execute(_SEQ.encode()).fetchone() or [0]
        base.execute(_NOTIFY.encode(), [str(seq)])
        given = {"visit": uuid.uuid4(), "ticket": row[0], "seq": seq, "step": 2}
        for insert in inserts:
            if insert.table not in (*COUNTERS, TICKETS):
                insert.run(base, given)
    spent = time.perf_counter() - begun
    with base.transaction():
        base.execute(_LOCK.encode(), [row[0]])
        base.execute(_MOVE.encode(), ["MISSED", desk, row[0]])
        for insert in inserts:
            if insert.table in {"visits_ticketevent", "transparency_entry"}:
                insert.run(base, {**given, "step": 3})
    return spent
