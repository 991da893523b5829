"""Extends deadlines that run over days which were closed after they were set."""

import datetime as dt
from collections.abc import Mapping, Sequence

from django.db.models import OuterRef, QuerySet, Subquery

from balarea.applications import models, queries
from balarea.applications.operations import steps
from balarea.applications.rules import ANSWER_WORKING_DAYS, AWAITING_PAYMENT, State
from balarea.catalogue import queries as catalogue
from balarea.foundation import calendar, clock, unit_of_work, working_days
from balarea.foundation.operation import SYSTEM, Actor, operation
from balarea.notices import operations as notices
from balarea.notices.models import Message
from balarea.vault import operations as vault

BATCH = 500  # rows that are written in one statement
_RECEIVED = (
    models.StatusChange.objects.filter(application=OuterRef("id"), state=State.RECEIVED)
    .order_by("-at")
    .values("at")[:1]
)


@operation
def lengthen(*, days: Sequence[dt.date], by: Actor = SYSTEM, at: dt.datetime) -> int:
    """Count the deadlines of open applications anew; returns how many are later now.

    None is ever shortened, because citizens were informed of it. So a day that is
    closed, opened and closed again extends a deadline once, with one message.
    """
    moved, running = 0, _running(min(days))
    overrides = calendar.overrides()
    batch = list(running[:BATCH])
    while batch:
        later = {
            application.id: due_on
            for application in batch
            if (due_on := _due_on(application, overrides)) > application.due_on
        }
        untold = notices.untried(cases=list(later), kind="DUE_MOVED", by=by, at=at)
        for application in batch:
            if application.id in later:
                _move(
                    application=application,
                    due_on=later[application.id],
                    days=days,
                    untold=untold.get(application.id),
                    by=by,
                    at=at,
                )
        moved += len(later)
        unit_of_work.flush()
        batch = list(running.filter(id__gt=batch[-1].id)[:BATCH])
    return moved


def _running(day: dt.date) -> QuerySet[models.Application]:
    """What is open and due on this day or later, locked, with all that a move needs."""
    return (
        models.Application.objects.select_for_update(of=("self",))
        .select_related("answers__key", "deficiency", "contact")
        .annotate(paid_at=Subquery(_RECEIVED))
        .filter(closed_at__isnull=True, due_on__gte=day)
        .order_by("id")
    )


def _due_on(
    application: models.Application, overrides: Mapping[dt.date, bool]
) -> dt.date:
    """The last day of what runs: the citizen's time to mend, or the office's to act."""
    began, days = _began(application)
    return working_days.add(began, days, overrides)


def _began(application: models.Application) -> tuple[dt.date, int]:
    """From when it is counted, and how many working days."""
    definition = catalogue.definition(application.definition)
    days = queries.decision_days(definition)
    notice = getattr(application, "deficiency", None)
    if application.state == State.RETURNED and notice is not None:
        began, days = notice.at, ANSWER_WORKING_DAYS
    elif application.completed_at is not None:
        began = application.completed_at
    elif notice is not None and notice.answered_at is not None:
        began, days = notice.answered_at, queries.check_days(definition)
    else:  # the office's time begins when it may begin to work
        paid_at: dt.datetime | None = getattr(application, "paid_at", None)
        began = paid_at or application.submitted_at
        days = queries.check_days(definition)
    return clock.today(began), days


@operation
def _move(
    *,
    application: models.Application,
    due_on: dt.date,
    days: Sequence[dt.date],
    untold: Message | None,
    by: Actor,
    at: dt.datetime,
) -> None:
    was_on, application.due_on = application.due_on, due_on
    unit_of_work.change(application, "due_on")
    if application.state == State.RETURNED:
        notice = application.deficiency
        notice.answer_by = due_on
        unit_of_work.change(notice, "answer_by")
    vault.cache_key(sealed=application.answers, by=by, at=at)
    began, _ = _began(application)
    closed = [day.isoformat() for day in days if began <= day <= due_on]
    steps.record(
        application=application,
        type="DUE_MOVED",
        by=by,
        at=at,
        facts={"due_on": due_on.isoformat(), "closed": ",".join(closed)},
    )
    _notify(
        application=application,
        was_on=was_on,
        closed=closed,
        untold=untold,
        by=by,
        at=at,
    )


@operation
def _notify(
    *,
    application: models.Application,
    was_on: dt.date,
    closed: Sequence[str],
    untold: Message | None,
    by: Actor,
    at: dt.datetime,
) -> None:
    """Send the old and the new day and why; an unsent message is amended instead."""
    turn = "PAY" if application.state in AWAITING_PAYMENT else ""
    params = {
        "turn": "MEND" if application.state == State.RETURNED else turn,
        "was_on": was_on.isoformat(),
        "due_on": application.due_on.isoformat(),
        "closed_on": ",".join(closed),
    }
    if untold is None:
        kind = "DUE_MOVED"
        steps.notify(application=application, kind=kind, by=by, at=at, params=params)
        return
    before = untold.params
    params["was_on"] = before["was_on"]
    closed_days = {*before["closed_on"].split(","), *closed} - {""}
    params["closed_on"] = ",".join(sorted(closed_days))
    notices.amend(message=untold, params=params, by=by, at=at)
