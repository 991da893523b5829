"""Contacts, persons and the cases that they own."""

import datetime as dt
from collections.abc import Collection
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet

from balarea.foundation import languages
from balarea.foundation.compiled import compiled
from balarea.foundation.errors import NotFound
from balarea.people import models
from balarea.people.queries.account_links import owners_of as owners_of
from balarea.vault import queries as vault
from balarea.vault.queries import GroupedAccesses


@compiled
def _contact_of(contact: UUID) -> QuerySet[models.Contact]:
    contacts = models.Contact.objects.select_related("person__account")
    return contacts.filter(id=contact)


def contact_of(contact_id: UUID | None) -> models.Contact | None:
    """A proved contact with its person and account, or None."""
    return next(iter(_contact_of(contact_id)), None) if contact_id else None


def was_identified(contact_id: UUID) -> bool:
    """Whether a desk noted a contact for somebody whose identity card it saw."""
    rows = models.Contact.objects.filter(id=contact_id, person__profile__isnull=False)
    return rows.exists()


def contact(contact_id: UUID) -> models.Contact:
    """A contact with its seal and key."""
    return models.Contact.objects.select_related("sealed__key").get(id=contact_id)


def language_of(contact: models.Contact) -> str:
    """The language of the account whose contact it is, else the mall's own."""
    rows = models.Account.objects.filter(person=contact.person_id)
    language = rows.values_list("language", flat=True).first()
    return language or languages.DEFAULT


def person(person_id: UUID) -> models.Person:
    """A person with their sealed profile and its key."""
    return models.Person.objects.select_related("profile__key").get(id=person_id)


def contacts(person_id: UUID) -> QuerySet[models.Contact]:
    """A person's contacts, the oldest first."""
    return models.Contact.objects.filter(person=person_id).order_by("id")


def contact_ids(person_id: UUID) -> list[UUID]:
    """The ids of a person's contacts, the oldest first."""
    return list(contacts(person_id).values_list("id", flat=True))


class CaseOwner(NamedTuple):
    """To whom cases belong: a person, a proved contact, or a contact of a person."""

    person: models.Person | None
    contact: models.Contact | None

    @property
    def id(self) -> UUID:
        """The person's id, else the contact's."""
        owner = self.person or self.contact
        if owner is None:
            raise NotFound
        return owner.id

    @property
    def owners(self) -> frozenset[UUID]:
        """All ids under which their cases are found."""
        if self.person is not None:
            return owners_of(self.person.id)
        return frozenset({self.id})


def case_owner(owner: UUID) -> CaseOwner | None:
    """The person of this id with their first contact, or the proved contact.

    Of an account that is linked, whoever was identified as its owner at a desk.
    """
    row = models.Person.objects.select_related("profile__key").filter(id=owner).first()
    if row is not None:
        identified = identity_of(row)
        own = contacts_in(owners_of(identified.id))
        return CaseOwner(identified, own.first())
    contact_row = models.Contact.objects.select_related("person__profile__key")
    contact = contact_row.filter(id=owner).first()
    return owner_of(contact) if contact is not None else None


def owner_of(contact: models.Contact) -> CaseOwner:
    """Whose contact it is: the person as identified at a desk, if they were."""
    person = contact.person
    return CaseOwner(identity_of(person) if person else None, contact)


def identity_of(person: models.Person) -> models.Person:
    """Who was identified at a desk as the owner of this person's account, or they."""
    if person.profile_id is not None:
        return person
    rows = models.Person.objects.select_related("profile__key").filter(
        account_links__account_person=person, account_links__ended_at__isnull=True
    )
    return rows.first() or person


def contacts_in(ids_: Collection[UUID]) -> QuerySet[models.Contact]:
    """The contacts of these ids, the oldest first."""
    return models.Contact.objects.filter(id__in=ids_).order_by("id")


def accesses(
    owners: Collection[UUID], page: int, until: dt.datetime | None
) -> GroupedAccesses:
    """One page of the accesses to these contacts and persons, the newest first."""
    return vault.grouped_accesses(owners, page=page, until=until)


def contacts_to_notify(account_id: UUID) -> list[models.Contact]:
    """The contacts to which changes of an account's ways to sign in are reported."""
    rows = models.Contact.objects.filter(
        Q(person__account=account_id)
        | Q(id__in=models.Officer.objects.filter(account=account_id).values("contact"))
    )
    return list(rows.order_by("id"))
