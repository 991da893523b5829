"""A day of one queue, visitor by visitor, where formulas don't hold.

Erlang's formulas describe a queue in balance. Where arrivals change within the hour, or
more come than can be served and the rest is carried over, the day itself is played.
"""

import heapq
import math
import random
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from .erlang import Flow

HALF_HOUR = 30.0  # minutes


class Visitor(NamedTuple):
    """When somebody comes, and how long they are served; minutes from opening."""

    arrives: float
    service: float


def waits(visitors: Sequence[Visitor], desks: Sequence[int]) -> list[float]:
    """The wait of each visitor, first come first served.

    Args:
        visitors: in the order in which they come.
        desks: how many are open in each half-hour; the last number holds on. A desk
            that closes finishes with its visitor first.
    """
    # The moments at which desks get free, those that are closed included.
    free = [0.0] * max(desks, default=0)
    heapq.heapify(free)
    results = []
    for visitor in visitors:
        start = _start(free, visitor.arrives, desks)
        results.append(start - visitor.arrives)
        if math.isfinite(start):
            heapq.heappushpop(free, start + visitor.service)
    return results


def _start(free: list[float], arrives: float, desks: Sequence[int]) -> float:
    """When the next visitor is served: a desk is free, and so many are open."""
    start = max(arrives, free[0]) if free else math.inf
    while math.isfinite(start):
        busy = sum(moment > start for moment in free)
        if busy < _open_at(desks, start):
            return start
        start = _next_change(free, desks, start)
    return start


def _open_at(desks: Sequence[int], at: float) -> int:
    return desks[min(len(desks) - 1, int(at // HALF_HOUR))]


def _next_change(free: Sequence[float], desks: Sequence[int], at: float) -> float:
    """When a desk gets free or another number of desks is open; infinite: never."""
    slot = int(at // HALF_HOUR)
    later = [moment for moment in free if moment > at]
    if slot + 1 < len(desks):
        later.append((slot + 1) * HALF_HOUR)
    return min(later, default=math.inf)


def day(arrivals: Sequence[float], flow: Flow, chance: random.Random) -> list[Visitor]:
    """The visitors of one day.

    Args:
        arrivals: the rate a minute in each half-hour; `flow.arrivals` isn't used.
    """
    return [
        Visitor(moment, _service(flow, chance)) for moment in _moments(arrivals, chance)
    ]


def _moments(arrivals: Sequence[float], chance: random.Random) -> Iterator[float]:
    """Arrivals with a rate that changes every half-hour (thinning)."""
    highest = max(arrivals, default=0.0)
    at = chance.expovariate(highest) if highest else math.inf
    while at < len(arrivals) * HALF_HOUR:
        if chance.random() * highest < arrivals[int(at // HALF_HOUR)]:
            yield at
        at += chance.expovariate(highest)


def _service(flow: Flow, chance: random.Random) -> float:
    """A lognormal time of the flow's mean and variation; the mean itself without."""
    if flow.service_cv2 == 0:
        return flow.service
    spread = math.log(1 + flow.service_cv2)
    return chance.lognormvariate(math.log(flow.service) - spread / 2, math.sqrt(spread))


def shares_within(
    visitors: Sequence[Visitor], results: Sequence[float], minutes: float, slots: int
) -> list[float]:
    """Of those who came in each half-hour, the share that waited at most so long.

    1 where nobody came.
    """
    edges = [number * HALF_HOUR for number in range(slots)]
    counts, met = [0] * slots, [0] * slots
    for visitor, wait in zip(visitors, results, strict=True):
        slot = bisect_right(edges, visitor.arrives) - 1
        counts[slot] += 1
        met[slot] += wait <= minutes
    return [m / n if n else 1.0 for m, n in zip(met, counts, strict=True)]
