"""In a queue with a formula, estimates agree with it: M/M/c by Erlang."""

import heapq
import math
import random

import pytest

from balarea.visits.estimate.site_state import (
    DeskState,
    QueueState,
    Serving,
    SiteState,
    Waiting,
)
from balarea.visits.estimate.work_ahead import Workload

from .examples import SERVICE, history_of

MEAN = 10.0
ALWAYS = ((0.0, 1e9),)
HISTORY = history_of("A", mean=MEAN, spread=True)


def erlang_wait(desks: int, load: float) -> float:
    """The mean wait of M/M/c, in mean service times."""
    blocked = 1.0
    for count in range(1, desks + 1):
        blocked = load * blocked / (count + load * blocked)
    delayed = blocked / (1 - load / desks * (1 - blocked))
    return delayed / (desks - load)


def waits(desks: int, load: float, count: int, seed: int) -> tuple[float, float]:
    """The mean estimate at arrival, and the mean wait that followed."""
    chance = random.Random(seed)
    free: list[tuple[float, int]] = [(0.0, desk) for desk in range(desks)]
    busy: dict[int, float] = {}
    line: list[float] = []  # when those who wait will be called
    at = estimated = actual = 0.0
    for _ in range(count):
        at += chance.expovariate(load / MEAN)
        line = [called for called in line if called > at]
        serving = {desk: called for desk, called in busy.items() if called <= at}
        estimated += _estimate(at, len(line), desks, serving, dict(free_at(free)))
        ends, desk = heapq.heappop(free)
        called = max(at, ends)
        heapq.heappush(free, (called + chance.expovariate(1 / MEAN), desk))
        busy[desk] = called
        line.append(called)
        actual += called - at
    return estimated / count, actual / count


def free_at(free: list[tuple[float, int]]) -> list[tuple[int, float]]:
    return [(desk, ends) for ends, desk in free]


def _estimate(
    at: float,
    ahead: int,
    desks: int,
    serving: dict[int, float],
    free: dict[int, float],
) -> float:
    states = tuple(
        DeskState(
            str(desk),
            {"A": 0.0},
            None,
            Serving("A", SERVICE, serving.get(desk, at)) if free[desk] > at else None,
        )
        for desk in range(desks)
    )
    queue = QueueState((Waiting(at - 1, SERVICE),) * ahead, windows=ALWAYS)
    state = SiteState(at, 0, {"A": queue}, states)
    minutes = Workload(state, HISTORY).predict("A", at).minutes
    assert minutes is not None
    return minutes


@pytest.mark.parametrize(("desks", "load"), [(1, 0.7), (3, 2.4), (6, 5.2)])
def test_the_mean_estimate_is_that_of_erlang(desks: int, load: float) -> None:
    estimated, actual = waits(desks, load, count=6000, seed=3)
    expected = MEAN * erlang_wait(desks, load)
    assert math.isclose(estimated, actual, rel_tol=0.08)
    assert math.isclose(estimated, expected, rel_tol=0.2)  # of 6000 arrivals
