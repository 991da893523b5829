"""Saving, removing and choosing the filters of one's own worklist."""

import datetime as dt
from uuid import UUID

from django.db import connection

from balarea.applications import errors, models, queries
from balarea.applications.worklist_rules import MAX_NAME, MAX_SAVED, WorklistFilter
from balarea.foundation import errors as foundation_errors
from balarea.foundation import normalization, unit_of_work
from balarea.foundation.operation import Actor, operation
from balarea.people.queries import Scope


@operation
def save_filter(
    *,
    name: str,
    chosen: WorklistFilter,
    is_start: bool,
    scope: Scope,
    by: Actor,
    at: dt.datetime,
) -> None:
    """Save a filter under a name; one of the same name is replaced.

    Raises:
        errors.FilterNameMissing: no name, or a too long one.
        errors.TooManyFilters: there are `MAX_SAVED` others.
    """
    text = normalization.plain(name)
    if not text or len(text) > MAX_NAME:
        raise errors.FilterNameMissing(max=MAX_NAME)
    _lock(scope)
    saved = {row.name: row for row in queries.saved_filters(scope)}
    if text not in saved and len(saved) >= MAX_SAVED:
        raise errors.TooManyFilters(max=MAX_SAVED)
    if is_start:
        _leave_start(scope=scope, by=by, at=at)
    row = saved.get(text) or models.SavedFilter(officer=scope.officer, name=text)
    row.queue, row.share = chosen.queue, chosen.share
    row.service, row.due_by = chosen.service, chosen.due_by
    row.is_start, row.saved_at = is_start, at
    if text in saved:
        unit_of_work.change(
            row, "queue", "share", "service", "due_by", "is_start", "saved_at"
        )
    else:
        unit_of_work.add(row)


@operation
def choose_start(
    *, id: UUID, is_start: bool, scope: Scope, by: Actor, at: dt.datetime
) -> None:
    """Let the worklist open with this filter, or no longer."""
    _lock(scope)
    row = queries.saved_filter(scope, id)
    if row is None:
        raise foundation_errors.NotFound
    _leave_start(scope=scope, by=by, at=at)
    if is_start:
        row.is_start = True
        unit_of_work.change(row, "is_start")


@operation
def remove_filter(*, id: UUID, scope: Scope, by: Actor, at: dt.datetime) -> None:
    """Remove a filter; one that is gone already stays so."""
    models.SavedFilter.objects.filter(officer=scope.officer, id=id).delete()


def _lock(scope: Scope) -> None:
    """Let two tabs of one officer save one after the other."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"filters {scope.officer.id}"],
        )


@operation
def _leave_start(*, scope: Scope, by: Actor, at: dt.datetime) -> None:
    models.SavedFilter.objects.filter(officer=scope.officer, is_start=True).update(
        is_start=False
    )
