"""Simulated days by the real operations, for tests and the demonstration."""

import contextlib
import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple
from uuid import UUID

from balarea.foundation import clock
from balarea.foundation.errors import Refusal
from balarea.foundation.operation import SYSTEM, Actor
from balarea.people.queries import Scope
from balarea.visits import actors, errors, models
from balarea.visits.operations import arriving, calling, desks, issuing, serving
from balarea.visits.operations.issuing import Wish
from balarea.visits.queries import tickets
from balarea.visits.rules import (
    Channel,
    Event,
    HoldReason,
    PriorityClass,
    State,
    may,
)
from balarea.visits.simulation.dispatching import Refused, Request


class Seat(NamedTuple):
    """A desk with the officer who serves there."""

    desk: UUID
    scope: Scope
    by: Actor


@contextlib.contextmanager
def _refusals() -> Iterator[None]:
    """Pass a refusal of an operation on as the simulation's."""
    try:
        yield
    except Refusal as refusal:
        raise Refused(refusal.code) from refusal


class OperationsDispatcher:
    """Implements `Dispatcher[UUID]`: whatever happens is done by the operations.

    Args:
        queues, seats: by the codes that the plan of the day uses.
    """

    def __init__(
        self, queues: Mapping[str, models.Queue], seats: Mapping[str, Seat]
    ) -> None:
        self.queues, self.seats = queues, seats
        self._versions: dict[UUID, int] = {}
        self._visits: dict[UUID, models.Visit] = {}
        self._officers: dict[UUID, Actor] = {}  # ticket → who called it
        self._paused: set[str] = set()

    # Desks.

    def open_desk(self, desk: str, at: dt.datetime) -> None:
        seat = self.seats[desk]
        with _refusals():
            if desk in self._paused:
                desks.resume(scope=seat.scope, by=seat.by, at=at)
            else:
                desks.open_session(desk=seat.desk, scope=seat.scope, by=seat.by, at=at)
        self._paused.discard(desk)

    def pause_desk(self, desk: str, at: dt.datetime) -> None:
        seat = self.seats[desk]
        with _refusals():
            desks.pause(reason="LUNCH", scope=seat.scope, by=seat.by, at=at)
        self._paused.add(desk)

    def close_desk(self, desk: str, at: dt.datetime) -> None:
        seat = self.seats[desk]
        with _refusals():
            desks.close_session(scope=seat.scope, by=seat.by, at=at)
        self._paused.discard(desk)

    # Tickets.

    def issue(self, request: Request, at: dt.datetime) -> UUID:
        wish = Wish(
            queue=self.queues[request.queue],
            channel=Channel.KIOSK if request.is_present else Channel.WEB,
            priority=PriorityClass(request.priority),
        )
        with _refusals():
            return self._note(issuing.issue(wish=wish, at=at))

    def check_in(self, ticket: UUID, at: dt.datetime) -> None:
        visit = self._visits[ticket]
        with _refusals():
            arrived = arriving.check_in(visit=visit, by=actors.visitor(visit.id), at=at)
        if not arrived:
            raise Refused(errors.NotNow.code)
        for row in arrived:
            self._note(row)

    def call_next(self, desk: str, at: dt.datetime) -> UUID | None:
        seat = self.seats[desk]
        with _refusals():
            row = calling.call_next(desk=seat.desk, by=seat.by, at=at)
        if row is None:
            return None
        self._officers[row.id] = seat.by
        return self._note(row)

    def recall(self, ticket: UUID, at: dt.datetime) -> None:
        self._take(calling.recall, ticket, at)

    def miss(self, ticket: UUID, at: dt.datetime) -> None:
        self._take(calling.miss, ticket, at)

    def return_missed(self, ticket: UUID, at: dt.datetime) -> None:
        self._take(arriving.return_missed, ticket, at, by=SYSTEM)

    def no_show(self, ticket: UUID, at: dt.datetime) -> None:
        arriving.end_missed(by=SYSTEM, at=at)

    def start(self, ticket: UUID, at: dt.datetime) -> None:
        self._take(serving.start, ticket, at)

    def hold(self, ticket: UUID, due: dt.datetime, at: dt.datetime) -> None:
        self._take(serving.hold, ticket, at, reason=HoldReason.PHOTOCOPY, due_at=due)

    def resume(self, ticket: UUID, at: dt.datetime) -> None:
        self._take(serving.requeue, ticket, at, is_any_desk=True)

    def transfer(self, ticket: UUID, queue: str, at: dt.datetime) -> UUID:
        with _refusals():
            later = serving.transfer(
                ticket=ticket,
                version=self._versions[ticket],
                queue=self.queues[queue],
                by=self._officers.get(ticket, SYSTEM),
                at=at,
            )
        return self._note(later)

    def finish(self, ticket: UUID, at: dt.datetime) -> None:
        self._take(serving.finish, ticket, at)

    def leave(self, ticket: UUID, at: dt.datetime) -> None:
        if not may(Event.LEFT, State(tickets.ticket(ticket).state)):
            raise Refused(errors.NotNow.code)
        visit = self._visits[ticket]
        with _refusals():
            arriving.leave(visit=visit, by=actors.visitor(visit.id), at=at)

    def end_day(self, at: dt.datetime) -> None:
        tomorrow = clock.today(at) + dt.timedelta(days=1)
        while arriving.end_missed(by=SYSTEM, at=at):
            pass
        while arriving.expire_before(day=tomorrow, by=SYSTEM, at=at):
            pass

    # Inside.

    def _note(self, row: models.Ticket) -> UUID:
        self._versions[row.id], self._visits[row.id] = row.version, row.visit
        return row.id

    def _take(
        self,
        step: Callable[..., models.Ticket],
        ticket: UUID,
        at: dt.datetime,
        by: Actor | None = None,
        **more: Any,
    ) -> None:
        """One step of a ticket, in the version that was seen last."""
        with _refusals():
            row = step(
                ticket=ticket,
                version=self._versions[ticket],
                by=by or self._officers.get(ticket, SYSTEM),
                at=at,
                **more,
            )
        self._note(row)
