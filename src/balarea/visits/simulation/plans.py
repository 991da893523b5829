"""What a simulated mall consists of: queues, desks, and how people behave.

Times of a day are minutes since its midnight in the mall's zone; durations are minutes.
"""

import dataclasses
import math
from collections.abc import Mapping

type Minutes = float
type Window = tuple[Minutes, Minutes]

# Shares of a day's arrivals in equal parts between opening and closing: most come in
# the morning, few at noon, and a second, lower wave comes after it.
PROFILE = (9, 13, 14, 13, 11, 8, 5, 4, 7, 7, 5, 3, 2, 1)


@dataclasses.dataclass(frozen=True, slots=True)
class QueuePlan:
    """One queue of a day.

    Attributes:
        per_day: expected walk-ins and numbers from home together; bookings come extra.
        mean, spread: of the service times: minutes, and their coefficient of variation.
        breaks: windows in which the whole queue isn't served.
        onward: queue → share of its visitors who are sent there afterwards.
    """

    code: str
    per_day: float
    mean: Minutes = 9.0
    spread: float = 0.6
    opens: Minutes = 480.0
    closes: Minutes = 900.0
    breaks: tuple[Window, ...] = ()
    remote_share: float = 0.0
    bookings: int = 0
    slot_minutes: Minutes = 15.0
    priority_minutes: Minutes = 60.0
    appointment_minutes: Minutes = 30.0
    onward: Mapping[str, float] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True, slots=True)
class DeskPlan:
    """A desk with its officer: queue → weight in minutes, hours, and a lunch break."""

    code: str
    skills: Mapping[str, float]
    opens: Minutes = 480.0
    closes: Minutes = 900.0
    lunch: Window | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Behaviour:
    """Shares and durations that are the same in every queue.

    Attributes:
        priority: share of elderly, pregnant, disabled visitors and those with infants.
        unheard: share of calls that are heard only at the recall.
        missed: share of visitors who hear none of the calls; of them `returns` do.
        pauses: share of services that are interrupted, as for a photocopy.
        never_come, late: shares of bookings.
        impatient: share of visitors who leave if they wait longer than `patience`.
        day_spread: coefficients of variation of a day's arrivals and service times.
    """

    priority: float = 0.12
    unheard: float = 0.06
    missed: float = 0.05
    returns: float = 0.6
    pauses: float = 0.04
    never_come: float = 0.2
    late: float = 0.15
    impatient: float = 0.05
    patience: Minutes = 60.0
    walk: Minutes = 0.7
    day_spread: tuple[float, float] = (0.15, 0.1)


@dataclasses.dataclass(frozen=True, slots=True)
class Hall:
    """Everything that a simulated day needs beside a date and a seed.

    Attributes:
        server_away: windows in which no operation can run; kiosks go on by themselves.
        paper_out: windows in which the kiosks can't print.
    """

    queues: tuple[QueuePlan, ...]
    desks: tuple[DeskPlan, ...]
    behaviour: Behaviour = Behaviour()
    profile: tuple[float, ...] = PROFILE
    server_away: tuple[Window, ...] = ()
    paper_out: tuple[Window, ...] = ()

    def queue(self, code: str) -> QueuePlan:
        """The plan of a queue; raises `StopIteration` if the hall has none of it."""
        return next(one for one in self.queues if one.code == code)


LUNCH = 720.0


def lunch(number: int, minutes: Minutes = 30.0) -> Window:
    """Lunch by turns, so that at noon half of the desks are open."""
    begins = LUNCH + (number % 2) * minutes
    return begins, begins + minutes


def one_queue(
    desks: int, per_day: float, *, code: str = "Q1", mean: Minutes = 9.0
) -> Hall:
    """A queue with so many desks, which take lunch by turns."""
    return Hall(
        queues=(QueuePlan(code, per_day, mean=mean, remote_share=0.15),),
        desks=tuple(
            DeskPlan(f"{code}-{number}", {code: 0.0}, lunch=lunch(number))
            for number in range(1, desks + 1)
        ),
    )


def whole_mall(queues: int = 30, per_day: float = 1000.0) -> Hall:
    """Thirty queues with about a thousand visitors; some desks serve two queues.

    A few queues are busy and most are small, as in a real mall; the busy ones take
    bookings, and send a part of their visitors on to the next queue.
    """
    shares = [1 / (place + 1) ** 0.7 for place in range(queues)]
    codes = [f"Q{place + 1}" for place in range(queues)]
    plans, desks = [], []
    for place, (code, share) in enumerate(zip(codes, shares, strict=True)):
        expected = per_day * share / sum(shares)
        mean = 6.0 + (place * 7) % 8
        is_busy = place < queues // 4
        neighbour = codes[(place + 1) % queues]
        plans.append(
            QueuePlan(
                code,
                expected,
                mean=mean,
                remote_share=0.2 if is_busy else 0.1,
                bookings=round(expected * 0.15) if is_busy else 0,
                onward={neighbour: 0.1} if is_busy and neighbour != code else {},
            )
        )
        # Each works 390 minutes and is busy for at most 85 % of them on average, so
        # waits appear in the peaks of the morning and on busy days.
        for number in range(math.ceil(expected * mean / 390 / 0.85)):
            skills = {code: 10.0}
            if number % 3 == 2:
                skills[neighbour] = 0.0
            desks.append(DeskPlan(f"{code}-{number + 1}", skills, lunch=lunch(number)))
    return Hall(tuple(plans), tuple(desks))
