"""People who may be the visitor at a desk, and their cases beside the number."""

import datetime as dt
from typing import NamedTuple
from uuid import UUID

from balarea.people import queries as people
from balarea.people.queries import CaseOwner, Scope
from balarea.people.rules import Action, Identity
from balarea.visits import models, subjects
from balarea.visits.subjects import DeskCase

SHOWN_DIGITS = 4  # of a NIK, enough to compare with a card


class Match(NamedTuple):
    """A person who was found; no `name`: never identified at a desk."""

    id: UUID
    name: str
    born_on: dt.date | None
    nik: str
    masked: str


def match(owner: CaseOwner, identity: Identity | None) -> Match:
    """`nik`: only its last digits."""
    digits = identity.nik[-SHOWN_DIGITS:] if identity else ""
    return Match(
        id=owner.id,
        name=identity.name if identity else "",
        born_on=identity.born_on if identity else None,
        nik=f"…{digits}" if digits else "",
        masked=owner.contact.masked if owner.contact else "",
    )


class Files(NamedTuple):
    """What the screen shows of the visitor at the desk.

    Attributes:
        owner: who is bound to the visit; None: nobody yet.
        masked: their contact, as far as everybody may see it.
        is_open: whether this officer opened their cases for this number.
        about: the case that the visit is about.
    """

    owner: UUID | None
    masked: str
    is_open: bool
    cases: list[DeskCase]
    about: UUID | None


def files(ticket: models.Ticket, scope: Scope, opened: str) -> Files | None:
    """None: the officer takes nothing in, so nothing is shown.

    Args:
        opened: of which ticket this officer opened the visitor's cases.
    """
    if Action.RECEIVE not in scope.actions:
        return None
    visit = ticket.visit
    owner = people.case_owner(visit.subject) if visit.subject else None
    if owner is None:
        return Files(None, "", False, [], None)
    is_open = opened == str(ticket.id)
    return Files(
        owner=owner.id,
        masked=owner.contact.masked if owner.contact else "",
        is_open=is_open,
        cases=subjects.desk_cases(owner.id, scope) if is_open else [],
        about=visit.case,
    )
