"""Openings that an order of law keeps from the person until a day; by two people.

Proposal, decision and opening are in the public log at once, without agency and
service, and with the day that nobody can move any more among their commitments.
"""

import datetime as dt
from collections.abc import Mapping
from typing import NamedTuple
from uuid import UUID

import msgspec

from balarea.applications import errors, models, permissions, queries
from balarea.applications.access_rules import (
    MAX_COVERT_DAYS,
    MAX_ORDER,
    MIN_ORDER,
    CovertBasis,
    CovertEnding,
    may_open_covertly,
    may_reveal_on,
)
from balarea.applications.operations import steps
from balarea.applications.queries import access_requests, conflicts
from balarea.applications.queries.access_requests import ORDER
from balarea.catalogue import definition as engine
from balarea.catalogue import queries as catalogue
from balarea.foundation import clock, unit_of_work
from balarea.foundation import errors as foundation_errors
from balarea.foundation.operation import Actor, operation
from balarea.people.queries import Scope
from balarea.people.rules import Action
from balarea.transparency import operations as transparency
from balarea.vault import operations as vault


class CovertlyOpened(NamedTuple):
    """Answers that were opened, with the access on record."""

    application: models.Application
    definition: engine.Definition
    answers: dict[str, object]
    row: models.CovertOrder


@operation
def propose(
    *,
    case: UUID,
    basis: str,
    order: str,
    revealed_on: dt.date | None,
    scope: Scope,
    by: Actor,
    at: dt.datetime,
) -> models.CovertOrder:
    """Propose to open a case without its person seeing it until `revealed_on`.

    Raises:
        foundation_errors.NotFound, NotPermitted: the officer doesn't decide on it.
        errors.BasisMissing: no law of `CovertBasis` is named.
        errors.OrderUnreadable: the order is missing or too long.
        errors.RevealDayImpossible: the day has passed or is too far away.
        errors.CovertWaits: another proposal on this case waits.
    """
    application = _locked(case, scope)
    permissions.check_can(scope, Action.DECIDE, application)
    order = steps.normalized_text(order)
    if basis not in list(CovertBasis):
        raise errors.BasisMissing
    if not MIN_ORDER <= len(order) <= MAX_ORDER:
        raise errors.OrderUnreadable(max=MAX_ORDER)
    if revealed_on is None or not may_reveal_on(revealed_on, clock.today(at)):
        raise errors.RevealDayImpossible(max=MAX_COVERT_DAYS)
    if any(one.ended_at is None for one in access_requests.covert_orders_of(case)):
        raise errors.CovertWaits
    row = models.CovertOrder(
        application=application,
        service=application.service,
        basis=basis,
        order=vault.seal(case=case, name=ORDER, content=order.encode(), by=by, at=at),
        revealed_on=revealed_on,
        proposed_by=scope.officer,
        at=at,
    )
    unit_of_work.add(row)
    _log(row=row, type="COVERT_PROPOSED", facts={"order": order}, by=by, at=at)
    return row


def _locked(case: UUID, scope: Scope) -> models.Application:
    application = queries.case_in_reach(case, scope, lock=True)
    if application is None:
        raise foundation_errors.NotFound
    return application


@operation
def _log(
    *,
    row: models.CovertOrder,
    type: str,
    facts: Mapping[str, str],
    by: Actor,
    at: dt.datetime,
) -> None:
    """An entry that leads nobody to the case: without agency, service and rules."""
    days = {"basis": row.basis, "reveal_after": row.revealed_on.isoformat()}
    transparency.record(
        type=type,
        subject=row.application_id,
        by=by,
        at=at,
        secret=vault.log_secret(case=row.application_id, by=by, at=at),
        facts={"covert": str(row.id)} | days | dict(facts),
    )


@operation
def decide(
    *,
    case: UUID,
    order: UUID,
    approves: bool,
    scope: Scope,
    by: Actor,
    at: dt.datetime,
) -> None:
    """A supervisor of the service, another person, approves or rejects a proposal.

    Raises:
        foundation_errors.NotFound: the officer doesn't oversee this service.
        errors.Excluded: they have a conflict of interest in the case.
        errors.CovertOver: it was decided before.
        errors.OwnCovertOrder: the officer proposed it.
    """
    row = _order(case, order, scope)
    if row.ended_at is not None:
        raise errors.CovertOver
    if row.proposed_by_id == scope.officer.id:
        raise errors.OwnCovertOrder
    ending = CovertEnding.APPROVED if approves else CovertEnding.REJECTED
    row.ending, row.ended_by, row.ended_at = ending, scope.officer, at
    unit_of_work.change(row, "ending", "ended_by", "ended_at")
    _log(row=row, type="COVERT_DECIDED", facts={"ending": ending}, by=by, at=at)


def _order(case: UUID, order: UUID, scope: Scope) -> models.CovertOrder:
    application = models.Application.objects.filter(id=case).first()
    if application is not None:
        conflicts.check_no_interest(application, scope)
    row = access_requests.covert_order(order, case=case)
    if row is None or not scope.allows(
        Action.OVERSEE, agency=row.application.agency, service=row.service
    ):
        raise foundation_errors.NotFound
    return row


@operation
def open_order(
    *, case: UUID, order: UUID, scope: Scope, by: Actor, at: dt.datetime
) -> tuple[models.CovertOrder, str]:
    """A proposal with its order's number and date, for a supervisor of the service.

    Reading it is an opening by the same order, which the person sees from its day on.

    Raises:
        foundation_errors.NotFound: the officer doesn't oversee this service.
    """
    row = _order(case, order, scope)
    text = vault.open(
        sealed=row.order,
        case=case,
        name=ORDER,
        by=by,
        purpose="COVERT",
        at=at,
        revealed_on=row.revealed_on,
    )
    return row, text.decode()


@operation
def open_covertly(
    *, case: UUID, order: UUID, scope: Scope, by: Actor, at: dt.datetime
) -> CovertlyOpened:
    """Open a case's answers by an approved order; each opening is recorded.

    Raises:
        foundation_errors.NotFound: the officer doesn't reach the case, or proposed no
            such order.
        errors.CovertOver: it isn't approved, or its time has passed.
    """
    application = _locked(case, scope)
    row = access_requests.covert_order(order, case=case)
    if row is None or row.proposed_by_id != scope.officer.id:
        raise foundation_errors.NotFound
    is_approved = row.ending == CovertEnding.APPROVED
    if not is_approved or not may_open_covertly(row.ended_at, at):
        raise errors.CovertOver
    text = vault.open(
        sealed=application.answers,
        case=case,
        name="answers",
        by=by,
        purpose="COVERT",
        at=at,
        revealed_on=row.revealed_on,
    )
    definition = catalogue.definition(application.definition)
    return CovertlyOpened(application, definition, msgspec.json.decode(text), row)
