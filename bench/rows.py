"""The rows that a filing writes, by psycopg alone: a baseline without any framework.

The rows of one filing are copied into tables of the same columns and indexes, over and
over with fresh keys, each filing in a transaction of its own. No foreign keys, no
triggers, no checks of a value's meaning.
"""

import secrets
import threading
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

import psycopg
from bench import serving
from psycopg import sql

_MESSAGE = (
    "SELECT id FROM notices_message WHERE \"case\" = %(case)s AND kind = 'RECEIVED'"
)
# How the rows of a case are found in each table that a filing writes.
_TABLES = {
    "applications_application": "id = %(case)s",
    "applications_statuschange": "application_id = %(case)s",
    "applications_filing": "application_id = %(case)s",
    "notices_message": "\"case\" = %(case)s AND kind = 'RECEIVED'",
    "notices_delivery": f"message_id IN ({_MESSAGE})",
    "transparency_entry": (
        "xid = (SELECT xid FROM transparency_entry"
        " WHERE subject = %(case)s AND type = 'RECEIVED')"
    ),
    # The pages of the draft left older ones.
    "vault_access": (
        'id = (SELECT id FROM vault_access WHERE "case" = %(case)s'
        " ORDER BY id DESC LIMIT 1)"
    ),
    "vault_sealed": "key_id = %(case)s AND name = 'tracking'",
    "foundation_idempotencykey": (
        "scope LIKE 'submit:' || replace(%(case)s::text, '-', '') || ':%%'"
    ),
    "procrastinate_jobs": f"lock IN (SELECT 'notice:' || id FROM ({_MESSAGE}) AS m)",
}
_UNIQUE = """
    SELECT a.attname, format_type(a.atttypid, NULL)
    FROM pg_index i JOIN pg_attribute a
        ON a.attrelid = i.indrelid AND a.attnum = ANY(i.indkey)
    WHERE i.indrelid = %s::regclass AND i.indisunique
"""


@dataclass(frozen=True)
class Row:
    """One row as text, and which of its columns want a fresh value each time."""

    table: str
    values: dict[str, str | None]
    fresh: dict[str, str]  # column → type

    def insert(self) -> tuple[sql.Composed, list[str | None]]:
        values = {**self.values, **{c: _fresh(t) for c, t in self.fresh.items()}}
        statement = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
            sql.Identifier(f"raw_{self.table}"),
            sql.SQL(", ").join(map(sql.Identifier, values)),
            sql.SQL(", ").join([sql.Placeholder()] * len(values)),
        )
        return statement, list(values.values())


def of_one_filing(case: uuid.UUID) -> list[Row]:
    """What filing this case wrote."""
    with psycopg.connect(serving.OWNER) as base:
        return [row for table in _TABLES for row in _read(base, table, case)]


def count(rows: list[Row]) -> dict[str, int]:
    """How many rows in each table."""
    return {
        table: sum(row.table == table for row in rows)
        for table in _TABLES
        if any(row.table == table for row in rows)
    }


def loop(rows: list[Row], connections: int, seconds: float = 3.0) -> float:
    """Filings a second that only write these rows."""
    _make_tables({row.table for row in rows})
    done = [0] * connections
    until = time.perf_counter() + seconds

    def insert(number: int) -> None:
        with psycopg.connect(serving.OWNER) as base:
            base.prepare_threshold = 1
            while time.perf_counter() < until:
                with base.transaction():
                    for row in rows:
                        base.execute(*row.insert())
                done[number] += 1

    threads = [
        threading.Thread(target=insert, args=(number,)) for number in range(connections)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done) / seconds


def _read(
    base: psycopg.Connection[tuple[object, ...]], table: str, case: uuid.UUID
) -> Iterator[Row]:
    unique = {str(c): str(t) for c, t in base.execute(_UNIQUE, [table]).fetchall()}
    cursor = base.execute(
        f"SELECT * FROM {table} WHERE {_TABLES[table]}".encode(), {"case": case}
    )
    names = [column.name for column in cursor.description or ()]
    texts = ", ".join(f'"{name}"::text' for name in names)
    rows = base.execute(
        f"SELECT {texts} FROM {table} WHERE {_TABLES[table]}".encode(), {"case": case}
    ).fetchall()
    fresh = {c: t for c, t in unique.items() if t in {"uuid", "character varying"}}
    for row in rows:
        values = {
            name: None if value is None else str(value)
            for name, value in zip(names, row, strict=True)
            if name not in unique
        }
        yield Row(table, values, fresh)


def _fresh(kind: str) -> str:
    return str(uuid.uuid4()) if kind == "uuid" else secrets.token_hex(4)


def _make_tables(tables: set[str]) -> None:
    with psycopg.connect(serving.OWNER, autocommit=True) as base:
        for table in sorted(tables):
            base.execute(f"DROP TABLE IF EXISTS raw_{table}".encode())
            base.execute(
                f"CREATE TABLE raw_{table} (LIKE {table} INCLUDING DEFAULTS"
                " INCLUDING IDENTITY INCLUDING INDEXES INCLUDING CONSTRAINTS)".encode()
            )
