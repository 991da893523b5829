"""What one day adds to the history: sums and counts, without any ticket.

Summaries add up: eight weeks of history are fifty-six of them, whatever the number of
visitors, and none has to be computed again.
"""

import dataclasses
import itertools
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from .capacity import PART, PARTS
from .facts import BOOKED, MISSED, PRIORITY, SERVED, Day, DeskTimes, Minutes, Turn
from .histograms import Histogram

RATIO_WIDTH = 0.1  # of service times to the queue's mean of the day
RESIDUAL_WIDTH = 0.05
_SUMS = ("squares", "all_turns", "gaps", "pauses", "remote", "booked", "missed")
LONGEST_GAP: Minutes = 10.0  # between two visitors; more than that was a pause
SIZES: tuple[Minutes, ...] = (2.0, 5.0, 15.0, 30.0, 60.0)  # limits of size classes


@dataclasses.dataclass(slots=True)
class Sums:
    """A count and a total; the mean is total / count."""

    count: float = 0.0
    total: float = 0.0

    def add(self, value: float, count: float = 1.0) -> None:
        self.count += count
        self.total += value

    def merge(self, other: "Sums") -> None:
        self.add(other.total, other.count)

    def shrunken(self, prior: float, weight: float = 20.0) -> float:
        """The mean as if `weight` more values equal to `prior` had been seen."""
        return (self.total + weight * prior) / (self.count + weight)


def size_class(minutes: Minutes) -> int:
    """Which size class a predicted wait belongs to, from 0 to len(SIZES)."""
    return sum(minutes >= limit for limit in SIZES)


@dataclasses.dataclass(slots=True)
class QueueSummary:
    """One queue's sums of one day, or of several.

    Attributes:
        served: "weekday hour service" → desk minutes of each served ticket.
        ratios: their distribution, each divided by the mean of its day and service.
        squares: count and sum of the squares of the same ratios.
        all_turns: called tickets, and their desk minutes with missed calls and pauses.
        gaps: from the end of a turn to the next call while somebody waited.
        pauses: of desks that serve it, in minutes.
        remote, booked: those who were expected, and those who came.
        missed: called tickets, and those that missed their first call.
        priority: hour → days with such an hour, and priority tickets in it.
        usual: half-hour → minutes of sessions, and of them without pauses.
        residuals: size class → errors of the prediction, see `history.residual`.
    """

    served: dict[str, Sums] = dataclasses.field(default_factory=dict)
    ratios: Histogram = dataclasses.field(
        default_factory=lambda: Histogram(RATIO_WIDTH)
    )
    squares: Sums = dataclasses.field(default_factory=Sums)
    all_turns: Sums = dataclasses.field(default_factory=Sums)
    gaps: Sums = dataclasses.field(default_factory=Sums)
    pauses: Sums = dataclasses.field(default_factory=Sums)
    remote: Sums = dataclasses.field(default_factory=Sums)
    booked: Sums = dataclasses.field(default_factory=Sums)
    missed: Sums = dataclasses.field(default_factory=Sums)
    priority: dict[str, Sums] = dataclasses.field(default_factory=dict)
    usual: dict[str, Sums] = dataclasses.field(default_factory=dict)
    residuals: dict[str, Histogram] = dataclasses.field(default_factory=dict)

    def merge(self, other: "QueueSummary") -> None:
        for name in _SUMS:
            getattr(self, name).merge(getattr(other, name))
        for name in ("served", "priority", "usual"):
            mine = getattr(self, name)
            for key, sums in getattr(other, name).items():
                mine.setdefault(key, Sums()).merge(sums)
        self.ratios.merge(other.ratios)
        for key, histogram in other.residuals.items():
            self.residuals.setdefault(key, Histogram(RESIDUAL_WIDTH)).merge(histogram)

    def add_residual(self, size: int, value: float) -> None:
        """Count how far an actual wait lay from its prediction."""
        self.residuals.setdefault(str(size), Histogram(RESIDUAL_WIDTH)).add(value)

    def to_json(self) -> dict[str, Any]:
        content: dict[str, Any] = {"ratios": self.ratios.to_json()}
        for name in _SUMS:
            content[name] = _pair(getattr(self, name))
        for name in ("served", "priority", "usual"):
            of = getattr(self, name)
            content[name] = {key: _pair(sums) for key, sums in sorted(of.items())}
        content["residuals"] = {
            key: one.to_json() for key, one in sorted(self.residuals.items())
        }
        return content

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> "QueueSummary":
        """The summary that `to_json` wrote; raises KeyError if a part is missing."""
        values: dict[str, Any] = {name: Sums(*content[name]) for name in _SUMS}
        for name in ("served", "priority", "usual"):
            values[name] = {key: Sums(*pair) for key, pair in content[name].items()}
        values["ratios"] = Histogram.from_json(RATIO_WIDTH, content["ratios"])
        values["residuals"] = {
            key: Histogram.from_json(RESIDUAL_WIDTH, bins)
            for key, bins in content["residuals"].items()
        }
        return cls(**values)


def _pair(sums: Sums) -> list[float]:
    return [round(sums.count, 3), round(sums.total, 3)]


def summarize(day: Day) -> dict[str, QueueSummary]:
    """Queue → what this day adds to its history; residuals are added by the replay."""
    summaries = {code: QueueSummary() for code in day.queues}
    by_queue: defaultdict[str, list[Turn]] = defaultdict(list)
    for turn in day.turns:
        by_queue[turn.queue].append(turn)
    for code, summary in summaries.items():
        _add_services(summary, by_queue[code], day.date.weekday())
        _add_attendance(summary, by_queue[code], day)
        _add_usual(
            summary, [desk for desk in day.desks if code in desk.weights], day, code
        )
    _add_gaps(summaries, day)
    return summaries


def _add_services(summary: QueueSummary, turns: Iterable[Turn], weekday: int) -> None:
    minutes: defaultdict[str, Minutes] = defaultdict(float)
    last: dict[str, Turn] = {}
    for turn in turns:
        if turn.called is not None and turn.ended is not None:
            minutes[turn.ticket] += max(0.0, turn.ended - turn.called)
            last[turn.ticket] = turn
    of_service: defaultdict[str, Sums] = defaultdict(Sums)
    for ticket, turn in last.items():
        summary.all_turns.add(minutes[ticket])
        if turn.outcome == SERVED:
            key = cell(weekday, turn.called or 0.0, turn.service)
            summary.served.setdefault(key, Sums()).add(minutes[ticket])
            of_service[turn.service].add(minutes[ticket])
    for ticket, turn in last.items():
        mean = of_service[turn.service].shrunken(0.0, 0.0001)
        if turn.outcome == SERVED and mean > 0:
            ratio = minutes[ticket] / mean
            summary.ratios.add(ratio)
            summary.squares.add(ratio**2)


def cell(weekday: int, moment: Minutes, service: str) -> str:
    """The key of service times: weekday, hour and service."""
    return f"{weekday} {int(moment // 60)} {service}"


def _add_attendance(summary: QueueSummary, turns: Iterable[Turn], day: Day) -> None:
    first = [turn for turn in turns if turn.number == 0]
    for turn in first:
        came = float(turn.since is not None)
        if turn.category == BOOKED:
            summary.booked.add(came)
        elif turn.is_remote:
            summary.remote.add(came)
        if turn.called is not None:
            summary.missed.add(float(turn.outcome == MISSED))
    joined = [
        int(turn.since // 60)
        for turn in first
        if turn.category == PRIORITY and turn.since is not None
    ]
    for hour in range(24):
        summary.priority[str(hour)] = Sums(1.0, float(joined.count(hour)))


def _add_usual(
    summary: QueueSummary, desks: Iterable[DeskTimes], day: Day, code: str
) -> None:
    for desk in desks:
        for begins, ends in desk.pauses:
            summary.pauses.add(ends - begins)
        for opened, closed in desk.sessions:
            for part in range(int(opened // PART), min(int(-(-closed // PART)), PARTS)):
                within = (max(opened, part * PART), min(closed, (part + 1) * PART))
                length = within[1] - within[0]
                pauses = sum(
                    max(0.0, min(end, within[1]) - max(start, within[0]))
                    for start, end in desk.pauses
                )
                summary.usual.setdefault(str(part), Sums()).add(
                    max(0.0, length - pauses), length
                )


def _add_gaps(summaries: Mapping[str, QueueSummary], day: Day) -> None:
    by_desk: defaultdict[str, list[Turn]] = defaultdict(list)
    for turn in day.turns:
        if turn.called is not None and turn.ended is not None:
            by_desk[turn.desk].append(turn)
    for turns in by_desk.values():
        turns.sort(key=lambda turn: (turn.called or 0.0, turn.ended or 0.0))
        for before, after in itertools.pairwise(turns):
            ended, since, called = before.ended, after.since, after.called
            if ended is None or since is None or called is None or since > ended:
                continue
            if math.isfinite(gap := called - ended) and 0 <= gap <= LONGEST_GAP:
                summaries[after.queue].gaps.add(gap)
