"""Officers who are away."""

import datetime as dt
from collections.abc import Collection
from uuid import UUID

from django.db.models import QuerySet

from balarea.people import models


def _open(today: dt.date) -> QuerySet[models.Absence]:
    """Absences that last on a day, or begin later."""
    return models.Absence.objects.filter(ends_on__gte=today, ended_at__isnull=True)


def absent_on(
    today: dt.date, officers: Collection[UUID] | None = None
) -> dict[UUID, models.Absence]:
    """Who is away that day, of these officers or of all: officer → absence."""
    rows = _open(today).filter(begins_on__lte=today)
    if officers is not None:
        rows = rows.filter(officer__in=officers)
    return {row.officer_id: row for row in rows}


def absence_of(officer: UUID, today: dt.date) -> models.Absence | None:
    """The absence of an officer that day, if they are away."""
    return absent_on(today, [officer]).get(officer)


def absences_of(officer: UUID, today: dt.date) -> list[models.Absence]:
    """The absences of an officer that last on a day, or begin later."""
    rows = _open(today).filter(officer=officer).select_related("recorded_by")
    return list(rows.order_by("begins_on"))
