"""What happened on a day, as the history and the backtest read it."""

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import Final

type Minutes = float
type Window = tuple[Minutes, Minutes]

# Categories of tickets: how their place in the line came about.
REGULAR: Final = "REGULAR"
PRIORITY: Final = "PRIORITY"
BOOKED: Final = "BOOKED"
CATEGORIES: Final = (REGULAR, PRIORITY, BOOKED)

# How a turn ended.
SERVED: Final = "SERVED"  # the desk did its part: done, transferred
PAUSED: Final = "PAUSED"  # the visitor left the desk for a while and has another turn
MISSED: Final = "MISSED"  # called, and nobody came
LEFT: Final = "LEFT"  # left, cancelled or expired before any call


@dataclasses.dataclass(frozen=True, slots=True)
class Turn:
    """One wait in a queue and the time at a desk after it.

    A ticket has one turn; one more for each return after a missed call or a pause.

    Attributes:
        ticket: any text that is the same for all turns of one ticket.
        joined: when the number was taken or the slot booked.
        since: when the visitor was in the building and could be called; None: never.
        effective: their place in the line: the smaller, the earlier.
        called: the first call of this turn; None if there was none.
        ended: when the desk was free again or, without a call, when they left the line.
        number: of this turn among its ticket's, from 0.
        is_remote: it began before its visitor could be called: at home, or at a desk
            of an earlier step.
    """

    ticket: str
    queue: str
    service: str
    category: str
    joined: Minutes
    since: Minutes | None
    effective: Minutes
    called: Minutes | None = None
    ended: Minutes | None = None
    outcome: str = LEFT
    desk: str = ""
    number: int = 0
    is_remote: bool = False

    @property
    def wait(self) -> Minutes | None:
        """From being in the building to the call."""
        if self.since is None or self.called is None:
            return None
        return max(0.0, self.called - self.since)


@dataclasses.dataclass(frozen=True, slots=True)
class DeskTimes:
    """When a desk was open, and when it paused; queue → weight in minutes."""

    code: str
    weights: Mapping[str, Minutes]
    sessions: tuple[Window, ...]
    pauses: tuple[Window, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class QueueTimes:
    """A queue's plan on a day: windows of service without its breaks; prior mean."""

    windows: tuple[Window, ...]
    prior: Minutes
    priority_minutes: Minutes = 60.0


@dataclasses.dataclass(frozen=True, slots=True)
class Day:
    """All facts of one site on one business date."""

    date: dt.date
    queues: Mapping[str, QueueTimes]
    desks: tuple[DeskTimes, ...]
    turns: tuple[Turn, ...]
