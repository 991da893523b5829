"""What the public may read of the log."""

import datetime as dt
from uuid import UUID

from django.db import connection

from balarea.transparency import models


def latest(*, limit: int, before: UUID | None = None) -> list[models.Entry]:
    """The newest entries first; `before` pages on, at constant cost."""
    entries = models.Entry.objects.order_by("-id").defer("subject")
    if before is not None:
        entries = entries.filter(id__lt=before)
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
