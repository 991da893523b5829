"""Finding an appointment by its code, with tries counted."""

import datetime as dt

from balarea.foundation import rate_limits
from balarea.foundation.errors import NotFound
from balarea.foundation.operation import Actor, operation
from balarea.vault import queries as vault
from balarea.visits import models
from balarea.visits.queries import bookings

COUNTER = "visits-booking-code"
# Wrong codes of one network or officer; by these nobody guesses a code.
TRIES = 30
WINDOW = dt.timedelta(minutes=15)


@operation
def by_code(
    *, code: str, network: str, by: Actor, at: dt.datetime
) -> models.Booking | None:
    """The appointment of a code; None for a wrong one, which stays counted.

    Raises:
        TooMany: after too many wrong ones from this network.
    """
    key = vault.blind_index("network", network)
    # Counted before it is looked up: beyond the limit a right code says nothing either.
    rate_limits.hit(COUNTER, key, TRIES, WINDOW, at)
    try:
        row = bookings.by_code(code)
    except NotFound:
        return None
    rate_limits.undo_hit(COUNTER, key)
    return row
