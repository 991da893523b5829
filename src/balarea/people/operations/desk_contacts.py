"""Contacts of a person at a desk, and the link between that person and an account.

The officer has the identity card in hand, and the contact is proved by a code that was
sent to it. So whoever has only one of the two gains nothing.
"""

import datetime as dt
import enum
from uuid import UUID

from balarea.foundation import unit_of_work
from balarea.foundation.errors import NotFound
from balarea.foundation.operation import Actor, operation
from balarea.people import errors, models, queries
from balarea.people.operations import codes, contacts, factors
from balarea.people.queries import Scope
from balarea.people.queries import account_links as link_queries
from balarea.people.rules import Action
from balarea.transparency import operations as transparency
from balarea.vault import operations as vault

PURPOSE = "DESK_CONTACT"  # of the codes by which a contact is proved at a desk


class Outcome(enum.StrEnum):
    """What a proved contact did: it was new, is of an account, or was there before."""

    ADDED = "ADDED"
    LINKED = "LINKED"
    PRESENT = "PRESENT"


@operation
def add_by_code(
    *,
    code: UUID,
    typed: str,
    person: UUID,
    network: str,
    scope: Scope,
    by: Actor,
    at: dt.datetime,
) -> tuple[codes.Proof, Outcome | None]:
    """Add the contact to which a code was sent, or link the account that has it.

    The officer has looked at the person's identity card. A wrong code is returned, so
    that the counted try is committed.

    Raises:
        NotPermitted: the officer takes in nowhere.
        NotFound: no such person, or the code was sent for another one.
        errors.NotIdentified: no identity card of theirs was seen at a desk.
        errors.ContactOfAnother: the contact is of somebody else whose card was seen.
        errors.LinkedAlready: one of the two is linked with another.
        errors.TwoAccounts: the person has another account already.
    """
    scope.require(Action.RECEIVE)
    proof = codes.prove(
        code=code,
        typed=typed,
        network=network,
        by=queries.anonymous_actor(code),
        at=at,
    )
    if proof.contact is None:
        return proof, None
    if proof.details.get("person_id") != str(person):
        raise NotFound
    row = _locked_person(person)
    if row.profile_id is None:
        raise errors.NotIdentified
    contact = models.Contact.objects.select_for_update().get(id=proof.contact.id)
    if contact.id in queries.owners_of(row.id):
        return proof, Outcome.PRESENT
    if contact.person_id is not None:
        _link(person=row, contact=contact, scope=scope, by=by, at=at)
        return proof, Outcome.LINKED
    contacts.link_contact(contact=contact, person=row.id, by=by, at=at)
    _record("DESK_CONTACT_ADDED", row.id, by, at)
    return proof, Outcome.ADDED


def _locked_person(person: UUID) -> models.Person:
    row = models.Person.objects.select_for_update().filter(id=person).first()
    if row is None:
        raise NotFound
    return row


@operation
def _link(
    *,
    person: models.Person,
    contact: models.Contact,
    scope: Scope,
    by: Actor,
    at: dt.datetime,
) -> models.AccountLink:
    if contact.person_id is None:
        raise NotFound
    other = _locked_person(contact.person_id)
    if other.profile_id is not None:
        raise errors.ContactOfAnother
    if link_queries.of_person(person.id) or link_queries.of_person(other.id):
        raise errors.LinkedAlready
    if models.Account.objects.filter(person=person).exists():
        raise errors.TwoAccounts
    link = unit_of_work.add(
        models.AccountLink(
            person=person,
            account_person=other,
            contact=contact,
            officer=scope.officer,
            linked_at=at,
        )
    )
    _record_both("PERSON_LINKED", link, by, at)
    _notify(link, "LINKED", by, at)
    return link


@operation
def unlink_at_desk(*, person: UUID, scope: Scope, by: Actor, at: dt.datetime) -> None:
    """End the link of a person who stands at the desk; doing it twice does nothing.

    Raises:
        NotPermitted: the officer takes in nowhere.
    """
    scope.require(Action.RECEIVE)
    _end(person=person, by=by, at=at)


@operation
def unlink_own(*, account_person: UUID, by: Actor, at: dt.datetime) -> None:
    """End the link of one's own account; doing it twice does nothing."""
    _end(person=account_person, by=by, at=at)


@operation
def _end(*, person: UUID, by: Actor, at: dt.datetime) -> None:
    link = link_queries.of_person(person, lock=True)
    if link is None:
        return
    link.ended_at = at
    unit_of_work.change(link, "ended_at")
    _record_both("PERSON_UNLINKED", link, by, at)
    _notify(link, "UNLINKED", by, at)


@operation
def remove_contact(
    *, person: UUID, contact: UUID, scope: Scope, by: Actor, at: dt.datetime
) -> None:
    """Take a contact off a person who has no account; what was filed keeps it.

    Raises:
        NotPermitted: the officer takes in nowhere.
        NotFound: the person doesn't have this contact.
        errors.ContactOfAccount: they have an account, in which they change it.
    """
    scope.require(Action.RECEIVE)
    row = _locked_person(person)
    own = models.Contact.objects.select_for_update().filter(id=contact, person=row)
    removed = own.first()
    if removed is None:
        raise NotFound
    if models.Account.objects.filter(person=row).exists():
        raise errors.ContactOfAccount
    removed.person = None
    unit_of_work.change(removed, "person")
    _record("DESK_CONTACT_REMOVED", removed.id, by, at)
    _record("DESK_CONTACT_REMOVED", row.id, by, at)


def _notify(link: models.AccountLink, what: str, by: Actor, at: dt.datetime) -> None:
    """Tell the account's owner at each contact that they have."""
    account = models.Account.objects.filter(person=link.account_person_id).first()
    if account is not None:
        factors.record_change(account, what, by, at)


def _record_both(
    type: str, link: models.AccountLink, by: Actor, at: dt.datetime
) -> None:
    """Both people's trails say it."""
    _record(type, link.person_id, by, at)
    _record(type, link.account_person_id, by, at)


def _record(type: str, subject: UUID, by: Actor, at: dt.datetime) -> None:
    transparency.record(
        type=type,
        subject=subject,
        by=by,
        at=at,
        agency=by.agency,
        secret=vault.log_secret(case=subject, by=by, at=at),
    )
