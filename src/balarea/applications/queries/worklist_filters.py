"""The filters of the worklist that an officer saved."""

from uuid import UUID

from balarea.applications import models
from balarea.applications.rules import Share
from balarea.applications.worklist_rules import DueBy, WorklistFilter
from balarea.people.queries import Scope


def saved_filters(scope: Scope) -> list[models.SavedFilter]:
    """An officer's own, by name."""
    rows = models.SavedFilter.objects.filter(officer=scope.officer)
    return list(rows.order_by("name"))


def saved_filter(scope: Scope, id: UUID) -> models.SavedFilter | None:
    """One of an officer's own."""
    return models.SavedFilter.objects.filter(officer=scope.officer, id=id).first()


def filter_of(row: models.SavedFilter) -> WorklistFilter:
    return WorklistFilter(row.queue, Share(row.share), row.service, DueBy(row.due_by))
