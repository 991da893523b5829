"""Which rows differ from an earlier list without an entry of the log that covers it.

A row's version is the transaction that wrote it. Each write since the earlier list must
be recorded by the guards (`models.RowVersion`), and the writes of a row form a chain
from the listed version to the present one. Where the table asks for it, the transaction
must have a log entry about the row's subject. So a write past the guards is found also
when a proper step changed the row afterwards: the chain then leads through a version
that nobody recorded.
"""

import dataclasses
import enum
from collections.abc import Iterable, Iterator, Mapping

from balarea.transparency.state_root.files import Row, Table


class Kind(enum.StrEnum):
    """What is wrong with a row, or with the guards."""

    CHANGED = "CHANGED"
    REWRITTEN = "REWRITTEN"  # written again with the same content
    INSERTED = "INSERTED"
    DELETED = "DELETED"
    RESTORED = "RESTORED"  # an older version than the listed one
    ALTERED_ON_DISK = "ALTERED_ON_DISK"  # other content under the same version
    CHANGED_BETWEEN = "CHANGED_BETWEEN"  # before a proper change, which covers it up
    GUARD_CHANGED = "GUARD_CHANGED"
    GUARD_MISSING = "GUARD_MISSING"
    GUARD_OFF = "GUARD_OFF"
    TABLE_MISSING = "TABLE_MISSING"
    DATABASE_OLDER = "DATABASE_OLDER"
    ENTRY_MOVED = "ENTRY_MOVED"  # an entry that claims another transaction


# As a trigger and `transparency.covers` call the kinds of writes.
_CHANGES = {"I": "INSERT", "U": "UPDATE", "D": "DELETE"}
# For auditors, as the command prints it.
MEANINGS: Mapping[Kind, str] = {
    Kind.CHANGED: "a row was changed, and no entry covers it",
    Kind.REWRITTEN: "a row was written again with the same content, without an entry",
    Kind.INSERTED: "a row was added, and no entry covers it",
    Kind.DELETED: "a row was removed, and no entry covers it",
    Kind.RESTORED: "a row is an older version than the listed one",
    Kind.ALTERED_ON_DISK: "a row has other content, though no transaction wrote it",
    Kind.CHANGED_BETWEEN: "a row was changed past the guards before a logged change",
    Kind.GUARD_CHANGED: "a trigger or function that enforces the log is another one",
    Kind.GUARD_MISSING: "a trigger or function that enforced the log is gone",
    Kind.GUARD_OFF: "a trigger that enforces the log is switched off",
    Kind.TABLE_MISSING: "a table isn't guarded any more, or is gone",
    Kind.DATABASE_OLDER: "the database is older than the list: a backup was restored",
    Kind.ENTRY_MOVED: "an entry claims another transaction than its place in the log",
}


@dataclasses.dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One difference that no entry covers.

    `transaction`: the one that wrote it, where known; zero else.
    """

    kind: Kind
    table: str
    key: str = ""
    subject: str = ""
    transaction: int = 0


@dataclasses.dataclass(frozen=True, slots=True)
class Write:
    """One recorded write of a row; `version` may be a savepoint in `transaction`."""

    kind: str
    version: int
    transaction: int
    previous: int | None


@dataclasses.dataclass(frozen=True, slots=True)
class Evidence:
    """What the log and the guards say of the time since the earlier list.

    Attributes:
        entries: transaction → subject and type of each of its entries.
        covers: table → change (``INSERT`` …) → the types of entries that cover it.
        writes: (table, key) → its recorded writes.
        migrations: transactions of migrations of the software.
        until: the earlier list includes the transactions before this one …
        running: … but these, which hadn't ended.
    """

    entries: Mapping[int, frozenset[tuple[str, str]]]
    writes: Mapping[tuple[str, str], list[Write]]
    until: int
    covers: Mapping[str, Mapping[str, Iterable[str]]]
    running: frozenset[int] = frozenset()
    migrations: frozenset[int] = frozenset()

    def is_before(self, version: int) -> bool:
        return version < self.until and version not in self.running


def compare(
    before: Iterable[Row],
    now: Iterable[Row],
    tables: Mapping[str, Table],
    evidence: Evidence,
) -> Iterator[Finding]:
    """Every row that differs and isn't covered; both lists are ordered alike.

    Args:
        tables: as they are now; rows of tables that are gone are skipped.
    """
    vanished = dict.fromkeys(evidence.writes)
    for earlier, later in _paired(before, now):
        row = later or earlier
        if row is None or row.table not in tables:
            continue
        vanished.pop(row[:2], None)
        table = tables[row.table]
        if earlier and later and earlier.version == later.version:
            if later.digest and earlier.digest != later.digest:
                yield Change(row, earlier, later).finding(Kind.ALTERED_ON_DISK)
        elif earlier and later and table.unguarded and earlier.digest == later.digest:
            continue  # what may change outside operations is not in the digest
        elif earlier and later and _is_migrated(earlier, later, evidence):
            continue
        else:
            yield from _check(Change(row, earlier, later), table, evidence)
    yield from _check_vanished(vanished, tables, evidence)


def _check_vanished(
    keys: Iterable[tuple[str, str]], tables: Mapping[str, Table], evidence: Evidence
) -> Iterator[Finding]:
    """Rows that were written since the earlier list, and aren't there any more."""
    for name, key in keys:
        last = evidence.writes[name, key][-1]
        if name in tables and not (
            last.kind == "D" and _is_covered(last, name, set(), tables[name], evidence)
        ):
            yield Finding(Kind.DELETED, name, key)


def compare_contents(before: Iterable[Row], now: Iterable[Row]) -> Iterator[Finding]:
    """Every row whose content differs, covered or not.

    For data that were loaded into another database cluster, where all versions are new.
    """
    for earlier, later in _paired(before, now):
        row = later or earlier
        if row and not (earlier and later and later.digest in {earlier.digest, ""}):
            yield Change(row, earlier, later).finding()


def _is_migrated(earlier: Row, later: Row, evidence: Evidence) -> bool:
    """A migration may have written the table anew; what was listed is the same."""
    is_same = later.digest in {earlier.digest, ""}
    return is_same and later.version in evidence.migrations


def _paired(
    before: Iterable[Row], now: Iterable[Row]
) -> Iterator[tuple[Row | None, Row | None]]:
    """Both lists side by side, by table and key."""
    left, right = iter(before), iter(now)
    earlier, later = next(left, None), next(right, None)
    while earlier or later:
        if later is None or (earlier and earlier[:2] < later[:2]):
            yield earlier, None
            earlier = next(left, None)
        elif earlier is None or later[:2] < earlier[:2]:
            yield None, later
            later = next(right, None)
        else:
            yield earlier, later
            earlier, later = next(left, None), next(right, None)


@dataclasses.dataclass(frozen=True, slots=True)
class Change:
    """A row that isn't as listed, with what was listed and what is there now."""

    row: Row
    earlier: Row | None
    later: Row | None

    @property
    def kind(self) -> Kind:
        if self.earlier is None:
            return Kind.INSERTED
        if self.later is None:
            return Kind.DELETED
        is_same = self.later.digest in {self.earlier.digest, ""}
        return Kind.REWRITTEN if is_same else Kind.CHANGED

    def finding(self, kind: Kind | None = None, transaction: int = 0) -> Finding:
        """A finding about the row, written by `transaction`, else by its version."""
        version = transaction or (self.later.version if self.later else 0)
        row = self.row
        return Finding(kind or self.kind, row.table, row.key, row.subject, version)


def _check(change: Change, table: Table, evidence: Evidence) -> Iterator[Finding]:
    later = change.later
    if table.is_append_only and change.earlier:
        yield change.finding()
    elif later and evidence.is_before(later.version):
        # Such a version was there already when the list was made, and another stood.
        yield change.finding(Kind.RESTORED if change.earlier else None)
    elif table.has_history:
        yield from _check_chain(change, table, evidence)
    elif change.earlier:  # entries, of which new ones are in the log
        yield change.finding()


def _check_chain(change: Change, table: Table, evidence: Evidence) -> Iterator[Finding]:
    """Follow the recorded writes back from the present version to the listed one."""
    row, earlier, later = change.row, change.earlier, change.later
    writes = _Writes(evidence.writes.get((row.table, row.key), []))
    subjects = {one.subject for one in (earlier, later) if one and one.subject}
    step = writes.of(later.version) if later else writes.deletion
    if step is None and later and table.unguarded:
        step = writes.last  # then columns were written that no guard records
    if step is None:
        yield change.finding()
    followed: set[int] = set()
    while step is not None:
        followed.add(step.version)
        if not _is_covered(step, row.table, subjects, table, evidence):
            yield change.finding(transaction=step.version)
            return
        if earlier and step.previous == earlier.version:
            return
        if step.previous is None:  # inserted
            step = writes.deletion if earlier else None
            if earlier and (step is None or step.version in followed):
                yield change.finding()
                return
            continue
        before = writes.of(step.previous)
        if before is None or before.version in followed:
            if not table.unguarded and step.previous not in evidence.migrations:
                yield change.finding(Kind.CHANGED_BETWEEN, step.previous)
            return
        step = before


def _is_covered(
    step: Write, name: str, subjects: set[str], table: Table, evidence: Evidence
) -> bool:
    """Whether the write has the entry that its table asks for.

    Args:
        subjects: whom an entry must be about; where that isn't in a column, anybody.
    """
    if step.kind not in table.logged:
        return True  # recorded by the guards, which is all that such a change needs
    types = set(evidence.covers.get(name, {}).get(_CHANGES[step.kind], ()))
    return any(
        of_type in types and (not subjects or subject in subjects)
        for subject, of_type in evidence.entries.get(step.transaction, ())
    )


class _Writes:
    """The recorded writes of one row."""

    def __init__(self, writes: Iterable[Write]) -> None:
        self._of: dict[int, Write] = {}
        self.deletion: Write | None = None
        for one in writes:
            if one.kind == "D":
                self.deletion = one
                continue
            # A transaction may write a row several times, and INSERT … ON CONFLICT
            # is recorded as an insertion even where it changes the existing row.
            if one.previous == one.version:
                self._of.setdefault(one.version, one)
            elif (
                one.previous is not None
                or one.version not in self._of
                or self._of[one.version].previous == one.version
            ):
                self._of[one.version] = one

    def of(self, version: int) -> Write | None:
        return self._of.get(version)

    @property
    def last(self) -> Write | None:
        """The newest one, unless it deleted the row."""
        return max(self._of.values(), key=lambda one: one.transaction, default=None)


def compare_guards(
    before: Mapping[str, str], now: Mapping[str, str]
) -> Iterator[Finding]:
    """Triggers and functions that were changed, removed or switched off."""
    for name, definition in sorted(now.items()):
        if definition.endswith(" off"):
            yield Finding(Kind.GUARD_OFF, name)
        elif name in before and before[name] != definition:
            yield Finding(Kind.GUARD_CHANGED, name)
    for name in sorted(before.keys() - now.keys()):
        yield Finding(Kind.GUARD_MISSING, name)
