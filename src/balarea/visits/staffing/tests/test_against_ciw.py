"""Played days against Ciw, somebody else's simulation of queues, visitor by visitor."""

import itertools
import random
from collections.abc import Iterable, Sequence
from typing import Any

import ciw
import pytest

from balarea.visits.staffing import queueing
from balarea.visits.staffing.erlang import Flow, mean_wait
from balarea.visits.staffing.queueing import HALF_HOUR, Visitor

FAR = 10_000.0  # minutes; after it nobody comes


def listed(values: Iterable[float]) -> Any:
    """A distribution of Ciw that gives these values one after the other.

    Its own `Sequential` copies an iterator in a way that Python 3.14 removes.
    """
    remaining = iter(values)

    def sample(_self: object, t: object = None, ind: object = None) -> float:
        return next(remaining)

    return type("Listed", (ciw.dists.Distribution,), {"sample": sample})()


def ciw_waits(visitors: Sequence[Visitor], desks: Sequence[int]) -> list[float]:
    """The waits of the same visitors at the same desks, by Ciw.

    A desk that closes finishes with its visitor first (`preemption=False`).
    """
    moments = [0.0, *(one.arrives for one in visitors)]
    gaps = [later - earlier for earlier, later in itertools.pairwise(moments)]
    ends = [HALF_HOUR * (number + 1) for number in range(len(desks) - 1)]
    servers = (
        ciw.Schedule(
            numbers_of_servers=list(desks),
            shift_end_dates=[*ends, 2 * FAR],
            preemption=False,
        )
        if len(desks) > 1
        else desks[0]
    )
    network = ciw.create_network(
        arrival_distributions=[listed([*gaps, FAR])],
        service_distributions=[listed([one.service for one in visitors])],
        number_of_servers=[servers],
    )
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_time(FAR)
    records = simulation.get_all_records()
    return [
        one.waiting_time for one in sorted(records, key=lambda one: one.arrival_date)
    ]


def played(rate: float, variation: float) -> list[Visitor]:
    """The visitors of four hours."""
    flow = Flow(0.0, 6.0, service_cv2=variation)
    return queueing.day([rate] * 8, flow, random.Random(7))


@pytest.mark.parametrize(("desks", "rate"), [(1, 0.2), (3, 0.4), (3, 0.7)])
@pytest.mark.parametrize("variation", [0.0, 1.0])
def test_each_visitor_waits_as_long_as_ciw_says(
    desks: int, rate: float, variation: float
) -> None:
    visitors = played(rate, variation)
    assert len(visitors) > 30
    ours = queueing.waits(visitors, [desks])
    assert ours == pytest.approx(ciw_waits(visitors, [desks]), abs=1e-6)


@pytest.mark.parametrize("desks", [[2, 4, 3, 5], [3, 1, 3, 2]])
def test_nobody_waits_less_than_at_the_shifts_of_ciw(desks: list[int]) -> None:
    # At a change Ciw sends a whole new shift while the old one finishes, so for some
    # minutes it has more desks than we plan.
    visitors = played(0.4, 1.0)
    ours, theirs = queueing.waits(visitors, desks), ciw_waits(visitors, desks)
    assert len(ours) == len(theirs)
    assert all(a >= b - 1e-6 for a, b in zip(ours, theirs, strict=True))
    first = [
        (a, b)
        for one, a, b in zip(visitors, ours, theirs, strict=True)
        if one.arrives + b < HALF_HOUR
    ]
    assert len(first) > 5
    assert all(a == pytest.approx(b, abs=1e-6) for a, b in first)  # before any change


def test_the_formula_agrees_with_ciw_in_a_queue_in_balance() -> None:
    chance = random.Random(11)
    moment, visitors = 0.0, []
    for _ in range(3_000):
        moment += chance.expovariate(0.4)
        visitors.append(Visitor(moment, chance.expovariate(1 / 9)))
    results = ciw_waits(visitors, [5])
    # 3,000 visitors of one run: the mean wanders by a tenth or two.
    mean = sum(results) / len(results)
    assert mean == pytest.approx(mean_wait(Flow(0.4, 9.0), 5), rel=0.25)
