"""States of a ticket, who may pass whom, what is left of a day; pure arithmetic.

A ticket is one step of somebody's visit in one queue. Its state changes by events only,
and the events are what waits and service times are computed from.
"""

import datetime as dt
import enum
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

type Spans = Sequence[tuple[str, str]]
"""Opening hours of a day such as `[("08:00", "12:00"), ("13:00", "15:00")]`."""

MAX_RECALLS = 3
RECALL_PAUSE = dt.timedelta(seconds=30)  # between two calls of one ticket
MAX_RETURNS = 1  # of somebody who missed their call
RETURN_WITHIN = dt.timedelta(minutes=30)  # after it was missed
RETURN_BEFORE = dt.timedelta(minutes=10)  # whoever returns stands before these
ON_TIME = dt.timedelta(minutes=10)  # an appointment is late after that
PRIORITY = dt.timedelta(minutes=60)  # H: by how much priority counts as earlier
APPOINTMENT = dt.timedelta(minutes=30)  # A: by how much an appointment does
MIN_TEXT, MAX_TEXT = 5, 160  # characters of a text on the boards
PAPER_BLOCK = "P"  # numbers of printed pads, entered later
PAPER_LAST = 999  # the highest number of a pad
PAPER_DAYS = dt.timedelta(days=7)  # after which a pad's number isn't entered any more


class State(enum.StrEnum):
    PLANNED = "PLANNED"  # waits for a step before it, or isn't in the building yet
    WAITING = "WAITING"
    CALLED = "CALLED"
    SERVING = "SERVING"
    ON_HOLD = "ON_HOLD"
    MISSED = "MISSED"
    DONE = "DONE"
    NO_SHOW = "NO_SHOW"
    LEFT = "LEFT"
    CANCELLED = "CANCELLED"
    EXPIRED = "EXPIRED"


ENDED = frozenset(
    {State.DONE, State.NO_SHOW, State.LEFT, State.CANCELLED, State.EXPIRED}
)
OPEN = frozenset(State) - ENDED
AT_DESK = frozenset({State.CALLED, State.SERVING})


class Event(enum.StrEnum):
    """What happens to a ticket; the stored type of a `TicketEvent`."""

    ISSUED = "ISSUED"
    ARRIVED = "ARRIVED"  # checked in, or the step before it is done
    CALLED = "CALLED"
    RECALLED = "RECALLED"
    PUT_BACK = "PUT_BACK"  # called by mistake; keeps its place
    MISSED = "MISSED"
    RETURNED = "RETURNED"
    SERVING = "SERVING"  # arrived at the desk
    ON_HOLD = "ON_HOLD"
    RESUMED = "RESUMED"
    REQUEUED = "REQUEUED"  # on hold, and waits again at its place
    TRANSFERRED = "TRANSFERRED"
    DONE = "DONE"
    NO_SHOW = "NO_SHOW"
    LEFT = "LEFT"
    CANCELLED = "CANCELLED"
    EXPIRED = "EXPIRED"
    PRIORITY = "PRIORITY"  # another class, with a coded reason
    NOT_PRINTED = "NOT_PRINTED"


class Transition(NamedTuple):
    """`to` None: the state stays."""

    start: frozenset[State]
    to: State | None


_WAITING_SOMEHOW = frozenset(
    {State.PLANNED, State.WAITING, State.ON_HOLD, State.MISSED}
)
TRANSITIONS: Mapping[Event, Transition] = {
    Event.ARRIVED: Transition(frozenset({State.PLANNED}), State.WAITING),
    Event.CALLED: Transition(frozenset({State.WAITING}), State.CALLED),
    Event.RECALLED: Transition(frozenset({State.CALLED}), None),
    Event.PUT_BACK: Transition(frozenset({State.CALLED}), State.WAITING),
    Event.MISSED: Transition(frozenset({State.CALLED}), State.MISSED),
    Event.RETURNED: Transition(frozenset({State.MISSED}), State.WAITING),
    Event.SERVING: Transition(frozenset({State.CALLED}), State.SERVING),
    Event.ON_HOLD: Transition(frozenset({State.SERVING}), State.ON_HOLD),
    Event.RESUMED: Transition(frozenset({State.ON_HOLD}), State.SERVING),
    Event.REQUEUED: Transition(frozenset({State.ON_HOLD}), State.WAITING),
    Event.TRANSFERRED: Transition(frozenset({State.SERVING}), State.DONE),
    Event.DONE: Transition(frozenset({State.SERVING}), State.DONE),
    Event.NO_SHOW: Transition(frozenset({State.MISSED, State.PLANNED}), State.NO_SHOW),
    Event.LEFT: Transition(_WAITING_SOMEHOW, State.LEFT),
    Event.CANCELLED: Transition(_WAITING_SOMEHOW | {State.CALLED}, State.CANCELLED),
    Event.EXPIRED: Transition(OPEN, State.EXPIRED),
    Event.PRIORITY: Transition(frozenset({State.PLANNED, State.WAITING}), None),
    Event.NOT_PRINTED: Transition(OPEN, None),
}


class Channel(enum.StrEnum):
    KIOSK = "KIOSK"
    KIOSK_OFFLINE = "KIOSK_OFFLINE"  # issued while the mall's server was away
    WEB = "WEB"
    DESK = "DESK"
    PAPER = "PAPER"  # a printed pad


class PriorityClass(enum.StrEnum):
    """Why somebody is served earlier (UU 25/2009 art. 29, UU 8/2016; from memory, to
    be confirmed by a lawyer), or not."""

    REGULAR = "REGULAR"
    ELDERLY = "ELDERLY"
    PREGNANT = "PREGNANT"
    DISABLED = "DISABLED"
    INFANT = "INFANT"
    APPOINTMENT = "APPOINTMENT"


FAVOURED = frozenset(
    {
        PriorityClass.ELDERLY,
        PriorityClass.PREGNANT,
        PriorityClass.DISABLED,
        PriorityClass.INFANT,
    }
)


class PriorityReason(enum.StrEnum):
    """Why an officer gives priority, or takes it back."""

    ON_REQUEST = "ON_REQUEST"  # the visitor asked for it
    SEEN = "SEEN"  # an officer saw the need
    MISTAKE = "MISTAKE"  # it was chosen by mistake


class HoldReason(enum.StrEnum):
    PHOTOCOPY = "PHOTOCOPY"
    PAYMENT = "PAYMENT"
    FORM = "FORM"
    ADVICE = "ADVICE"  # somebody else must look first
    OTHER_DESK = "OTHER_DESK"
    REST = "REST"  # feeding a child, a prayer, a toilet


class CancelReason(enum.StrEnum):
    BY_VISITOR = "BY_VISITOR"
    WRONG_QUEUE = "WRONG_QUEUE"
    DUPLICATE = "DUPLICATE"
    AGENCY_AWAY = "AGENCY_AWAY"
    QUEUE_CLOSED = "QUEUE_CLOSED"
    NOT_NEEDED = "NOT_NEEDED"


def may(event: Event, state: State) -> bool:
    """Whether an event can happen to a ticket in this state."""
    return state in TRANSITIONS[event].start


def effective_at(
    joined_at: dt.datetime,
    priority: PriorityClass,
    *,
    priority_lead: dt.timedelta = PRIORITY,
    appointment_lead: dt.timedelta = APPOINTMENT,
    slot_at: dt.datetime | None = None,
) -> dt.datetime:
    """By which moment a ticket is ordered; set once, so the order can be explained.

    An appointment counts from its slot, unless its holder comes too late for that.
    """
    if slot_at is not None:
        is_late = joined_at > slot_at + ON_TIME
        return joined_at if is_late else slot_at - appointment_lead
    return joined_at - priority_lead if priority in FAVOURED else joined_at


def label(prefix: str, number: int, block: str = "") -> str:
    """`B012`; with a block of its own `B-K1-012`."""
    return f"{prefix}-{block}-{number:03}" if block else f"{prefix}{number:03}"


def merged(spans: Spans) -> list[tuple[str, str]]:
    """The same hours in order, each minute once: overlapping spans become one."""
    result: list[tuple[str, str]] = []
    for start, end in sorted(spans):
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(result[-1][1], end))
        elif start < end:
            result.append((start, end))
    return result


def without(span: tuple[str, str], breaks: Spans) -> list[tuple[str, str]]:
    """A span with its breaks cut out, which may overlap each other or its ends."""
    result, (start, closes) = [], span
    for begins, ends in merged(breaks):
        if start < begins < closes:
            result.append((start, begins))
        if begins < closes:
            start = max(start, ends)
    if start < closes:
        result.append((start, closes))
    return result


def minutes_left(spans: Spans, at: dt.time) -> float:
    """Minutes of opening hours from `at` (local) to closing, breaks left out."""
    now = _minutes(at)
    return sum(
        max(0.0, _minutes(dt.time.fromisoformat(end)) - max(now, _start(start)))
        for start, end in spans
    )


def is_open(spans: Spans, at: dt.time) -> bool:
    """Whether `at` lies within opening hours; a break is not open."""
    return any(start <= f"{at:%H:%M}" < end for start, end in spans)


def has_room(*, ahead: int, service_minutes: float, desks: int, minutes: float) -> bool:
    """Whether one more visitor can still be served before closing."""
    return (ahead + 1) * service_minutes <= desks * minutes


def room(*, ahead: int, service_minutes: float, desks: int, minutes: float) -> int:
    """How many more visitors can still be served before closing."""
    return max(0, int(desks * minutes / service_minutes) - ahead)


def released(quota: int, releases: Collection[tuple[str, int]], at: dt.time) -> int:
    """How many numbers of a day's quota may have been issued by `at` (local).

    Args:
        releases: pairs of a time and the percentage that is released at it; without
            any, the whole quota is there from the beginning.
    """
    if not releases:
        return quota
    clock = f"{at:%H:%M}"
    percent = sum(share for since, share in releases if since <= clock)
    return quota * min(percent, 100) // 100


def _minutes(at: dt.time) -> float:
    return at.hour * 60 + at.minute + at.second / 60


def _start(text: str) -> float:
    return _minutes(dt.time.fromisoformat(text))
