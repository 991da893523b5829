"""One process that gives or calls numbers as fast as it can, for `bench.tickets`.

Given as an argument, in JSON: {"what": issue | call, "by": operations | rows, "queues",
"desk", "officer", "at", "seconds", "inserts"}. It prints `ready`, waits for a line, and
prints what it did as JSON.
"""

import datetime as dt
import itertools
import json
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import psycopg
from bench import serving, ticket_rows

TICK = dt.timedelta(milliseconds=1)


def main() -> None:
    order = json.loads(sys.argv[1])
    make = by_operations if order["by"] == "operations" else by_rows
    step = make(order, itertools.cycle([UUID(one) for one in order["queues"]]))
    for _ in range(3):
        step()
    print("ready", flush=True)
    sys.stdin.readline()
    took: list[float] = []
    until = time.perf_counter() + order["seconds"]
    while time.perf_counter() < until:
        took.append(step())
    print(json.dumps({"count": len(took), "took": took}), flush=True)


def by_operations(order: dict[str, Any], queues: Iterator[UUID]) -> Callable[[], float]:
    """A step by the operations of `visits`; it returns its seconds."""
    import django

    django.setup()
    from balarea.people import queries as people
    from balarea.visits import errors
    from balarea.visits.operations import calling, issuing
    from balarea.visits.queries import places

    at = dt.datetime.fromisoformat(order["at"])
    moments = (at + n * TICK for n in itertools.count())
    rows = {UUID(one): places.queue(UUID(one)) for one in order["queues"]}

    def issue() -> float:
        wish = issuing.Wish(queue=rows[next(queues)])
        begun = time.perf_counter()
        issuing.issue(wish=wish, at=next(moments))
        return time.perf_counter() - begun

    def call() -> float:
        by = people.officer_actor(officer)
        begun = time.perf_counter()
        ticket = calling.call_next(desk=desk, by=by, at=next(moments))
        spent = time.perf_counter() - begun
        if ticket is None:
            raise errors.NotNow
        calling.miss(ticket=ticket.id, version=ticket.version, by=by, at=next(moments))
        return spent

    if order["what"] == "issue":
        return issue
    desk = UUID(order["desk"])
    [officer] = [one for one in people.in_office() if one.id == UUID(order["officer"])]
    return call


def by_rows(order: dict[str, Any], queues: Iterator[UUID]) -> Callable[[], float]:
    """The same rows by psycopg alone."""
    base: ticket_rows.Connection = psycopg.connect(serving.OWNER)
    base.prepare_threshold = 1
    inserts = [ticket_rows.Insert(*one) for one in order["inserts"]]

    def issue() -> float:
        begun = time.perf_counter()
        ticket_rows.issue(base, inserts, next(queues))
        return time.perf_counter() - begun

    def call() -> float:
        return ticket_rows.call(base, inserts, next(queues), UUID(order["desk"]))

    return issue if order["what"] == "issue" else call


if __name__ == "__main__":
    main()
