"""Whose cases tests and the demo make: by a proved contact, or at the desk."""

import dataclasses
import datetime as dt
from uuid import UUID

from balarea.applications import models
from balarea.foundation.operation import Actor
from balarea.people import models as people
from balarea.people import queries as people_queries
from balarea.people import testing as people_testing


@dataclasses.dataclass(slots=True)
class Applicant:
    """A citizen who applies, identified by a verified contact."""

    contact: people.Contact
    by: Actor
    name: str
    number: int = 1

    @property
    def owners(self) -> frozenset[UUID]:
        """The ids under which their cases are found."""
        return frozenset({self.contact.id})

    @property
    def owner(self) -> dict[str, UUID]:
        """Who a draft is begun for."""
        return {"contact": self.contact.id}

    def nik(self, example: str) -> str:
        """Their own, born on the example's day; its first digits are of no region."""
        return f"{example[:12]}{self.number % 10_000:04}"


@dataclasses.dataclass(slots=True)
class WalkIn:
    """Somebody without a contact, for whom an officer (`by`) files at the desk."""

    person: people.Person
    by: Actor
    name: str
    number: int = 1

    @property
    def owners(self) -> frozenset[UUID]:
        """The ids under which their cases are found."""
        return frozenset({self.person.id})

    @property
    def owner(self) -> dict[str, UUID]:
        """Who a draft is begun for."""
        return {"person": self.person.id}

    def nik(self, example: str) -> str:
        """As of an `Applicant`."""
        return f"{example[:12]}{self.number % 10_000:04}"


def walk_in(
    number: int, officer: people.Officer, at: dt.datetime, name: str = ""
) -> WalkIn:
    """A made-up person without a contact, whom an officer with RECEIVE serves."""
    name = name or "Siti Rahayu"
    person = people_testing.identified_person(officer, at, name=name)
    return WalkIn(person, people_queries.officer_actor(officer), name, number)


type Owner = Applicant | WalkIn


def applicant(number: int, at: dt.datetime, name: str = "") -> Applicant:
    """A made-up citizen with a verified phone of the demo's own block of numbers."""
    contact, by = people_testing.verified_contact(f"+62812{number:08}", at)
    return Applicant(contact, by, name or "Siti Rahayu", number)


def contact_of(case: models.Owned) -> people.Contact:
    """The contact of a case that was filed online."""
    if case.contact is None:
        raise LookupError(case.owners)
    return case.contact
