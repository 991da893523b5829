"""Recording a visit on site and what it found."""

import datetime as dt
from uuid import UUID

from balarea.applications import errors, models
from balarea.applications.operations import steps
from balarea.applications.rules import State
from balarea.foundation import clock, unit_of_work
from balarea.foundation.operation import Actor, operation
from balarea.people.queries import Scope
from balarea.people.rules import Action
from balarea.vault import operations as vault


def _check_visit_day(
    application: models.Application, visited_on: dt.date, today: dt.date
) -> None:
    earliest = clock.today(application.submitted_at)
    if not earliest <= visited_on <= today:
        raise errors.DayImpossible(first=f"{earliest:%d-%m-%Y}")


@operation
def inspect(
    *,
    case: UUID,
    visited_on: dt.date,
    is_met: bool,
    report: str,
    scope: Scope,
    seen_revision: int | None = None,
    by: Actor,
    at: dt.datetime,
) -> models.Inspection:
    """Record a visit on site and what it found.

    Raises:
        errors.DayImpossible: the visit was before the filing, or will be.
        errors.ReasonsMissing: the report has too few letters.
    """
    application = steps.lock_case(
        case=case,
        scope=scope,
        action=Action.INSPECT,
        seen_revision=seen_revision,
        by=by,
        at=at,
    )
    _check_visit_day(application, visited_on, clock.today(at))
    text = steps.checked_reason(report).encode()
    inspection = models.Inspection(
        application=application,
        officer=scope.officer,
        visited_on=visited_on,
        is_met=is_met,
        report=vault.seal(case=case, name="inspection", content=text, by=by, at=at),
        at=at,
    )
    unit_of_work.add(inspection)
    params = {"visited_on": visited_on.isoformat()}
    steps.change_state(
        application=application,
        to=State.TO_DECIDE,
        type="INSPECTED",
        by=by,
        at=at,
        facts={"is_met": str(is_met), **params},
    )
    kind = "INSPECTION"
    steps.notify(application=application, kind=kind, params=params, by=by, at=at)
    return inspection
