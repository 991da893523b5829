"""The database's half of the sequencer: entries become leaves, in one order for good.

The table of entries is the outbox. Rows are taken once every transaction that could
still add an earlier one has ended (`_BOUND`), so none is lost to the
order of commits. The order is (xid, id). Size and root are committed here before
anybody signs them. Two sequencers can't both continue: each names the size from which
it goes on, and the database takes one of them.

These operations write no log entries: they are the log, and what they write can be
computed again from the entries.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from balarea.foundation import unit_of_work
from balarea.foundation.operation import Actor, operation
from balarea.transparency import models
from balarea.transparency.entries import composing, leaves
from balarea.transparency.tlog import merkle
from balarea.transparency.tlog.merkle import HASH_SIZE, CompactRange

BATCH = 2_000  # entries in one transaction
_NOT_YET = "NOT EXISTS (SELECT FROM transparency_leaf l WHERE l.entry_id = e.id)"
_NEXT = f"""
SELECT e.* FROM transparency_entry e
WHERE e.xid >= %s::text::xid8 AND (e.xid, e.id) > (%s::text::xid8, %s::uuid)
  AND e.xid < %s::text::xid8 AND {_NOT_YET}
ORDER BY e.xid, e.id LIMIT %s
"""  # noqa: S608 - our own text
# The cluster, and the id below which every transaction of this database has ended. A
# snapshot knows the running transactions of all databases of the cluster; one that is
# seen to run in another database writes no entries here, and isn't waited for.
_BOUND = """
SELECT (SELECT system_identifier::text FROM pg_control_system()), coalesce((
    SELECT min(xip) FROM pg_snapshot_xip(s.snapshot) AS xip
    WHERE NOT EXISTS (
        SELECT FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
        WHERE l.locktype = 'transactionid' AND l.granted
          AND l.mode = 'ExclusiveLock' AND l.transactionid = xip::xid
          AND a.datname <> current_database()
    )
), pg_snapshot_xmax(s.snapshot))::text::bigint
FROM (SELECT pg_current_snapshot() AS snapshot OFFSET 0) s
"""
# Transaction ids of another cluster say nothing about this one's: see `Cursor`. Those
# that may still be running here are left to `_NEXT`, which takes them in their order.
_LEFT_OVER = f"""
SELECT e.* FROM transparency_entry e
WHERE e.xid >= %s::text::xid8 AND (e.xid, e.id) > (%s::text::xid8, %s::uuid)
  AND (e.xid < %s::text::xid8 OR e.xid >= pg_snapshot_xmax(pg_current_snapshot()))
  AND {_NOT_YET}
ORDER BY e.xid, e.id LIMIT %s
"""  # noqa: S608 - our own text
_LAST_OF_SUBJECTS = """
SELECT s.subject, l.hash FROM unnest(%s::uuid[]) s(subject) CROSS JOIN LATERAL (
    SELECT hash FROM transparency_leaf WHERE subject = s.subject
    ORDER BY index DESC LIMIT 1
) l
"""
_AGAIN = """
SELECT e.*, l.hash AS leaf_hash, (
    SELECT hash FROM transparency_leaf p
    WHERE p.subject = l.subject AND p.index < l.index ORDER BY p.index DESC LIMIT 1
) AS previous_hash
FROM transparency_leaf l JOIN transparency_entry e ON e.id = l.entry_id
WHERE l.index >= %s AND l.index < %s ORDER BY l.index
"""
_COPY = (
    "COPY transparency_leaf (index, entry_id, subject, hash) FROM STDIN (FORMAT BINARY)"
)
_NIL = UUID(int=0)
SCANNING = "scan:"  # before that id, a colon and the cluster's identifier


class SizeChanged(RuntimeError):
    """Another sequencer has continued the log meanwhile; nothing was written."""


class EntryChanged(RuntimeError):
    """An entry isn't any more what its leaf was made of."""


@dataclass(frozen=True, slots=True)
class LeafBytes:
    """What a bundle and a tile need of one leaf."""

    data: bytes
    hash: bytes


def state() -> models.LogState | None:
    """How far the log has come; None before its first start."""
    return models.LogState.objects.first()


@operation
def begin(*, origin: str, keys: str, by: Actor, at: dt.datetime) -> models.LogState:
    """Begin an empty log, unless there is one; returns how far it has come."""
    if (existing := state()) is not None:
        return existing
    new = models.LogState(origin=origin, keys=keys, root=merkle.EMPTY_ROOT)
    new.witnesses = []
    return unit_of_work.add(new)


@operation
def integrate(*, by: Actor, at: dt.datetime) -> tuple[int, list[LeafBytes]]:
    """Append the next entries to the tree; the index of the first, and the leaves.

    Raises:
        SizeChanged: another sequencer was quicker.
        leaves.InvalidLeaf: an entry doesn't fit the schema of leaves.
    """
    before = models.LogState.objects.get()
    entries, cursor = _take(before)
    if not entries and cursor == _cursor_of(before):
        return before.size, []
    made = list(_compose(entries))
    tree = tree_of(before)
    for leaf in made:
        tree.append(leaf.hash)
    after = {
        "size": tree.size,
        "root": tree.root(),
        "edge": b"".join(tree.edge),
        "cluster": cursor.cluster,
        "cursor_xid": cursor.xid,
        "cursor_id": cursor.id,
    }
    if not models.LogState.objects.filter(size=before.size).update(**after):
        raise SizeChanged(f"the log isn't at {before.size} any more")
    _insert(before.size, entries, made)
    return before.size, made


@dataclass(frozen=True, slots=True)
class Cursor:
    """Which entry was taken last, and in which cluster its transaction id counts.

    A database that was dumped and restored brings ids of another cluster along, which
    may be larger than any that the new one has used. So after a change of cluster all
    entries without a leaf are taken in the order of their `id` (`SCANNING`, with `xid`
    the last one before the scan), and then the new transaction ids count.
    """

    cluster: str
    xid: int
    id: UUID


def _cursor_of(row: models.LogState) -> Cursor:
    return Cursor(row.cluster, row.cursor_xid, row.cursor_id or _NIL)


def _take(before: models.LogState) -> tuple[list[models.Entry], Cursor]:
    cursor = _cursor_of(before)
    with connection.cursor() as sql:
        sql.execute(_BOUND)
        cluster, bound = sql.fetchone()
    if cursor.cluster != cluster:
        return _take_left_over(cursor, cluster, bound)
    taken = [str(cursor.xid), str(cursor.xid), cursor.id, str(bound), BATCH]
    entries = list(models.Entry.objects.raw(_NEXT, taken))
    if entries:
        last = entries[-1]
        cursor = Cursor(cluster, int(last.xid), last.id)
    return entries, cursor


def _take_left_over(
    cursor: Cursor, cluster: str, bound: int
) -> tuple[list[models.Entry], Cursor]:
    """What was written before this cluster, or before the log began."""
    scan, _, of = cursor.cluster.removeprefix(SCANNING).partition(":")
    if not cursor.cluster.startswith(SCANNING) or of != cluster:
        # What the scan doesn't see yet commits with an id of `bound` or more.
        scan, cursor = str(bound), Cursor("", 0, _NIL)
    taken = [str(cursor.xid), str(cursor.xid), cursor.id, scan, BATCH]
    entries = list(models.Entry.objects.raw(_LEFT_OVER, taken))
    if len(entries) == BATCH:
        last = entries[-1]
        return entries, Cursor(f"{SCANNING}{scan}:{cluster}", int(last.xid), last.id)
    return entries, Cursor(cluster, int(scan) - 1, _NIL)


def _compose(entries: Sequence[models.Entry]) -> Iterator[LeafBytes]:
    last = _last_hashes({entry.subject for entry in entries})
    for entry in entries:
        leaf = composing.leaf_of(entry, last.get(entry.subject, b""))
        data = leaves.encode(leaf)
        made = LeafBytes(data, merkle.leaf_hash(data))
        last[entry.subject] = made.hash
        yield made


def _last_hashes(subjects: Iterable[UUID]) -> dict[UUID, bytes]:
    with connection.cursor() as sql:
        sql.execute(_LAST_OF_SUBJECTS, [list(subjects)])
        return {subject: bytes(last) for subject, last in sql.fetchall()}


def _insert(
    first: int, entries: Sequence[models.Entry], made: Sequence[LeafBytes]
) -> None:
    with connection.cursor() as sql, sql.copy(_COPY) as copy:
        copy.set_types(["int8", "uuid", "uuid", "bytea"])
        rows = zip(entries, made, strict=True)
        for index, (entry, leaf) in enumerate(rows, start=first):
            copy.write_row((index, entry.id, entry.subject, leaf.hash))


def tree_of(row: models.LogState) -> CompactRange:
    """The tree as it was stored."""
    edge = bytes(row.edge)
    hashes = [edge[n : n + HASH_SIZE] for n in range(0, len(edge), HASH_SIZE)]
    return CompactRange(row.size, hashes)


def compose_again(first: int, end: int) -> list[LeafBytes]:
    """The leaves from index `first` up to `end`, from their entries.

    Raises:
        EntryChanged: an entry is gone, or would make another leaf than it made.
    """
    made: list[LeafBytes] = []
    for entry in models.Entry.objects.raw(_AGAIN, [first, end]):
        row: Any = entry  # with the two columns that the statement adds
        leaf = composing.leaf_of(entry, bytes(row.previous_hash or b""))
        data = leaves.encode(leaf)
        if merkle.leaf_hash(data) != bytes(row.leaf_hash):
            raise EntryChanged(f"leaf {first + len(made)}, entry {entry.id}")
        made.append(LeafBytes(data, bytes(row.leaf_hash)))
    if len(made) != end - first:
        raise EntryChanged(f"an entry between {first} and {end} is gone")
    return made


@dataclass(frozen=True, slots=True)
class Published:
    """A checkpoint with its signatures, ready to be served."""

    size: int
    root: bytes
    note: bytes
    signed_at: dt.datetime
    cosigned_at: dt.datetime | None
    witnesses: list[dict[str, Any]]


@operation
def record_publication(*, published: Published, by: Actor, at: dt.datetime) -> None:
    """Store a checkpoint as the published one; of the same size, its newer signatures.

    Raises:
        SizeChanged: another sequencer has published a larger one.
    """
    rows = models.LogState.objects.filter(published_size__lte=published.size)
    before = rows.values_list("published_size", "published_at").first()
    if before is None:
        raise SizeChanged(f"the log was published beyond {published.size}")
    rows.update(
        published_size=published.size,
        published_at=at,
        note=published.note,
        witnesses=published.witnesses,
        fault="",
        fault_detail="",
        fault_at=None,
    )
    if before[0] < published.size or before[1] is None:
        unit_of_work.add(
            models.Publication(
                size=published.size,
                root=published.root,
                note=published.note,
                signed_at=published.signed_at,
                cosigned_at=published.cosigned_at,
                published_at=at,
            )
        )


@operation
def note_fault(*, code: str, detail: str, by: Actor, at: dt.datetime) -> None:
    """Store why nothing is published at the moment; an empty code ends it."""
    rows = models.LogState.objects.exclude(fault=code, fault_detail=detail[:300])
    rows.update(fault=code, fault_detail=detail[:300], fault_at=at if code else None)
