"""Extending deadlines over days that were closed after the deadlines were set."""

import datetime as dt
from collections.abc import Sequence

from balarea.applications import models, queries
from balarea.applications.operations import steps
from balarea.applications.queries import running_deadlines
from balarea.applications.rules import AWAITING_PAYMENT, State
from balarea.catalogue import definition as engine
from balarea.catalogue import queries as catalogue
from balarea.foundation import calendar, clock, unit_of_work
from balarea.foundation.operation import SYSTEM, Actor, operation
from balarea.notices import operations as notices
from balarea.notices.models import Message
from balarea.vault import operations as vault

_TURNS = {State.RETURNED: "MEND", State.ANSWERED: "CONFIRM"}
BATCH = 500  # rows that are written in one statement


@operation
def extend(*, days: Sequence[dt.date], by: Actor = SYSTEM, at: dt.datetime) -> int:
    """Recompute the deadlines of open applications; returns how many were extended.

    No deadline is shortened, because citizens were informed of it. So a day that is
    closed, opened and closed again extends a deadline once, with one message.
    """
    extended = 0
    open_cases = running_deadlines.open_cases(min(days), is_locked=True)
    overrides = calendar.overrides()
    batch = list(open_cases[:BATCH])
    while batch:
        extended_due_on = {
            application.id: due_on
            for application in batch
            if (due_on := running_deadlines.due_on(application, overrides))
            > application.due_on
        }
        unsent = notices.untried(
            cases=list(extended_due_on), kind="DUE_MOVED", by=by, at=at
        )
        for application in batch:
            if application.id in extended_due_on:
                _extend(
                    application=application,
                    due_on=extended_due_on[application.id],
                    days=days,
                    unsent=unsent.get(application.id),
                    by=by,
                    at=at,
                )
        extended += len(extended_due_on)
        unit_of_work.flush()
        batch = list(open_cases.filter(id__gt=batch[-1].id)[:BATCH])
    return extended


@operation
def _extend(
    *,
    application: models.Application,
    due_on: dt.date,
    days: Sequence[dt.date],
    unsent: Message | None,
    by: Actor,
    at: dt.datetime,
) -> None:
    previous_due_on, application.due_on = application.due_on, due_on
    unit_of_work.change(application, "due_on")
    _extend_advice(application=application, by=by, at=at)
    if application.state == State.RETURNED:
        deficiency = application.deficiency
        deficiency.answer_by = due_on
        unit_of_work.change(deficiency, "answer_by")
    vault.cache_key(sealed=application.answers, by=by, at=at)
    started_at, _ = running_deadlines.counted_from(application)
    closed = [day.isoformat() for day in days if started_at <= day <= due_on]
    steps.log_entry(
        application=application,
        type="DUE_MOVED",
        by=by,
        at=at,
        facts={"due_on": due_on.isoformat(), "closed": ",".join(closed)},
    )
    _notify(
        application=application,
        previous_due_on=previous_due_on,
        closed=closed,
        unsent=unsent,
        by=by,
        at=at,
    )


@operation
def _extend_advice(
    *, application: models.Application, by: Actor, at: dt.datetime
) -> None:
    """Extend what other agencies have to answer, over the same closed days."""
    definition = catalogue.definition(application.definition)
    for row in queries.pending_advices(application):
        days = engine.advice_of(definition, row.advice).working_days
        due_on = calendar.add_working_days(clock.today(row.asked_at), days)
        if due_on > row.due_on:
            row.due_on = due_on
            unit_of_work.change(row, "due_on")


@operation
def _notify(
    *,
    application: models.Application,
    previous_due_on: dt.date,
    closed: Sequence[str],
    unsent: Message | None,
    by: Actor,
    at: dt.datetime,
) -> None:
    """Send the old and the new day and why; an unsent message is updated instead."""
    turn = "PAY" if application.state in AWAITING_PAYMENT else ""
    params = {
        "turn": _TURNS.get(State(application.state), turn),
        "was_on": previous_due_on.isoformat(),
        "due_on": application.due_on.isoformat(),
        "closed_on": ",".join(closed),
    }
    if unsent is None:
        kind = "DUE_MOVED"
        steps.notify(application=application, kind=kind, by=by, at=at, params=params)
        return
    before = unsent.params
    params["was_on"] = before["was_on"]
    closed_days = {*before["closed_on"].split(","), *closed} - {""}
    params["closed_on"] = ",".join(sorted(closed_days))
    notices.update(message=unsent, params=params, by=by, at=at)
