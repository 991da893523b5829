"""A person asks for the name of who opened their contacts or identity."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence
from uuid import UUID

from balarea.foundation import clock, events, unit_of_work
from balarea.foundation.errors import NotFound
from balarea.foundation.operation import Actor, ActorKind, operation
from balarea.people import errors, models, name_errors
from balarea.people.events import ContactNameAnswered
from balarea.people.name_rules import MAX_NAMES_ASKED, NAME_REFUSALS, NameEnding
from balarea.people.queries import CaseOwner, Scope
from balarea.people.queries import name_requests as queries
from balarea.people.rules import Action
from balarea.transparency import operations as transparency
from balarea.vault import operations as vault
from balarea.vault import queries as vault_queries
from balarea.vault.models import Access
from balarea.vault.rules import owner_purpose


@operation
def ask_name(
    *, access: UUID, owners: frozenset[UUID], by: Actor, at: dt.datetime
) -> None:
    """Ask who, by name, carried out one access to own contacts; once for each.

    A repeated request changes nothing. It is logged at once.

    Raises:
        NotFound: there is no such access of an officer.
        name_errors.TooManyNames: too many of this contact wait for an answer.
    """
    _ask(access=access, owners=owners, by=by, at=at)


@operation
def ask_name_at_desk(
    *, access: UUID, owner: CaseOwner, scope: Scope, by: Actor, at: dt.datetime
) -> None:
    """The same for somebody at a desk, whose identity card the officer has seen.

    Raises:
        NotPermitted: the officer takes in nowhere.
        errors.NotIdentified: no identity card of theirs was seen at a desk.
        NotFound: there is no such access of an officer.
        name_errors.TooManyNames: too many of this contact wait for an answer.
    """
    scope.require(Action.RECEIVE)
    if owner.person is None or owner.person.profile_id is None:
        raise errors.NotIdentified
    _ask(access=access, owners=owner.owners, by=by, at=at)


@operation
def _ask(*, access: UUID, owners: Collection[UUID], by: Actor, at: dt.datetime) -> None:
    row = vault_queries.opening_among(access, cases=owners, today=clock.today(at))
    if row is None or row.actor_kind != ActorKind.OFFICER:
        raise NotFound
    _lock(row)
    requests = queries.names_of([row.case])
    if any(one.access == access for one in requests):
        return
    if sum(one.ended_at is None for one in requests) >= MAX_NAMES_ASKED:
        raise name_errors.TooManyNames(max=MAX_NAMES_ASKED)
    officer = models.Officer.objects.select_related("agency").get(id=row.actor)
    unit_of_work.add(
        models.ContactNameRequest(
            owner=row.case,
            access=access,
            officer=officer,
            agency=officer.agency,
            at=at,
        )
    )
    _record(
        "NAME_ASKED", row.case, officer.agency.code, {"access": str(access)}, by, at
    )


def _lock(row: Access) -> None:
    """Two requests about the same contact or person wait for each other."""
    models.Contact.objects.select_for_update().filter(id=row.case).first()
    models.Person.objects.select_for_update().filter(id=row.case).first()


@operation
def answer_name(
    *, request: UUID, answer: str, scope: Scope, by: Actor, at: dt.datetime
) -> None:
    """Give the name, or refuse it with a code; the person gets a message.

    `answer`: `NameEnding.GIVEN`, or a code of `name_rules.NAME_REFUSALS`.

    Raises:
        NotFound: not in an agency in which the officer oversees.
        name_errors.NameAnswered: it was answered before.
        name_errors.OwnName: it is the name of who answers.
        name_errors.RefusalMissing: the answer is none of these.
    """
    row = queries.name_request(request, scope, lock=True)
    if row is None:
        raise NotFound
    if row.ended_at is not None:
        raise name_errors.NameAnswered
    if row.officer_id == scope.officer.id:
        raise name_errors.OwnName
    if answer == NameEnding.GIVEN:
        row.ending = NameEnding.GIVEN
        row.name = vault.seal(
            case=row.owner,
            name=queries.OFFICER_NAME,
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
    _record("NAME_ANSWERED", row.owner, row.agency.code, facts, by, at)
    events.announce(ContactNameAnswered(owner=row.owner, at=at))


@operation
def open_names(
    *, rows: Sequence[models.ContactNameRequest], by: Actor, at: dt.datetime
) -> dict[UUID, str]:
    """Access → the name that was given for it; opened for whose data it was."""
    by_owner = defaultdict[UUID, list[models.ContactNameRequest]](list)
    for row in rows:
        if row.name is not None:
            by_owner[row.owner].append(row)
    names: dict[UUID, str] = {}
    for owner, given in by_owner.items():
        opened = vault.open_many(
            items=[(one.name, queries.OFFICER_NAME) for one in given if one.name],
            case=owner,
            by=by,
            purpose=owner_purpose(by.kind),
            at=at,
        )
        for one, name in zip(given, opened, strict=True):
            names[one.access] = name.decode()
    return names


def _record(
    type: str,
    owner: UUID,
    agency: str,
    facts: dict[str, str],
    by: Actor,
    at: dt.datetime,
) -> None:
    transparency.record(
        type=type,
        subject=owner,
        by=by,
        at=at,
        agency=agency,
        secret=vault.log_secret(case=owner, by=by, at=at),
        facts=facts,
    )
