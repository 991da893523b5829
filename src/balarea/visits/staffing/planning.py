"""Desks for each half-hour of a day, and what sharing desks would save."""

import math
import random
from collections.abc import Sequence
from typing import NamedTuple

from . import queueing
from .erlang import Flow, Target, desks_needed
from .queueing import HALF_HOUR

FULL = 0.95  # of the desks' time; beyond it formulas of balance say too little
DAYS = 40  # that are played to judge a plan


class DayPlan(NamedTuple):
    """Desks in each half-hour; `is_played`: judged by playing days, not by formulas."""

    desks: tuple[int, ...]
    is_played: bool


def plan_day(
    arrivals: Sequence[float],
    flow: Flow,
    target: Target,
    *,
    limit: int = 50,
    absent: float = 0.0,
    seed: int = 1,
) -> DayPlan:
    """The desks that a day needs.

    A visitor burdens the desks for as long as they are served, so each half-hour is
    planned for the arrivals of one service time before (Green, Kolesar, Whitt 2007).
    Where more come in a half-hour than `limit` desks can take, days are played, and
    desks are added where the target is missed.

    Args:
        arrivals: visitors a minute in each half-hour.
        limit: how many desks there are.
    """
    burden = lagged(arrivals, flow.service)
    needed = [
        desks_needed(flow._replace(arrivals=rate), target, absent=absent)
        for rate in burden
    ]
    desks = [min(limit, number) for number in needed]
    is_full = any(
        rate * flow.service > FULL * number
        for rate, number in zip(burden, desks, strict=True)
        if rate
    )
    if not is_full:
        return DayPlan(tuple(desks), is_played=False)
    return DayPlan(_played(arrivals, flow, target, desks, limit, seed), is_played=True)


def lagged(arrivals: Sequence[float], service: float) -> list[float]:
    """The rate of one service time before, half-hour by half-hour."""
    share = min(1.0, service / HALF_HOUR)
    before = [0.0, *arrivals[:-1]]
    return [
        share * earlier + (1 - share) * now
        for earlier, now in zip(before, arrivals, strict=True)
    ]


def _played(
    arrivals: Sequence[float],
    flow: Flow,
    target: Target,
    desks: list[int],
    limit: int,
    seed: int,
) -> tuple[int, ...]:
    """Add a desk where the target is missed first, until it isn't or none is left."""
    while True:
        missed = _first_missed(arrivals, flow, target, desks, seed)
        # A queue is carried over: more desks before help as well as then.
        at = next((slot for slot in range(missed, -1, -1) if desks[slot] < limit), -1)
        if missed == len(desks) or at < 0:
            return tuple(desks)
        desks[at] += 1


def _first_missed(
    arrivals: Sequence[float],
    flow: Flow,
    target: Target,
    desks: Sequence[int],
    seed: int,
) -> int:
    """The first half-hour whose visitors wait too long; their number if none does."""
    chance = random.Random(seed)  # noqa: S311 - plays days, keeps no secret
    sums = [0.0] * len(desks)
    for _ in range(DAYS):
        visitors = queueing.day(arrivals, flow, chance)
        results = queueing.waits(visitors, desks)
        shares = queueing.shares_within(visitors, results, target.minutes, len(desks))
        sums = [total + share for total, share in zip(sums, shares, strict=True)]
    for slot, total in enumerate(sums):
        if total / DAYS < target.share:
            return slot
    return len(desks)


class Pooling(NamedTuple):
    """Desks that separate queues need, and that they would need together."""

    separate: int
    together: int

    @property
    def saved(self) -> int:
        return self.separate - self.together


def pooling(flows: Sequence[Flow], target: Target) -> Pooling:
    """What it saves if every desk serves all of these queues.

    The shared queue has their summed arrivals, their mean service time, and the
    variation of the mixture.
    """
    separate = sum(desks_needed(flow, target) for flow in flows)
    return Pooling(separate, desks_needed(mixture(flows), target))


def mixture(flows: Sequence[Flow]) -> Flow:
    """One flow of several."""
    arrivals = math.fsum(flow.arrivals for flow in flows)
    if not arrivals:
        return Flow(0.0, 0.0)
    weights = [flow.arrivals / arrivals for flow in flows]
    pairs = list(zip(weights, flows, strict=True))
    mean = math.fsum(weight * flow.service for weight, flow in pairs)
    square = math.fsum(
        weight * flow.service**2 * (1 + flow.service_cv2) for weight, flow in pairs
    )
    variation = square / mean**2 - 1 if mean else 0.0
    return Flow(
        arrivals,
        mean,
        arrivals_cv2=math.fsum(weight * flow.arrivals_cv2 for weight, flow in pairs),
        service_cv2=variation,
    )
