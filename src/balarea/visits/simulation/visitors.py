"""Who comes on a day, drawn by seed before anything happens.

Every duration and every whim is drawn beforehand, from a generator of each queue's own:
two rules of dispatching are compared on the very same visitors.
"""

import dataclasses
import datetime as dt
import math
import random
from collections.abc import Iterator

from balarea.visits.simulation.plans import Behaviour, Hall, Minutes, QueuePlan

REGULAR, APPOINTMENT = "REGULAR", "APPOINTMENT"
PRIORITIES = ("ELDERLY", "PREGNANT", "DISABLED", "INFANT")
KIOSK, WEB = "KIOSK", "WEB"
# A Monday is busier than a Friday; malls close on Saturday and Sunday.
WEEKDAYS = (1.2, 1.05, 1.0, 0.95, 0.8, 0.6, 0.6)
CALLS = 3  # that a visitor who hears none doesn't hear


@dataclasses.dataclass(frozen=True, slots=True)
class Step:
    """One service of a visit.

    Attributes:
        minutes: how long it takes at the desk.
        walk: from the call that is heard to the desk.
        unheard: how many calls aren't heard.
        returns_after: being missed, in minutes; None: never.
        pause: away from the desk in the middle, in minutes; None: stays.
    """

    queue: str
    minutes: Minutes
    walk: Minutes
    unheard: int = 0
    returns_after: Minutes | None = None
    pause: Minutes | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Visitor:
    """One visit.

    Attributes:
        joins: when they take the number; of a booking, when they are expected.
        comes: when they are in the building; None: never.
        slot: the beginning of the booked slot; None without a booking.
        patience: they leave if they wait longer.
    """

    joins: Minutes
    comes: Minutes | None
    channel: str
    priority: str
    steps: tuple[Step, ...]
    slot: Minutes | None = None
    patience: Minutes = math.inf


def draw(hall: Hall, day: dt.date, seed: int) -> list[Visitor]:
    """The visitors of a day, in the order in which they appear."""
    both = _random(seed, day, "day")
    arrivals, services = hall.behaviour.day_spread
    factor = lognormal(both, 1.0, arrivals) * WEEKDAYS[day.weekday()]
    pace = lognormal(both, 1.0, services)
    visitors = [
        visitor
        for queue in hall.queues
        for visitor in _of_queue(hall, queue, _random(seed, day, queue.code), factor)
    ]
    return sorted(
        (_paced(visitor, pace) for visitor in visitors), key=lambda one: one.joins
    )


def lognormal(chance: random.Random, mean: float, spread: float) -> float:
    """A positive value with this mean and coefficient of variation."""
    if spread <= 0:
        return mean
    variance = math.log(1 + spread**2)
    return chance.lognormvariate(math.log(mean) - variance / 2, math.sqrt(variance))


def _random(seed: int, day: dt.date, part: str) -> random.Random:
    return random.Random(f"{seed} {day} {part}")  # noqa: S311 - the same for a seed


def _poisson(chance: random.Random, mean: float) -> int:
    count, passed = -1, 0.0
    while passed < mean:
        passed += chance.expovariate(1.0)
        count += 1
    return count


def _of_queue(
    hall: Hall, queue: QueuePlan, chance: random.Random, factor: float
) -> Iterator[Visitor]:
    behaviour = hall.behaviour
    for _ in range(_poisson(chance, queue.per_day * factor)):
        appears = _moment(chance, hall.profile, queue)
        is_remote = chance.random() < queue.remote_share
        trip = chance.uniform(15, 70)
        comes = None if is_remote and chance.random() < 0.1 else appears
        yield Visitor(
            joins=max(appears - trip, queue.opens - 30) if is_remote else appears,
            comes=comes,
            channel=WEB if is_remote else KIOSK,
            priority=_priority(chance, behaviour),
            steps=_steps(hall, queue, chance),
            patience=_patience(chance, behaviour),
        )
    for number in range(queue.bookings):
        yield _booked(hall, queue, chance, number)


def _booked(
    hall: Hall, queue: QueuePlan, chance: random.Random, number: int
) -> Visitor:
    """Bookings are spread evenly over the slots of the day."""
    slots = max(1, int((queue.closes - queue.opens) // queue.slot_minutes) - 1)
    place = number * slots // max(queue.bookings, 1)
    slot = queue.opens + place * queue.slot_minutes
    early, late = chance.uniform(2, 25), chance.uniform(3, 25)
    is_late = chance.random() < hall.behaviour.late
    comes = slot + late if is_late else max(slot - early, queue.opens - 15)
    is_absent = chance.random() < hall.behaviour.never_come
    return Visitor(
        joins=slot if is_absent else comes,
        comes=None if is_absent else comes,
        channel=WEB,
        priority=APPOINTMENT,
        steps=_steps(hall, queue, chance),
        slot=slot,
    )


def _moment(
    chance: random.Random, profile: tuple[float, ...], queue: QueuePlan
) -> Minutes:
    part = chance.choices(range(len(profile)), profile)[0]
    length = (queue.closes - queue.opens) / len(profile)
    return queue.opens + (part + chance.random()) * length


def _priority(chance: random.Random, behaviour: Behaviour) -> str:
    is_priority, which = chance.random() < behaviour.priority, chance.choice(PRIORITIES)
    return which if is_priority else REGULAR


def _patience(chance: random.Random, behaviour: Behaviour) -> Minutes:
    is_impatient = chance.random() < behaviour.impatient
    patience = lognormal(chance, behaviour.patience, 0.4)
    return patience if is_impatient else math.inf


def _steps(hall: Hall, queue: QueuePlan, chance: random.Random) -> tuple[Step, ...]:
    """The service, and those to which the visitor is sent on: three at most."""
    steps = [_step(hall.behaviour, queue, chance)]
    while len(steps) < 3:
        draw, share = chance.random(), 0.0
        for code, part in queue.onward.items():
            share += part
            if draw < share:
                queue = hall.queue(code)
                break
        else:
            break
        steps.append(_step(hall.behaviour, queue, chance))
    return tuple(steps)


def _step(behaviour: Behaviour, queue: QueuePlan, chance: random.Random) -> Step:
    draw = chance.random()
    is_missed = draw < behaviour.missed
    is_recalled = draw < behaviour.missed + behaviour.unheard
    is_back, after = chance.random() < behaviour.returns, chance.uniform(3, 25)
    is_interrupted, pause = chance.random() < behaviour.pauses, chance.uniform(5, 15)
    return Step(
        queue=queue.code,
        minutes=max(0.5, lognormal(chance, queue.mean, queue.spread)),
        walk=max(0.1, lognormal(chance, behaviour.walk, 0.5)),
        unheard=CALLS if is_missed else 1 if is_recalled else 0,
        returns_after=after if is_missed and is_back else None,
        pause=pause if is_interrupted else None,
    )


def _paced(visitor: Visitor, pace: float) -> Visitor:
    """The same visitor on a day on which everything takes longer, or shorter."""
    steps = tuple(
        dataclasses.replace(step, minutes=step.minutes * pace) for step in visitor.steps
    )
    return dataclasses.replace(visitor, steps=steps)
