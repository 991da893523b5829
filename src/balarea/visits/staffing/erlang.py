"""Waits of a queue with several desks, by Erlang's formulas.

Sources: Erlang's B and C with the recursion of B (Jagerman 1974); the correction for
other than exponential times by Allen and Cunneen (1990).
"""

import math
from typing import NamedTuple


class Target(NamedTuple):
    """At least `share` of visitors wait at most `minutes`."""

    share: float = 0.8
    minutes: float = 10.0


class Flow(NamedTuple):
    """What comes to a queue, and what each visitor takes.

    Attributes:
        arrivals: visitors a minute.
        service: mean minutes at the desk.
        arrivals_cv2, service_cv2: squared coefficients of variation; 1 is exponential.
    """

    arrivals: float
    service: float
    arrivals_cv2: float = 1.0
    service_cv2: float = 1.0

    @property
    def load(self) -> float:
        """How many desks are busy on average."""
        return self.arrivals * self.service


def blocking(load: float, desks: int) -> float:
    """Erlang B: the share that finds every desk busy, if nobody waited."""
    result = 1.0
    for number in range(1, desks + 1):
        result = load * result / (number + load * result)
    return result


def waiting(load: float, desks: int) -> float:
    """Erlang C: the share that must wait; 1 where the desks don't suffice."""
    if load >= desks:
        return 1.0
    blocked = blocking(load, desks)
    return blocked / (1 - load / desks * (1 - blocked))


def mean_wait(flow: Flow, desks: int) -> float:
    """Mean minutes of waiting; infinite where the desks don't suffice."""
    if flow.load == 0:
        return 0.0
    if flow.load >= desks:
        return math.inf
    exponential = waiting(flow.load, desks) * flow.service / (desks - flow.load)
    return exponential * _variation(flow)


def within(flow: Flow, desks: int, minutes: float) -> float:
    """The share of visitors who wait at most so long.

    The tail of the wait is stretched by the same correction as its mean.
    """
    if flow.load == 0:
        return 1.0
    if flow.load >= desks:
        return 0.0
    rate = (desks - flow.load) / (flow.service * _variation(flow))
    return 1 - waiting(flow.load, desks) * math.exp(-rate * minutes)


def desks_needed(flow: Flow, target: Target, *, absent: float = 0.0) -> int:
    """The fewest desks that meet a target.

    Args:
        absent: the share of a desk's time without an officer (leave, pauses), by which
            the number is raised.

    Raises:
        ValueError: `absent` is no share, or the target can't be met.
    """
    if not 0 <= absent < 1:
        raise ValueError(f"{absent} is no share of time")
    if not (0 < target.share < 1 and target.minutes >= 0):
        raise ValueError(f"{target} can't be met by any number of desks")
    if flow.load == 0:
        return 0
    desks = max(1, math.ceil(flow.load))
    while within(flow, desks, target.minutes) < target.share:
        desks += 1
    return math.ceil(desks / (1 - absent))


def _variation(flow: Flow) -> float:
    return (flow.arrivals_cv2 + flow.service_cv2) / 2
