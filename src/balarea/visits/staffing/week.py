"""The desks that each queue of a building needs in a week, and what sharing saves."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from .erlang import Flow, Target, desks_needed
from .planning import lagged, mixture, plan_day

PLENTY = 200  # desks; so many no queue needs
HALF = 0.5  # hours of a half-hour
TARGET = Target()


class QueueDay(NamedTuple):
    """One queue on one day.

    Attributes:
        arrivals: visitors a minute in each half-hour of the day's hours.
        open: in which half-hours it is open.
        available: how many desks can serve it.
    """

    queue: str
    group: str
    arrivals: tuple[float, ...]
    flow: Flow
    open: tuple[bool, ...]
    available: int


class Planned(NamedTuple):
    """Desks in each half-hour, 0 where the queue is closed; `short`: how many of
    them there aren't, at the worst.
    """

    day: QueueDay
    desks: tuple[int, ...]
    short: int


class Saving(NamedTuple):
    """Desk-hours of a day that the queues of a group need separately and together,
    and the desks of its busiest half-hour.
    """

    group: str
    queues: tuple[str, ...]
    separate_hours: float
    together_hours: float
    separate_peak: int
    together_peak: int


def planned(day: QueueDay, absent: float, target: Target = TARGET) -> Planned:
    """What a queue needs on a day; who comes while it is closed isn't planned for."""
    rates = [
        rate if is_open else 0.0
        for rate, is_open in zip(day.arrivals, day.open, strict=True)
    ]
    plan = plan_day(rates, day.flow, target, limit=PLENTY, absent=absent)
    # A desk at least while it is open and somebody usually comes that day.
    comes = any(rates)
    desks = tuple(
        max(number, 1 if comes else 0) if is_open else 0
        for number, is_open in zip(plan.desks, day.open, strict=True)
    )
    return Planned(day, desks, max(0, max(desks, default=0) - day.available))


def savings(
    days: Iterable[QueueDay], absent: float, target: Target = TARGET
) -> list[Saving]:
    """What it saves if the desks of each group serve all of its queues.

    Groups of one queue are left out.
    """
    groups: dict[str, list[QueueDay]] = {}
    for day in days:
        if any(day.arrivals):
            groups.setdefault(day.group, []).append(day)
    return [
        _saving(group, of, absent, target)
        for group, of in sorted(groups.items())
        if len(of) > 1
    ]


def _saving(
    group: str, days: Sequence[QueueDay], absent: float, target: Target
) -> Saving:
    separate, together = [], []
    burdens = {day.queue: lagged(day.arrivals, day.flow.service) for day in days}
    for slot in range(len(days[0].arrivals)):
        flows = _flows(days, burdens, slot)
        separate.append(sum(desks_needed(one, target, absent=absent) for one in flows))
        together.append(desks_needed(mixture(flows), target, absent=absent))
    return Saving(
        group,
        tuple(day.queue for day in days),
        HALF * sum(separate),
        HALF * sum(together),
        max(separate),
        max(together),
    )


def _flows(
    days: Sequence[QueueDay], burdens: Mapping[str, Sequence[float]], slot: int
) -> list[Flow]:
    """What comes to each open queue in a half-hour."""
    return [
        day.flow._replace(arrivals=burdens[day.queue][slot])
        for day in days
        if day.open[slot]
    ]
