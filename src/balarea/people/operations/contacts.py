"""Proved contacts, and the persons to whom they belong."""

import datetime as dt
from uuid import UUID

from django.conf import settings
from django.db import connection

from balarea.foundation import ids, unit_of_work
from balarea.foundation.errors import NotFound
from balarea.foundation.operation import Actor, operation
from balarea.people import errors, models, rules
from balarea.people.addresses import Address
from balarea.people.operations import factors
from balarea.transparency import operations as transparency
from balarea.vault import operations as vault
from balarea.vault import queries as vault_queries


def lock(index: bytes) -> None:
    """Wait for other transactions about this contact, until the end of this one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s)",
            [int.from_bytes(index[:8], "big", signed=True)],
        )


@operation
def find_or_create_contact(
    *, address: Address, by: Actor, at: dt.datetime
) -> models.Contact:
    """The contact of a proved address, made at its first proof."""
    index = vault_queries.blind_index("contact", address.value)
    lock(index)  # of two first proofs at once, one adds the row
    rows = models.Contact.objects.select_related("sealed__key")
    contact = rows.filter(index=index).first()
    if contact is not None:
        # SQL alone could give somebody else's contact the index of this address.
        vault.check_content(
            sealed=contact.sealed,
            case=contact.id,
            name="contact",
            content=address.value.encode(),
            by=by,
            at=at,
        )
        return contact
    contact_id = ids.uuid7()
    contact = models.Contact(
        id=contact_id,
        kind=address.kind,
        index=index,
        sealed=vault.seal(
            case=contact_id,
            name="contact",
            content=address.value.encode(),
            by=by,
            at=at,
        ),
        masked=rules.masked_contact(address.value),
        verified_at=at,
    )
    unit_of_work.add(contact)
    _record(contact.id, by, at)
    return contact


@operation
def own_address(*, contact: models.Contact, by: Actor, at: dt.datetime) -> str:
    """The address of a proved contact, opened for its owner.

    Raises:
        NotFound: the sealed address is not the one that was proved.
    """
    opened = vault.open(
        sealed=contact.sealed,
        case=contact.id,
        name="contact",
        by=by,
        purpose="OWN_DATA",
        at=at,
    )
    address = opened.decode()
    if vault_queries.blind_index("contact", address) != bytes(contact.index):
        raise NotFound
    return address


def _record(subject: UUID, by: Actor, at: dt.datetime) -> None:
    transparency.record(
        type="PERSON_KNOWN",
        subject=subject,
        by=by,
        at=at,
        secret=vault.log_secret(case=subject, by=by, at=at),
    )


@operation
def open_account(
    *, contact: models.Contact, by: Actor, at: dt.datetime
) -> models.Account:
    """Find or create the person and the account of a proved contact.

    The login is opaque and there is no password: sign-in is by code or passkey.
    """
    contact = (
        models.Contact.objects.select_for_update(of=("self",))
        .select_related("person")
        .get(id=contact.id)
    )
    person = contact.person
    if person is None:
        person = unit_of_work.add(models.Person(created_at=at))
        contact.person = person
        unit_of_work.change(contact, "person")
        _record(contact.id, by, at)
        _record(person.id, by, at)
    account = models.Account.objects.filter(person=person).first()
    if account is None:
        account = models.Account.objects.create_user(f"warga-{person.id.hex}", at=at)
        account.person = person
        unit_of_work.change(account, "person")
        factors.record_change(account, "OPENED", by, at)
    return account


@operation
def link_contact(
    *, contact: models.Contact, person: UUID, by: Actor, at: dt.datetime
) -> None:
    """Add a proved contact to a person.

    Raises:
        errors.ContactTaken: it belongs to another person.
    """
    row = models.Contact.objects.select_for_update().get(id=contact.id)
    if row.person_id == person:
        return
    if row.person_id is not None:
        raise errors.ContactTaken
    owner = models.Account.objects.filter(person=person).first()
    if owner is not None:  # before the change, so that only old contacts are notified
        factors.record_change(owner, "CONTACT", by, at)
    row.person_id = person
    unit_of_work.change(row, "person")
    _record(row.id, by, at)


@operation
def unlink_contact(*, contact: UUID, person: UUID, by: Actor, at: dt.datetime) -> None:
    """Take a contact off an account; its applications stay with the contact.

    Raises:
        NotFound: the person doesn't have this contact.
        errors.LastContact: no contact would be left to sign in with.
    """
    models.Person.objects.select_for_update().get(id=person)
    rows = list(models.Contact.objects.filter(person=person))
    row = next((one for one in rows if one.id == contact), None)
    if row is None:
        raise NotFound
    if len(rows) == 1:
        raise errors.LastContact
    owner = models.Account.objects.filter(person=person).first()
    if owner is not None:  # before the change: the removed contact is notified too
        factors.record_change(owner, "CONTACT", by, at)
    row.person = None
    unit_of_work.change(row, "person")
    _record(row.id, by, at)


@operation
def choose_language(
    *, account: models.Account, language: str, by: Actor, at: dt.datetime
) -> None:
    """Store the language of messages to this account."""
    if language in dict(settings.LANGUAGES):
        account.language = language
        unit_of_work.change(account, "language")


@operation
def sign_out_all(*, account: models.Account, by: Actor, at: dt.datetime) -> None:
    """End every session of an account on every device."""
    account.session_round += 1
    unit_of_work.change(account, "session_round")
    factors.record_change(account, "SIGNED_OUT", by, at)
