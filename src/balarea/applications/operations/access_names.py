"""A citizen asks for the name of who opened their data; whoever oversees answers."""

import datetime as dt
from uuid import UUID

from balarea.applications import models, queries
from balarea.applications.access_rules import (
    MAX_NAMES_ASKED,
    NAME_REFUSALS,
    NameEnding,
)
from balarea.applications.operations import steps
from balarea.applications.queries import access_requests
from balarea.applications.queries import front_desk as desk_queries
from balarea.applications.queries.access_requests import OFFICER_NAME
from balarea.foundation import clock, unit_of_work
from balarea.foundation import errors as foundation_errors
from balarea.foundation.operation import Actor, ActorKind, operation
from balarea.people import errors as people_errors
from balarea.people import name_errors
from balarea.people.queries import Scope
from balarea.vault import operations as vault
from balarea.vault import queries as vault_queries
from balarea.vault.rules import owner_purpose


@operation
def ask_name(
    *, case: UUID, access: UUID, owners: frozenset[UUID], by: Actor, at: dt.datetime
) -> None:
    """Ask who, by name, carried out one access to an own case; once for each.

    A repeated request changes nothing. It is logged at once.

    Raises:
        foundation_errors.NotFound: there is no such case or access of an officer.
        name_errors.TooManyNames: too many of this case wait for an answer.
    """
    rows = queries.applications_of(owners).filter(id=case)
    application = queries.locked_for_step(rows).first()
    if application is None:
        raise foundation_errors.NotFound
    _ask(application=application, access=access, by=by, at=at)


@operation
def ask_name_at_desk(
    *, case: UUID, access: UUID, scope: Scope, by: Actor, at: dt.datetime
) -> None:
    """The same for somebody at a desk, whose identity card the officer has seen.

    Raises:
        foundation_errors.NotFound: no such application, or of a service that the
            officer doesn't take in; or no such access of an officer.
        people_errors.NotIdentified: no identity card of the owner was seen at a desk.
        name_errors.TooManyNames: too many of this case wait for an answer.
    """
    application = desk_queries.application(case, scope)
    if application is None:
        raise foundation_errors.NotFound
    person = desk_queries.owner_of(application).person
    if person is None or person.profile_id is None:
        raise people_errors.NotIdentified
    rows = models.Application.objects.filter(id=case)
    locked = queries.locked_for_step(rows).get()
    _ask(application=locked, access=access, by=by, at=at)


@operation
def _ask(
    *, application: models.Application, access: UUID, by: Actor, at: dt.datetime
) -> None:
    case = application.id
    row = vault_queries.opening(access, case=case, today=clock.today(at))
    if row is None or row.actor_kind != ActorKind.OFFICER:
        raise foundation_errors.NotFound
    requests = access_requests.names_of_cases([case])
    if any(one.access == access for one in requests):
        return
    if sum(one.ended_at is None for one in requests) >= MAX_NAMES_ASKED:
        raise name_errors.TooManyNames(max=MAX_NAMES_ASKED)
    request = models.NameRequest(
        application=application,
        service=application.service,
        access=access,
        officer_id=row.actor,
        at=at,
    )
    unit_of_work.add(request)
    steps.log_entry(
        application=application,
        type="NAME_ASKED",
        by=by,
        at=at,
        facts={"access": str(access)},
    )


@operation
def answer_name(
    *, request: UUID, answer: str, scope: Scope, by: Actor, at: dt.datetime
) -> None:
    """Give the name, or refuse it with a code; the citizen gets a message.

    `answer`: `NameEnding.GIVEN`, or a code of `access_rules.NAME_REFUSALS`.

    Raises:
        foundation_errors.NotFound: not in a service that the officer oversees.
        name_errors.NameAnswered: it was answered before.
        name_errors.OwnName: it is the name of who answers.
        name_errors.RefusalMissing: the answer is none of these.
    """
    row = access_requests.name_request(request, scope, lock=True)
    if row is None:
        raise foundation_errors.NotFound
    if row.ended_at is not None:
        raise name_errors.NameAnswered
    if row.officer_id == scope.officer.id:
        raise name_errors.OwnName
    if answer == NameEnding.GIVEN:
        row.ending = NameEnding.GIVEN
        row.name = vault.seal(
            case=row.application_id,
            name=OFFICER_NAME,
            content=row.officer.name.encode(),
            by=by,
            at=at,
        )
    elif answer in NAME_REFUSALS:
        row.ending, row.refusal = NameEnding.REFUSED, answer
    else:
        raise name_errors.RefusalMissing
    row.ended_by, row.ended_at = scope.officer, at
    unit_of_work.change(row, "ending", "refusal", "name", "ended_by", "ended_at")
    facts = {"access": str(row.access), "answer": answer}
    application = row.application
    steps.log_entry(
        application=application, type="NAME_ANSWERED", by=by, at=at, facts=facts
    )
    steps.notify(application=application, kind="NAME_ANSWER", by=by, at=at)


@operation
def open_names(
    *, case: UUID, rows: list[models.NameRequest], by: Actor, at: dt.datetime
) -> dict[UUID, str]:
    """Access → the name that was given for it; opened for the owner of the case."""
    given = [row for row in rows if row.name is not None]
    names = vault.open_many(
        items=[(row.name, OFFICER_NAME) for row in given if row.name is not None],
        case=case,
        by=by,
        purpose=owner_purpose(by.kind),
        at=at,
    )
    return {row.access: name.decode() for row, name in zip(given, names, strict=True)}
