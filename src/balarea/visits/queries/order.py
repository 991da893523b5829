"""In which order a queue was called, and why; nothing personal of anybody else."""

import datetime as dt
import enum
from typing import NamedTuple

from django.db.models import Max, Q

from balarea.visits import models
from balarea.visits.rules import Event, PriorityClass, State

SHOWN = 60  # rows of the page, the last before the ticket


class Why(enum.StrEnum):
    """Why a number stood before another."""

    EARLIER = "EARLIER"  # it was taken before
    PRIORITY = "PRIORITY"
    APPOINTMENT = "APPOINTMENT"
    RETURNED = "RETURNED"  # came back after a missed call, or from home
    SENT_ON = "SENT_ON"  # came from another desk, with the place it had
    CHOSEN = "CHOSEN"  # called out of turn by an officer; the reason is in the log
    SAME_TIME = "SAME_TIME"


class Before(NamedTuple):
    """One number that was called, or will be, before another."""

    label: str
    priority: str
    joined_at: dt.datetime
    effective_at: dt.datetime
    called_at: dt.datetime | None
    why: Why
    reason: str  # coded, of a call out of turn


def before(ticket: models.Ticket) -> list[Before]:
    """Who was called before a ticket while it waited, or is before it now.

    Ordered by the moment of the call, then by place; those who still wait come last.
    """
    rows = models.Ticket.objects.filter(
        queue=ticket.queue, business_date=ticket.business_date
    ).exclude(id=ticket.id)
    called_at = _called_at(ticket)
    is_before = Q(effective_at__lt=ticket.effective_at) | Q(
        effective_at=ticket.effective_at, id__lt=ticket.id
    )
    rows = rows.annotate(called=Max("events__at", filter=Q(events__type=Event.CALLED)))
    called = Q(called__gte=ticket.joined_at)
    if called_at is not None:
        called &= Q(called__lte=called_at)
        wanted = called
    else:
        wanted = called | (is_before & Q(state=State.WAITING))
    chosen = _chosen(ticket)
    result = [
        Before(
            label=row.label,
            priority=row.priority,
            joined_at=row.joined_at,
            effective_at=row.effective_at,
            called_at=row.called,
            why=_why(row, ticket, row.id in chosen),
            reason=chosen.get(row.id, ""),
        )
        for row in rows.filter(wanted).order_by("called", "effective_at", "id")
    ]
    return result[-SHOWN:]


def _called_at(ticket: models.Ticket) -> dt.datetime | None:
    rows = models.TicketEvent.objects.filter(ticket=ticket, type=Event.CALLED)
    row = rows.order_by("seq").first()
    return row.at if row is not None else None


def _chosen(ticket: models.Ticket) -> dict[object, str]:
    """Tickets of the queue that were called out of turn, with the coded reason."""
    rows = models.TicketEvent.objects.filter(
        ticket__queue=ticket.queue,
        ticket__business_date=ticket.business_date,
        type=Event.CALLED,
    ).exclude(reason="")
    return dict(rows.values_list("ticket", "reason"))


def _why(row: models.Ticket, ticket: models.Ticket, is_chosen: bool) -> Why:
    is_later_place = row.effective_at > ticket.effective_at
    if is_chosen and is_later_place:
        return Why.CHOSEN
    if row.from_ticket_id is not None:
        return Why.SENT_ON
    if row.joined_at < ticket.joined_at and not is_later_place:
        return Why.EARLIER
    if row.slot_at is not None:
        return Why.APPOINTMENT
    if row.returns or row.effective_at > row.joined_at:
        return Why.RETURNED
    if row.priority != PriorityClass.REGULAR:
        return Why.PRIORITY
    return Why.SAME_TIME if not is_later_place else Why.CHOSEN
