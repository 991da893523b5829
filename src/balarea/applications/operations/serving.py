"""At the desk: a prepared file is served, or not for a reason, or never brought."""

import datetime as dt
from uuid import UUID

from balarea.applications import errors, models, queries
from balarea.applications.operations import steps
from balarea.applications.rules import LAPSED, State
from balarea.catalogue import queries as catalogue
from balarea.foundation import clock, unit_of_work
from balarea.foundation.operation import SYSTEM, Actor, operation
from balarea.people.queries import Scope
from balarea.people.rules import Action


@operation
def serve(
    *,
    case: UUID,
    is_done: bool,
    reason: str = "",
    scope: Scope,
    seen_revision: int | None = None,
    by: Actor,
    at: dt.datetime,
) -> models.DeskVisit:
    """Record that somebody was served, or why not.

    `reason` is one of `queries.not_served_reasons`; it is ignored where it was done.

    Raises:
        errors.NotServedReasonMissing: not done, without a reason on the list.
    """
    application = steps.lock_case(
        case=case,
        scope=scope,
        action=Action.SERVE,
        seen_revision=seen_revision,
        by=by,
        at=at,
    )
    definition = catalogue.definition(application.definition)
    if not is_done and reason not in queries.not_served_reasons(definition):
        raise errors.NotServedReasonMissing
    visit = unit_of_work.add(
        models.DeskVisit(
            application=application,
            is_done=is_done,
            reason="" if is_done else reason,
            officer=scope.officer,
            at=at,
        )
    )
    to = State.SERVED if is_done else State.NOT_SERVED
    facts = {"reason": visit.reason}
    steps.change_state(
        application=application, to=to, type=to.value, by=by, at=at, facts=facts
    )
    steps.notify(application=application, kind=to.value, by=by, at=at)
    return visit


@operation
def lapse(*, by: Actor = SYSTEM, at: dt.datetime) -> bool:
    """End one prepared file that was not brought in time.

    Returns whether there was one. Each has its own transaction; one that is locked,
    because it is being served, is left for the next run.
    """
    rows = models.Application.objects.filter(
        state=State.PREPARED, due_on__lt=clock.today(at)
    ).select_for_update(skip_locked=True, of=("self",))
    application = queries.with_step_data(rows).first()
    if application is None:
        return False
    visit = models.DeskVisit(
        application=application, is_done=False, reason=LAPSED, at=at
    )
    unit_of_work.add(visit)
    to = State.NOT_SERVED
    steps.change_state(application=application, to=to, type="LAPSED", by=by, at=at)
    params = {"lapsed": "yes"}
    steps.notify(
        application=application, kind="NOT_SERVED", params=params, by=by, at=at
    )
    return True
