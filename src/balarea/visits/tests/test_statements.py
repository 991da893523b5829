"""Giving a number and calling one take as many statements however many wait."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from balarea.visits.simulation.dispatching import Request
from balarea.visits.tests.days import open_building

pytestmark = pytest.mark.django_db

SECOND = dt.timedelta(seconds=1)
# With the two that set and clear the name of the operation.
ISSUE, CALL = 9, 10


def test_a_long_queue_and_several_queues_of_a_desk_cost_no_more_statements(
    at: dt.datetime,
) -> None:
    real = open_building(at).real
    real.open_desk("A2", at)  # it serves both queues
    counts: dict[str, set[int]] = {"issue": set(), "call": set()}
    last = at
    for number in (1, 1, 20):
        for n in range(number):
            queue = ("CARDS", "FAMILIES")[n % 2]
            last += SECOND
            with CaptureQueriesContext(connection) as issued:
                real.issue(Request(queue, "KIOSK", "REGULAR"), last)
            counts["issue"].add(statements(issued))
        last += SECOND
        with CaptureQueriesContext(connection) as calls:
            ticket = real.call_next("A2", last)
        counts["call"].add(statements(calls))
        assert ticket is not None
        real.start(ticket, last)
        real.finish(ticket, last)
    assert counts == {"issue": {ISSUE}, "call": {CALL}}


def statements(context: CaptureQueriesContext) -> int:
    """How many were sent, savepoints left out."""
    begins = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
    return sum(
        not query["sql"].startswith(begins) for query in context.captured_queries
    )
