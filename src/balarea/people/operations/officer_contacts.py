"""An officer's contact for notifications: set at the appointment, proved by a code."""

import datetime as dt
from uuid import UUID

import msgspec

from balarea.foundation import unit_of_work
from balarea.foundation.operation import Actor, operation
from balarea.people import models
from balarea.people.addresses import Address, kind_of
from balarea.people.operations import factors
from balarea.transparency import operations as transparency
from balarea.vault import operations as vault

NAME = "address"  # of the seal: part of its binding


@operation
def set_unproved_address(
    *, officer: models.Officer, address: Address, by: Actor, at: dt.datetime
) -> None:
    """Store the address that the agency names, until the officer proves it.

    A contact that was proved before is notified for the last time.
    """
    if officer.contact_id is not None:
        factors.record_change(officer.account, "CONTACT", by, at)
    officer.contact = None
    officer.address = vault.seal(
        case=officer.id,
        name=NAME,
        content=address.encoded(),
        by=by,
        at=at,
    )
    unit_of_work.change(officer, "contact", "address")
    record_changed(officer, by, at)


@operation
def address_to_prove(
    *, officer: models.Officer, by: Actor, at: dt.datetime
) -> Address | None:
    """Where to send a code before an officer's first factors are bound, if anywhere."""
    if officer.contact_id is not None:
        return open_contact_address(contact=officer.contact_id, by=by, at=at)
    if officer.address is None:
        return None
    content = vault.open(
        sealed=officer.address,
        case=officer.id,
        name=NAME,
        by=by,
        purpose="NOTIFY",
        at=at,
    )
    return Address(**msgspec.json.decode(content))


@operation
def open_contact_address(*, contact: UUID, by: Actor, at: dt.datetime) -> Address:
    """The address of a proved contact, opened to send it a code."""
    row = models.Contact.objects.select_related("sealed__key").get(id=contact)
    content = vault.open(
        sealed=row.sealed, case=row.id, name="contact", by=by, purpose="NOTIFY", at=at
    )
    return Address(kind_of(row.kind), content.decode())


@operation
def set_contact(
    *, officer: models.Officer, contact: models.Contact, by: Actor, at: dt.datetime
) -> None:
    """Store the contact that an officer proved; the one before is notified."""
    if officer.contact_id == contact.id:
        return
    if officer.contact_id is not None:
        factors.record_change(officer.account, "CONTACT", by, at)
    address, officer.contact, officer.address = officer.address, contact, None
    unit_of_work.change(officer, "contact", "address")
    if address is not None:
        vault.delete_sealed(sealed=address, case=officer.id, name=NAME, by=by, at=at)
    record_changed(officer, by, at)


def record_changed(officer: models.Officer, by: Actor, at: dt.datetime) -> None:
    """Log that an officer's contact, name or position changed."""
    transparency.record(
        type="OFFICER_CHANGED",
        subject=officer.id,
        by=by,
        at=at,
        agency=officer.agency.code,
    )
