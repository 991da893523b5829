"""Officers and contacts for tests and the demo, all made by operations."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from balarea.foundation import clock
from balarea.foundation import nik as national_ids
from balarea.foundation.operation import SYSTEM, Actor
from balarea.people import models, queries
from balarea.people.addresses import Address
from balarea.people.operations import contacts, officers, persons
from balarea.people.queries import Scope
from balarea.people.rules import Action, Identity, Role

PASSWORD = "empat kata yang mudah"  # noqa: S105 - of officers made for tests

# The rights of the four officers whom `appoint_staff` gives each agency. The first one
# with a right uses it, so what one officer proposes another countersigns.
STAFF: Mapping[Role, tuple[frozenset[Action], ...]] = {
    Role.VERIFIER: (
        frozenset(
            {
                *(Action.READ, Action.VERIFY, Action.INSPECT, Action.SERVE),
                *(Action.ADVISE, Action.RECEIVE),
            }
        ),
        frozenset({Action.READ, Action.VERIFY, Action.DECIDE, Action.HAND_OVER}),
    ),
    Role.HEAD: (
        frozenset(
            {
                Action.READ,
                Action.DECIDE,
                Action.COUNTERSIGN,
                Action.REVOKE,
                Action.ASSIGN,
            }
        ),
        frozenset({Action.READ, Action.COUNTERSIGN, Action.REVOKE}),
    ),
}
# Who decides on objections and appeals: nobody of the staff above, who may have had a
# part in the decision.
REVIEWERS = (Action.DECIDE_OBJECTION, Action.DECIDE_APPEAL)


def open_agency(code: str, at: dt.datetime) -> models.Agency:
    """An agency of this code, for tests that publish no services."""
    details = {
        "name": f"Dinas {code}",
        "name_translations": {"en": f"Agency {code}"},
        "short_name": code,
    }
    return officers.open_agency(code=code, details=details, by=SYSTEM, at=at)


def appoint(
    agency: str,
    actions: Collection[Action],
    at: dt.datetime,
    *,
    services: Iterable[str] = (),
    role: Role = Role.VERIFIER,
    login: str = "",
    password: str = PASSWORD,
    position_translations: Mapping[str, str] | None = None,
) -> models.Officer:
    """An officer with one grant: `actions` on `services` of an agency (none = all)."""
    officer = officers.appoint(
        login=login or f"{agency.lower()}.{models.Officer.objects.count()}",
        password=password,
        name="Ade Contoh",
        position="Petugas",
        position_translations=position_translations,
        role=role,
        agency=queries.agency(agency),
        by=SYSTEM,
        at=at,
    )
    grant(officer, agency, actions, at, services=services)
    return officer


def grant(
    officer: models.Officer,
    agency: str,
    actions: Collection[Action],
    at: dt.datetime,
    *,
    services: Iterable[str] = (),
) -> None:
    """One more grant to an officer who has been appointed."""
    officers.grant(
        officer=officer,
        agency=queries.agency(agency),
        actions=actions,
        services=services,
        by=SYSTEM,
        at=at,
    )


def appoint_staff(agency: str, at: dt.datetime) -> list[models.Officer]:
    """Four officers who together can take every step of an agency's applications."""
    return [
        appoint(agency, actions, at, role=role)
        for role, rights in STAFF.items()
        for actions in rights
    ]


def appoint_reviewers(agency: str, at: dt.datetime) -> list[models.Officer]:
    """Two officers: one decides on objections, one on appeals."""
    return [
        appoint(agency, {Action.READ, action}, at, role=Role.HEAD)
        for action in REVIEWERS
    ]


def scope_of(officer: models.Officer) -> Scope:
    """The officer's rights as a request resolves them."""
    scope = queries.scope_of(officer.account, clock.today(clock.now()))
    if scope is None:
        raise LookupError(officer.id)
    return scope


def officer_for(
    action: Action, service: str, agency: str, other_than: UUID | None = None
) -> tuple[Scope, Actor]:
    """The first officer of an agency who may do `action` and isn't `other_than`.

    Raises:
        LookupError: no officer in office has the right.
    """
    for officer in queries.officers(agency):
        scope = queries.scope_of(officer.account, clock.today(clock.now()))
        if (
            scope is not None
            and officer.id != other_than
            and scope.allows(action, agency=agency, service=service)
        ):
            return scope, queries.officer_actor(officer)
    message = f"nobody may {action} {service}"
    raise LookupError(message)


def verified_contact(phone: str, at: dt.datetime) -> tuple[models.Contact, Actor]:
    """A contact whose owner has proved it, and the actor of that owner."""
    address = Address("PHONE", phone)
    contact = contacts.find_or_create_contact(address=address, by=SYSTEM, at=at)
    return contact, queries.contact_actor(contact)


def identified_person(
    officer: models.Officer,
    at: dt.datetime,
    *,
    name: str = "Siti Rahayu",
    nik: str = "",
) -> models.Person:
    """A person without a contact, begun at the desk of an officer who may RECEIVE."""
    days = national_ids.births(nik) if nik else [dt.date(1990, 1, 2)]
    return persons.begin(
        identity=Identity(name, days[0], nik),
        is_namesake=True,
        scope=scope_of(officer),
        by=queries.officer_actor(officer),
        at=at,
    )
