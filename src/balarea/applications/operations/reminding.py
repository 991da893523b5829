"""Reminders to citizens about their applications; `REMINDERS` lists what is run."""

import datetime as dt
from typing import Protocol

from balarea.applications import models, queries
from balarea.applications.operations import handing_over, steps
from balarea.applications.rules import BRING_REMIND_DAYS, REMIND_WORKING_DAYS, State
from balarea.foundation import calendar, clock, unit_of_work
from balarea.foundation.operation import SYSTEM, Actor, operation
from balarea.notices import queries as notices


@operation
def remind(*, limit: int = 100, by: Actor = SYSTEM, at: dt.datetime) -> int:
    """Remind citizens who have few working days left to amend; returns how many.

    A locked application is left for the next run; one that is overdue already gets no
    reminder.
    """
    today = clock.today(at)
    until = calendar.add_working_days(today, REMIND_WORKING_DAYS)
    waiting = (
        queries.with_step_data(models.Application.objects.all())
        .select_related("deficiency")
        .select_for_update(skip_locked=True, of=("self",))
        .filter(
            state=State.RETURNED,
            due_on__range=(today, until),
            deficiency__isnull=False,
            deficiency__reminded_at__isnull=True,
        )[:limit]
    )
    count = 0
    for application in waiting:
        _remind(application=application, by=by, at=at)
        count += 1
    return count


@operation
def _remind(*, application: models.Application, by: Actor, at: dt.datetime) -> None:
    deficiency = application.deficiency
    deficiency.reminded_at = at
    unit_of_work.change(deficiency, "reminded_at")
    facts = {"due_on": deficiency.answer_by.isoformat()}
    steps.log_entry(application=application, type="REMINDED", by=by, at=at, facts=facts)
    params = {**facts, **handing_over.register_params(application)}
    steps.notify(application=application, kind="REMINDED", by=by, at=at, params=params)


@operation
def remind_to_bring(*, limit: int = 100, by: Actor = SYSTEM, at: dt.datetime) -> int:
    """Remind citizens whose prepared file ends soon, once; returns how many."""
    today = clock.today(at)
    until = today + dt.timedelta(days=BRING_REMIND_DAYS)
    waiting = (
        queries.with_step_data(models.Application.objects.all())
        .select_for_update(skip_locked=True, of=("self",))
        .filter(
            ~notices.is_posted("BRING_SOON"),
            state=State.PREPARED,
            due_on__range=(today, until),
        )[:limit]
    )
    count = 0
    for application in waiting:
        params = {"due_on": application.due_on.isoformat()}
        kind = "BRING_SOON"
        steps.notify(application=application, kind=kind, by=by, at=at, params=params)
        count += 1
    return count


class Reminder(Protocol):
    """Reminds at most some hundred citizens; returns how many, 0 when none is left."""

    def __call__(self, *, by: Actor, at: dt.datetime) -> int: ...


# Each is run by the hour; see `tasks.remind`.
REMINDERS: tuple[Reminder, ...] = (remind, remind_to_bring)
