"""Giving numbers: one counter row a queue and day is the lock, so none comes twice."""

import datetime as dt
import hashlib
from collections.abc import Callable
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from balarea.foundation import calendar, clock, idempotency, ids, unit_of_work
from balarea.foundation.operation import Actor, operation
from balarea.people.models import Site
from balarea.vault import operations as vault
from balarea.visits import actors, errors, models, rules
from balarea.visits.operations import steps
from balarea.visits.queries import places, tickets
from balarea.visits.rules import Channel, Event, PriorityClass, State

_NEXT = """
INSERT INTO visits_queueday
    (id, queue_id, business_date, last_number, issued, close_reason)
VALUES (%s, %s, %s, 1, 1, '')
ON CONFLICT (queue_id, business_date) DO UPDATE SET
    last_number = visits_queueday.last_number + 1, issued = visits_queueday.issued + 1
RETURNING last_number, issued, quota, closed_at, close_reason
"""


class Wish(NamedTuple):
    """What somebody asks for when they take a number.

    Attributes:
        service: the code of a service; empty where they chose the queue alone.
        person_index: keyed hash of who asks, for the limit a person; empty at a kiosk.
        subject, case: whom and what the visit is about, if that is known already.
    """

    queue: models.Queue
    service: str = ""
    channel: Channel = Channel.KIOSK
    priority: PriorityClass = PriorityClass.REGULAR
    language: str = "id"
    party_size: int = 1
    person_index: bytes = b""
    subject: UUID | None = None
    case: UUID | None = None


class _Number(NamedTuple):
    number: int
    issued: int
    quota: int | None
    closed_at: dt.datetime | None
    close_reason: str


@operation
def issue(
    *,
    wish: Wish,
    key: str = "",
    visit_id: UUID | None = None,
    by: Actor | None = None,
    at: dt.datetime,
) -> models.Ticket:
    """Give a number to somebody who begins a visit.

    Args:
        key: of the request; the same one again returns the first ticket.
        by: the officer who gives it; None for the visitor themselves.

    Raises:
        errors.QueueClosed: its day is over, not begun, or it was closed.
        errors.QueueFull: whoever came now couldn't be served any more.
        errors.NotReleased: the released part of the day's quota is used up.
        errors.TooManyTickets: they have a number of this queue.
    """
    visit, ticket_id = _new_visit(visit_id or ids.uuid7(), wish, at), ids.uuid7()

    def do() -> models.Ticket:
        return give(
            visit=unit_of_work.add(visit),
            queue=wish.queue,
            service=wish.service,
            channel=wish.channel,
            priority=wish.priority,
            ticket_id=ticket_id,
            by=by or actors.visitor(visit.id),
            at=at,
        )

    if not key:
        return do()
    answer, _ = claim(key=key, wish=wish, answer=str(ticket_id), at=at, do=do)
    return tickets.ticket(UUID(answer))


def claim(
    *, key: str, wish: Wish, answer: str, at: dt.datetime, do: Callable[[], object]
) -> tuple[str, bool]:
    """Run `do` once for a form's key; the first ticket's id, and whether it is this."""
    return idempotency.once(
        namespace="visits.issue",
        key=key,
        body=_digest(wish),
        answer=answer,
        at=at,
        do=do,
    )


def _digest(wish: Wish) -> bytes:
    text = f"{wish.queue.id}|{wish.service}|{wish.channel}|{wish.priority}"
    return hashlib.sha256(text.encode()).digest()


def _new_visit(visit_id: UUID, wish: Wish, at: dt.datetime) -> models.Visit:
    is_here = wish.channel is not Channel.WEB
    return models.Visit(
        id=visit_id,
        site_id=wish.queue.site_id,
        business_date=clock.today(at),
        language=wish.language,
        channel=wish.channel,
        began_at=at,
        arrived_at=at if is_here else None,
        party_size=wish.party_size,
        subject=wish.subject,
        case=wish.case,
        person_index=wish.person_index or None,
    )


@operation
def give(
    *,
    visit: models.Visit,
    queue: models.Queue,
    service: str = "",
    channel: Channel,
    priority: PriorityClass = PriorityClass.REGULAR,
    step_no: int = 1,
    needs: tuple[models.Ticket, ...] = (),
    slot_at: dt.datetime | None = None,
    place_of: models.Ticket | None = None,
    is_checked: bool = True,
    ticket_id: UUID | None = None,
    by: Actor,
    at: dt.datetime,
) -> models.Ticket:
    """Give a visit a number in a queue.

    Args:
        needs: steps that come before; until they are done it is only planned.
        slot_at: of the appointment that it comes from.
        place_of: the step that sends them on, whose place is taken over.
        is_checked: whether the queue's hours, room and limits are checked.
    """
    standing = places.standing(queue, clock.today(at))
    if slot_at is None:
        _check_open(queue, standing, at, has_room=is_checked)
    vault.log_secret(case=visit.id, by=by, at=at)  # before the counter is locked
    number = _number(visit, queue, is_checked, at)
    ticket = models.Ticket(
        id=ticket_id or ids.uuid7(),
        visit=visit,
        queue=queue,
        business_date=clock.today(at),
        number=number,
        label=rules.label(queue.prefix, number),
        service=service,
        step_no=step_no,
        channel=channel,
        **_place(queue, priority, slot_at, place_of, at),
        state=State.PLANNED if needs or not visit.arrived_at else State.WAITING,
        state_at=at,
        desks_open=standing.serving,
    )
    unit_of_work.add(ticket)
    for one in needs:
        link = models.TicketDependency(visit=visit, ticket=ticket, needed=one)
        unit_of_work.add(link)
    steps.note(ticket=ticket, event=Event.ISSUED, by=by, at=at)
    return ticket


def _place(
    queue: models.Queue,
    priority: PriorityClass,
    slot_at: dt.datetime | None,
    place_of: models.Ticket | None,
    at: dt.datetime,
) -> dict[str, Any]:
    """The columns that say where a ticket stands in its queue."""
    effective_at = rules.effective_at(
        at,
        priority,
        priority_lead=dt.timedelta(minutes=queue.priority_minutes),
        appointment_lead=dt.timedelta(minutes=queue.appointment_minutes),
        slot_at=slot_at,
    )
    return {
        "priority": PriorityClass.APPOINTMENT if slot_at else priority,
        "joined_at": at,
        "effective_at": place_of.effective_at if place_of else effective_at,
        "slot_at": slot_at,
        "from_ticket": place_of,
    }


def _number(
    visit: models.Visit, queue: models.Queue, is_checked: bool, at: dt.datetime
) -> int:
    """The queue's next number, for which others of this queue now wait."""
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [ids.uuid7(), queue.id, clock.today(at)])
        row = _Number(*cursor.fetchone())
    if is_checked:
        _check_number(visit, queue, row, at)
    return row.number


def _check_open(
    queue: models.Queue, standing: places.Standing, at: dt.datetime, *, has_room: bool
) -> None:
    """Refuse a queue that doesn't open on this day, also whoever is sent there.

    Args:
        has_room: whether whom nobody could serve before it closes is refused too.
    """
    local = clock.local(at)
    spans = places.regular_spans(queue, local.date(), calendar.overrides())
    if standing.is_closed or not spans:
        closure = places.closure(queue, local.date())
        why = closure.reason if closure is not None else ""
        raise errors.QueueClosed(queue=queue.name, why=why)
    if has_room and not rules.has_room(
        ahead=standing.open_tickets,
        service_minutes=queue.expected_minutes,
        desks=standing.serving or standing.expected,
        minutes=rules.minutes_left(spans, local.time()),
    ):
        raise errors.QueueFull(queue=queue.name)


def _check_number(
    visit: models.Visit, queue: models.Queue, row: _Number, at: dt.datetime
) -> None:
    """Refuse beyond the day's limits; the number is rolled back then."""
    name, now = queue.name, clock.local(at).time()
    if row.closed_at is not None:
        raise errors.QueueClosed(queue=name, why=row.close_reason)
    quota = row.quota if row.quota is not None else queue.daily_quota
    if quota is not None:
        if row.issued > quota:
            raise errors.QueueFull(queue=name)
        if row.issued > rules.released(quota, queue.releases, now):
            raise errors.NotReleased(queue=name, next=next_release(queue, now))
    if visit.person_index and _count_of_person(visit, queue) >= queue.person_limit:
        raise errors.TooManyTickets(queue=name)


def next_release(queue: models.Queue, at: dt.time) -> str:
    """When the next numbers of a quota are released: `13:00`, or empty for no more."""
    later = sorted(since for since, _ in queue.releases if since > f"{at:%H:%M}")
    return later[0] if later else ""


def _count_of_person(visit: models.Visit, queue: models.Queue) -> int:
    rows = models.Ticket.objects.filter(
        queue=queue,
        business_date=visit.business_date,
        visit__person_index=visit.person_index,
        visit__business_date=visit.business_date,
    )
    return rows.exclude(state__in=[State.CANCELLED]).count()


def queue_for(site: Site, service: str) -> models.Queue:
    """The queue of a service in a building; raises `errors.ServiceNotHere`."""
    queue = places.queue_of_service(site, service)
    if queue is None:
        raise errors.ServiceNotHere
    return queue
