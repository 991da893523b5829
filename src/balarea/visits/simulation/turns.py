"""A simulated day as the facts that the estimator learns from and is tested on."""

import datetime as dt
from collections.abc import Iterable, Iterator

from balarea.visits.estimate.facts import (
    BOOKED,
    LEFT,
    MISSED,
    PAUSED,
    PRIORITY,
    REGULAR,
    SERVED,
    Day,
    DeskTimes,
    Minutes,
    QueueTimes,
    Turn,
    Window,
)
from balarea.visits.rules import FAVOURED, Event, PriorityClass
from balarea.visits.simulation import memory
from balarea.visits.simulation.memory import DeskChange, Happening, MemoryDispatcher
from balarea.visits.simulation.plans import Hall, QueuePlan
from balarea.visits.simulation.playing import Player
from balarea.visits.simulation.visitors import APPOINTMENT, Visitor, draw

_BEGINS = {Event.ISSUED, Event.ARRIVED, Event.RETURNED, Event.REQUEUED}
_OUTCOMES = {
    Event.MISSED: MISSED,
    Event.ON_HOLD: PAUSED,
    Event.TRANSFERRED: SERVED,
    Event.DONE: SERVED,
    Event.LEFT: LEFT,
    Event.CANCELLED: LEFT,
    Event.EXPIRED: LEFT,
}


def played_day(hall: Hall, day: dt.date, seed: int) -> Day:
    """The facts of a day that is played in memory."""
    midnight = dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC)
    visitors = draw(hall, day, seed)
    dispatcher = MemoryDispatcher(hall, midnight)

    def at(minute: Minutes) -> dt.datetime:
        return midnight + dt.timedelta(minutes=minute)

    Player(hall, visitors, dispatcher, at).run()
    return Day(
        date=day,
        queues={one.code: _queue_times(one) for one in hall.queues},
        desks=tuple(_desk_times(hall, dispatcher, midnight)),
        turns=(*_turns(dispatcher, midnight), *_absent(hall, visitors)),
    )


def _minute(at: dt.datetime, midnight: dt.datetime) -> Minutes:
    return (at - midnight) / dt.timedelta(minutes=1)


def _queue_times(queue: QueuePlan) -> QueueTimes:
    windows, start = [], queue.opens
    for begins, ends in sorted(queue.breaks):
        windows.append((start, begins))
        start = ends
    windows.append((start, queue.closes))
    return QueueTimes(
        windows=tuple(one for one in windows if one[0] < one[1]),
        prior=queue.mean,
        priority_minutes=queue.priority_minutes,
    )


def _desk_times(
    hall: Hall, dispatcher: MemoryDispatcher, midnight: dt.datetime
) -> Iterator[DeskTimes]:
    by_desk: dict[str, list[DeskChange]] = {one.code: [] for one in hall.desks}
    for change in dispatcher.desk_changes:
        by_desk[change.desk].append(change)
    for desk in hall.desks:
        sessions: list[Window] = []
        pauses: list[Window] = []
        opened = paused = None
        for change in by_desk[desk.code]:
            minute = _minute(change.at, midnight)
            if paused is not None:
                pauses.append((paused, minute))
                paused = None
            if change.state == memory.PAUSED:
                paused = minute
            elif change.state == memory.CLOSED and opened is not None:
                sessions.append((opened, minute))
                opened = None
            elif opened is None:
                opened = minute
        yield DeskTimes(desk.code, desk.skills, tuple(sessions), tuple(pauses))


def _turns(dispatcher: MemoryDispatcher, midnight: dt.datetime) -> Iterator[Turn]:
    events: list[list[Happening]] = [[] for _ in dispatcher.tickets]
    for event in dispatcher.events:
        events[event.ticket].append(event)
    for ticket, happened in zip(dispatcher.tickets, events, strict=True):
        yield from _turns_of(ticket, happened, midnight)


def _turns_of(
    ticket: memory.Ticket, happened: Iterable[Happening], midnight: dt.datetime
) -> Iterator[Turn]:
    joined = 0.0 if ticket.slot else _minute(ticket.joined_at, midnight)
    number, since, called, effective = 0, None, None, joined
    for event in happened:
        minute = _minute(event.at, midnight)
        if event.event in _BEGINS:
            is_remote = event.event is Event.ISSUED and ticket.is_remote
            since, called = None if is_remote else minute, None
            effective = _minute(event.effective_at, midnight)
        elif event.event is Event.CALLED:
            called = minute
        elif event.event in _OUTCOMES and (since is not None or number == 0):
            yield Turn(
                ticket=str(ticket.id),
                queue=ticket.queue,
                service=ticket.queue,
                category=_category(ticket),
                joined=joined,
                since=since,
                effective=effective,
                called=called,
                ended=minute,
                outcome=_OUTCOMES[event.event],
                desk=event.desk if called is not None else "",
                number=number,
                is_remote=ticket.is_remote and number == 0,
            )
            number, since, called = number + 1, None, None


def _category(ticket: memory.Ticket) -> str:
    if ticket.slot is not None or ticket.priority == APPOINTMENT:
        return BOOKED
    return PRIORITY if PriorityClass(ticket.priority) in FAVOURED else REGULAR


def _absent(hall: Hall, visitors: Iterable[Visitor]) -> Iterator[Turn]:
    """Bookings whose visitors never came."""
    for number, visitor in enumerate(visitors):
        if visitor.slot is None or visitor.comes is not None:
            continue
        queue = hall.queue(visitor.steps[0].queue)
        yield Turn(
            ticket=f"absent {number}",
            queue=queue.code,
            service=queue.code,
            category=BOOKED,
            joined=0.0,
            since=None,
            effective=visitor.slot - queue.appointment_minutes,
        )
