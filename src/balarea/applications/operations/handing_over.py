"""Complete files go to the register that decides, and its outcome is recorded.

Nothing is decided or issued here in another's name: an officer records the number that
the other register gave, and later what it decided.
"""

import datetime as dt
from uuid import UUID

from balarea.applications import errors, models, queries
from balarea.applications.operations import steps
from balarea.applications.rules import Outcome, State, is_register_number
from balarea.catalogue import queries as catalogue
from balarea.documents import operations as documents
from balarea.documents.intake import Accepted
from balarea.documents.models import Evidence
from balarea.foundation import clock, unit_of_work
from balarea.foundation.operation import Actor, operation
from balarea.people.queries import Scope
from balarea.people.rules import Action
from balarea.vault import operations as vault


def _check_day(day: dt.date, first: dt.date, today: dt.date) -> None:
    if not first <= day <= today:
        raise errors.StepDayImpossible(first=f"{first:%d-%m-%Y}")


@operation
def hand_over(
    *,
    case: UUID,
    number: str,
    handed_on: dt.date,
    scope: Scope,
    seen_revision: int | None = None,
    by: Actor,
    at: dt.datetime,
) -> models.HandOver:
    """Record that the complete file went over, with the number it has there.

    Raises:
        errors.RegisterNumberMissing: the number is empty, too long or has no digit.
        errors.StepDayImpossible: before the filing, or in the future.
    """
    application = steps.lock_case(
        case=case,
        scope=scope,
        action=Action.HAND_OVER,
        seen_revision=seen_revision,
        by=by,
        at=at,
    )
    if application.state != State.TO_HAND_OVER:  # both wait for the same action
        raise errors.ChangedMeanwhile
    number = number.strip()
    if not is_register_number(number):
        raise errors.RegisterNumberMissing
    _check_day(handed_on, clock.today(application.submitted_at), clock.today(at))
    handed_over = unit_of_work.add(
        models.HandOver(
            application=application,
            number=number,
            handed_on=handed_on,
            officer=scope.officer,
            at=at,
        )
    )
    facts = {"number": number, "handed_on": handed_on.isoformat()}
    to, kind = State.HANDED_OVER, "HANDED_OVER"
    steps.change_state(
        application=application, to=to, type=kind, by=by, at=at, facts=facts
    )
    params = {**facts, **register_params(application)}
    steps.notify(application=application, kind=kind, params=params, by=by, at=at)
    return handed_over


def register_params(application: models.Application) -> dict[str, str]:
    """What messages say of the register that decides; empty if it is decided here."""
    register = catalogue.definition(application.definition).register
    return {"register": register.name.of(application.language)} if register else {}


@operation
def record_outcome(
    *,
    case: UUID,
    outcome: Outcome,
    decided_on: dt.date,
    text: str,
    paper: Accepted | None = None,
    paper_name: str = "",
    scope: Scope,
    seen_revision: int | None = None,
    by: Actor,
    at: dt.datetime,
) -> models.RegisterOutcome:
    """Record what the other register decided, and close the application.

    `paper` is that register's paper, examined by `documents.uploads.examine` before.

    Raises:
        errors.ReasonsMissing: the text has too few letters.
        errors.StepDayImpossible: before the file went over, or in the future.
    """
    application = steps.lock_case(
        case=case,
        scope=scope,
        action=Action.HAND_OVER,
        seen_revision=seen_revision,
        by=by,
        at=at,
    )
    if application.state != State.HANDED_OVER:  # both wait for the same action
        raise errors.ChangedMeanwhile
    handed_over = queries.hand_over(application)
    if handed_over is None:
        raise errors.ChangedMeanwhile
    _check_day(decided_on, handed_over.handed_on, clock.today(at))
    content = steps.checked_reason(text).encode()
    row = models.RegisterOutcome(
        application=application,
        outcome=outcome,
        decided_on=decided_on,
        text=vault.seal(case=case, name="outcome", content=content, by=by, at=at),
        paper=_add_paper(
            application=application, paper=paper, name=paper_name, by=by, at=at
        ),
        officer=scope.officer,
        at=at,
    )
    unit_of_work.add(row)
    _complete(application=application, row=row, number=handed_over.number, by=by, at=at)
    return row


@operation
def _complete(
    *,
    application: models.Application,
    row: models.RegisterOutcome,
    number: str,
    by: Actor,
    at: dt.datetime,
) -> None:
    """Close the application; `number` is the one it has at the other register."""
    steps.extend_due_day(application, at)
    facts = {"outcome": str(row.outcome), "decided_on": row.decided_on.isoformat()}
    steps.change_state(
        application=application,
        to=State.COMPLETED,
        type="OUTCOME",
        by=by,
        at=at,
        fields=("due_on",),
        facts=facts,
    )
    params = {**facts, "number": number, **register_params(application)}
    steps.notify(application=application, kind="OUTCOME", params=params, by=by, at=at)


@operation
def _add_paper(
    *,
    application: models.Application,
    paper: Accepted | None,
    name: str,
    by: Actor,
    at: dt.datetime,
) -> Evidence | None:
    if paper is None:
        return None
    return documents.add_evidence(
        case=application.id,
        requirement=queries.OUTCOME_PAPER,
        name=name,
        accepted=paper,
        agency=application.agency,
        service=application.service,
        by=by,
        at=at,
    )
