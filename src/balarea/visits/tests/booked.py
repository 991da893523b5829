"""Times of a queue, and appointments in them, for tests."""

import datetime as dt
from uuid import UUID

import pytest

from balarea.foundation import clock
from balarea.foundation.operation import SYSTEM
from balarea.visits import models, testing
from balarea.visits.operations import (
    booking,
)
from balarea.visits.operations import slots as operations
from balarea.visits.queries import bookings, slots

MINUTE = dt.timedelta(minutes=1)
DAY = dt.timedelta(days=1)
BOOKING = models.Booking.State


@pytest.fixture
def queue(db: None, at: dt.datetime) -> models.Queue:
    row = testing.queue(testing.mall(at, desks=2))
    operations.make(queue=row, days=[clock.today(at)], by=SYSTEM, at=at)
    operations.make(queue=row, days=[clock.today(at + DAY)], by=SYSTEM, at=at)
    return row


def request(person: bytes = b"", subject: UUID | None = None) -> booking.Request:
    return booking.Request(
        service="", language="id", person_index=person, subject=subject
    )


def free(queue: models.Queue, at: dt.datetime) -> list[models.Slot]:
    return [one.slot for day in slots.days(queue, at) for one in day.free]


def book(
    slot: models.Slot, at: dt.datetime, subject: UUID | None = None
) -> models.Booking:
    row = booking.reserve(slot=slot.id, request=request(b"", subject), by=None, at=at)
    return booking.confirm(booking=row.id, by=SYSTEM, at=at)


def now(visit: models.Visit) -> models.Booking:
    row = bookings.of_visit(visit)
    assert row is not None
    return row


def count(slot: models.Slot) -> tuple[int, int]:
    row = models.Slot.objects.get(id=slot.id)
    return row.reserved, row.booked
