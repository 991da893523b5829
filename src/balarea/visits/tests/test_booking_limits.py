"""How many appointments somebody may have, take and move; codes that are tried."""

import datetime as dt
from typing import Any

import pytest

from balarea.foundation.errors import TooMany
from balarea.foundation.operation import SYSTEM
from balarea.visits import actors, booking_rules, errors, models, remote_rules
from balarea.visits.operations import (
    booking,
    kiosk_arrivals,
    looking_up,
)
from balarea.visits.queries import bookings
from balarea.visits.rules import CancelReason
from balarea.visits.tests.booked import (
    book,
    free,
    queue,
    request,
)

__all__ = ["queue"]  # a fixture


def test_one_person_reserves_and_books_no_more_than_a_few(
    queue: models.Queue, at: dt.datetime
) -> None:
    times = free(queue, at)
    mine = request(b"p" * 32)
    rows = []
    for slot in times[: booking_rules.PERSON_OPEN]:
        row = booking.reserve(slot=slot.id, request=mine, by=None, at=at)
        rows.append(booking.confirm(booking=row.id, by=SYSTEM, at=at))
    with pytest.raises(errors.TooManyAppointments):
        booking.reserve(slot=times[-1].id, request=mine, by=None, at=at)
    booking.cancel(booking=rows[0].id, reason=CancelReason.BY_VISITOR, by=SYSTEM, at=at)
    booking.reserve(slot=times[-1].id, request=mine, by=None, at=at)
    with pytest.raises(errors.TooManyAppointments):  # or four could be confirmed
        booking.reserve(slot=times[-2].id, request=mine, by=None, at=at)


def test_nobody_fills_log_and_times_by_taking_moving_and_giving_back(
    queue: models.Queue, at: dt.datetime
) -> None:
    slot, other = free(queue, at)[:2]

    def take(asker: booking.Request) -> models.Booking:
        row = booking.reserve(slot=slot.id, request=asker, by=None, at=at)
        how: dict[str, Any] = {
            "reason": CancelReason.BY_VISITOR,
            "by": SYSTEM,
            "at": at,
        }
        return booking.cancel(booking=row.id, **how)

    mine = request(b"p" * 32)
    for _ in range(booking_rules.CHANGES_A_DAY):
        take(mine)
    with pytest.raises(TooMany):
        take(mine)
    for number in range(remote_rules.NETWORK_LIMIT):
        take(request(bytes([number]) * 32)._replace(network="192.0.2.1"))
    with pytest.raises(TooMany):
        take(request(b"x" * 32)._replace(network="192.0.2.1"))
    row = book(slot, at)
    by = actors.visitor(row.visit_id)
    for number in range(booking_rules.CHANGES_A_DAY):
        to = slot if number % 2 else other
        row = booking.move(booking=row.id, slot=to.id, by=by, at=at)
    to = other if row.slot_id == slot.id else slot
    with pytest.raises(TooMany):
        booking.move(booking=row.id, slot=to.id, by=by, at=at)


@pytest.mark.parametrize("door", ["PHONE", "KIOSK"])
def test_beyond_the_limit_of_wrong_codes_a_right_one_says_nothing_either(
    queue: models.Queue, at: dt.datetime, door: str
) -> None:
    code = bookings.code_of(book(free(queue, at)[0], at).id)
    is_phone = door == "PHONE"
    tries = looking_up.TRIES if is_phone else kiosk_arrivals.TRIES

    def is_found(typed: str, network: str = "192.0.2.1") -> bool:
        how: dict[str, Any] = {"network": network, "by": SYSTEM, "at": at}
        if is_phone:
            return looking_up.by_code(code=typed, **how) is not None
        return kiosk_arrivals.find(text=typed, **how) is not None

    assert is_found(code)
    assert is_found(code)
    assert not any(is_found("7K3M9QXAC") for _ in range(tries))
    with pytest.raises(TooMany):
        is_found(code)
    assert is_found(code, "192.0.2.2")
