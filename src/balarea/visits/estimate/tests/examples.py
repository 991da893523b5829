"""Histories and states for the tests."""

import random
from collections.abc import Sequence

from balarea.visits.estimate.facts import Minutes
from balarea.visits.estimate.history import History, history
from balarea.visits.estimate.site_state import QueueState, SiteState, Waiting
from balarea.visits.estimate.summaries import QueueSummary, Sums

OPEN = ((480.0, 900.0),)
SERVICE = "SERVICE"


def summary(minutes: Sequence[Minutes]) -> QueueSummary:
    """A history in which services took these times, one after the other."""
    mean = sum(minutes) / len(minutes)
    one = QueueSummary(gaps=Sums(1000.0, 0.0))
    one.served[f"0 9 {SERVICE}"] = Sums(float(len(minutes)), sum(minutes))
    one.all_turns = Sums(float(len(minutes)), sum(minutes))
    for value in minutes:
        one.ratios.add(value / mean)
        one.squares.add((value / mean) ** 2)
    return one


def exponential(mean: Minutes, count: int = 20_000) -> list[Minutes]:
    """Quantiles of an exponential distribution: the same at each run, in any order."""
    chance = random.Random(5)
    values = [chance.expovariate(1 / mean) for _ in range(count)]
    factor = mean * count / sum(values)
    return [value * factor for value in values]


def history_of(*queues: str, mean: Minutes = 10.0, spread: bool = False) -> History:
    """Queues whose services take ten minutes, all alike or exponentially spread."""
    minutes = exponential(mean) if spread else [mean] * 400
    return history(
        [{queue: summary(minutes) for queue in queues}], dict.fromkeys(queues, mean)
    )


def line(
    *places: Minutes, windows: tuple[tuple[float, float], ...] = OPEN
) -> QueueState:
    """A queue in which tickets with these places wait."""
    return QueueState(
        tuple(Waiting(place, SERVICE) for place in places), windows=windows
    )


def site(state: SiteState, **queues: QueueState) -> SiteState:
    """The same site with these queues instead."""
    return SiteState(state.at, state.weekday, dict(queues), state.desks)
