"""Reminders to citizens about their applications; `REMINDERS` lists what is run."""

import datetime as dt
from typing import Protocol

from balarea.applications import models, queries
from balarea.applications.hand_out_rules import REMIND_AFTER_DAYS, REMIND_UNTIL_DAYS
from balarea.applications.operations import handing_over, steps
from balarea.applications.operations.renewing import remind_to_renew
from balarea.applications.rules import BRING_REMIND_DAYS, REMIND_WORKING_DAYS, State
from balarea.catalogue import queries as catalogue
from balarea.documents import queries as documents
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


@operation
def remind_to_collect(*, limit: int = 100, by: Actor = SYSTEM, at: dt.datetime) -> int:
    """Remind once of what waits at a desk for some days; returns how many.

    The days count from the issue; who has no contact is listed at the desk instead.
    """
    first = at - dt.timedelta(days=REMIND_UNTIL_DAYS)
    last = at - dt.timedelta(days=REMIND_AFTER_DAYS)
    waiting = (
        queries.with_step_data(queries.uncollected(clock.today(at)))
        .select_for_update(skip_locked=True, of=("self",))
        .filter(
            ~notices.is_posted("UNCOLLECTED"),
            contact__isnull=False,
            closed_at__range=(first, last),
        )
        .order_by("closed_at", "id")[:limit]
    )
    count = 0
    for application in waiting:
        params = _collecting_params(application)
        kind = "UNCOLLECTED"
        steps.notify(application=application, kind=kind, by=by, at=at, params=params)
        count += 1
    return count


def _collecting_params(application: models.Application) -> dict[str, str]:
    """Which thing waits where, and what to bring, in the citizen's language."""
    definition = catalogue.definition(application.definition)
    collection = queries.collection(application, definition, application.language)
    document = documents.document_of(application.id)
    params = {"number": document.number} if document else {}
    if collection is not None:
        params |= {
            "thing": collection.thing,
            "place": collection.place,
            "bring": "\n".join(f"- {one}" for one in collection.bring),
        }
    return params


class Reminder(Protocol):
    """Reminds at most some hundred citizens; returns how many, 0 when none is left."""

    def __call__(self, *, by: Actor, at: dt.datetime) -> int: ...


# Each is run by the hour; see `tasks.remind`.
REMINDERS: tuple[Reminder, ...] = (
    remind,
    remind_to_bring,
    remind_to_collect,
    remind_to_renew,
)
