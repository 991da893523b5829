"""The waiting times that are shown for tickets."""

import datetime as dt
from collections.abc import Collection
from typing import NamedTuple
from uuid import UUID

from balarea.people.models import Site
from balarea.visits import models
from balarea.visits.estimate.damping import Shown as Range
from balarea.visits.queries.wait_history import minutes
from balarea.visits.rules import State

DUE = dt.timedelta(minutes=6)  # the job that estimates all leaves none so old
FRESH = dt.timedelta(minutes=10)  # an older estimate says nothing about now


class Shown(NamedTuple):
    """A range in minutes from now, or why there is none.

    Attributes:
        low, high: both 0 if there is a reason.
        change: `LONGER` or `SHORTER` if it replaced what was said before.
        why_hidden: a reason of `estimate.estimating`; empty with a range.
    """

    low: int
    high: int
    made_at: dt.datetime
    change: str = ""
    why_hidden: str = ""


def shown(ticket: models.Ticket, at: dt.datetime) -> Shown | None:
    """What is said of a ticket's wait now; None: nothing was estimated lately."""
    row = last(ticket)
    if row is None or row.made_at <= at - FRESH:
        return None
    if row.begins_at is None or row.ends_at is None:
        return Shown(0, 0, row.made_at, why_hidden=row.why_hidden)
    day = ticket.business_date
    range_ = Range(minutes(row.begins_at, day), minutes(row.ends_at, day))
    low, high = range_.minutes(minutes(at, day))
    return Shown(low, high, row.made_at, row.change)


def is_due(ticket: models.Ticket, at: dt.datetime) -> bool:
    """Whether a page has to estimate it itself: it is new, or the job doesn't run."""
    row = last(ticket)
    return row is None or row.made_at <= at - DUE


def last(ticket: models.Ticket) -> models.Estimate | None:
    """The newest estimate of a ticket."""
    return last_of([ticket]).get(ticket.id)


def last_of(tickets: Collection[models.Ticket]) -> dict[UUID, models.Estimate]:
    """Ticket → its newest estimate."""
    rows = models.Estimate.objects.filter(ticket__in=tickets)
    newest = rows.order_by("ticket", "-made_at", "-id").distinct("ticket")
    return {row.ticket_id: row for row in newest}


def waiting_tickets(site: Site, day: dt.date) -> list[models.Ticket]:
    """The tickets of a building that wait, or whose visitors are on the way."""
    rows = models.Ticket.objects.filter(
        queue__site=site,
        queue__is_active=True,
        business_date=day,
        state__in=[State.WAITING, State.PLANNED],
    )
    return list(rows.select_related("queue"))
