"""The work before a ticket, and when the open desks will have done it.

The wait w of a ticket with work B before it is the smallest with

    Σ over skilled open desks of max(0, C(w) − r − l + k·s)  ≥  B + k·s + o(w)

where C is the desk time until then (`capacity`), r what is left of the desk's running
service, l its share of earlier tickets of its other queues, s the mean service time,
k = (1 + cv²) / 2, and o the work of those who will overtake. The terms k·s are those of
a renewal process: with one desk w is r + B; with c desks and exponential services
(n + 1)·s / c for n people ahead, as in M/M/c.

More people, more breaks or fewer desks never make it shorter: each term shows it.
"""

import dataclasses
import functools

from .capacity import calendar
from .facts import Minutes
from .history import History
from .site_state import DeskState, SiteState

LEAST_PAUSE: Minutes = 5.0
ROUNDS = 40  # of the search for the overtakers of a wait that depends on them


@dataclasses.dataclass(frozen=True, slots=True)
class Predicted:
    """The mean estimate of a wait.

    Attributes:
        ahead: people before the ticket who are in the building.
        minutes: None if the queue closes before it, or if no desk is open.
        desks: open desks that serve the queue, pausing ones too.
    """

    ahead: int
    minutes: Minutes | None
    desks: int


@dataclasses.dataclass(frozen=True, eq=False)
class Workload:
    """A site's work at a moment; estimates many tickets from one state."""

    state: SiteState
    history: History
    _works: dict[tuple[str, Minutes], Minutes] = dataclasses.field(
        default_factory=dict, init=False, repr=False
    )

    @functools.cached_property
    def _desks(self) -> dict[str, list[DeskState]]:
        desks: dict[str, list[DeskState]] = {code: [] for code in self.state.queues}
        for desk in self.state.desks:
            for code in desk.weights:
                if code in desks:
                    desks[code].append(desk)
        return desks

    @functools.cached_property
    def _paces(self) -> dict[str, float]:
        """Queue → how much longer services take today than usual.

        What is common to all queues of a day is found first; each queue then has its
        own, drawn to it while few were served.
        """
        weight, common = 20.0, [0.0, 0.0]
        for code, queue in self.state.queues.items():
            mean = self.history.queues[code].mean
            common[0] += queue.today.total / mean
            common[1] += queue.today.count / mean
        site = (common[0] + weight) / (common[1] + weight)
        paces = {}
        for code, queue in self.state.queues.items():
            prior = weight * self.history.queues[code].mean
            paces[code] = (queue.today.total + prior * site) / (
                queue.today.count + prior
            )
        return paces

    def _minutes(self, queue: str, service: str) -> Minutes:
        """The expected desk time of one ticket that is served now."""
        usual = self.history.queues[queue].service_minutes(
            service, self.state.weekday, self.state.at
        )
        return usual * self._paces[queue]

    def predict(self, queue: str, effective: Minutes) -> Predicted:
        """The wait from now of a ticket with this place in the queue's line."""
        desks = self._desks[queue]
        ahead = sum(
            one.is_here and one.effective < effective
            for one in self.state.queues[queue].waiting
        )
        if not desks:
            return Predicted(ahead, None, 0)
        return Predicted(ahead, self._wait(queue, effective), len(desks))

    def _wait(self, queue: str, effective: Minutes) -> Minutes | None:
        state, history = self.state.queues[queue], self.history.queues[queue]
        at = self.state.at
        mean = history.mean * self._paces[queue]
        lead = history.overlap * mean
        plan = calendar(at, state.windows, history.usual)
        offsets = sorted(
            plan.worked(self._serves_from(desk, queue))
            + self._remaining(desk)
            + self._others(desk, queue, effective)
            - lead
            for desk in self._desks[queue]
        )
        work = self._work(queue, effective) + lead
        rate = history.priority_rate(at) * mean * history.load
        window = max(0.0, effective + state.priority_minutes - at)
        wait: Minutes = 0.0
        for _ in range(ROUNDS):
            needed = work + rate * min(window, wait)
            moment = plan.moment(_level(offsets, needed))
            if moment is None:
                return None
            if moment - at - wait < 0.01:
                return max(wait, moment - at)
            wait = moment - at
        return wait

    def _work(self, queue: str, effective: Minutes) -> Minutes:
        """Desk minutes of all tickets of a queue before this place."""
        key = (queue, effective)
        if key not in self._works:
            self._works[key] = self._sum(queue, effective)
        return self._works[key]

    def _sum(self, queue: str, effective: Minutes) -> Minutes:
        state, history = self.state.queues[queue], self.history.queues[queue]
        total = 0.0
        for one in state.waiting:
            if one.effective < effective:
                share = 1.0 if one.is_here else self._remote_share(queue, one.effective)
                total += share * self._ticket(queue, one.service)
        for due in state.due:
            if due.effective < effective and self.state.at <= due.until:
                total += history.booked_share * self._ticket(queue, due.service)
        return total

    def _ticket(self, queue: str, service: str) -> Minutes:
        history = self.history.queues[queue]
        return self._minutes(queue, service) * history.load + history.gap

    def _remote_share(self, queue: str, place: Minutes) -> float:
        """The chance that somebody from home still comes before a later number."""
        if place < self.state.queues[queue].called_until:
            return 0.0
        return self.history.queues[queue].remote_share

    def _remaining(self, desk: DeskState) -> Minutes:
        serving = desk.serving
        if serving is None or serving.queue not in self.state.queues:
            return 0.0
        history = self.history.queues[serving.queue]
        expected = self._minutes(serving.queue, serving.service)
        passed = max(0.0, self.state.at - serving.called)
        return history.remaining(expected, passed) + history.gap

    def _serves_from(self, desk: DeskState, queue: str) -> Minutes:
        """When a pause will be over: after the usual time, or in five minutes."""
        if desk.paused_since is None:
            return self.state.at
        usual = desk.paused_since + self.history.queues[queue].pause
        return max(usual, self.state.at + LEAST_PAUSE)

    def _others(self, desk: DeskState, queue: str, effective: Minutes) -> Minutes:
        """A desk's part of earlier tickets of the other queues that it serves."""
        total = 0.0
        for other, weight in desk.weights.items():
            if other != queue and other in self.state.queues:
                before = effective + weight - desk.weights[queue]
                total += self._work(other, before) / len(self._desks[other])
        return total


def _level(offsets: list[Minutes], needed: Minutes) -> Minutes:
    """The smallest t ≥ 0 with Σ max(0, t − offset) ≥ needed; offsets in order."""
    total = 0.0
    for count, offset in enumerate(offsets, start=1):
        total += offset
        level = (needed + total) / count
        if count == len(offsets) or level <= offsets[count]:
            return max(0.0, level)
    raise ValueError("no desk")
