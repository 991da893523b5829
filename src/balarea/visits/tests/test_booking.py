"""Appointments: shown ⇒ bookable, never overbooked, moved without a deadlock."""

import datetime as dt
import itertools
import threading

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from balarea.foundation import clock, ids
from balarea.foundation.errors import NotFound
from balarea.foundation.operation import SYSTEM
from balarea.notices.models import Message
from balarea.people import testing as people_testing
from balarea.visits import booking_rules, errors, models, testing
from balarea.visits.booking_rules import WhyNot
from balarea.visits.operations import (
    booking,
    closing_days,
    reminding,
)
from balarea.visits.operations import slots as operations
from balarea.visits.queries import bookings, slots, tickets
from balarea.visits.rules import ON_TIME, CancelReason, State
from balarea.visits.tests.booked import (
    BOOKING,
    DAY,
    MINUTE,
    book,
    count,
    free,
    now,
    queue,
    request,
)

__all__ = ["queue"]  # a fixture


def hour(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


@settings(suppress_health_check=[HealthCheck.too_slow])  # of a busy machine
@given(
    minutes_of_spans=st.lists(st.integers(0, 1439), max_size=8),
    desks=st.integers(0, 5),
    minutes=st.integers(1, 90),
    percent=st.integers(0, 100),
)
def test_blocks_never_overlap_and_overlapping_hours_hide_none(
    minutes_of_spans: list[int], desks: int, minutes: int, percent: int
) -> None:
    pairs = zip(minutes_of_spans[::2], minutes_of_spans[1::2], strict=False)
    spans = [(hour(min(pair)), hour(max(pair))) for pair in pairs]
    rows = list(
        booking_rules.blocks(
            spans, desks=desks, service_minutes=minutes, percent=percent
        )
    )
    begins = [one.start.hour * 60 + one.start.minute for one in rows]
    for first, second, row in zip(begins, begins[1:], rows, strict=False):
        assert first + row.minutes <= second
    for begin, row in zip(begins, rows, strict=True):
        assert row.capacity >= 1
        assert any(
            start <= begin and begin + row.minutes <= end
            for start, end in booking_rules.merged(spans)
        )
    if desks and percent:  # each full block of the hours is offered
        whole = sum(
            (end - start) // booking_rules.BLOCK
            for start, end in booking_rules.merged(spans)
        )
        assert len(rows) >= whole
    else:
        assert not rows


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(
    offset=st.integers(-600, 60 * 24 * 20),
    capacity=st.integers(0, 4),
    booked=st.integers(0, 4),
    reserved=st.integers(0, 4),
    is_closed=st.booleans(),
)
def test_a_time_is_free_exactly_when_nothing_speaks_against_it(
    offset: int, capacity: int, booked: int, reserved: int, is_closed: bool
) -> None:
    at = dt.datetime(2026, 11, 25, 3, tzinfo=dt.UTC)
    starts_at = at + offset * MINUTE
    why = booking_rules.why_not(
        starts_at=starts_at,
        capacity=capacity,
        booked=booked,
        reserved=reserved,
        is_closed=is_closed,
        at=at,
    )
    is_free = (
        not is_closed
        and booked + reserved < capacity
        and at + booking_rules.LEAD <= starts_at
        and starts_at <= at + dt.timedelta(days=booking_rules.HORIZON)
    )
    assert (why is None) is is_free
    assert why is None or errors.WHY_NOT[why]


def test_every_shown_time_can_be_booked_and_every_other_says_why(
    queue: models.Queue, at: dt.datetime
) -> None:
    days = slots.days(queue, at)
    for day in days:
        for offer in day.offers[::7]:
            if offer.why_not is None:
                row = booking.reserve(
                    slot=offer.slot.id, request=request(), by=None, at=at
                )
                assert row.state == BOOKING.RESERVED
                continue
            with pytest.raises(errors.CannotBook) as refused:
                booking.reserve(slot=offer.slot.id, request=request(), by=None, at=at)
            assert refused.value.params["why"] == offer.why_not
            assert refused.value.why
    assert {day.date for day in days} == {clock.today(at), clock.today(at + DAY)}


def test_a_time_is_reserved_confirmed_moved_and_given_back(
    queue: models.Queue, at: dt.datetime
) -> None:
    first, second = free(queue, at)[:2]
    row = booking.reserve(slot=first.id, request=request(), key="k", by=None, at=at)
    again = booking.reserve(slot=first.id, request=request(), key="k", by=None, at=at)
    assert (again.id, count(first)) == (row.id, (1, 0))
    for _ in range(2):
        row = booking.confirm(booking=row.id, by=SYSTEM, at=at + MINUTE)
    assert (row.state, count(first)) == (BOOKING.BOOKED, (0, 1))
    code = bookings.code_of(row.id)
    later = booking.move(booking=row.id, slot=second.id, by=SYSTEM, at=at)
    assert booking.move(booking=row.id, slot=second.id, by=SYSTEM, at=at).id == later.id
    assert (count(first), count(second)) == ((0, 0), (0, 1))
    assert bookings.by_code(code).id == later.id  # the old code stays good
    for _ in range(2):
        booking.cancel(
            booking=later.id, reason=CancelReason.BY_VISITOR, by=SYSTEM, at=at
        )
    assert count(second) == (0, 0)
    with pytest.raises(errors.AppointmentOver):
        booking.move(booking=later.id, slot=first.id, by=SYSTEM, at=at)
    with pytest.raises(NotFound):
        bookings.by_code("ABC")


def test_a_reservation_that_nobody_confirms_goes_back_to_others(
    queue: models.Queue, at: dt.datetime
) -> None:
    slot = free(queue, at)[0]
    rows = [
        booking.reserve(slot=slot.id, request=request(), by=None, at=at)
        for _ in range(slot.capacity)
    ]
    with pytest.raises(errors.CannotBook) as refused:
        booking.reserve(slot=slot.id, request=request(), by=None, at=at)
    assert refused.value.params["why"] == WhyNot.RESERVED
    late = at + booking_rules.HOLD + MINUTE
    confirmed = booking.confirm(booking=rows[0].id, by=SYSTEM, at=late)  # still theirs
    assert confirmed.state == BOOKING.BOOKED
    assert booking.expire_reserved(by=SYSTEM, at=late) == len(rows) - 1
    assert count(slot) == (0, 1)
    with pytest.raises(errors.ReservationOver):
        booking.confirm(booking=rows[1].id, by=SYSTEM, at=late)


def test_a_reserved_time_that_was_closed_is_no_appointment(
    queue: models.Queue, at: dt.datetime
) -> None:
    slot = free(queue, at)[0]
    row = booking.reserve(slot=slot.id, request=request(), by=None, at=at)
    operations.close_day(queue=queue, day=slot.business_date, by=SYSTEM, at=at)
    with pytest.raises(errors.ReservationOver):
        booking.confirm(booking=row.id, by=SYSTEM, at=at)


def test_an_appointment_counts_from_its_time_if_its_visitor_is_punctual(
    queue: models.Queue, at: dt.datetime
) -> None:
    slot = free(queue, at)[0]
    punctual, late = book(slot, at), book(free(queue, at)[0], at)
    first = booking.arrive(booking=punctual.id, by=SYSTEM, at=slot.starts_at)
    again = booking.arrive(booking=punctual.id, by=SYSTEM, at=slot.starts_at)
    lead = dt.timedelta(minutes=queue.appointment_minutes)
    assert again.id == first.id
    assert (first.state, first.priority) == (State.WAITING, "APPOINTMENT")
    assert first.effective_at == slot.starts_at - lead
    after = late.slot.starts_at + ON_TIME + MINUTE
    second = booking.arrive(booking=late.id, by=SYSTEM, at=after)
    assert second.effective_at == after
    tomorrow = book(free(queue, at + DAY)[-1], at)
    with pytest.raises(errors.NotThatDay):
        booking.arrive(booking=tomorrow.id, by=SYSTEM, at=at)


def test_making_days_again_overbooks_nothing_and_doubles_no_time(
    queue: models.Queue, at: dt.datetime
) -> None:
    day = clock.today(at + DAY)
    before = {one.starts_at for one in models.Slot.objects.all()}
    assert operations.make(queue=queue, days=[day], by=SYSTEM, at=at) == 0
    slot = next(one for one in free(queue, at) if one.business_date == day)
    rows = [book(slot, at) for _ in range(2)]
    queue.remote_percent = 10  # one a block from now on: less than what is booked
    operations.make(queue=queue, days=[day], by=SYSTEM, at=at)
    shrunk = models.Slot.objects.get(id=slot.id)
    assert (shrunk.capacity, shrunk.booked) == (2, 2)
    queue.hours = [[["00:10", "23:50"]]] * 7  # another grid
    operations.make(queue=queue, days=[day], by=SYSTEM, at=at)
    open_ = models.Slot.objects.filter(business_date=day, is_closed=False)
    times = sorted((one.starts_at, one.minutes) for one in open_)
    busy = (shrunk.starts_at, shrunk.minutes)
    assert times
    assert not any(
        booking_rules.overlap(one, other) for one, other in itertools.pairwise(times)
    )
    assert not any(booking_rules.overlap(busy, one) for one in times)
    assert {one.starts_at for one in models.Slot.objects.all()} > before
    assert all(
        booking.cancel(booking=row.id, reason=CancelReason.BY_VISITOR, by=SYSTEM, at=at)
        for row in rows
    )


def test_a_closed_day_moves_its_appointments_and_ends_its_numbers(
    queue: models.Queue, at: dt.datetime
) -> None:
    contact, _ = people_testing.verified_contact("+6281234567890", at)
    today, tomorrow = clock.today(at), clock.today(at + DAY)
    one, other = free(queue, at)[:2]
    moved, also = book(one, at, contact.id), book(other, at)
    number = testing.ticket(queue, at)
    closing_days.close(
        queue=queue, day=today, reason="Sakit", by=SYSTEM, at=at + MINUTE
    )
    after = now(moved.visit)
    assert (after.state, after.slot.business_date) == (BOOKING.BOOKED, tomorrow)
    assert after.slot.starts_at == moved.slot.starts_at + DAY  # the nearest hour
    visit = models.Visit.objects.get(id=moved.visit_id)
    assert visit.business_date == tomorrow
    assert bookings.of_visit(also.visit) is not None
    assert tickets.ticket(number.id).state == State.CANCELLED
    kinds = Message.objects.filter(case=moved.visit_id).values_list("kind", flat=True)
    assert sorted(kinds) == ["APPT_BOOKED", "APPT_MOVED"]
    assert free(queue, at) == [
        slot for slot in free(queue, at) if slot.business_date == tomorrow
    ]
    with pytest.raises(errors.QueueClosed):
        testing.ticket(queue, at + MINUTE)
    closing_days.close(
        queue=queue, day=tomorrow, reason="Sakit", by=SYSTEM, at=at + MINUTE
    )
    assert now(moved.visit).state == BOOKING.CANCELLED  # nothing is free


def test_a_reminder_comes_once_the_day_before(
    queue: models.Queue, at: dt.datetime
) -> None:
    contact, _ = people_testing.verified_contact("+6281234567891", at)
    slot, other = [one for one in free(queue, at) if one.starts_at > at + DAY][:2]
    row = book(slot, at, contact.id)
    book(slot, at)  # of somebody who can't be reached
    book(other, at, ids.uuid7())  # of somebody whose contact is erased
    assert reminding.remind(by=SYSTEM, at=at - DAY) == 0
    assert [reminding.remind(by=SYSTEM, at=at) for _ in range(2)] == [1, 0]
    kinds = Message.objects.filter(case=row.visit_id).values_list("kind", flat=True)
    assert sorted(kinds) == ["APPT_BOOKED", "APPT_REMIND"]
    assert booking.end_unused(day=slot.business_date, by=SYSTEM, at=at) == 0
    after = slot.business_date + DAY
    assert booking.end_unused(day=after, by=SYSTEM, at=at + 2 * DAY) == 3
    assert now(row.visit).state == BOOKING.NO_SHOW


@pytest.mark.django_db(transaction=True)
def test_many_at_once_fill_a_time_exactly_and_moves_across_never_deadlock(
    at: dt.datetime,
) -> None:
    queue = testing.queue(testing.mall(at, desks=2))
    operations.make(queue=queue, days=[clock.today(at)], by=SYSTEM, at=at)
    first, second = free(queue, at)[:2]
    results: list[str] = []

    def take(number: int) -> None:
        try:
            row = booking.reserve(slot=first.id, request=request(), by=None, at=at)
            booking.confirm(booking=row.id, by=SYSTEM, at=at)
            results.append("BOOKED")
        except errors.CannotBook:
            results.append("FULL")
        finally:
            connection.close()

    run(take, 12)
    assert results.count("BOOKED") == first.capacity < len(results) == 12
    assert count(first) == (0, first.capacity)
    others = [book(second, at)]
    mine = bookings.booked_on(queue, first.business_date)[0]
    booking.cancel(
        booking=bookings.booked_on(queue, first.business_date)[1].id,
        reason=CancelReason.BY_VISITOR,
        by=SYSTEM,
        at=at,
    )

    def swap(number: int) -> None:
        row, to = (mine, second) if number % 2 else (others[0], first)
        try:
            booking.move(booking=row.id, slot=to.id, by=SYSTEM, at=at)
        except (errors.CannotBook, errors.AppointmentOver):
            pass
        finally:
            connection.close()

    run(swap, 6)
    total = sum(sum(count(slot)) for slot in (first, second))
    assert total == len(bookings.booked_on(queue, first.business_date))


def run(target: object, times: int) -> None:
    threads = [
        threading.Thread(target=target, args=(number,))  # type: ignore[arg-type]
        for number in range(times)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
