"""What was taken from home: of a queue's day, and by one person."""

import datetime as dt
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from balarea.vault import queries as vault
from balarea.visits import models, remote_rules
from balarea.visits.queries import places
from balarea.visits.rules import Channel, Event, State

_GONE = [State.CANCELLED, State.LEFT]


NETWORK = "visits-remote"  # the counter of numbers for those who didn't sign in


class Asker(NamedTuple):
    """Who asks for a number from home.

    Attributes:
        owner: the person or proved contact that is signed in; None for anybody else,
            who is then counted by `device`, a random value in a cookie.
        network: where the request comes from.
    """

    owner: UUID | None
    device: str
    network: str


def person_index(asker: Asker) -> bytes:
    """By what the numbers of one person are counted."""
    if asker.owner is not None:
        return vault.blind_index("visitor", str(asker.owner))
    return vault.blind_index("visitor-device", asker.device)


def network_key(network: str) -> bytes:
    """By what the numbers of a network are counted."""
    return vault.blind_index("network", network)


class Share(NamedTuple):
    """How much of a queue's day goes to numbers from home, and how much is taken.

    `taken` has the appointments of the day; `unproved` is the part of those who didn't
    sign in.
    """

    quota: int
    taken: int
    unproved: int


def share_of(queue: models.Queue, day: dt.date) -> Share:
    """The share of a queue on a day; exact while its counter's row is locked."""
    row = models.QueueDay.objects.filter(queue=queue, business_date=day).first()
    whole = row.quota if row is not None and row.quota is not None else None
    whole = whole if whole is not None else queue.daily_quota
    if whole is None:
        whole = remote_rules.capacity(
            places.spans(queue, day),
            desks=places.expected_desks(queue),
            service_minutes=queue.expected_minutes,
        )
    tickets = models.Ticket.objects.filter(
        queue=queue, business_date=day, channel=Channel.WEB, slot_at__isnull=True
    ).exclude(state__in=_GONE)
    counted = tickets.aggregate(
        every=Count("id"),
        unproved=Count("id", filter=Q(visit__subject__isnull=True)),
    )
    slots = models.Slot.objects.filter(queue=queue, business_date=day)
    booked = slots.aggregate(count=Sum("booked") + Sum("reserved"))["count"] or 0
    return Share(
        quota=remote_rules.remote_quota(whole, queue.remote_percent),
        taken=counted["every"] + booked,
        unproved=counted["unproved"],
    )


def count_of_person(person_index: bytes, day: dt.date) -> int:
    """How many numbers from home a person has on a day."""
    rows = models.Ticket.objects.filter(
        visit__person_index=person_index,
        visit__business_date=day,
        channel=Channel.WEB,
    )
    return rows.exclude(state__in=_GONE).count()


def absent(day: dt.date, at: dt.datetime, limit: int) -> QuerySet[models.Ticket]:
    """Numbers from home whose turn passed long ago without their holder."""
    passed = models.TicketEvent.objects.filter(
        type=Event.CALLED,
        at__lt=at - remote_rules.ABSENT_AFTER,
        ticket__queue=OuterRef("queue"),
        ticket__business_date=day,
        ticket__effective_at__gt=OuterRef("effective_at"),
    )
    rows = models.Ticket.objects.filter(
        Exists(passed),
        business_date=day,
        state=State.PLANNED,
        channel=Channel.WEB,
        visit__arrived_at__isnull=True,
    )
    return rows.order_by("id")[:limit]
