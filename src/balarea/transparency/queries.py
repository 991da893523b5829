"""What the public may read of the log."""

import dataclasses
import datetime as dt
from uuid import UUID

from django.db import connection

from balarea.foundation import clock
from balarea.transparency import models


@dataclasses.dataclass(frozen=True, slots=True)
class Narrowed:
    """Which part of the log is asked for; what is empty doesn't narrow it."""

    types: frozenset[str] = frozenset()
    agency: str = ""
    day: dt.date | None = None


def latest(
    *, limit: int, before: UUID | None = None, by: Narrowed = Narrowed()
) -> list[models.Entry]:
    """The newest entries first; `before` pages on, at constant cost."""
    entries = models.Entry.objects.order_by("-id").defer("subject")
    if before is not None:
        entries = entries.filter(id__lt=before)
    if by.types:
        entries = entries.filter(type__in=sorted(by.types))
    if by.agency:
        entries = entries.filter(agency=by.agency)
    if by.day is not None:
        begins = clock.start_of(by.day)
        ends = clock.start_of(by.day + dt.timedelta(days=1))
        entries = entries.filter(at__gte=begins, at__lt=ends)
    return list(entries[:limit])


def of_subject(subject: UUID) -> list[models.Entry]:
    """Everything that happened to one subject, oldest first."""
    return list(models.Entry.objects.filter(subject=subject).order_by("id"))


def size_estimate() -> int:
    """About how many entries there are; exact counting would read them all."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT greatest(reltuples, 0)::bigint FROM pg_class"
            " WHERE oid = 'transparency_entry'::regclass"
        )
        return int(cursor.fetchone()[0])


def count_since(at: dt.datetime) -> int:
    """How many steps were recorded since a moment."""
    return models.Entry.objects.filter(at__gte=at).count()
