"""What a simulated day asks of a mall: the steps of tickets and desks, at given times.

Two implementations follow the same rules: `memory.MemoryDispatcher`, and
`visits.testing_days.OperationsDispatcher`, which calls the operations.
"""

import dataclasses
import datetime as dt
from collections.abc import Hashable
from typing import Protocol


class Refused(Exception):
    """A step that the rules don't allow now; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclasses.dataclass(frozen=True, slots=True)
class Request:
    """A visitor's wish for a number.

    Attributes:
        is_present: in the building; else they check in later.
        slot: when their booked slot begins; None without a booking.
        claimed_at: when a kiosk gave the number by itself while the server was away.
        is_printed: False if the kiosk had no paper.
    """

    queue: str
    channel: str
    priority: str
    is_present: bool = True
    slot: dt.datetime | None = None
    claimed_at: dt.datetime | None = None
    is_printed: bool = True


class Dispatcher[T: Hashable](Protocol):
    """Issues numbers and calls them; `T` names a ticket.

    Each method raises `Refused` when the step isn't allowed, and then changes nothing.
    """

    def open_desk(self, desk: str, at: dt.datetime) -> None:
        """An officer sits down at a desk, or comes back from a pause."""

    def pause_desk(self, desk: str, at: dt.datetime) -> None:
        """The officer of an open desk takes a break."""

    def close_desk(self, desk: str, at: dt.datetime) -> None:
        """The officer leaves an open or paused desk."""

    def issue(self, request: Request, at: dt.datetime) -> T:
        """Give a number."""

    def check_in(self, ticket: T, at: dt.datetime) -> None:
        """The holder of a number from home is in the building."""

    def call_next(self, desk: str, at: dt.datetime) -> T | None:
        """Call who is next at this desk; None if nobody waits for it."""

    def recall(self, ticket: T, at: dt.datetime) -> None:
        """Call once more."""

    def miss(self, ticket: T, at: dt.datetime) -> None:
        """Nobody came."""

    def return_missed(self, ticket: T, at: dt.datetime) -> None:
        """Who was missed is here after all."""

    def no_show(self, ticket: T, at: dt.datetime) -> None:
        """Who was missed didn't come back in time."""

    def start(self, ticket: T, at: dt.datetime) -> None:
        """The visitor stands at the desk."""

    def hold(self, ticket: T, due: dt.datetime, at: dt.datetime) -> None:
        """The visitor leaves the desk for something, and comes back to the front."""

    def resume(self, ticket: T, at: dt.datetime) -> None:
        """Who was on hold is back, and waits at the front."""

    def transfer(self, ticket: T, queue: str, at: dt.datetime) -> T:
        """Served here; the new ticket waits in another queue at the same place."""

    def finish(self, ticket: T, at: dt.datetime) -> None:
        """Served."""

    def leave(self, ticket: T, at: dt.datetime) -> None:
        """The visitor goes away while waiting."""

    def end_day(self, at: dt.datetime) -> None:
        """All that still waits expires."""
