"""What several people do at the same moment: one number each, one call each."""

import datetime as dt
import threading
from collections.abc import Callable
from uuid import UUID

import pytest
from django.db import connection, connections, transaction

from balarea.visits import models
from balarea.visits.rules import Event
from balarea.visits.simulation.dispatching import Refused, Request
from balarea.visits.tests.days import Both, open_building

pytestmark = pytest.mark.django_db(transaction=True)

STANDSTILL = 60.0  # seconds after which a thread waits for ever
SECOND = dt.timedelta(seconds=1)


@pytest.fixture
def both(at: dt.datetime) -> Both:
    return open_building(at)


def at_once[T](*steps: Callable[[], T]) -> list[T | Exception]:
    """Run each step in a thread of its own, begun together; results in their order."""
    start = threading.Barrier(len(steps))
    results: list[T | Exception] = [RuntimeError("did not end") for _ in steps]

    def run(place: int) -> None:
        try:
            start.wait(STANDSTILL)
            results[place] = steps[place]()
        except Exception as error:  # noqa: BLE001 - it is what is looked at
            results[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[n]) for n in range(len(steps))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(STANDSTILL)
    return results


def joined(results: list[list[UUID] | Exception]) -> list[UUID]:
    """All tickets of all threads; fails if one of them did."""
    lists = [one for one in results if isinstance(one, list)]
    assert len(lists) == len(results), results
    return [ticket for one in lists for ticket in one]


def numbers(queue: str) -> list[int]:
    rows = models.Ticket.objects.filter(queue__code=queue)
    return sorted(rows.values_list("number", flat=True))


def test_a_crowd_gets_numbers_without_doubles_or_gaps(
    both: Both, at: dt.datetime
) -> None:
    """Also when a tenth of the requests are refused in the middle of it."""
    real, wish = both.real, Request("CARDS", "KIOSK", "REGULAR")

    def take() -> list[UUID]:
        return [real.issue(wish, at) for _ in range(6)]

    def fail() -> list[UUID]:
        with pytest.raises(Refused):
            real.issue(wish, at.replace(hour=16, minute=59, second=59))
        return []

    results = at_once(*[take] * 5, fail)
    tickets = [
        ticket for result in results if isinstance(result, list) for ticket in result
    ]
    assert len(set(tickets)) == 30, results
    assert numbers("CARDS") == list(range(1, 31))
    day = models.QueueDay.objects.get()
    assert (day.last_number, day.issued) == (30, 30)


def test_officers_who_call_at_the_same_moment_call_different_people(
    both: Both, at: dt.datetime
) -> None:
    real = both.real
    for desk in ("A1", "A2", "A3"):
        real.open_desk(desk, at)
    for queue in ("CARDS", "FAMILIES"):
        for _ in range(6):
            real.issue(Request(queue, "KIOSK", "REGULAR"), at)

    def serve(desk: str) -> list[UUID]:
        called = []
        for n in range(1, 20):
            ticket = real.call_next(desk, at + n * SECOND)
            if ticket is not None:
                called.append(ticket)
                real.start(ticket, at + n * SECOND)
                real.finish(ticket, at + n * SECOND)
        return called

    results = at_once(*[lambda desk=desk: serve(desk) for desk in ("A1", "A2", "A3")])
    called = [
        ticket for result in results if isinstance(result, list) for ticket in result
    ]
    assert len(called) == len(set(called)) == 12, results
    events = models.TicketEvent.objects.filter(type=Event.CALLED)
    assert events.count() == 12


def test_two_officers_can_not_call_one_person_nor_one_desk_two(
    both: Both, at: dt.datetime
) -> None:
    real = both.real
    for desk in ("A1", "A2"):
        real.open_desk(desk, at)
    only = real.issue(Request("CARDS", "KIOSK", "REGULAR"), at)
    later = at + SECOND
    called = at_once(
        lambda: real.call_next("A1", later), lambda: real.call_next("A2", later)
    )
    assert sorted(called, key=str) == sorted([only, None], key=str)
    real.issue(Request("CARDS", "KIOSK", "REGULAR"), later)
    busy, free = ("A1", "A2") if called[0] == only else ("A2", "A1")
    two_tabs = at_once(*[lambda: real.call_next(free, later + SECOND)] * 2)
    [refusal] = [one for one in two_tabs if isinstance(one, Refused)]
    assert refusal.code == "STILL_SERVING"
    with pytest.raises(Refused, match="STILL_SERVING"):
        real.call_next(busy, later + SECOND)
    # Missed in one tab and served in the other: the second has an old page.
    last = later + 2 * SECOND
    results = at_once(lambda: real.miss(only, last), lambda: real.start(only, last))
    [refusal] = [one for one in results if isinstance(one, Refused)]
    assert refusal.code == "TICKET_CHANGED"
    row = models.Ticket.objects.get(id=only)
    assert row.version == models.TicketEvent.objects.filter(ticket=row).count() == 3


def test_transfers_in_opposite_directions_do_not_block_each_other(
    both: Both, at: dt.datetime
) -> None:
    """Each locks its own ticket and then the other queue's counter."""
    real = both.real
    for desk, queue in (("A1", "CARDS"), ("A3", "FAMILIES")):
        real.open_desk(desk, at)
        for _ in range(4):
            real.issue(Request(queue, "KIOSK", "REGULAR"), at)

    def send_on(desk: str, to: str) -> int:
        for n in range(4):
            ticket = real.call_next(desk, at + n * SECOND)
            assert ticket is not None
            real.start(ticket, at + n * SECOND)
            real.transfer(ticket, to, at + n * SECOND)
        return 4

    results = at_once(lambda: send_on("A1", "FAMILIES"), lambda: send_on("A3", "CARDS"))
    assert results == [4, 4]
    assert numbers("CARDS") == numbers("FAMILIES") == list(range(1, 9))


def test_a_number_that_a_page_is_estimating_is_still_the_next(
    both: Both, at: dt.datetime
) -> None:
    """The commit of a row that names a number locks its key, as this thread does."""
    real = both.real
    real.open_desk("A1", at)
    first, _ = (real.issue(Request("CARDS", "KIOSK", "REGULAR"), at) for _ in range(2))
    named, called = threading.Event(), threading.Event()

    def name() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            own = "SELECT id FROM visits_ticket WHERE id = %s FOR KEY SHARE"
            cursor.execute(own, [first])
            named.set()
            called.wait(STANDSTILL)

    def call() -> UUID | None:
        named.wait(STANDSTILL)
        try:
            return real.call_next("A1", at + SECOND)
        finally:
            called.set()

    assert at_once(name, call) == [None, first]
