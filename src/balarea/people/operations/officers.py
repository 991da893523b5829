"""Agencies, officers and their rights."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING
from uuid import UUID

from balarea.foundation import ids, unit_of_work
from balarea.foundation.operation import Actor, operation
from balarea.people import models, queries, rules
from balarea.people.addresses import Address
from balarea.people.operations import factors, officer_contacts, substitutes
from balarea.transparency import operations as transparency
from balarea.vault import operations as vault

if TYPE_CHECKING:
    from balarea.vault.models import Sealed


@operation
def open_agency(
    *, code: str, details: Mapping[str, object], by: Actor, at: dt.datetime
) -> models.Agency:
    """Add an agency, or update its details.

    `details`: name, name_translations, short_name, kind, hours, desk.
    """
    existing = models.Agency.objects.filter(code=code).first()
    agency = existing or models.Agency(code=code)
    if existing and all(
        getattr(agency, key) == value for key, value in details.items()
    ):
        return agency
    for key, value in details.items():
        setattr(agency, key, value)
    if existing:
        unit_of_work.change(agency, *details)
    else:
        unit_of_work.add(agency)
    transparency.record(
        type="AGENCY_OPENED", subject=agency.id, by=by, at=at, agency=code
    )
    return agency


def _sealed(
    officer: UUID, address: Address | None, by: Actor, at: dt.datetime
) -> "Sealed | None":
    """An address that the officer hasn't proved yet."""
    if address is None:
        return None
    content, name = address.encoded(), officer_contacts.NAME
    return vault.seal(case=officer, name=name, content=content, by=by, at=at)


@operation
def appoint(
    *,
    login: str,
    password: str = "",
    password_hash: str = "",
    name: str,
    position: str,
    position_translations: Mapping[str, str] | None = None,
    role: rules.Role,
    agency: models.Agency,
    address: Address | None = None,
    by: Actor,
    at: dt.datetime,
) -> models.Officer:
    """Appoint an officer with a login; rights are granted separately.

    Citizens read the position; the Indonesian one where their language isn't among
    `position_translations` (language code → text). At the first sign-in a code is sent
    to `address`, and once proved, notices of changes. Instead of a password its hash by
    `make_password` will do: hashing takes longer than all the rest.
    """
    account = models.Account.objects.create_user(
        login, password, password_hash=password_hash, at=at
    )
    factors.record_change(account, "OPENED", by, at)
    officer_id = ids.uuid7()
    officer = models.Officer(
        id=officer_id,
        address=_sealed(officer_id, address, by, at),
        account=account,
        agency=agency,
        name=name,
        position=position,
        position_translations=dict(position_translations or {}),
        role=role,
        appointed_at=at,
    )
    unit_of_work.add(officer)
    transparency.record(
        type="OFFICER_APPOINTED",
        subject=officer.id,
        by=by,
        at=at,
        agency=agency.code,
        facts={"role": role},
    )
    return officer


@operation
def change(
    *,
    officer: models.Officer,
    details: Mapping[str, object],
    by: Actor,
    at: dt.datetime,
) -> None:
    """Change what citizens read of an officer from now on.

    `details`: any of name, position, position_translations. Earlier records keep the
    position of their day.
    """
    for key in details:
        if key not in {"name", "position", "position_translations"}:
            raise TypeError(f"{key} is not changed like this")
        setattr(officer, key, details[key])
    unit_of_work.change(officer, *details)
    officer_contacts.record_changed(officer, by, at)


@operation
def grant(
    *,
    officer: models.Officer,
    agency: models.Agency,
    actions: Iterable[rules.Action],
    services: Iterable[str] = (),
    by: Actor,
    at: dt.datetime,
) -> models.Grant:
    """Give an officer actions on an agency's services (none named: all)."""
    right = models.Grant(
        id=ids.uuid7(),
        officer=officer,
        agency=agency,
        actions=sorted(actions),
        services=sorted(services),
        granted_at=at,
    )
    unit_of_work.add(right)
    transparency.record(
        type="GRANTED_RIGHT",
        subject=right.id,
        by=by,
        at=at,
        agency=agency.code,
        facts={"officer": str(officer.id), "actions": ",".join(right.actions)},
    )
    return right


@operation
def revoke(*, right: models.Grant, by: Actor, at: dt.datetime) -> None:
    """Revoke a right, with effect from the officer's next request."""
    right.revoked_at = at
    unit_of_work.change(right, "revoked_at")
    transparency.record(
        type="REVOKED_RIGHT",
        subject=right.id,
        by=by,
        at=at,
        agency=right.agency.code,
        facts={"officer": str(right.officer_id)},
    )
    substitutes.end_beyond_office(officer=right.officer, by=by, at=at)


@operation
def reinstate(
    *,
    officer: models.Officer,
    password: str,
    address: Address,
    by: Actor,
    at: dt.datetime,
) -> None:
    """Take a dismissed officer back, without any right.

    They sign in as after the appointment: with this password and a code that is sent
    to `address`. What they did before stays on record.
    """
    officer.dismissed_at = None
    officer.account.is_active = True
    unit_of_work.change(officer, "dismissed_at")
    unit_of_work.change(officer.account, "is_active")
    transparency.record(
        type="OFFICER_APPOINTED",
        subject=officer.id,
        by=by,
        at=at,
        agency=officer.agency.code,
        facts={"role": officer.role},
    )
    factors.renew(account=officer.account, password=password, by=by, at=at)
    officer_contacts.set_unproved_address(
        officer=officer, address=address, by=by, at=at
    )


@operation
def dismiss(*, officer: models.Officer, by: Actor, at: dt.datetime) -> None:
    """End an officer's time in office with all rights, sessions and sign-in."""
    for right in queries.rights_of(officer):
        revoke(right=right, by=by, at=at)
    substitutes.end_those_of(officer=officer, by=by, at=at)
    officer.dismissed_at = at
    # They take no step any more, so no conflict has to be found.
    officer.nik_index = officer.family_index = None
    unit_of_work.change(officer, "dismissed_at", "family_index", "nik_index")
    transparency.record(
        type="OFFICER_DISMISSED",
        subject=officer.id,
        by=by,
        at=at,
        agency=officer.agency.code,
    )
    factors.close(account=officer.account, by=by, at=at)
