"""Queries of the public log."""

import dataclasses
import datetime as dt
import functools
from collections.abc import Collection
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import Max

from balarea.foundation import clock
from balarea.transparency import entry_types, models


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
