"""The holder's answer to a proposal to revoke or suspend: online, or at a desk."""

import datetime as dt
from uuid import UUID

from balarea.applications import errors, models, permissions, queries
from balarea.applications.operations import steps
from balarea.applications.queries import measures
from balarea.foundation import calendar, clock, unit_of_work
from balarea.foundation import errors as foundation_errors
from balarea.foundation.operation import Actor, operation
from balarea.people.queries import Scope
from balarea.people.rules import Action
from balarea.vault import operations as vault

ANSWER = "measure-answer"  # a name in seals; never change it


@operation
def answer(
    *,
    case: UUID,
    measure: UUID,
    owners: frozenset[UUID],
    text: str,
    by: Actor,
    at: dt.datetime,
) -> models.MeasureAnswer:
    """What the holder says of a proposal, which stands before the second person.

    Raises:
        foundation_errors.NotFound: it is not theirs.
        errors.AnswerOver: it is answered, decided, or its last day has passed.
        errors.ReasonsMissing: the text has too few letters.
    """
    rows = queries.applications_of(owners).filter(id=case)
    application = queries.locked_for_step(rows).first()
    if application is None:
        raise foundation_errors.NotFound
    return _answer(application=application, measure=measure, text=text, by=by, at=at)


@operation
def answer_at_desk(
    *,
    case: UUID,
    measure: UUID,
    text: str,
    scope: Scope,
    by: Actor,
    at: dt.datetime,
) -> models.MeasureAnswer:
    """The same for the holder, who stands at a front desk; raises the same.

    The log entry names the officer who took it in.

    Raises:
        foundation_errors.NotPermitted: without the right to take in.
        errors.OwnProposalAnswered: the officer proposed it.
    """
    application = queries.case_in_reach(case, scope, lock=True)
    if application is None:
        raise foundation_errors.NotFound
    permissions.check_can(scope, Action.RECEIVE, application)
    row = measures.measure(measure, case=case)
    # The answer ends the holder's days to be heard; nobody ends those of their own.
    if row is not None and row.officer_id == scope.officer.id:
        raise errors.OwnProposalAnswered
    return _answer(application=application, measure=measure, text=text, by=by, at=at)


@operation
def _answer(
    *,
    application: models.Application,
    measure: UUID,
    text: str,
    by: Actor,
    at: dt.datetime,
) -> models.MeasureAnswer:
    case = application.id
    row = measures.measure(measure, case=case)
    if row is None:
        raise foundation_errors.NotFound
    if not measures.may_answer(row, clock.today(at), calendar.overrides()):
        raise errors.AnswerOver
    content = steps.checked_reason(text).encode()
    answered = models.MeasureAnswer(
        measure=row,
        application=application,
        text=vault.seal(case=case, name=ANSWER, content=content, by=by, at=at),
        at=at,
    )
    unit_of_work.add(answered)
    type = "MEASURE_ANSWERED"
    steps.log_entry(application=application, type=type, by=by, at=at)
    return answered
