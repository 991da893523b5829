"""Lists the rows of this database, and compares it with an earlier list."""

import collections
import contextlib
import dataclasses
import itertools
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from balarea.transparency.state_root import comparing, files, reading
from balarea.transparency.state_root.comparing import Finding, Kind
from balarea.transparency.state_root.files import Header, Table, Tree

NAMED = 10_000  # findings that a report names; the others are counted


@contextlib.contextmanager
def _snapshot() -> Iterator[Any]:
    """A cursor on one unchanging view of the database, which it can't write.

    Must be the outermost transaction.
    """
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        reading.prepare(cursor)
        yield cursor


def _open_cursor() -> contextlib.AbstractContextManager[Any]:
    wrapper: Any = connection
    cursor: contextlib.AbstractContextManager[Any] = wrapper.chunked_cursor()
    return cursor


def write(path: Path, at: str) -> tuple[Header, Tree]:
    """Write the list of all rows as they are now to `path`."""
    with _snapshot() as cursor:
        header = reading.header(cursor, at)
        return header, files.write(
            path, header, reading.rows(_open_cursor, header.tables)
        )


@dataclasses.dataclass(frozen=True, slots=True)
class Report:
    """How this database differs from an earlier list.

    Attributes:
        before: the header of that list; `root` and `rows` are of that list, too.
        now: what the same list would say today.
        findings: the first `NAMED` differences that no entry covers.
        counts: how many of each kind there are.
    """

    before: Header
    now: Header
    root: bytes
    rows: int
    findings: tuple[Finding, ...]
    counts: Mapping[Kind, int]

    @property
    def is_same_cluster(self) -> bool:
        """If not, versions don't compare: the data were loaded into another one."""
        return self.before.cluster == self.now.cluster

    @property
    def new_tables(self) -> list[str]:
        """Tables that the earlier list hasn't: their rows aren't compared."""
        return sorted(self.now.tables.keys() - self.before.tables.keys())

    @property
    def new_migrations(self) -> list[str]:
        """By which the software, its tables and its guards were changed since."""
        return sorted(
            f"{app}.{name}"
            for app, name in self.now.migrations.items()
            if self.before.migrations.get(app) != name
        )


def compare(path: Path, at: str) -> Report:
    """Compare this database with the list at `path`.

    Raises:
        files.NotAStateFile: `path` is none.
    """
    listing = files.read(path)
    counts: collections.Counter[Kind] = collections.Counter()
    named: list[Finding] = []
    with _snapshot() as cursor:
        now = reading.header(cursor, at)
        for finding in _findings(cursor, listing, now):
            counts[finding.kind] += 1
            if len(named) < NAMED:
                named.append(finding)
    return Report(
        before=listing.header,
        now=now,
        root=listing.tree.root(),
        rows=listing.tree.rows,
        findings=tuple(named),
        counts=dict(counts),
    )


def _findings(cursor: Any, listing: files.Listing, now: Header) -> Iterator[Finding]:
    before = listing.header
    compared = {name: now.tables[name] for name in now.tables if name in before.tables}
    rows = reading.rows(_open_cursor, compared, _digested(before, compared))
    always = itertools.chain(
        reading.differences_of_databases(before, now),
        comparing.compare_guards(before.guards, now.guards),
    )
    if before.cluster != now.cluster:
        return itertools.chain(always, comparing.compare_contents(listing.rows, rows))
    evidence = reading.evidence(cursor, before.snapshot)
    return itertools.chain(
        always,
        reading.moved_entries(cursor, before.snapshot),
        comparing.compare(listing.rows, rows, compared, evidence),
    )


def _digested(
    before: Header, compared: Mapping[str, Table]
) -> dict[str, files.Table | None]:
    """What digests must cover to be those of the earlier list."""
    return {
        name: before.tables[name]
        if set(before.tables[name].columns) <= set(compared[name].columns)
        else None
        for name in compared
    }
