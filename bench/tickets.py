"""Giving numbers and calling them, beside the same rows by psycopg alone.

Several processes work at once: over thirty queues, and all on one hot queue, where
each waits for the counter's row. Rounds of the operations and of the bare rows
alternate. A call is counted with the step that frees the desk again, alike in both.
Then the latency of each at a short and a long history of tickets, whose rows are copies
made in the database: ten million would take days by operations, and only rows are read.
"""

from __future__ import annotations

import argparse
import dataclasses
import datetime as dt
import json
import statistics
import subprocess
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import psycopg
from bench import serving, ticket_history, ticket_rows
from tests.children import end_with_parent

if TYPE_CHECKING:
    from uuid import UUID

    from balarea.visits import models

QUEUES = 30
SIZES = (10_000, 10_000_000)


@dataclasses.dataclass(frozen=True)
class Stage:
    """What all rounds work with.

    Attributes:
        seats: for each process a desk and the officer who serves there.
        inserts: of a number, and of a call.
    """

    queues: list[UUID]
    seats: list[tuple[UUID, UUID]]
    at: dt.datetime
    inserts: dict[str, list[ticket_rows.Insert]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--processes", type=int, default=4)
    parser.add_argument("--seconds", type=float, default=4.0, help="of each round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES)
    options = parser.parse_args()
    serving.prepare()
    stage = prepare(options.processes)
    figures = speeds(stage, options)
    figures |= doubles()
    figures |= latencies(stage, options)
    report(figures)


def prepare(processes: int) -> Stage:
    """Queues that are open all day, desks with officers, and the rows of one step."""
    import django

    django.setup()
    from balarea.foundation import clock
    from balarea.visits import testing
    from balarea.visits.queries import places

    at = clock.start_of(ticket_history.working_day()) + dt.timedelta(hours=8)
    site = places.site()
    ticket_history.widen(QUEUES)
    testing.open_all_day(site, at)
    queues = list(places.queues(site)[:QUEUES])
    desks = list(places.desks({one.agency for one in queues}, site)[:processes])
    clerks = [testing.clerk(site, desk.code, at) for desk in desks]
    inserts = rows_of_a_step(queues, clerks[0], at)
    ticket_history.seed_bare()
    return Stage(
        queues=[one.id for one in queues],
        seats=[(one.desk.id, one.officer.id) for one in clerks],
        at=at,
        inserts=inserts,
    )


def rows_of_a_step(
    queues: list[models.Queue], clerk: Any, at: dt.datetime
) -> dict[str, list[ticket_rows.Insert]]:
    """What giving a number and calling it adds; every queue's counter exists then."""
    from balarea.visits import testing
    from balarea.visits.operations import calling

    for queue in queues:
        testing.ticket(queue, at)

    def call() -> object:
        return calling.call_next(desk=clerk.desk.id, by=clerk.by, at=at)

    with psycopg.connect(serving.OWNER, autocommit=True) as base:
        _, issued = ticket_rows.written(base, lambda: testing.ticket(queues[0], at))
        called, rows = ticket_rows.written(base, call)
    calling.miss(ticket=called.id, version=called.version, by=clerk.by, at=at)
    for name, inserts in (("issue", issued), ("call", rows)):
        print(f"{name}: {', '.join(sorted(one.table for one in inserts))}")
    return {"issue": issued, "call": rows}


def speeds(stage: Stage, options: argparse.Namespace) -> dict[str, Any]:
    """Steps a second by operations and by rows alone: over many queues, and on one."""
    figures: dict[str, Any] = {}
    for place, queues in (("spread", stage.queues), ("hot", stage.queues[:1])):
        ticket_history.let_serve(queues)
        for what in ("issue", "call"):
            ours, bare = [], []
            for number in range(options.rounds + 1):
                ours.append(measure(stage, what, "operations", queues, options))
                bare.append(measure(stage, what, "rows", queues, options))
                if number == 0:  # it warmed up
                    ours.clear()
                    bare.clear()
            rate, base = statistics.median(ours), statistics.median(bare)
            name = f"{what}_{place}"
            figures |= {
                name: round(rate, 1),
                f"{name}_bare": round(base, 1),
                f"{name}_ratio": round(rate / base, 3),
            }
            print(f"{name}: {rate:.0f}/s, bare rows {base:.0f}/s", flush=True)
    return figures


def measure(
    stage: Stage,
    what: str,
    by: str,
    queues: list[UUID],
    options: argparse.Namespace,
) -> float:
    """Steps a second of all processes together."""
    done = run(stage, what, by, queues, options)
    counts: list[int] = [one["count"] for one in done]
    return sum(counts) / float(options.seconds)


def run(
    stage: Stage,
    what: str,
    by: str,
    queues: list[UUID],
    options: argparse.Namespace,
    processes: int = 0,
) -> list[dict[str, Any]]:
    """What each process did; they begin together."""
    seats = stage.seats[: processes or len(stage.seats)]
    workers = [
        start(
            {
                **{"what": what, "by": by, "seconds": options.seconds},
                "queues": [str(one) for one in turned(queues, number, len(seats))],
                "desk": str(desk),
                "officer": str(officer),
                "at": (stage.at + dt.timedelta(minutes=1)).isoformat(),
                "inserts": [dataclasses.astuple(one) for one in stage.inserts[what]],
            }
        )
        for number, (desk, officer) in enumerate(seats)
    ]
    return list(finish(workers))


def turned(queues: list[UUID], number: int, of: int) -> list[UUID]:
    """The queues, begun at another place by each process."""
    first = number * len(queues) // of
    return queues[first:] + queues[:first]


def start(order: dict[str, Any]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "bench.ticket_worker", json.dumps(order)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=serving.environment(),
        preexec_fn=end_with_parent,
    )


def finish(workers: list[subprocess.Popen[str]]) -> Iterable[dict[str, Any]]:
    for worker in workers:
        assert worker.stdout
        if worker.stdout.readline() != "ready\n":
            raise SystemExit("A process of the bench did not start.")
    for worker in workers:
        assert worker.stdin
        worker.stdin.write("\n")
        worker.stdin.flush()
    for worker in workers:
        assert worker.stdout
        yield json.loads(worker.stdout.readline())
        worker.wait()


def doubles() -> dict[str, Any]:
    """Numbers that were given twice, and visitors who were called twice."""
    with psycopg.connect(serving.OWNER) as base:
        row = base.execute(ticket_history.DOUBLES.encode()).fetchone()
    assert row
    return {"issued": row[0], "double_numbers": row[1], "double_calls": row[2]}


def latencies(stage: Stage, options: argparse.Namespace) -> dict[str, Any]:
    """Milliseconds of one step, alone, at each length of history."""
    figures: dict[str, Any] = {}
    medians: dict[str, list[float]] = {"issue": [], "call": []}
    for size in options.sizes:
        ticket_history.fill(size)
        for what, values in medians.items():
            took = [
                seconds
                for _ in range(options.rounds)
                for seconds in run(
                    stage, what, "operations", stage.queues[:1], options, 1
                )[0]["took"]
            ]
            values.append(statistics.median(took) * 1000)
            p95 = sorted(took)[int(len(took) * 0.95)] * 1000
            print(
                f"{size:>11,} tickets, {what}: p50 {values[-1]:.2f} ms,"
                f" p95 {p95:.2f} ms",
                flush=True,
            )
            figures[f"{what}_ms_at_{size}"] = round(values[-1], 2)
            figures[f"{what}_p95_ms_at_{size}"] = round(p95, 2)
    for what, values in medians.items():
        if values:
            figures[f"{what}_last_to_first"] = round(values[-1] / values[0], 3)
    return figures


def report(figures: dict[str, Any]) -> None:
    """The last line: the slowest of the four beside its bare rows."""
    ratios = {k: v for k, v in figures.items() if k.endswith("_ratio")}
    worst = min(ratios, key=lambda name: ratios[name]).removesuffix("_ratio")
    print(
        json.dumps(
            {
                "bench": "tickets",
                "value": figures[worst],
                "unit": f"{worst}/s",
                "baseline": figures[f"{worst}_bare"],
                "ratio": ratios[f"{worst}_ratio"],
                **figures,
            }
        )
    )
    if figures["double_numbers"] or figures["double_calls"]:
        raise SystemExit("A number was given twice, or a visitor called twice.")


if __name__ == "__main__":
    main()
