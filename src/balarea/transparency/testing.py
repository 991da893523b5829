"""The public log, as tests read it."""

from uuid import UUID

from balarea.transparency import models


def entries_of(subject: UUID) -> list[models.Entry]:
    """All entries of one subject, oldest first."""
    return list(models.Entry.objects.filter(subject=subject).order_by("id"))
