"""Queries of the public log."""

import dataclasses
import datetime as dt
from collections.abc import Collection
from uuid import UUID

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
