"""Somebody with a number from home, or an appointment, shows it at a kiosk."""

import datetime as dt

from balarea.foundation import clock, rate_limits
from balarea.foundation.errors import NotFound
from balarea.foundation.operation import Actor, operation
from balarea.vault import queries as vault
from balarea.visits import errors, models
from balarea.visits.operations import arriving, booking, printing
from balarea.visits.queries import bookings, kiosks

COUNTER = "visits-kiosk-code"
TRIES = 60  # wrong codes of one network, in which all kiosks of a building are
WINDOW = dt.timedelta(minutes=15)


@operation
def find(*, text: str, network: str, by: Actor, at: dt.datetime) -> models.Visit | None:
    """The visit of what was scanned or typed; None for a wrong one, which is counted.

    Raises:
        TooMany: after too many wrong ones from this network.
    """
    try:
        return kiosks.visit_of_address(text)
    except NotFound:
        pass
    key = vault.blind_index("network", network)
    # Counted before it is looked up: beyond the limit a right code says nothing either.
    rate_limits.hit(COUNTER, key, TRIES, WINDOW, at)
    try:
        visit = bookings.by_code(text).visit
    except NotFound:
        return None
    rate_limits.undo_hit(COUNTER, key)
    return visit


@operation
def check_in(
    *, visit: models.Visit, kiosk: models.Kiosk | None, by: Actor, at: dt.datetime
) -> models.Ticket:
    """The visitor is in the building: their numbers wait from now, and are printed.

    Twice changes nothing, and prints nothing.

    Raises:
        errors.NotThatDay: it is for another day.
        errors.VisitOver: every number of it has ended.
    """
    if visit.business_date != clock.today(at):
        raise errors.NotThatDay
    booking.arrive_visit(visit=visit, by=by, at=at)
    arriving.check_in(visit=visit, by=by, at=at)
    waiting = arriving.open_of(visit)
    if not waiting:
        raise errors.VisitOver
    if kiosk is not None:
        printing.print_first(ticket=waiting[0], kiosk=kiosk, by=by, at=at)
    return waiting[0]
