"""The moments of a past day at which an estimate was due, as the site stood then."""

import dataclasses
from collections.abc import Iterator

from .facts import BOOKED, SERVED, Day, Minutes, Turn
from .history import History
from .site_state import DeskState, Due, QueueState, Serving, SiteState, Waiting
from .summaries import Sums

LATE: Minutes = 40.0  # after its place, a booking has lost it: A + 10 minutes

# Order of what happens at the same moment.
_END, _JOIN, _ARRIVE, _CALL = range(4)


@dataclasses.dataclass(slots=True)
class _Line:
    """One queue while its day is played again."""

    waiting: dict[tuple[str, int], Waiting] = dataclasses.field(default_factory=dict)
    due: dict[str, Due] = dataclasses.field(default_factory=dict)
    today: Sums = dataclasses.field(default_factory=Sums)
    called_until: Minutes = -1.0


class Replay:
    """Plays a day's turns in order; `moments` yields each arrival with its state."""

    def __init__(self, day: Day, history: History) -> None:
        self._day = day
        self._history = history
        self._lines = {code: _Line() for code in day.queues}
        self._serving: dict[str, Turn] = {}
        self._minutes: dict[str, Minutes] = {}

    def moments(self) -> Iterator[tuple[Turn, SiteState]]:
        """Each first turn of a visitor who came, and the site just before it."""
        for at, kind, _, turn in self._events():
            if kind == _END:
                self._end(turn)
            elif kind == _CALL:
                self._call(turn)
            elif kind == _JOIN:
                self._join(turn)
            else:
                line = self._lines[turn.queue]
                line.due.pop(turn.ticket, None)
                line.waiting.pop((turn.ticket, -1), None)
                if turn.number == 0:
                    yield turn, self._state(at)
                line.waiting[turn.ticket, turn.number] = Waiting(
                    turn.effective, turn.service, turn.category
                )

    def _events(self) -> list[tuple[Minutes, int, int, Turn]]:
        events = []
        for place, turn in enumerate(self._day.turns):
            if turn.queue not in self._lines:
                continue
            if turn.number == 0 and (turn.is_remote or turn.category == BOOKED):
                events.append((turn.joined, _JOIN, place, turn))
            if turn.since is not None:
                events.append((turn.since, _ARRIVE, place, turn))
            if turn.called is not None:
                events.append((turn.called, _CALL, place, turn))
            if turn.ended is not None and (turn.called or -1.0) < turn.ended:
                events.append((turn.ended, _END, place, turn))
        return sorted(events, key=lambda event: event[:3])

    def _join(self, turn: Turn) -> None:
        line = self._lines[turn.queue]
        if turn.category == BOOKED:
            until = turn.effective + LATE
            line.due[turn.ticket] = Due(turn.effective, until, turn.service)
        else:
            line.waiting[turn.ticket, -1] = Waiting(
                turn.joined, turn.service, turn.category, is_here=False
            )

    def _call(self, turn: Turn) -> None:
        line = self._lines[turn.queue]
        line.waiting.pop((turn.ticket, turn.number), None)
        if turn.number == 0:
            line.called_until = max(line.called_until, turn.effective)
        if turn.ended is None or turn.ended > (turn.called or 0.0):
            self._serving[turn.desk] = turn

    def _end(self, turn: Turn) -> None:
        line = self._lines[turn.queue]
        line.due.pop(turn.ticket, None)
        line.waiting.pop((turn.ticket, turn.number), None)
        line.waiting.pop((turn.ticket, -1), None)
        if turn.called is None or turn.ended is None:
            return
        if self._serving.get(turn.desk) is turn:
            del self._serving[turn.desk]
        passed = self._minutes.get(turn.ticket, 0.0) + turn.ended - turn.called
        self._minutes[turn.ticket] = passed
        if turn.outcome == SERVED:
            expected = self._history.queues[turn.queue].service_minutes(
                turn.service, self._day.date.weekday(), turn.called
            )
            line.today.add(passed, expected)

    def _state(self, at: Minutes) -> SiteState:
        queues = {}
        for code, line in self._lines.items():
            times = self._day.queues[code]
            queues[code] = QueueState(
                waiting=tuple(line.waiting.values()),
                due=tuple(line.due.values()),
                windows=times.windows,
                priority_minutes=times.priority_minutes,
                today=Sums(line.today.count, line.today.total),
                called_until=line.called_until,
            )
        return SiteState(at, self._day.date.weekday(), queues, tuple(self._desks(at)))

    def _desks(self, at: Minutes) -> Iterator[DeskState]:
        for desk in self._day.desks:
            if not any(opens <= at < closes for opens, closes in desk.sessions):
                continue
            pauses = (begins for begins, ends in desk.pauses if begins <= at < ends)
            serving = self._serving.get(desk.code)
            yield DeskState(
                desk.code,
                desk.weights,
                max(pauses, default=None),
                Serving(serving.queue, serving.service, serving.called or at)
                if serving
                else None,
            )
