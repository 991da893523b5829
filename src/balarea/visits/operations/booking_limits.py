"""How many appointments somebody may have, take and move."""

import datetime as dt
from uuid import UUID

from balarea.foundation import rate_limits
from balarea.foundation.operation import Actor, operation
from balarea.vault import queries as vault
from balarea.visits import booking_rules, errors, models, remote_rules
from balarea.visits.queries import bookings, remote

State = models.Booking.State
DAY = dt.timedelta(days=1)


@operation
def check_person(*, person_index: bytes, by: Actor, at: dt.datetime) -> None:
    """Refuse somebody who has enough; raises `errors.TooManyAppointments`."""
    if not person_index:
        return
    reserved = bookings.open_of_person(person_index, State.RESERVED)
    booked = bookings.open_of_person(person_index, State.BOOKED)
    for count, most in (
        (reserved, booking_rules.HOLDS_AT_ONCE),
        (booked + reserved, booking_rules.PERSON_OPEN),
    ):
        if count >= most:
            raise errors.TooManyAppointments(most=most)


@operation
def count_request(
    *, person_index: bytes, network: str, by: Actor, at: dt.datetime
) -> None:
    """Count what somebody takes, also if they give it back: each is in the log.

    Args:
        network: of those without signing in; empty for others.

    Raises:
        foundation.errors.TooMany: of this person or network.
    """
    if person_index:
        limit = booking_rules.CHANGES_A_DAY
        rate_limits.hit("visits-appointments", person_index, limit, DAY, at)
    if network:
        rate_limits.hit(
            remote.NETWORK,
            remote.network_key(network),
            remote_rules.NETWORK_LIMIT,
            remote_rules.NETWORK_WINDOW,
            at,
        )


@operation
def count_move(*, visit: UUID, by: Actor, at: dt.datetime) -> None:
    """Count a move of somebody's appointment; raises `foundation.errors.TooMany`."""
    key = vault.blind_index("visits-moves", str(visit))
    rate_limits.hit("visits-moves", key, booking_rules.CHANGES_A_DAY, DAY, at)
