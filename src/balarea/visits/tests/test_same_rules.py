"""Operations and the simulation in memory follow the same rules, step by step.

Whatever sequence of steps is drawn: both allow or refuse the same ones and call the
same visitor; a ticket's row is what its events make of it; nobody is called twice, and
priority moves nobody by more than its minutes.
"""

import datetime as dt
import itertools
import random
from collections.abc import Callable
from uuid import UUID

import pytest
from django.db import connection, transaction
from tests import sampling

from balarea.visits import models, rules
from balarea.visits.rules import Event, PriorityClass, State
from balarea.visits.simulation.dispatching import Dispatcher, Refused, Request
from balarea.visits.simulation.memory import Ticket
from balarea.visits.tests.days import DESKS, Both, open_building

pytestmark = pytest.mark.django_db

LIVES, STEPS = sampling.lives(4), 60
STEPS_OF_TICKETS = (
    *("recall", "miss", "start", "finish", "resume", "return_missed"),
    *("check_in", "leave"),
)
STEPS_OF_DESKS = ("open_desk", "open_desk", "pause_desk", "close_desk")
WHAT = (
    *["issue"] * 4,
    *["call"] * 4,
    *["allowed"] * 6,
    *("any", "any", "desk", "wait", "end_missed"),
)
EVENTS = {
    "recall": Event.RECALLED,
    "miss": Event.MISSED,
    "start": Event.SERVING,
    "finish": Event.DONE,
    "resume": Event.REQUEUED,
    "return_missed": Event.RETURNED,
    "hold": Event.ON_HOLD,
    "transfer": Event.TRANSFERRED,
    "check_in": Event.ARRIVED,
}
PRIORITIES = (*[PriorityClass.REGULAR] * 3, PriorityClass.ELDERLY)


def outcome[T](step: Callable[[], T]) -> tuple[bool, T | None]:
    """Whether a step was allowed, and what it returned."""
    try:
        return True, step()
    except Refused:
        return False, None


class Day:
    """One day of a building: steps drawn by chance, each taken by both."""

    def __init__(self, both: Both, begins: dt.datetime) -> None:
        self.at = begins
        self.memory, self.real = both
        self.ids: list[UUID] = []  # by the number that memory gave the ticket

    def take(self, step: str, desk: str) -> tuple[bool, object]:
        """A step of a desk, by both; it must come to the same."""
        ours = outcome(lambda: getattr(self.memory, step)(desk, self.at))
        theirs = outcome(lambda: getattr(self.real, step)(desk, self.at))
        assert ours[0] == theirs[0], step
        return theirs if ours[1] is None else (ours[0], (ours[1], theirs[1]))

    def take_with(
        self, number: int, step: Callable[[Dispatcher[object], object], object]
    ) -> tuple[bool, object, object]:
        """A step with one of the latest tickets, by both."""
        place = len(self.ids) - 1 - number
        if place < 0:
            return False, None, None
        memory, real = self.memory, self.real
        is_allowed, new = outcome(lambda: step(memory, place))  # type: ignore[arg-type]
        same, row = outcome(lambda: step(real, self.ids[place]))  # type: ignore[arg-type]
        assert is_allowed == same
        return is_allowed, new, row

    def begin(self) -> None:
        """Two desks open, and one visitor is served to the end."""
        self.take("open_desk", "A1")
        self.take("open_desk", "A2")
        self.issue(next(iter(DESKS)), PRIORITIES[0], is_present=True)
        self.call_next("A1")
        for step in ("start", "finish"):
            self.step_of_ticket(0, step)

    def act(self, chance: random.Random) -> None:
        """Whatever happens next in a building."""
        what, choice = chance.choice(WHAT), chance.randrange(10_000)
        number, queue = chance.randrange(6), chance.choice(sorted(DESKS))
        desk = chance.choice(("A1", "A2", "A3"))
        if what == "issue":
            priority = PRIORITIES[choice % len(PRIORITIES)]
            self.issue(queue, priority, is_present=choice % 5 != 0)
        elif what == "allowed":
            self.step_that_is_allowed(choice)
        elif what == "any":
            self.step_of_ticket(number, STEPS_OF_TICKETS[choice % 8])
        elif what == "call":
            self.call_next(desk)
        elif what == "desk":
            self.change_desk(
                desk, ("open_desk", "pause_desk", "close_desk")[choice % 3]
            )
        elif what == "wait":
            self.at += dt.timedelta(minutes=(0.5, 1, 5, 12, 31)[choice % 5])
        else:
            self.end_missed()

    def issue(self, queue: str, priority: str, *, is_present: bool) -> None:
        self.at += dt.timedelta(seconds=1)
        request = Request(queue, "KIOSK", priority, is_present=is_present)
        is_allowed, _ = outcome(lambda: self.memory.issue(request, self.at))
        same, ticket = outcome(lambda: self.real.issue(request, self.at))
        assert is_allowed == same
        if ticket is not None:
            self.ids.append(ticket)

    def call_next(self, desk: str) -> None:
        self.at += dt.timedelta(seconds=1)
        is_allowed, called = self.take("call_next", desk)
        if is_allowed and called is not None:
            assert isinstance(called, tuple)
            assert self.ids[called[0]] == called[1]

    def change_desk(self, desk: str, step: str) -> None:
        self.take(step, desk)

    def step_of_ticket(self, number: int, step: str) -> None:
        self.at += dt.timedelta(seconds=1)
        self.take_with(number, lambda of, ticket: getattr(of, step)(ticket, self.at))

    def step_that_is_allowed(self, choice: int) -> None:
        """One that the state allows; drawn alone, most steps would be refused."""
        self.at += dt.timedelta(seconds=40)
        allowed = [
            (len(self.ids) - 1 - one.id, step)
            for one in self.memory.tickets
            for step, event in EVENTS.items()
            if rules.may(event, one.state) and one.id < len(self.ids)
        ]
        if not allowed:
            return
        number, step = allowed[choice % len(allowed)]
        if step == "hold":
            self.hold(number)
        elif step == "transfer":
            queue = self.memory.tickets[len(self.ids) - 1 - number].queue
            self.transfer(number, next(one for one in DESKS if one != queue))
        else:
            self.step_of_ticket(number, step)

    def hold(self, number: int) -> None:
        due = self.at + dt.timedelta(minutes=10)
        self.take_with(number, lambda of, ticket: of.hold(ticket, due, self.at))

    def transfer(self, number: int, queue: str) -> None:
        self.at += dt.timedelta(seconds=1)
        place = len(self.ids) - 1 - number
        if place < 0 or self.memory.tickets[place].queue == queue:
            return
        _, _, later = self.take_with(
            number, lambda of, ticket: of.transfer(ticket, queue, self.at)
        )
        if isinstance(later, UUID):
            self.ids.append(later)

    def end_missed(self) -> None:
        for one in self.memory.tickets:
            is_over = self.at - one.since > rules.RETURN_WITHIN
            if one.state == State.MISSED and is_over:
                self.memory.no_show(one.id, self.at)
        if self.ids:
            self.real.no_show(self.ids[0], self.at)

    # What holds after every step.

    def rows_are_the_same(self) -> None:
        rows = models.Ticket.objects.select_related("queue", "desk").in_bulk(self.ids)
        for one, id in zip(self.memory.tickets, self.ids, strict=True):
            row = rows[id]
            assert (row.queue.code, row.number) == (one.queue, one.number)
            assert (row.state, row.version) == (one.state, one.version + 1)
            assert (row.effective_at, row.joined_at) == (
                one.effective_at,
                one.joined_at,
            )
            if one.state in rules.AT_DESK:
                assert row.desk is not None
                assert row.desk.code == one.desk
            self.is_not_favoured_too_much(one)

    def is_not_favoured_too_much(self, one: Ticket) -> None:
        if one.from_ticket is None and not one.returns:
            assert one.effective_at >= one.joined_at - rules.PRIORITY

    def a_row_is_what_its_events_make_of_it(self) -> None:
        events = models.TicketEvent.objects.filter(ticket__in=self.ids)
        ordered = events.order_by("ticket", "seq").values_list(
            "ticket", "seq", "type", "at", "ticket__state", "ticket__version"
        )
        for _, of in itertools.groupby(ordered, key=lambda one: one[0]):
            happened = list(of)
            assert [one[1] for one in happened] == list(range(1, happened[0][5] + 1))
            times = [one[3] for one in happened]
            assert times == sorted(times)
            assert happened[0][2] == Event.ISSUED
            state = self.first_state(happened[0][0])
            for one in happened[1:]:
                assert rules.may(Event(one[2]), state)
                state = rules.TRANSITIONS[Event(one[2])].to or state
            assert state == happened[0][4]

    def first_state(self, ticket: UUID) -> State:
        one = self.memory.tickets[self.ids.index(ticket)]
        return State.PLANNED if one.is_remote else State.WAITING

    def a_desk_has_one_visitor(self) -> None:
        at_desk = models.Ticket.objects.filter(state__in=rules.AT_DESK)
        desks = list(at_desk.values_list("desk", flat=True))
        assert len(desks) == len(set(desks))


def test_any_sequence_of_steps_follows_the_same_rules(at: dt.datetime) -> None:
    """Seeded walks: in few steps they come further than Hypothesis, which tries the
    simplest sequences first.
    """
    both = open_building(at)
    chance = sampling.draw("days of a building")
    happened: set[Event] = set()
    for _ in range(LIVES):
        with transaction.atomic():
            day = Day(open_copy(both), at)
            day.begin()
            for _ in range(STEPS):
                day.act(chance)
                day.rows_are_the_same()
                day.a_desk_has_one_visitor()
            day.a_row_is_what_its_events_make_of_it()
            connection.check_constraints()
            transaction.set_rollback(True)
        happened |= {one.event for one in day.memory.events}
    assert happened > {Event.CALLED, Event.SERVING, Event.DONE}


def open_copy(both: Both) -> Both:
    """The same building with nothing remembered."""
    memory, real = both
    return Both(
        type(memory)(memory.hall, memory.midnight), type(real)(real.queues, real.seats)
    )
