"""A mall without a database: the rules of issuing and calling, in dictionaries."""

import dataclasses
import datetime as dt
import heapq
import itertools
from typing import Any, NamedTuple

from balarea.visits import rules
from balarea.visits.rules import Event, PriorityClass, State
from balarea.visits.simulation.dispatching import Refused, Request
from balarea.visits.simulation.plans import Hall, QueuePlan

OPEN, PAUSED, CLOSED = "OPEN", "PAUSED", "CLOSED"
UNCALLED = frozenset({State.PLANNED, State.WAITING, State.CANCELLED, State.LEFT})
type Entry = tuple[dt.datetime, int, int]
"""In a heap: effective time, ticket, and the version in which it is meant."""


@dataclasses.dataclass(slots=True)
class Ticket:
    """A ticket as it is now.

    Attributes:
        effective_at: by which it is ordered among the waiting.
        since: when it came into its state.
        version: grows at each change; older entries of the heaps don't count.
    """

    id: int
    queue: str
    number: int
    channel: str
    priority: str
    joined_at: dt.datetime
    effective_at: dt.datetime
    state: State
    since: dt.datetime
    slot: dt.datetime | None = None
    is_remote: bool = False
    desk: str = ""
    recalls: int = 0
    returns: int = 0
    version: int = 0
    from_ticket: int | None = None


class Happening(NamedTuple):
    """What happened to a ticket, as `visits.models.TicketEvent` records it."""

    ticket: int
    event: Event
    at: dt.datetime
    effective_at: dt.datetime
    desk: str


class DeskChange(NamedTuple):
    """A desk is `OPEN`, `PAUSED` or `CLOSED` from now on."""

    desk: str
    state: str
    at: dt.datetime


class MemoryDispatcher:
    """Implements `Dispatcher[int]` for one day of a hall.

    Attributes:
        desks: state of each desk that isn't closed.
        events, desk_changes: all that happened, in order.
    """

    def __init__(self, hall: Hall, midnight: dt.datetime) -> None:
        self.hall = hall
        self.tickets: list[Ticket] = []
        self.desks: dict[str, str] = {}
        self.events: list[Happening] = []
        self.desk_changes: list[DeskChange] = []
        self.midnight = midnight
        self._queues = {one.code: one for one in hall.queues}
        self._skills = {one.code: one.skills for one in hall.desks}
        self._numbers = {code: itertools.count(1) for code in self._queues}
        self._open: dict[str, int] = dict.fromkeys(self._queues, 0)
        self._heaps: dict[str, list[Entry]] = {code: [] for code in self._queues}
        self._at_desk: dict[str, Ticket] = {}
        self._planned = {
            code: sum(code in skills for skills in self._skills.values())
            for code in self._queues
        }

    # What observers may look at.

    def waiting(self, queue: str) -> list[Ticket]:
        """Who waits in a queue, the next one first."""
        entries = sorted(
            entry for entry in self._heaps[queue] if self._is_current(entry)
        )
        return [self.tickets[id] for _, id, _ in entries]

    def serving(self) -> list[Ticket]:
        """Tickets that occupy a desk now, called or served."""
        return list(self._at_desk.values())

    def open_desks(self, queue: str) -> list[str]:
        """Desks that can serve a queue and are neither closed nor paused."""
        return [
            code
            for code, state in self.desks.items()
            if state == OPEN and queue in self._skills[code]
        ]

    # Desks.

    def open_desk(self, desk: str, at: dt.datetime) -> None:
        if self.desks.get(desk) == OPEN:
            raise Refused("DESK_TAKEN")
        self._set_desk(desk, OPEN, at)

    def pause_desk(self, desk: str, at: dt.datetime) -> None:
        if desk not in self.desks:
            raise Refused("DESK_CLOSED")
        if self.desks[desk] == OPEN:  # twice changes nothing
            self._set_desk(desk, PAUSED, at)

    def close_desk(self, desk: str, at: dt.datetime) -> None:
        if desk not in self.desks:
            raise Refused("DESK_CLOSED")
        if desk in self._at_desk:
            raise Refused("STILL_SERVING")
        self._set_desk(desk, CLOSED, at)
        del self.desks[desk]

    # Tickets.

    def issue(self, request: Request, at: dt.datetime) -> int:
        queue = self._queues[request.queue]
        joined_at = request.claimed_at or at
        if request.slot is None:
            self._check_room(queue, at)
        return self._add(
            queue.code,
            channel=request.channel,
            priority=request.priority,
            joined_at=joined_at,
            effective_at=self._effective_at(queue, request, joined_at),
            state=State.WAITING if request.is_present else State.PLANNED,
            since=at,
            slot=request.slot,
            is_remote=not request.is_present,
        )

    def check_in(self, ticket: int, at: dt.datetime) -> None:
        one = self._of(ticket, Event.ARRIVED)
        if self._was_passed(one):
            one.effective_at = max(one.effective_at, at - rules.RETURN_BEFORE)
        self._move(one, Event.ARRIVED, at)

    def call_next(self, desk: str, at: dt.datetime) -> int | None:
        if self.desks.get(desk) != OPEN:
            raise Refused("DESK_CLOSED")
        if desk in self._at_desk:
            raise Refused("STILL_SERVING")
        heads = [
            (head[0] - dt.timedelta(minutes=weight), head[1], queue)
            for queue, weight in self._skills[desk].items()
            if (head := self._head(queue)) is not None
        ]
        if not heads:
            return None
        _, ticket, queue = min(heads)
        heapq.heappop(self._heaps[queue])
        one = self.tickets[ticket]
        one.desk, one.recalls = desk, 0
        self._move(one, Event.CALLED, at)
        return ticket

    def recall(self, ticket: int, at: dt.datetime) -> None:
        one = self._of(ticket, Event.RECALLED)
        is_early = at - one.since < rules.RECALL_PAUSE
        if one.recalls >= rules.MAX_RECALLS or is_early:
            raise Refused("RECALLED_TOO_OFTEN")
        one.recalls += 1
        self._move(one, Event.RECALLED, at)

    def miss(self, ticket: int, at: dt.datetime) -> None:
        self._move(self._of(ticket, Event.MISSED), Event.MISSED, at)

    def return_missed(self, ticket: int, at: dt.datetime) -> None:
        one = self._of(ticket, Event.RETURNED)
        is_late = at - one.since > rules.RETURN_WITHIN
        if one.returns >= rules.MAX_RETURNS or is_late:
            raise Refused("TOO_LATE_TO_RETURN")
        one.returns += 1
        one.effective_at = at - rules.RETURN_BEFORE
        self._move(one, Event.RETURNED, at)

    def no_show(self, ticket: int, at: dt.datetime) -> None:
        self._move(self._of(ticket, Event.NO_SHOW), Event.NO_SHOW, at)

    def start(self, ticket: int, at: dt.datetime) -> None:
        self._move(self._of(ticket, Event.SERVING), Event.SERVING, at)

    def hold(self, ticket: int, due: dt.datetime, at: dt.datetime) -> None:
        self._move(self._of(ticket, Event.ON_HOLD), Event.ON_HOLD, at)

    def resume(self, ticket: int, at: dt.datetime) -> None:
        self._move(self._of(ticket, Event.REQUEUED), Event.REQUEUED, at)

    def transfer(self, ticket: int, queue: str, at: dt.datetime) -> int:
        one = self._of(ticket, Event.TRANSFERRED)
        self._move(one, Event.TRANSFERRED, at)
        return self._add(
            queue,
            channel=one.channel,
            priority=one.priority,
            joined_at=at,
            effective_at=one.effective_at,
            state=State.WAITING,
            since=at,
            slot=one.slot,
            from_ticket=one.id,
        )

    def finish(self, ticket: int, at: dt.datetime) -> None:
        self._move(self._of(ticket, Event.DONE), Event.DONE, at)

    def leave(self, ticket: int, at: dt.datetime) -> None:
        self._move(self._of(ticket, Event.LEFT), Event.LEFT, at)

    def end_day(self, at: dt.datetime) -> None:
        for one in self.tickets:
            if one.state in rules.OPEN:
                self._move(one, Event.EXPIRED, at)

    # Inside.

    def _set_desk(self, desk: str, state: str, at: dt.datetime) -> None:
        self.desks[desk] = state
        self.desk_changes.append(DeskChange(desk, state, at))

    def _of(self, ticket: int, event: Event) -> Ticket:
        one = self.tickets[ticket]
        if not rules.may(event, one.state):
            raise Refused("NOT_NOW")
        return one

    def _add(self, queue: str, **given: Any) -> int:
        one = Ticket(
            id=len(self.tickets),
            queue=queue,
            number=next(self._numbers[queue]),
            **given,
        )
        self.tickets.append(one)
        self._open[queue] += 1
        self._note(one, Event.ISSUED, one.since)
        self._enqueue(one)
        return one.id

    def _move(self, one: Ticket, event: Event, at: dt.datetime) -> None:
        if one.state in rules.AT_DESK:
            self._at_desk.pop(one.desk, None)
        one.state = rules.TRANSITIONS[event].to or one.state
        self._open[one.queue] -= one.state in rules.ENDED
        one.since, one.version = at, one.version + 1
        self._note(one, event, at)
        if one.state in rules.AT_DESK:
            self._at_desk[one.desk] = one
        self._enqueue(one)

    def _enqueue(self, one: Ticket) -> None:
        if one.state == State.WAITING:
            entry = (one.effective_at, one.id, one.version)
            heapq.heappush(self._heaps[one.queue], entry)

    def _is_current(self, entry: Entry) -> bool:
        one = self.tickets[entry[1]]
        return one.version == entry[2] and one.state == State.WAITING

    def _head(self, queue: str) -> Entry | None:
        heap = self._heaps[queue]
        while heap and not self._is_current(heap[0]):
            heapq.heappop(heap)
        return heap[0] if heap else None

    def _was_passed(self, one: Ticket) -> bool:
        """Whether somebody who stood behind was called already."""
        return any(
            other.queue == one.queue
            and other.effective_at > one.effective_at
            and other.state not in UNCALLED
            for other in self.tickets
        )

    def _effective_at(
        self, queue: QueuePlan, request: Request, joined_at: dt.datetime
    ) -> dt.datetime:
        return rules.effective_at(
            joined_at,
            PriorityClass(request.priority),
            priority_lead=dt.timedelta(minutes=queue.priority_minutes),
            appointment_lead=dt.timedelta(minutes=queue.appointment_minutes),
            slot_at=request.slot,
        )

    def _check_room(self, queue: QueuePlan, at: dt.datetime) -> None:
        now = (at - self.midnight) / dt.timedelta(minutes=1)
        pauses = sum(max(0.0, end - max(now, start)) for start, end in queue.breaks)
        if not rules.has_room(
            ahead=self._open[queue.code],
            service_minutes=queue.mean,
            desks=len(self.open_desks(queue.code)) or self._planned[queue.code],
            minutes=max(0.0, queue.closes - max(now, queue.opens) - pauses),
        ):
            raise Refused("QUEUE_FULL")

    def _note(self, one: Ticket, event: Event, at: dt.datetime) -> None:
        self.events.append(Happening(one.id, event, at, one.effective_at, one.desk))
