"""Queries of the public log."""

import dataclasses
import datetime as dt
import functools
from collections.abc import Collection
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import Max

from balarea.foundation import clock
from balarea.transparency import entry_types, models
from balarea.transparency.publishing.log_files import LogFiles, MissingTile
from balarea.transparency.tlog import merkle
from balarea.transparency.tlog.proofs import LogProof
from balarea.transparency.tlog.tiles import TileHashes


@dataclasses.dataclass(frozen=True, slots=True)
class Criteria:
    """Which entries to read; an empty criterion matches all."""

    types: frozenset[str] = frozenset()
    agency: str = ""
    day: dt.date | None = None


def latest(
    *, limit: int, before: UUID | None = None, criteria: Criteria = Criteria()
) -> list[models.Entry]:
    """The newest entries first; those older than the entry `before`, if given."""
    entries = models.Entry.objects.order_by("-id").defer("subject")
    if before is not None:
        entries = entries.filter(id__lt=before)
    if criteria.types:
        entries = entries.filter(type__in=sorted(criteria.types))
    if criteria.agency:
        entries = entries.filter(agency=criteria.agency)
    if criteria.day is not None:
        begins = clock.start_of(criteria.day)
        ends = clock.start_of(criteria.day + dt.timedelta(days=1))
        entries = entries.filter(at__gte=begins, at__lt=ends)
    return list(entries[:limit])


def entry(entry_id: UUID) -> models.Entry | None:
    """One entry of the log, or None."""
    return models.Entry.objects.defer("subject").filter(id=entry_id).first()


def entries_about(subject: UUID, *, limit: int) -> list[models.Entry]:
    """The last entries about a subject, in order, for whoever it belongs to."""
    rows = models.Entry.objects.filter(subject=subject).order_by("-id")
    return list(rows[:limit])[::-1]


def entries_of(
    day: dt.date, *, after: UUID | None = None, limit: int
) -> list[models.Entry]:
    """Entries whose claimed time lies on a day of the regency, in order of their ids.

    `after`: only those behind this one.
    """
    begins = clock.start_of(day)
    ends = clock.start_of(day + dt.timedelta(days=1))
    entries = models.Entry.objects.filter(at__gte=begins, at__lt=ends)
    if after is not None:
        entries = entries.filter(id__gt=after)
    return list(entries.defer("subject").order_by("id")[:limit])


@dataclasses.dataclass(frozen=True, slots=True)
class DayCount:
    """How many entries of one type were recorded on one day."""

    day: dt.date
    type: str
    count: int


@functools.lru_cache(maxsize=2)
def counts_by_day(last: dt.date, days: int, minute: dt.datetime) -> list[DayCount]:
    """Entries by day and type, of `days` days up to `last`, by their claimed time.

    Counted once a minute in each process: `minute` is the one of the request.
    """
    begins = clock.start_of(last - dt.timedelta(days=days - 1))
    ends = clock.start_of(last + dt.timedelta(days=1))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (at AT TIME ZONE %s)::date, type, count(*)"
            " FROM transparency_entry WHERE at >= %s AND at < %s GROUP BY 1, 2",
            [settings.TIME_ZONE, begins, ends],
        )
        return [DayCount(*row) for row in cursor.fetchall()]


def last_changes(subjects: Collection[UUID]) -> dict[UUID, dt.datetime]:
    """Subject → when an entry about it was recorded last that reports a change.

    Of messages, of accesses and of refused attempts there are entries too; these change
    nothing in the subject.
    """
    entries = models.Entry.objects.filter(subject__in=subjects)
    changing = entries.exclude(type__in=sorted(entry_types.UNCHANGING))
    return dict(changing.values_list("subject").annotate(last=Max("at")))


def is_empty() -> bool:
    """Whether nothing was recorded yet; `size_estimate` may lag behind."""
    return not models.Entry.objects.exists()


def size_estimate() -> int:
    """The approximate number of entries; an exact count would read all of them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT greatest(reltuples, 0)::bigint FROM pg_class"
            " WHERE oid = 'transparency_entry'::regclass"
        )
        return int(cursor.fetchone()[0])


def count_since(at: dt.datetime) -> int:
    """How many entries were recorded since `at`."""
    return models.Entry.objects.filter(at__gte=at).count()


@dataclasses.dataclass(frozen=True, slots=True)
class WitnessDelay:
    """What one witness last did.

    Attributes:
        at: when it last cosigned; None if it never did.
        delay_ms: how long its last answer took.
        fault: why it didn't cosign the last checkpoint; empty if it did.
    """

    name: str
    size: int
    at: dt.datetime | None
    delay_ms: int
    fault: str


@dataclasses.dataclass(frozen=True, slots=True)
class LogSummary:
    """The published log at this moment.

    Attributes:
        size: entries that the published checkpoint covers.
        integrated: entries that have a place in the tree, published or not.
        fault: a code of `sequencer.Fault` if nothing is published at the moment.
    """

    origin: str
    keys: tuple[str, ...]
    size: int
    integrated: int
    published_at: dt.datetime | None
    checkpoint: bytes
    witnesses: tuple[WitnessDelay, ...]
    fault: str
    fault_at: dt.datetime | None


def log_summary() -> LogSummary | None:
    """How far the published log has come; None before it was begun."""
    state = models.LogState.objects.first()
    if state is None:
        return None
    return LogSummary(
        origin=state.origin,
        keys=tuple(state.keys.splitlines()),
        size=state.published_size,
        integrated=state.size,
        published_at=state.published_at,
        checkpoint=bytes(state.note),
        witnesses=tuple(map(_witness, state.witnesses)),
        fault=state.fault,
        fault_at=state.fault_at,
    )


def _witness(stored: dict[str, Any]) -> WitnessDelay:
    at = dt.datetime.fromisoformat(stored["at"]) if stored["at"] else None
    return WitnessDelay(
        stored["name"], stored["size"], at, stored["delay_ms"], stored["fault"]
    )


def log_keys() -> list[str]:
    """The verifier keys of the log, the Ed25519 one first; none before it was begun."""
    keys = models.LogState.objects.values_list("keys", flat=True).first()
    return (keys or "").splitlines()


def index_of(entry_id: UUID) -> int | None:
    """The index of an entry in the published log; None if it isn't published yet."""
    rows = models.Leaf.objects.filter(entry_id=entry_id)
    index = rows.values_list("index", flat=True).first()
    size = models.LogState.objects.values_list("published_size", flat=True).first()
    return None if index is None or index >= (size or 0) else index


def proof_of(entry_id: UUID, *, extra: bytes = b"") -> LogProof | None:
    """The proof that an entry stands in the published log.

    None until a published checkpoint covers it, which has the cosignatures that the
    policy demands.
    """
    index = index_of(entry_id)
    state = models.LogState.objects.only("published_size", "note").first()
    if index is None or state is None:
        return None
    files = LogFiles(Path(settings.BALAREA_LOG_DIR))
    hashes = TileHashes(files.read_tile, state.published_size)
    try:
        proof = merkle.inclusion_proof(index, state.published_size, hashes)
    except MissingTile:  # the disk lost it; the sequencer's next start repairs it
        return None
    return LogProof(index, tuple(proof), bytes(state.note), extra)


def state_root(root: bytes) -> models.StateRoot | None:
    """The state root with this hash, if it was logged."""
    rows = models.StateRoot.objects.filter(root=root).order_by("-id")
    return rows.first()


def state_root_of(root_id: UUID) -> models.StateRoot | None:
    """The state root with this id."""
    return models.StateRoot.objects.filter(id=root_id).first()


def state_roots(*, limit: int) -> list[models.StateRoot]:
    """The newest roots over all records first."""
    return list(models.StateRoot.objects.order_by("-id")[:limit])
