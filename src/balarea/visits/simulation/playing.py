"""Plays a day: visitors and officers act on a dispatcher in the order of time.

`Player.events` yields the time of each step before it is taken, so whoever plays in
real time waits there. Nobody else needs to be in the mall, yet may be: numbers that
others took are called and served like the simulated ones, and a step that somebody
else made impossible is left out and counted.
"""

import collections
import dataclasses
import datetime as dt
import heapq
import itertools
import math
from collections.abc import Callable, Hashable, Iterator
from typing import Any

from balarea.visits.simulation.dispatching import Dispatcher, Refused, Request
from balarea.visits.simulation.facts import TicketFacts
from balarea.visits.simulation.plans import DeskPlan, Hall, Minutes, Window
from balarea.visits.simulation.visitors import KIOSK, REGULAR, Step, Visitor

REACTION = 0.2  # minutes until an officer sees that somebody waits
RECALL_AFTER = 0.75  # minutes
RETRY = 1.0  # minutes after a call that was refused
NO_SHOW_AFTER = 31.0  # minutes after a missed call
OVERTIME = 30.0  # minutes after closing in which those who wait are served
CLOSED, OPEN, PAUSED = "CLOSED", "OPEN", "PAUSED"


@dataclasses.dataclass(slots=True)
class Desk[T]:
    plan: DeskPlan
    state: str = CLOSED
    ticket: T | None = None
    idle_since: Minutes = 0.0
    is_waking: bool = False
    wants_pause: bool = False
    wants_close: bool = False


@dataclasses.dataclass(slots=True)
class Record:
    """A ticket's visitor, the step it is for, and what is left of that."""

    visitor: Visitor
    number: int  # of the step, from 0
    step: Step
    facts: TicketFacts
    is_waiting: bool = False


class Player[T: Hashable]:
    """One day of a hall.

    Attributes:
        facts: of each ticket, in the order of issue.
        refused: code → how many steps were refused.
        observe: called after each issue and transfer, with the ticket and the time.
    """

    def __init__(
        self,
        hall: Hall,
        visitors: list[Visitor],
        dispatcher: Dispatcher[T],
        at: Callable[[Minutes], dt.datetime],
        observe: Callable[[T, dt.datetime], None] | None = None,
    ) -> None:
        self.hall, self.dispatcher, self.observe = hall, dispatcher, observe
        self.minute: Minutes = 0.0
        self.records: dict[T, Record] = {}
        self.facts: list[TicketFacts] = []
        self.refused: collections.Counter[str] = collections.Counter()
        self.desks = {plan.code: Desk[T](plan) for plan in hall.desks}
        self._at = at
        self._order = itertools.count()
        self._heap: list[tuple[Minutes, int, Callable[..., None], Any]] = []
        self._fill(visitors)

    def _fill(self, visitors: list[Visitor]) -> None:
        for desk in self.desks.values():
            self._on(desk.plan.opens, self._open, desk)
            if desk.plan.lunch:
                self._on(desk.plan.lunch[0], self._begin_lunch, desk)
            self._on(desk.plan.closes, self._begin_closing, desk)
        for visitor in visitors:
            self._on(visitor.joins, self._join, visitor)
        if self.desks:
            last = max(desk.plan.closes for desk in self.desks.values())
            self._on(last + OVERTIME, self._end_day)

    def run(self) -> None:
        """Play to the end without waiting."""
        for _ in self.events():
            pass

    def events(self) -> Iterator[dt.datetime]:
        """The time of each step, before it is taken."""
        while self._heap:
            minute, _, action, arguments = heapq.heappop(self._heap)
            away = _window(self.hall.server_away, minute)
            if away and action != self._join:
                self._on(away[1], action, *arguments)
                continue
            yield self._at(minute)
            self.minute = minute
            try:
                action(*arguments)
            except Refused as refusal:
                self.refused[refusal.code] += 1

    @property
    def now(self) -> dt.datetime:
        return self._at(self.minute)

    def _on(
        self, minute: Minutes, action: Callable[..., None], *arguments: Any
    ) -> None:
        heapq.heappush(self._heap, (minute, next(self._order), action, arguments))

    def _in(self, pause: Minutes, action: Callable[..., None], *arguments: Any) -> None:
        self._on(self.minute + pause, action, *arguments)

    # Visitors.

    def _join(self, visitor: Visitor) -> None:
        if visitor.slot is not None and visitor.comes is None:
            return
        away = _window(self.hall.server_away, self.minute)
        if away:
            self._on(away[1], self._take_number, visitor, self.now)
        else:
            self._take_number(visitor)

    def _take_number(
        self, visitor: Visitor, claimed_at: dt.datetime | None = None
    ) -> None:
        comes = visitor.comes if visitor.comes is not None else math.inf
        is_present = claimed_at is not None or comes <= self.minute
        has_paper = _window(self.hall.paper_out, visitor.joins) is None
        slot = None if visitor.slot is None else self._at(visitor.slot)
        request = Request(
            queue=visitor.steps[0].queue,
            channel=visitor.channel,
            priority=visitor.priority,
            is_present=is_present,
            slot=slot,
            claimed_at=claimed_at,
            is_printed=visitor.channel == KIOSK and has_paper,
        )
        ticket = self.dispatcher.issue(request, self.now)
        record = self._note(ticket, visitor, 0, claimed_at or self.now)
        if is_present:
            self._begin_waiting(ticket, record)
        elif comes < math.inf:
            self._on(comes, self._check_in, ticket)

    def _note(
        self, ticket: T, visitor: Visitor, number: int, joined_at: dt.datetime
    ) -> Record:
        step = visitor.steps[number]
        facts = TicketFacts(
            queue=step.queue,
            priority=visitor.priority,
            channel=visitor.channel,
            step=number + 1,
            joined_at=joined_at,
            slot=None if visitor.slot is None else self._at(visitor.slot),
        )
        self.facts.append(facts)
        record = self.records[ticket] = Record(visitor, number, step, facts)
        if self.observe:
            self.observe(ticket, self.now)
        return record

    def _check_in(self, ticket: T) -> None:
        self.dispatcher.check_in(ticket, self.now)
        self._begin_waiting(ticket, self.records[ticket])

    def _begin_waiting(self, ticket: T, record: Record) -> None:
        record.is_waiting = True
        if record.facts.waiting_since is None:
            record.facts.waiting_since = self.now
            if record.visitor.patience < math.inf:
                self._in(record.visitor.patience, self._lose_patience, ticket)
        self._wake(record.step.queue)

    def _lose_patience(self, ticket: T) -> None:
        record = self.records[ticket]
        if record.is_waiting:
            self.dispatcher.leave(ticket, self.now)
            self._end(record, "LEFT")

    def _return(self, ticket: T) -> None:
        record = self.records[ticket]
        self.dispatcher.return_missed(ticket, self.now)
        record.facts.returns += 1
        record.step = dataclasses.replace(record.step, unheard=0, returns_after=None)
        self._begin_waiting(ticket, record)

    def _stay_away(self, ticket: T) -> None:
        self.dispatcher.no_show(ticket, self.now)
        self._end(self.records[ticket], "NO_SHOW")

    def _come_back(self, ticket: T) -> None:
        self.dispatcher.resume(ticket, self.now)
        self._begin_waiting(ticket, self.records[ticket])

    def _end(self, record: Record, state: str) -> None:
        record.is_waiting, record.facts.ended = False, state

    # Officers.

    def _wake(self, queue: str) -> None:
        """Let the officer who has been idle longest look at the queue."""
        idle = [
            desk
            for desk in self.desks.values()
            if desk.state == OPEN
            and desk.ticket is None
            and not desk.is_waking
            and queue in desk.plan.skills
        ]
        if idle:
            desk = min(idle, key=lambda one: one.idle_since)
            desk.is_waking = True
            self._in(REACTION, self._call, desk)

    def _open(self, desk: Desk[T]) -> None:
        desk.wants_pause = False
        if desk.state != CLOSED or not desk.wants_close:
            self.dispatcher.open_desk(desk.plan.code, self.now)
            desk.state = OPEN
            self._call(desk)

    def _begin_lunch(self, desk: Desk[T]) -> None:
        desk.wants_pause = True
        if desk.state == OPEN and desk.ticket is None:
            self._pause(desk)

    def _pause(self, desk: Desk[T]) -> None:
        begins, ends = desk.plan.lunch or (0.0, 0.0)
        self.dispatcher.pause_desk(desk.plan.code, self.now)
        desk.state = PAUSED
        self._in(ends - begins, self._open, desk)

    def _begin_closing(self, desk: Desk[T]) -> None:
        desk.wants_close = True
        if desk.state == OPEN and desk.ticket is None:
            self._call(desk)

    def _close(self, desk: Desk[T]) -> None:
        self.dispatcher.close_desk(desk.plan.code, self.now)
        desk.state = CLOSED

    def _call(self, desk: Desk[T]) -> None:
        desk.is_waking = False
        if desk.state != OPEN or desk.ticket is not None:
            return
        if desk.wants_pause:
            self._pause(desk)
            return
        if desk.wants_close and self.minute >= desk.plan.closes + OVERTIME:
            self._close(desk)
            return
        try:
            ticket = self.dispatcher.call_next(desk.plan.code, self.now)
        except Refused:
            self._in(RETRY, self._call, desk)
            raise
        if ticket is None:
            desk.idle_since = self.minute
            if desk.wants_close:
                self._close(desk)
            return
        desk.ticket = ticket
        self._note_call(desk, ticket)

    def _note_call(self, desk: Desk[T], ticket: T) -> None:
        record = self.records.get(ticket) or self._adopt(desk, ticket)
        facts, record.is_waiting = record.facts, False
        facts.called_at, facts.desk = self.now, desk.plan.code
        facts.first_called_at = facts.first_called_at or self.now
        if record.step.unheard:
            self._in(RECALL_AFTER, self._tried(self._recall), desk, ticket, 1)
        else:
            self._in(record.step.walk, self._tried(self._start), desk, ticket)

    def _adopt(self, desk: Desk[T], ticket: T) -> Record:
        """The ticket of somebody who isn't simulated: they come, and stay a while."""
        queue = next(iter(desk.plan.skills))
        step = Step(queue, self.hall.queue(queue).mean, self.hall.behaviour.walk)
        visitor = Visitor(self.minute, self.minute, KIOSK, REGULAR, (step,))
        return self._note(ticket, visitor, 0, self.now)

    def _tried(self, action: Callable[..., None]) -> Callable[..., None]:
        """The same step at a desk; if it is refused, the desk goes on to the next."""

        def act(desk: Desk[T], *arguments: Any) -> None:
            try:
                action(desk, *arguments)
            except Refused:
                self._free(desk)
                raise

        return act

    def _free(self, desk: Desk[T]) -> None:
        desk.ticket, desk.idle_since = None, self.minute
        self._in(REACTION, self._call, desk)

    def _recall(self, desk: Desk[T], ticket: T, times: int) -> None:
        record = self.records[ticket]
        try:
            self.dispatcher.recall(ticket, self.now)
        except Refused as refusal:
            self.refused[refusal.code] += 1
        else:
            record.facts.recalls += 1
        if times == record.step.unheard:
            self._in(record.step.walk, self._tried(self._start), desk, ticket)
        elif times < 2:
            self._in(RECALL_AFTER, self._tried(self._recall), desk, ticket, times + 1)
        else:
            self._in(RECALL_AFTER, self._tried(self._miss), desk, ticket)

    def _miss(self, desk: Desk[T], ticket: T) -> None:
        self.dispatcher.miss(ticket, self.now)
        after = self.records[ticket].step.returns_after
        if after is None:
            self._in(NO_SHOW_AFTER, self._stay_away, ticket)
        else:
            self._in(after, self._return, ticket)
        self._free(desk)

    def _start(self, desk: Desk[T], ticket: T) -> None:
        self.dispatcher.start(ticket, self.now)
        record = self.records[ticket]
        record.facts.served_at = record.facts.served_at or self.now
        step = record.step
        if step.pause is None:
            self._in(step.minutes, self._tried(self._finish), desk, ticket)
        else:
            self._in(step.minutes / 2, self._tried(self._hold), desk, ticket)

    def _hold(self, desk: Desk[T], ticket: T) -> None:
        record = self.records[ticket]
        pause, half = record.step.pause or 0.0, record.step.minutes / 2
        due = self._at(self.minute + pause)
        self.dispatcher.hold(ticket, due, self.now)
        record.facts.holds += 1
        record.step = dataclasses.replace(
            record.step, minutes=half, pause=None, unheard=0
        )
        self._in(pause, self._come_back, ticket)
        self._free(desk)

    def _finish(self, desk: Desk[T], ticket: T) -> None:
        record = self.records[ticket]
        steps, number = record.visitor.steps, record.number + 1
        if number < len(steps):
            queue = steps[number].queue
            later = self.dispatcher.transfer(ticket, queue, self.now)
            record.facts.is_passed_on = True
            following = self._note(later, record.visitor, number, self.now)
            self._begin_waiting(later, following)
        else:
            self.dispatcher.finish(ticket, self.now)
        record.facts.done_at = self.now
        self._end(record, "DONE")
        self._free(desk)

    def _end_day(self) -> None:
        """After the last visitor; what is open then expires."""
        if any(desk.ticket is not None for desk in self.desks.values()):
            self._in(5, self._end_day)
            return
        for desk in self.desks.values():
            if desk.state != CLOSED:
                self._close(desk)
        self.dispatcher.end_day(self.now)
        for record in self.records.values():
            if not record.facts.ended:
                self._end(record, "EXPIRED")
        self._heap.clear()


def _window(windows: tuple[Window, ...], minute: Minutes) -> Window | None:
    """The window in which a minute lies."""
    return next((one for one in windows if one[0] <= minute < one[1]), None)
