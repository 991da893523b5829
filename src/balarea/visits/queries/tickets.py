"""Tickets and visits: one, those of a queue, who stands ahead."""

import base64
import binascii
import datetime as dt
import hmac
from collections.abc import Collection
from uuid import UUID

from django.db.models import (
    Count,
    DateTimeField,
    ExpressionWrapper,
    F,
    Q,
    QuerySet,
)

from balarea.foundation.compiled import compiled
from balarea.foundation.errors import NotFound
from balarea.vault import queries as vault
from balarea.visits import models
from balarea.visits.rules import ENDED, MAX_RETURNS, OPEN, State

_TOKEN = 16  # bytes of the keyed hash in a visit's address


def token_of(visit: UUID) -> str:
    """What stands in the address of a visit's pages.

    It is made from the visit's id with a key outside the database, so that no row
    opens a page.
    """
    proof = vault.keyed_hash("visit-token", visit.bytes)[:_TOKEN]
    return base64.urlsafe_b64encode(visit.bytes + proof).rstrip(b"=").decode()


def visit_of_token(token: str) -> models.Visit:
    """The visit of an address; raises `NotFound` for any other text."""
    try:
        data = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except (ValueError, binascii.Error):
        raise NotFound from None
    if len(data) != 16 + _TOKEN:
        raise NotFound
    visit = UUID(bytes=data[:16])
    proof = vault.keyed_hash("visit-token", visit.bytes)[:_TOKEN]
    if not hmac.compare_digest(proof, data[16:]):
        raise NotFound
    row = models.Visit.objects.select_related("site").filter(id=visit).first()
    if row is None:
        raise NotFound
    return row


def tickets_of(visit: models.Visit) -> list[models.Ticket]:
    """The steps of a visit, in order."""
    rows = models.Ticket.objects.filter(visit=visit)
    return list(rows.select_related("queue", "desk").order_by("step_no", "id"))


def ticket(ticket: UUID) -> models.Ticket:
    """A ticket with its queue, visit and desk; raises `NotFound`."""
    rows = models.Ticket.objects.select_related("queue__site", "visit", "desk")
    row = rows.filter(id=ticket).first()
    if row is None:
        raise NotFound
    return row


def open_tickets(queue: models.Queue, day: dt.date) -> QuerySet[models.Ticket]:
    """The tickets of a queue and day that haven't ended."""
    return models.Ticket.objects.filter(queue=queue, business_date=day, state__in=OPEN)


def waiting(queue: models.Queue, day: dt.date) -> QuerySet[models.Ticket]:
    """Who waits in a queue, in the order in which they are called."""
    rows = models.Ticket.objects.filter(
        queue=queue, business_date=day, state=State.WAITING
    )
    return rows.order_by("effective_at", "id")


def ahead(ticket: models.Ticket) -> int:
    """How many wait in its queue before a ticket."""
    rows = waiting(ticket.queue, ticket.business_date)
    before = Q(effective_at__lt=ticket.effective_at)
    before |= Q(effective_at=ticket.effective_at, id__lt=ticket.id)
    return rows.filter(before).exclude(id=ticket.id).count()


def at_desk(desk: UUID) -> models.Ticket | None:
    """Who is called or served at a desk now."""
    return next(iter(_at_desk(desk)), None)


@compiled
def _at_desk(desk: UUID) -> QuerySet[models.Ticket]:
    rows = models.Ticket.objects.filter(
        desk=desk, state__in=[State.CALLED, State.SERVING]
    )
    return rows.select_related("queue", "visit", "desk")


def on_hold(desk: UUID, day: dt.date) -> list[models.Ticket]:
    """Whose serving was interrupted at a desk."""
    rows = models.Ticket.objects.filter(
        desk=desk, business_date=day, state=State.ON_HOLD
    )
    return list(rows.select_related("queue", "visit").order_by(F("due_at").asc()))


def events(ticket: models.Ticket) -> list[models.TicketEvent]:
    """What happened to a ticket, in order."""
    rows = models.TicketEvent.objects.filter(ticket=ticket)
    return list(rows.select_related("desk").order_by("seq"))


def has_ended(ticket: models.Ticket) -> bool:
    return ticket.state in ENDED


def next_of_desk(desk: UUID, day: dt.date, limit: int = 5) -> list[models.Ticket]:
    """Who is called next to a desk, in order, over all its queues."""
    rows = models.Ticket.objects.filter(
        Q(desk=None) | Q(desk=desk),
        business_date=day,
        state=State.WAITING,
        queue__skills__desk=desk,
    )
    moment = ExpressionWrapper(
        F("effective_at") - F("queue__skills__weight") * dt.timedelta(minutes=1),
        output_field=DateTimeField(),
    )
    ordered = rows.annotate(moment=moment).order_by("moment", "id")
    return list(ordered.select_related("queue")[:limit])


def waiting_counts(queues: Collection[UUID], day: dt.date) -> dict[UUID, int]:
    """Queue → how many wait in it."""
    rows = models.Ticket.objects.filter(
        queue__in=queues, business_date=day, state=State.WAITING
    )
    return dict(rows.values_list("queue").annotate(count=Count("id")))


def missed(desk: UUID, day: dt.date) -> list[models.Ticket]:
    """Who didn't come to a desk and may still come back."""
    rows = models.Ticket.objects.filter(
        desk=desk, business_date=day, state=State.MISSED, returns__lt=MAX_RETURNS
    )
    return list(rows.select_related("queue").order_by("-state_at"))


def name_in(queue: models.Queue, language: str | None) -> str:
    """A queue's name in a language, else in Indonesian."""
    return str(queue.name_translations.get(language or "") or queue.name)
