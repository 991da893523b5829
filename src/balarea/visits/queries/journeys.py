"""A visit over several desks, and visits by what a visitor says or shows."""

import datetime as dt
import re
from typing import NamedTuple
from uuid import UUID

from balarea.foundation.errors import NotFound
from balarea.people.models import Site
from balarea.visits import models
from balarea.visits.queries import tickets
from balarea.visits.rules import AT_DESK, ENDED, State

# `A012`, `a 12`, or with a block of its own `A-K1-012`, `A-P-7`.
_LABEL = re.compile(r"([A-Z]{1,3})[\s-]*(?:([A-Z0-9]{1,5})-)?0*([0-9]{1,6})")
_TOKEN = re.compile(r"(?:.*/antrean/)?([\w-]{43})/?(?:[?#].*)?")
# Their step is none that a visitor makes.
_UNMADE = frozenset({State.CANCELLED, State.LEFT, State.EXPIRED})


class Progress(NamedTuple):
    """Which step of how many a ticket is."""

    step: int
    of: int


def progress(ticket: models.Ticket, steps: list[models.Ticket]) -> Progress:
    """Where a ticket stands among its visit's steps, by what was made before."""
    made = [one for one in steps if one.state not in _UNMADE]
    before = sum(one.state in ENDED and one.id != ticket.id for one in made)
    return Progress(before + 1, max(len(made), before + 1))


def desk_of(visit: models.Visit) -> UUID | None:
    """At which desk the visitor is called or served."""
    rows = models.Ticket.objects.filter(visit=visit, state__in=AT_DESK)
    return rows.values_list("desk_id", flat=True).first()


def visit_at(site: Site, visit: UUID) -> models.Visit:
    """A visit to a building; raises `NotFound`."""
    rows = models.Visit.objects.select_related("site")
    row = rows.filter(id=visit, site=site).first()
    if row is None:
        raise NotFound
    return row


def visit_of_text(site: Site, day: dt.date, text: str) -> models.Visit | None:
    """The visit of a number of this day, or of the address in a ticket's QR code.

    Raises:
        NotFound: an address of another mall, or one that was changed.
    """
    text = text.strip()
    if (token := _TOKEN.fullmatch(text)) is not None:
        visit = tickets.visit_of_token(token[1])
        return visit if visit.site_id == site.id else None
    label = _LABEL.fullmatch(text.upper())
    if label is None:
        return None
    prefix, block, number = label.groups()
    row = models.Ticket.objects.select_related("visit__site").filter(
        queue__site=site,
        queue__prefix=prefix,
        business_date=day,
        block=block or "",
        number=int(number),
    )
    ticket = row.first()
    return ticket.visit if ticket is not None else None
