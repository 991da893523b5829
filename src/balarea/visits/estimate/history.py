"""What the last eight weeks say of a queue: service times, attendance, errors."""

import dataclasses
import functools
import math
from collections.abc import Iterable, Mapping

from .capacity import PARTS
from .facts import Minutes
from .histograms import Histogram
from .summaries import RESIDUAL_WIDTH, SIZES, QueueSummary, Sums

WEEKS = 8
MINIMUM = 100  # served tickets, or residuals of one size
SHIFT: Minutes = 5.0
TYPICAL_SPREAD = 0.5  # squared coefficient of variation, before anything is seen


def residual(actual: Minutes, predicted: Minutes) -> float:
    """How far an actual wait lies from its prediction.

    A difference of logarithms, shifted by five minutes: errors of short waits count in
    minutes, of long ones in per cent, and an interval never reaches below zero.
    """
    return math.log((actual + SHIFT) / (predicted + SHIFT))


def shifted(predicted: Minutes, residual: float) -> Minutes:
    """The wait that lies so far from its prediction: the inverse of `residual`."""
    return max(0.0, (predicted + SHIFT) * math.exp(residual) - SHIFT)


@dataclasses.dataclass(frozen=True)
class QueueHistory:
    """One queue's history; `prior` is the mean that its managers expect."""

    summary: QueueSummary
    prior: Minutes

    @functools.cached_property
    def count(self) -> int:
        """Served tickets."""
        return round(sum(sums.count for sums in self.summary.served.values()))

    @functools.cached_property
    def mean(self) -> Minutes:
        total = Sums()
        for sums in self.summary.served.values():
            total.merge(sums)
        return max(0.1, total.shrunken(self.prior))

    @functools.cached_property
    def _services(self) -> dict[str, Minutes]:
        totals: dict[str, Sums] = {}
        for key, sums in self.summary.served.items():
            totals.setdefault(key.split(" ", 2)[2], Sums()).merge(sums)
        return {name: sums.shrunken(self.mean) for name, sums in totals.items()}

    @functools.cached_property
    def _hours(self) -> dict[tuple[int, int], float]:
        """(Weekday, hour) → service times there as a multiple of the usual ones."""
        observed: dict[tuple[int, int], Sums] = {}
        for key, sums in self.summary.served.items():
            weekday, hour, service = key.split(" ", 2)
            place = (int(weekday), int(hour))
            expected = sums.count * self._services[service] / self.mean
            observed.setdefault(place, Sums()).add(sums.total / self.mean, expected)
        return {place: sums.shrunken(1.0) for place, sums in observed.items()}

    def service_minutes(self, service: str, weekday: int, moment: Minutes) -> Minutes:
        """The expected desk time of one ticket, from the call to a free desk."""
        usual = self._services.get(service, self.mean)
        return usual * self._hours.get((weekday, int(moment // 60)), 1.0)

    @functools.cached_property
    def load(self) -> float:
        """Desk time of a waiting ticket per expected desk time of a served one.

        Below one: some don't come when they are called. Missed calls and second turns
        are within it.
        """
        turns, weight = self.summary.all_turns, 20.0
        return (turns.total + weight * self.mean) / ((turns.count + weight) * self.mean)

    @functools.cached_property
    def gap(self) -> Minutes:
        """From the end of a turn to the next call."""
        return self.summary.gaps.shrunken(0.2)

    @functools.cached_property
    def pause(self) -> Minutes:
        """How long a pause of a desk usually is."""
        return self.summary.pauses.shrunken(30.0, 5.0)

    @functools.cached_property
    def overlap(self) -> float:
        """(1 + cv²) / 2 of the service times: 1 if exponential, ½ if all are equal."""
        squares, ratios = self.summary.squares, self.summary.ratios
        weight = 20.0
        square = (squares.total + weight * (1 + TYPICAL_SPREAD)) / (
            squares.count + weight
        )
        return min(1.5, max(0.5, square / 2)) if ratios.bins else 0.5 + 0.25

    def remaining(self, expected: Minutes, passed: Minutes) -> Minutes:
        """What is left of a service that was expected to take so long in all."""
        excess = self.summary.ratios.mean_excess(passed / expected)
        if excess is None:  # longer than any before: about as long again as half of it
            excess = max(0.5, 1.0 - passed / expected) if passed < expected else 0.5
        return excess * expected

    @functools.cached_property
    def remote_share(self) -> float:
        """How many of those with a number from home come."""
        return self.summary.remote.shrunken(0.8)

    @functools.cached_property
    def booked_share(self) -> float:
        return self.summary.booked.shrunken(0.8)

    def priority_rate(self, moment: Minutes) -> float:
        """Priority tickets per minute in this hour of the day."""
        sums = self.summary.priority.get(str(int(moment // 60)), Sums())
        return sums.total / sums.count / 60 if sums.count else 0.0

    @functools.cached_property
    def usual(self) -> tuple[float, ...]:
        """Which share of open desks serves, half-hour by half-hour; 1 if unseen.

        Empty if nothing was seen.
        """
        parts = self.summary.usual
        if not parts:
            return ()
        return tuple(
            parts.get(str(part), Sums()).shrunken(1.0, 60.0) for part in range(PARTS)
        )


@dataclasses.dataclass(frozen=True)
class History:
    """All queues of a site; a queue that has no history yet has its prior only."""

    queues: Mapping[str, QueueHistory]

    @functools.cached_property
    def _pooled(self) -> dict[str, Histogram]:
        residuals: dict[str, Histogram] = {}
        for queue in self.queues.values():
            for size, histogram in queue.summary.residuals.items():
                residuals.setdefault(size, Histogram(RESIDUAL_WIDTH)).merge(histogram)
        return residuals

    def residuals(self, queue: str, size: int) -> Histogram | None:
        """Errors of predictions of this size.

        Those of all queues if the own are too few; of the nearest size that has enough;
        of all sizes; None if there are too few in all.
        """
        key = str(size)
        own = self.queues[queue].summary.residuals.get(key)
        if own and own.count >= MINIMUM:
            return own
        for near in sorted(range(len(SIZES) + 1), key=lambda one: abs(one - size)):
            pooled = self._pooled.get(str(near))
            if pooled and pooled.count >= MINIMUM:
                return pooled
        total = Histogram(RESIDUAL_WIDTH)
        for histogram in self._pooled.values():
            total.merge(histogram)
        return total if total.count >= MINIMUM else None


def history(
    days: Iterable[Mapping[str, QueueSummary]], priors: Mapping[str, Minutes]
) -> History:
    """The history of the queues in `priors`, from the summaries of single days."""
    totals = {code: QueueSummary() for code in priors}
    for day in days:
        for code, summary in day.items():
            if code in totals:
                totals[code].merge(summary)
    return History(
        {code: QueueHistory(totals[code], prior) for code, prior in priors.items()}
    )
