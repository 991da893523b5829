"""Deadlines of open applications, and how closed days would move them."""

import datetime as dt
from collections.abc import Collection, Mapping
from typing import NamedTuple

from django.db.models import OuterRef, QuerySet, Subquery

from balarea.applications import models, queries
from balarea.applications.rules import (
    ANSWER_WORKING_DAYS,
    CONFIRM_WORKING_DAYS,
    UNMOVED,
    State,
)
from balarea.catalogue import queries as catalogue
from balarea.foundation import calendar, clock, working_days

_RECEIVED = (
    models.StatusChange.objects.filter(application=OuterRef("id"), state=State.RECEIVED)
    .order_by("-at")
    .values("at")[:1]
)
_BATCH = 500  # rows that are read at once


class Moved(NamedTuple):
    """An open application whose last day would be a later one."""

    reference: str
    agency: str
    service: str
    state: State
    before: dt.date
    after: dt.date


def moved_by_closing(days: Collection[dt.date]) -> list[Moved]:
    """What `deadline_extension.extend` would move if these days were closed now.

    By the old last day. It reads every open application that is due on the first of
    them or later, as the extension itself does.
    """
    overrides = calendar.overrides() | dict.fromkeys(days, False)
    moved = [
        Moved(
            reference=application.reference,
            agency=application.agency,
            service=application.service,
            state=State(application.state),
            before=application.due_on,
            after=after,
        )
        for application in open_cases(min(days)).iterator(_BATCH)
        if (after := due_on(application, overrides)) > application.due_on
    ]
    return sorted(moved, key=lambda one: (one.before, one.reference))


def open_cases(
    day: dt.date, *, is_locked: bool = False
) -> QuerySet[models.Application]:
    """Open applications due on this day or later, with all that is read of them."""
    rows = (
        models.Application.objects.select_related(
            "answers__key", "deficiency", "contact", "extension"
        )
        .annotate(received_at=Subquery(_RECEIVED))
        .filter(closed_at__isnull=True, due_on__gte=day)
        .exclude(state__in=UNMOVED)
        .order_by("id")
    )
    return rows.select_for_update(of=("self",)) if is_locked else rows


def due_on(
    application: models.Application, overrides: Mapping[dt.date, bool]
) -> dt.date:
    """The last day for the citizen to amend, or for the agency to act."""
    started_at, days = counted_from(application)
    return working_days.add(started_at, days, overrides)


def counted_from(application: models.Application) -> tuple[dt.date, int]:
    """The first day of the deadline and its length in working days."""
    definition = catalogue.definition(application.definition)
    days = queries.decision_days(definition)
    deficiency = getattr(application, "deficiency", None)
    if application.state == State.RETURNED and deficiency is not None:
        started_at, days = deficiency.at, ANSWER_WORKING_DAYS
    elif application.state == State.ANSWERED:
        answer = queries.last_answer(application)
        started_at = answer.at if answer else application.due_on
        days = CONFIRM_WORKING_DAYS
    elif application.completed_at is not None:
        started_at = application.completed_at
        extension = getattr(application, "extension", None)
        days += extension.working_days if extension is not None else 0
        objection = queries.last_objection(application) if definition.result else None
        if objection is not None:
            started_at, days = objection.at, queries.decision_days(definition)
    elif deficiency is not None and deficiency.answered_at is not None:
        started_at, days = deficiency.answered_at, queries.check_days(definition)
    else:  # the agency's time starts once any fee is paid
        received_at: dt.datetime | None = getattr(application, "received_at", None)
        started_at = received_at or application.submitted_at
        days = queries.check_days(definition)
    return clock.today(started_at), days
