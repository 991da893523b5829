"""The waiting time that is shown for a ticket."""

import datetime as dt
from typing import NamedTuple

from balarea.visits import models

EVERY = dt.timedelta(seconds=45)  # so often a page computes it anew
FRESH = dt.timedelta(minutes=10)  # an older estimate says nothing about now


class Shown(NamedTuple):
    """A range in minutes."""

    low: int
    high: int
    made_at: dt.datetime


def shown(ticket: models.Ticket, at: dt.datetime) -> Shown | None:
    """The last range that was computed for a ticket; None: none can be shown."""
    rows = models.Estimate.objects.filter(ticket=ticket, made_at__gt=at - FRESH)
    row = rows.order_by("-made_at").first()
    if row is None or row.shown_from is None or row.shown_to is None:
        return None
    return Shown(row.shown_from, row.shown_to, row.made_at)


def is_due(ticket: models.Ticket, at: dt.datetime) -> bool:
    """Whether what was computed last is too old to be shown once more."""
    rows = models.Estimate.objects.filter(ticket=ticket, made_at__gt=at - EVERY)
    return not rows.exists()
