"""A day's turns, from the events of its tickets."""

import dataclasses
from collections.abc import Iterator, Sequence
from typing import Final

from .facts import LEFT, MISSED, PAUSED, SERVED, Minutes, Turn

RETURNS_BEFORE: Minutes = 10.0  # whoever missed a call stands before these when back
HEAD: Minutes = 600.0  # earlier than any place that a ticket of the day can have

# Types of events that change how a ticket waits; others are passed over.
_ENDS: Final = {
    "MISSED": MISSED,
    "ON_HOLD": PAUSED,
    "DONE": SERVED,
    "TRANSFERRED": SERVED,
    "LEFT": LEFT,
    "CANCELLED": LEFT,
    "EXPIRED": LEFT,
    "NO_SHOW": LEFT,
}


@dataclasses.dataclass(frozen=True, slots=True)
class TicketRow:
    """A ticket as it was issued.

    Attributes:
        joined: when its place began.
        effective: its first place in the line.
        is_remote: it couldn't be called yet: taken from home, booked, a later step.
    """

    ticket: str
    queue: str
    service: str
    category: str
    joined: Minutes
    effective: Minutes
    is_remote: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class EventRow:
    """One event: its stored type, when, and at which desk."""

    type: str
    at: Minutes
    desk: str = ""


@dataclasses.dataclass(slots=True)
class _Open:
    """A turn that goes on."""

    since: Minutes | None
    effective: Minutes
    called: Minutes | None = None
    desk: str = ""


def turns(row: TicketRow, events: Sequence[EventRow]) -> Iterator[Turn]:
    """The turns of one ticket; its events come in order, the first is its issue."""
    number = 0
    issued = events[0].at if events else row.joined
    current: _Open | None = _Open(None if row.is_remote else issued, row.effective)
    for event in events[1:]:
        if current is None:
            current = _begun(row, event)
        elif outcome := _ENDS.get(event.type):
            if outcome == LEFT and current.called is not None:
                outcome = MISSED
            yield _turn(row, current, number, event.at, outcome)
            current, number = None, number + 1
        else:
            _change(current, event)
    if current is not None:
        yield _turn(row, current, number, None, LEFT)


def _begun(row: TicketRow, event: EventRow) -> _Open | None:
    """The turn that an event begins after another has ended; None: it begins none."""
    match event.type:
        case "RETURNED":
            return _Open(event.at, event.at - RETURNS_BEFORE)
        case "REQUEUED":
            return _Open(event.at, row.effective - HEAD)
        case "RESUMED":
            return _Open(event.at, row.effective - HEAD, event.at, event.desk)
        case _:
            return None


def _change(current: _Open, event: EventRow) -> None:
    match event.type:
        case "ARRIVED":
            current.since = event.at
        case "CALLED":
            current.called, current.desk = event.at, event.desk
        case "PUT_BACK":
            current.called, current.desk = None, ""


def _turn(
    row: TicketRow, current: _Open, number: int, ended: Minutes | None, outcome: str
) -> Turn:
    return Turn(
        ticket=row.ticket,
        queue=row.queue,
        service=row.service,
        category=row.category,
        joined=row.joined,
        since=current.since,
        effective=current.effective,
        called=current.called,
        ended=ended,
        outcome=outcome,
        desk=current.desk,
        number=number,
        is_remote=row.is_remote and number == 0,
    )
