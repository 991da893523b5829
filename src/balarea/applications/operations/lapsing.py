"""When the last day of a decision passes: an event that nobody can prevent.

The citizen is told, and the lists of heads and overseers show it. Where the definition
says that the law grants it, the system does; else the draft of a statement waits for
the head, who issues it or decides (UU 30/2014 art. 53, as changed by UU 6/2023; to be
confirmed by a lawyer).
"""

import datetime as dt
from uuid import UUID

from balarea.applications import errors, models, permissions, queries
from balarea.applications.operations import (
    deciding,
    objection_outcomes,
    steps,
    third_parties,
)
from balarea.applications.operations.authority import acting
from balarea.applications.queries import lapses
from balarea.applications.rules import Basis, Outcome, Silence, State
from balarea.catalogue import queries as catalogue
from balarea.foundation import calendar, clock, unit_of_work
from balarea.foundation import errors as foundation_errors
from balarea.foundation.operation import SYSTEM, Actor, operation
from balarea.people.models import Officer
from balarea.people.queries import Scope
from balarea.people.rules import Action
from balarea.vault import operations as vault


@operation
def record_lapse(*, by: Actor = SYSTEM, at: dt.datetime) -> bool:
    """Record one passed deadline, and what follows; returns whether there was one.

    Each has its own transaction. A run that was missed is made up for: what counts is
    the day, not the run.
    """
    today, overrides = clock.today(at), calendar.overrides()
    application = lapses.overdue_decision(today)
    if application is None:
        application = lapses.overdue_check(today, overrides)
    if application is None:
        return False
    means = lapses.silence_of(application)
    lapse = models.Lapse(
        application=application,
        service=application.service,
        due_on=application.due_on,
        means=means,
        at=at,
    )
    unit_of_work.add(lapse)
    facts = {"due_on": lapse.due_on.isoformat(), "means": means.value}
    kind = "DECISION_LAPSED"
    steps.log_entry(application=application, type=kind, by=by, at=at, facts=facts)
    params = {"due_on": lapse.due_on.isoformat()}
    if means == Silence.GRANTED:
        params["granted"] = "yes"
    steps.notify(application=application, kind="OVERDUE", params=params, by=by, at=at)
    if means == Silence.GRANTED:
        definition = catalogue.definition(application.definition)
        _grant(
            application=application,
            text=lapses.statement(application, lapse),
            officer=None,
            by=objection_outcomes.law_actor(definition),
            at=at,
        )
    return True


@operation
def issue_statement(
    *,
    case: UUID,
    scope: Scope,
    seen_revision: int | None = None,
    by: Actor,
    at: dt.datetime,
) -> models.Decision:
    """Issue the statement that an application counts as granted, and its document.

    `seen_revision` is as in `steps.lock_case`.

    Raises:
        foundation_errors.NotFound: not within reach of the officer's grants.
        foundation_errors.NotPermitted: without the right to decide.
        errors.ChangedMeanwhile: no statement waits.
        errors.ThirdPartiesWait: somebody who objected has no answer.
    """
    application = queries.case_in_reach(case, scope, lock=True)
    if application is None:
        raise foundation_errors.NotFound
    permissions.check_can(scope, Action.DECIDE, application)
    if seen_revision is not None and seen_revision != application.revision:
        raise errors.ChangedMeanwhile
    lapse = lapses.statement_waits(application)
    if lapse is None:
        raise errors.ChangedMeanwhile
    third_parties.check_weighed(application, at)
    return _grant(
        application=application,
        text=lapses.statement(application, lapse),
        officer=scope.officer,
        by=acting(
            by, scope=scope, action=Action.DECIDE, application=application, at=at
        ),
        at=at,
    )


@operation
def _grant(
    *,
    application: models.Application,
    text: str,
    officer: Officer | None,
    by: Actor,
    at: dt.datetime,
) -> models.Decision:
    """Grant it because of the day that passed, whatever step it waited for."""
    if application.state == State.TO_INSPECT:
        steps.change_state(
            application=application,
            to=State.TO_DECIDE,
            type="VISIT_LAPSED",
            by=by,
            at=at,
        )
    decision = models.Decision(
        application=application,
        outcome=Outcome.GRANTED,
        reasons=vault.seal(
            case=application.id, name="reasons", content=text.encode(), by=by, at=at
        ),
        basis=Basis.SILENCE,
        officer=officer,
        at=at,
    )
    unit_of_work.add(decision)
    deciding.carry_out(
        application=application, decision=decision, signatory=officer, by=by, at=at
    )
    return decision
