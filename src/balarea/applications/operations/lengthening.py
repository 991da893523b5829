"""A day that is closed after the fact: whatever runs over it gets one more day."""

import datetime as dt
from typing import Any

from django.db.models import OuterRef, Subquery

from balarea.applications import models
from balarea.applications.operations import recording
from balarea.applications.rules import ANSWER_WORKING_DAYS, State
from balarea.catalogue import definition as engine
from balarea.catalogue import queries as catalogue
from balarea.foundation import calendar, clock, store, working_days
from balarea.foundation.operation import SYSTEM, Actor, operation
from balarea.vault import operations as vault

BATCH = 500  # rows that are written in one statement
_RECEIVED = (
    models.StatusChange.objects.filter(application=OuterRef("id"), state=State.RECEIVED)
    .order_by("-at")
    .values("at")[:1]
)


@operation
def lengthen(*, day: dt.date, by: Actor = SYSTEM, at: dt.datetime) -> int:
    """Count the deadlines of open applications anew; returns how many are later now.

    None is ever shortened: what an office promised and a citizen was told holds. So
    a day that is closed, opened and closed again lengthens once.
    """
    overrides, moved = calendar.overrides(), 0
    running = (
        models.Application.objects.select_for_update(of=("self",))
        .select_related("answers__key", "deficiency")
        .annotate(paid_at=Subquery(_RECEIVED))
        .filter(closed_at__isnull=True, due_on__gte=day)
        .order_by("id")
    )
    batch = list(running[:BATCH])
    while batch:
        for application in batch:
            due_on = _due_on(application, overrides)
            if due_on > application.due_on:
                _move(application=application, due_on=due_on, day=day, by=by, at=at)
                moved += 1
        store.flush()
        batch = list(running.filter(id__gt=batch[-1].id)[:BATCH])
    return moved


def _due_on(application: Any, overrides: dict[dt.date, bool]) -> dt.date:
    """The last day of what runs: the citizen's time to mend, or the office's to act."""
    definition = catalogue.definition(application.definition)
    days = definition.clock.working_days if definition.clock else 0
    notice = getattr(application, "deficiency", None)
    if application.state == State.RETURNED and notice is not None:
        began, days = notice.at, ANSWER_WORKING_DAYS
    elif application.completed_at is not None:
        began = application.completed_at
    elif notice is not None and notice.answered_at is not None:
        began, days = notice.answered_at, _check_days(definition)
    else:  # the office's time begins when it may begin to work
        began = application.paid_at or application.submitted_at
        days = _check_days(definition)
    return working_days.add(clock.today(began), days, overrides)


def _check_days(definition: engine.Definition) -> int:
    return definition.clock.check_working_days if definition.clock else 0


@operation
def _move(
    *,
    application: models.Application,
    due_on: dt.date,
    day: dt.date,
    by: Actor,
    at: dt.datetime,
) -> None:
    application.due_on = due_on
    store.change(application, "due_on")
    if application.state == State.RETURNED:
        notice = application.deficiency
        notice.answer_by = due_on
        store.change(notice, "answer_by")
    vault.hold_key(sealed=application.answers, by=by, at=at)
    recording.record(
        application=application,
        type="DUE_MOVED",
        by=by,
        at=at,
        facts={"due_on": due_on.isoformat(), "closed": day.isoformat()},
    )
