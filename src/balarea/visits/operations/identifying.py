"""Whose visit it is, and what it is about: bound at the desk, seen on record."""

import datetime as dt
from uuid import UUID

from balarea.foundation import unit_of_work
from balarea.foundation.errors import NotFound
from balarea.foundation.operation import Actor, operation
from balarea.people import queries as people
from balarea.people.queries import Scope
from balarea.people.rules import Action
from balarea.vault import operations as vault
from balarea.visits import errors, models, subjects
from balarea.visits.operations import desks, steps
from balarea.visits.rules import AT_DESK

ABOUT_PERSON, ABOUT_CASE = "PERSON", "CASE"


@operation
def bind_person(
    *,
    ticket: UUID,
    version: int,
    owner: UUID,
    scope: Scope,
    by: Actor,
    at: dt.datetime,
) -> None:
    """The visitor at this desk is this person, whom the officer identified.

    Another person than before also parts the visit from the case that it was about.

    Raises:
        NotPermitted: the officer takes in nowhere.
        errors.DeskClosed: the visitor isn't at the officer's desk.
    """
    row = _own_visitor(ticket, version, scope, by, at)
    match = people.case_owner(owner)
    if match is None:
        raise NotFound
    visit = row.visit
    if visit.subject == match.id:
        return
    visit.subject, visit.case = match.id, None
    unit_of_work.change(visit, "subject", "case")
    _log(row, ABOUT_PERSON, by, at)


@operation
def bind_case(
    *,
    ticket: UUID,
    version: int,
    case: UUID,
    scope: Scope,
    by: Actor,
    at: dt.datetime,
) -> None:
    """The visit is about this application or prepared file of the visitor.

    Raises:
        NotFound: it isn't one of theirs that this officer may see.
        NotPermitted, errors.DeskClosed: as for `bind_person`.
    """
    row = _own_visitor(ticket, version, scope, by, at)
    visit = row.visit
    if visit.subject is None:
        raise NotFound
    if case not in {one.id for one in subjects.desk_cases(visit.subject, scope)}:
        raise NotFound
    if visit.case == case:
        return
    visit.case = case
    unit_of_work.change(visit, "case")
    _log(row, ABOUT_CASE, by, at)


@operation
def open_cases(
    *, ticket: UUID, version: int, scope: Scope, by: Actor, at: dt.datetime
) -> models.Ticket:
    """Let the officer see which cases the visitor has; the visitor sees that they did.

    Raises:
        NotFound: nobody knows whose visit it is.
        NotPermitted, errors.DeskClosed: as for `bind_person`.
    """
    row = _own_visitor(ticket, version, scope, by, at)
    if row.visit.subject is None:
        raise NotFound
    cases = {row.visit.subject: ("", "")}
    vault.record_lookup(cases=cases, name="visit", by=by, at=at)
    return row


def _own_visitor(
    ticket: UUID, version: int, scope: Scope, by: Actor, at: dt.datetime
) -> models.Ticket:
    scope.require(Action.RECEIVE)
    row = steps.lock(ticket=ticket, version=version, by=by, at=at)
    desks.require_own(row, by=by, at=at)
    if row.state not in AT_DESK:
        raise errors.NotNow
    return row


def _log(ticket: models.Ticket, what: str, by: Actor, at: dt.datetime) -> None:
    steps.log(
        visit=ticket.visit_id,
        type="VISIT_IDENTIFIED",
        queue=ticket.queue,
        service=ticket.service,
        facts={"ticket": str(ticket.id), "what": what},
        by=by,
        at=at,
    )
