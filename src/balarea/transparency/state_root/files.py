"""The list of rows under a state root: a compressed text that an auditor keeps.

Its lines are the leaves of the Merkle tree (RFC 6962, `tlog.merkle`). The first is a
header, JSON with sorted keys. Each following one is a row, ordered by table and key:
table, key, subject, version and digest, separated by tabs. So anybody who has the file
and the public log can check with a few lines of code that the file is the one whose
root was logged.

It holds no personal data, but identifiers of cases and digests of short rows, which
could be guessed: it is for auditors, not for the public.
"""

import dataclasses
import gzip
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple, Self
from urllib.parse import quote, unquote

from balarea.transparency.tlog import merkle

FORMAT = "balarea-state/v1"


class NotAStateFile(ValueError):
    """The file isn't a list of rows under a state root, or is damaged."""


class Row(NamedTuple):
    """One row of a guarded table.

    `version` is the transaction that wrote it (`xmin` with its epoch); `digest` the
    SHA-256 of its text, in hex; `subject` whom its log entries are about, where a
    column says so.
    """

    table: str
    key: str
    subject: str
    version: int
    digest: str

    def line(self) -> str:
        # Only keys that are words have other characters than UUIDs and numbers have.
        key = self.key if self.key.isalnum() else quote(self.key, safe="-_ ")
        return f"{self.table}\t{key}\t{self.subject}\t{self.version}\t{self.digest}"

    @classmethod
    def parse(cls, line: str) -> Self:
        table, key, subject, version, digest = line.split("\t")
        return cls(table, unquote(key), subject, int(version), digest)


@dataclasses.dataclass(frozen=True, slots=True)
class Table:
    """What was known of a guarded table when its rows were listed.

    Attributes:
        columns: in the order in which the digest covers them.
        key: the columns of the primary key.
        subject: the column by which entries are about a row; empty if none is.
        logged: the kinds of changes (``I``, ``U``, ``D``) of which each needs an entry.
        is_append_only: whether no row is ever changed or deleted.
        unguarded: paths in the row that may change outside operations.
        has_history: whether each write is recorded with its transaction.
    """

    columns: tuple[str, ...]
    key: tuple[str, ...]
    subject: str = ""
    logged: str = ""
    is_append_only: bool = False
    unguarded: tuple[str, ...] = ()
    has_history: bool = True


@dataclasses.dataclass(frozen=True, slots=True)
class Header:
    """When and from what the rows were read.

    Attributes:
        at: ISO 8601.
        cluster: PostgreSQL's identifier of the cluster, the same in physical copies.
        snapshot: PostgreSQL's ``xmin:xmax:xip_list``: which transactions it includes.
        log_size: how many entries the log had.
        migrations: the last migration of each app.
        guards: trigger or function → its definition's SHA-256 and whether it is on.
    """

    at: str
    cluster: str
    snapshot: str
    log_size: int
    migrations: Mapping[str, str]
    guards: Mapping[str, str]
    tables: Mapping[str, Table]

    def line(self) -> str:
        content = {"format": FORMAT} | dataclasses.asdict(self)
        return json.dumps(content, sort_keys=True, separators=(",", ":"))

    @classmethod
    def parse(cls, line: str) -> Self:
        content = json.loads(line)
        if content.pop("format") != FORMAT:
            raise ValueError("another format")
        tables = {name: _table(one) for name, one in content.pop("tables").items()}
        return cls(tables=tables, **content)


def _table(content: Mapping[str, Any]) -> Table:
    """A table from JSON, which has lists for tuples."""
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in content.items()
    }
    return Table(**values)


class Tree:
    """The Merkle tree of the lines, as they are written or read."""

    def __init__(self) -> None:
        self._range = merkle.CompactRange()

    def append(self, line: str) -> str:
        self._range.append(merkle.leaf_hash(line.encode()))
        return line

    @property
    def rows(self) -> int:
        return max(self._range.size - 1, 0)

    def root(self) -> bytes:
        return self._range.root()


def write(path: Path, header: Header, rows: Iterable[Row]) -> Tree:
    """Write the list to `path`, whole or not at all; its tree."""
    tree = Tree()
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.new")
    try:
        with draft.open("wb") as file, gzip.open(file, "wt", 5, "utf-8") as text:
            text.write(tree.append(header.line()) + "\n")
            for row in rows:
                text.write(tree.append(row.line()) + "\n")
        with draft.open("rb") as written:
            os.fsync(written.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return tree


@dataclasses.dataclass(slots=True)
class Listing:
    """A list as it is read: its header, its rows one by one, its tree at their end."""

    header: Header
    rows: Iterator[Row]
    tree: Tree


def read(path: Path) -> Listing:
    """Open the list at `path`.

    Raises:
        NotAStateFile: also while its rows are read.
    """
    lines = _lines(path)
    tree = Tree()
    try:
        header = Header.parse(tree.append(next(lines)))
    except (StopIteration, ValueError, KeyError, TypeError) as error:
        raise NotAStateFile(f"{path} has no header of a state file") from error
    return Listing(header, _rows(path, lines, tree), tree)


def root_of(path: Path) -> tuple[bytes, int]:
    """The root of the list at `path`, and how many rows it has."""
    listing = read(path)
    for _ in listing.rows:
        pass
    return listing.tree.root(), listing.tree.rows


def _lines(path: Path) -> Iterator[str]:
    try:
        with gzip.open(path, "rt", encoding="utf-8", newline="\n") as text:
            for line in text:
                yield line.removesuffix("\n")
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise NotAStateFile(f"{path} can't be read whole: {error}") from error


def _rows(path: Path, lines: Iterator[str], tree: Tree) -> Iterator[Row]:
    for number, line in enumerate(lines, start=2):
        try:
            row = Row.parse(line)
        except ValueError as error:
            raise NotAStateFile(f"{path}, line {number}, is no row") from error
        tree.append(line)
        yield row
