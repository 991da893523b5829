"""Decisions that end in an answer or an act, and what the citizen says of them.

One objection brings the case back to its decision, because a second look settles most;
a second one closes it, so that the agency's superior or the Ombudsman can take it up.
"""

import datetime as dt
from uuid import UUID

from balarea.applications import errors, models, queries
from balarea.applications.operations import steps
from balarea.applications.rules import CONFIRM_WORKING_DAYS, State
from balarea.catalogue import queries as catalogue
from balarea.foundation import calendar, clock, unit_of_work
from balarea.foundation import errors as foundation_errors
from balarea.foundation.operation import SYSTEM, Actor, operation
from balarea.vault import operations as vault
from balarea.vault.models import Sealed


def day_of_act(
    application: models.Application,
    is_granted: bool,
    done_on: dt.date | None,
    at: dt.datetime,
) -> dt.date | None:
    """The day of an act that is recorded; None where no act is, whatever was typed.

    Raises:
        errors.StepDayUnreadable: an act without its day.
        errors.StepDayImpossible: before the filing, or in the future.
    """
    result = catalogue.definition(application.definition).result
    if not is_granted or result is None or result.kind != "ACT":
        return None
    if done_on is None:
        raise errors.StepDayUnreadable
    earliest = clock.today(application.submitted_at)
    if not earliest <= done_on <= clock.today(at):
        raise errors.StepDayImpossible(first=f"{earliest:%d-%m-%Y}")
    return done_on


@operation
def give(
    *,
    application: models.Application,
    decision: models.Decision,
    type: str,
    by: Actor,
    at: dt.datetime,
) -> None:
    """Let an answer take effect; `type` is the log entry of the step that led here."""
    answer = models.Answer(
        decision=decision, application=application, due_on=application.due_on, at=at
    )
    unit_of_work.add(answer)
    today = clock.today(at)
    application.due_on = calendar.add_working_days(today, CONFIRM_WORKING_DAYS)
    facts = {"outcome": str(decision.outcome), "unmet": ""}
    if decision.done_on is not None:
        facts["done_on"] = decision.done_on.isoformat()
    steps.change_state(
        application=application,
        to=State.ANSWERED,
        type=type,
        by=by,
        at=at,
        fields=("due_on",),
        facts=facts,
    )
    params = {"due_on": application.due_on.isoformat()}
    steps.notify(application=application, kind="ANSWERED", params=params, by=by, at=at)


@operation
def reply(
    *,
    case: UUID,
    owners: frozenset[UUID],
    agrees: bool,
    text: str = "",
    seen_revision: int | None = None,
    by: Actor,
    at: dt.datetime,
) -> models.Application:
    """Record that the citizen confirms an answer, or why it isn't so.

    Raises:
        errors.ChangedMeanwhile: it waits for no reply, or for one to another answer.
        errors.ReasonsMissing: it isn't so, in too few letters.
    """
    rows = queries.applications_of(owners).select_for_update(of=("self",))
    application = queries.with_step_data(rows).filter(id=case).first()
    if application is None:
        raise foundation_errors.NotFound
    answer = queries.last_answer(application)
    if application.state != State.ANSWERED or answer is None:
        raise errors.ChangedMeanwhile
    if seen_revision is not None and seen_revision != application.revision:
        raise errors.ChangedMeanwhile
    objected_before = queries.last_objection(application) is not None
    row = models.Reply(
        answer=answer,
        application=application,
        agrees=agrees,
        objection=None if agrees else _sealed(application, text, by, at),
        at=at,
    )
    unit_of_work.add(row)
    if agrees:
        _close(application=application, to=State.CONFIRMED, by=by, at=at)
    elif objected_before:
        _close(application=application, to=State.DISPUTED, by=by, at=at)
    else:
        _decide_again(application=application, by=by, at=at)
    return application


def _sealed(
    application: models.Application, text: str, by: Actor, at: dt.datetime
) -> Sealed:
    content = steps.checked_reason(text).encode()
    return vault.seal(
        case=application.id, name="objection", content=content, by=by, at=at
    )


@operation
def _decide_again(
    *, application: models.Application, by: Actor, at: dt.datetime
) -> None:
    """Bring it back to its decision, with the time of a new one."""
    days = queries.decision_days(catalogue.definition(application.definition))
    application.due_on = calendar.add_working_days(clock.today(at), days)
    params = {"due_on": application.due_on.isoformat()}
    steps.change_state(
        application=application,
        to=State.TO_DECIDE,
        type="OBJECTED",
        by=by,
        at=at,
        fields=("due_on",),
        facts=params,
    )
    steps.notify(application=application, kind="REOPENED", params=params, by=by, at=at)


@operation
def _close(
    *, application: models.Application, to: State, by: Actor, at: dt.datetime
) -> None:
    """Close it; its deadline becomes the agency's again, with the citizen's days."""
    answer = queries.last_answer(application)
    if answer is not None:
        application.due_on = answer.due_on
    steps.extend_due_day(application, at)
    steps.change_state(
        application=application,
        to=to,
        type=to.value,
        by=by,
        at=at,
        fields=("due_on",),
    )
    if to != State.CONFIRMED:
        steps.notify(application=application, kind=to.value, by=by, at=at)


@operation
def close_unconfirmed(*, by: Actor = SYSTEM, at: dt.datetime) -> bool:
    """Close one answer that nobody confirmed in time; returns whether there was one."""
    rows = models.Application.objects.filter(
        state=State.ANSWERED, due_on__lt=clock.today(at)
    ).select_for_update(skip_locked=True, of=("self",))
    application = queries.with_step_data(rows).first()
    if application is None:
        return False
    _close(application=application, to=State.UNCONFIRMED, by=by, at=at)
    return True
