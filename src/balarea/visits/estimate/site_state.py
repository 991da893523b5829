"""Who waits, who serves and what is open at one moment."""

import dataclasses
from collections.abc import Mapping

from .facts import REGULAR, Minutes, Window
from .summaries import Sums


@dataclasses.dataclass(frozen=True, slots=True)
class Waiting:
    """A ticket in line.

    Attributes:
        effective: its place: the smaller, the earlier.
        is_here: False if it was taken from home and its visitor hasn't come yet.
    """

    effective: Minutes
    service: str
    category: str = REGULAR
    is_here: bool = True


@dataclasses.dataclass(frozen=True, slots=True)
class Due:
    """A booking whose visitor hasn't come yet: the place that they would get."""

    effective: Minutes
    until: Minutes  # afterwards they have lost that place
    service: str


@dataclasses.dataclass(frozen=True, slots=True)
class QueueState:
    """One queue.

    Attributes:
        waiting: in any order.
        windows: today's hours without breaks.
        today: desk minutes that were expected of today's served tickets, and how long
            they took, as count and total.
        called_until: the latest place that was called; who comes from home with an
            earlier one has lost it.
    """

    waiting: tuple[Waiting, ...] = ()
    due: tuple[Due, ...] = ()
    windows: tuple[Window, ...] = ()
    priority_minutes: Minutes = 60.0
    today: Sums = dataclasses.field(default_factory=Sums)
    called_until: Minutes = -1.0


@dataclasses.dataclass(frozen=True, slots=True)
class Serving:
    """What an open desk is doing: since the call of this ticket."""

    queue: str
    service: str
    called: Minutes


@dataclasses.dataclass(frozen=True, slots=True)
class DeskState:
    """A desk with an open session.

    Attributes:
        weights: queue → minutes by which it is preferred to the desk's other queues.
        paused_since: the beginning of its pause; None if it doesn't pause.
    """

    code: str
    weights: Mapping[str, Minutes]
    paused_since: Minutes | None = None
    serving: Serving | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class SiteState:
    """A whole site at a moment of a business date."""

    at: Minutes
    weekday: int
    queues: Mapping[str, QueueState]
    desks: tuple[DeskState, ...]
