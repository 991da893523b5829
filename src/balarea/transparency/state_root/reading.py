"""Reads the rows of the guarded tables, and what the log says of their changes.

All within one snapshot of the database: the caller opens a transaction of REPEATABLE
READ first.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from typing import Any

from balarea.transparency.covers import COVERS
from balarea.transparency.state_root import catalogue
from balarea.transparency.state_root.comparing import Evidence, Finding, Kind, Write
from balarea.transparency.state_root.files import Header, Row, Table

type Cursor = Any  # of Django or psycopg
type OpenCursor = Callable[[], AbstractContextManager[Cursor]]

BATCH = 5000  # rows that are fetched at once
# So that a row has the same text in every session.
_SETTINGS = {
    "DateStyle": "ISO, YMD",
    "TimeZone": "UTC",
    "IntervalStyle": "postgres",
    "bytea_output": "hex",
    "extra_float_digits": "1",
}
# `xmin` has 32 bits: it is of this epoch, or of the one before if it lies ahead.
_VERSION = """
CASE WHEN {xmin} < 3 THEN {xmin}
     WHEN {xmin} > mod({next}, 4294967296)
       THEN ({next} / 4294967296 - 1) * 4294967296 + {xmin}
     ELSE {next} / 4294967296 * 4294967296 + {xmin} END
"""
_XMIN = "t.xmin::text::bigint"


def prepare(cursor: Cursor) -> None:
    """Fix how values are written as text, until the transaction ends."""
    for name, value in _SETTINGS.items():
        cursor.execute("SELECT set_config(%s, %s, true)", [name, value])


def header(cursor: Cursor, at: str) -> Header:
    """What is to be said of the database and its guards at this moment."""
    cursor.execute(
        "SELECT (SELECT system_identifier::text FROM pg_control_system()),"
        " pg_current_snapshot()::text, (SELECT count(*) FROM transparency_entry)"
    )
    cluster, snapshot, log_size = cursor.fetchone()
    cursor.execute("SELECT app, max(name) FROM django_migrations GROUP BY app")
    migrations = dict(cursor.fetchall())
    return Header(
        at=at,
        cluster=cluster,
        snapshot=snapshot,
        log_size=log_size,
        migrations=migrations,
        guards=catalogue.guards(cursor),
        tables=catalogue.tables(cursor),
    )


def rows(
    open_cursor: OpenCursor,
    tables: Mapping[str, Table],
    digested: Mapping[str, Table | None] | None = None,
) -> Iterator[Row]:
    """All rows of these tables, ordered by table and key.

    Args:
        open_cursor: opens one on the server: a table needn't fit into memory.
        digested: what the digests cover where that isn't the table as it is: columns
            of an earlier list. None: it lacks some of them now; digests are empty.
    """
    digested = digested or {}
    for name in sorted(tables):
        select = _select(name, tables[name], digested.get(name, tables[name]))
        with open_cursor() as cursor:
            cursor.execute(select)
            while batch := cursor.fetchmany(BATCH):
                for key, subject, version, digest in batch:
                    yield Row(name, key, subject, version, digest)


def _select(name: str, table: Table, digested: Table | None) -> str:
    key = " || ' ' || ".join(f't."{column}"::text' for column in table.key)
    subject = f"""coalesce(t."{table.subject}"::text, '')""" if table.subject else "''"
    version = _VERSION.format(xmin=_XMIN, next="n.xid")
    return (
        "WITH n AS MATERIALIZED (SELECT"  # noqa: S608 - names of the catalogue
        " pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS xid)"
        f" SELECT {key}, {subject}, {version},"
        f" {_digest(digested) if digested else "''"}"
        f' FROM "{name}" t, n ORDER BY ({key}) COLLATE "C"'
    )


def _digest(table: Table) -> str:
    """SQL of a row's digest, in hex."""
    if table.unguarded:
        pairs = ", ".join(f"""'{one}', t."{one}\"""" for one in table.columns)
        removed = "".join(f" #- '{{{path}}}'" for path in table.unguarded if path)
        text = f"jsonb_build_object({pairs}){removed}"
    else:
        text = "ROW({})".format(", ".join(f't."{one}"' for one in table.columns))
    return f"encode(sha256(convert_to(({text})::text, 'UTF8')), 'hex')"


def evidence(cursor: Cursor, since: str) -> Evidence:
    """Entries and recorded writes of transactions that `since` doesn't include.

    Args:
        since: a snapshot as text.
    """
    _, until, running = since.split(":")
    entries: dict[int, set[tuple[str, str]]] = {}
    cursor.execute(
        "SELECT xid::text::bigint, subject::text, type FROM transparency_entry"
        " WHERE xid >= pg_snapshot_xmin(%s::pg_snapshot)"
        " AND NOT pg_visible_in_snapshot(xid, %s::pg_snapshot)",
        [since, since],
    )
    while batch := cursor.fetchmany(BATCH):
        for transaction, *entry in batch:
            entries.setdefault(transaction, set()).add((entry[0], entry[1]))
    return Evidence(
        entries={one: frozenset(about) for one, about in entries.items()},
        writes=_writes(cursor, since),
        covers=COVERS,
        migrations=_migrations(cursor),
        until=int(until),
        running=frozenset(int(one) for one in running.split(",") if one),
    )


def _writes(cursor: Cursor, since: str) -> dict[tuple[str, str], list[Write]]:
    following = "pg_snapshot_xmax(pg_current_snapshot())::text::bigint"
    version = _VERSION.format(xmin=_XMIN, next=following)
    previous = _VERSION.format(xmin="t.previous", next=following)
    cursor.execute(
        f"SELECT t.relation, t.key, t.kind, {version},"  # noqa: S608 - our own text
        " t.xid::text::bigint,"
        f" CASE WHEN t.previous IS NOT NULL THEN {previous} END"
        " FROM transparency_rowversion t"
        " WHERE NOT pg_visible_in_snapshot(t.xid, %s::pg_snapshot) ORDER BY t.id",
        [since],
    )
    writes: dict[tuple[str, str], list[Write]] = {}
    while batch := cursor.fetchmany(BATCH):
        for relation, key, kind, wrote, transaction, replaced in batch:
            write = Write(kind, wrote, transaction, replaced)
            writes.setdefault((relation, key), []).append(write)
    return writes


def _migrations(cursor: Cursor) -> frozenset[int]:
    """The transactions of migrations, which rewrite tables without changing rows."""
    version = _VERSION.format(
        xmin=_XMIN, next="pg_snapshot_xmax(pg_current_snapshot())::text::bigint"
    )
    cursor.execute(f"SELECT {version} FROM django_migrations t")  # noqa: S608 - our own
    return frozenset(one for (one,) in cursor.fetchall())


def moved_entries(cursor: Cursor, since: str) -> Iterator[Finding]:
    """Entries that claim a later transaction than their place in the log allows.

    Leaves are numbered in the order of transactions, so an entry can't be taken to
    cover another change afterwards.
    """
    cursor.execute(
        "SELECT * FROM (SELECT e.id::text, e.subject::text, e.xid::text::bigint AS xid,"
        " min(e.xid::text::bigint) OVER (ORDER BY l.index"
        " ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) AS following"
        " FROM transparency_leaf l JOIN transparency_entry e ON e.id = l.entry_id"
        " WHERE e.xid >= pg_snapshot_xmin(%s::pg_snapshot)"
        " AND NOT pg_visible_in_snapshot(e.xid, %s::pg_snapshot)) o"
        " WHERE following < xid",
        [since, since],
    )
    for entry, subject, transaction, _ in cursor.fetchall():
        table = "transparency_entry"
        yield Finding(Kind.ENTRY_MOVED, table, entry, subject, transaction)


def differences_of_databases(before: Header, now: Header) -> Iterator[Finding]:
    """Whether today's database can follow from the one that was listed."""

    def ends(snapshot: str) -> int:
        return int(snapshot.split(":")[1])

    is_behind = before.cluster == now.cluster and ends(now.snapshot) < ends(
        before.snapshot
    )
    if is_behind or now.log_size < before.log_size:
        yield Finding(Kind.DATABASE_OLDER, "")
    for name in sorted(before.tables.keys() - now.tables.keys()):
        yield Finding(Kind.TABLE_MISSING, name)
