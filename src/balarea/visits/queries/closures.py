"""Days on which queues don't open, and whom closing one would concern."""

import datetime as dt
from collections.abc import Collection
from typing import NamedTuple

from balarea.people.models import Site
from balarea.visits import models
from balarea.visits.rules import State

AHEAD = dt.timedelta(days=366)  # how far ahead a day can be closed


class Concerned(NamedTuple):
    """Of one day: appointments, reserved times and numbers that closing would end."""

    appointments: int
    reserved: int
    numbers: int


def queues_of(site: Site, agency: str) -> list[models.Queue]:
    """The active queues of an agency in a building, by prefix."""
    rows = models.Queue.objects.filter(site=site, agency=agency, is_active=True)
    return list(rows.order_by("prefix"))


def agencies(site: Site) -> list[str]:
    """The agencies that have queues in a building."""
    rows = models.Queue.objects.filter(site=site, is_active=True)
    return sorted(set(rows.values_list("agency", flat=True)))


def concerned(site: Site, agency: str, day: dt.date) -> Concerned:
    """How many visitors closing a day would reach."""
    bookings = models.Booking.objects.filter(
        slot__queue__site=site, slot__queue__agency=agency, slot__business_date=day
    )
    numbers = models.Ticket.objects.filter(
        queue__site=site,
        queue__agency=agency,
        business_date=day,
        state__in=[State.PLANNED, State.WAITING, State.MISSED],
    )
    states = models.Booking.State
    return Concerned(
        bookings.filter(state=states.BOOKED).count(),
        bookings.filter(state=states.RESERVED).count(),
        numbers.count(),
    )


def ahead(
    site: Site, agencies: Collection[str] | None, today: dt.date
) -> list[tuple[dt.date, str, str]]:
    """Days from today on that are closed: date, agency, reason; in order."""
    rows = models.QueueClosure.objects.filter(queue__site=site, date__gte=today)
    if agencies is not None:
        rows = rows.filter(queue__agency__in=agencies)
    return sorted(set(rows.values_list("date", "queue__agency", "reason")))
