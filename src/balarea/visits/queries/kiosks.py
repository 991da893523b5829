"""Kiosks: which there are, which one a request is of, and what became of a print."""

import datetime as dt
import re
from typing import NamedTuple
from uuid import UUID

from django.db.models import Max, QuerySet

from balarea.foundation import clock
from balarea.foundation.errors import NotFound
from balarea.foundation.operation import Actor, ActorKind
from balarea.people.models import Site
from balarea.visits import errors, models
from balarea.visits.kiosk_rules import LOST_AFTER, PrintState
from balarea.visits.programs import kiosk_signing
from balarea.visits.queries import places, tickets

# Addresses as QR codes have them.
_TOKEN = re.compile(r"/antrean/([A-Za-z0-9_-]{40,50})(?:/|$)")
_OFFLINE = re.compile(r"/kios/tiket/([A-Za-z0-9_-]{20,40})(?:/|$)")


class SignedRequest(NamedTuple):
    """What a kiosk's program sends: its headers, and what they sign."""

    code: str
    time: str
    signature: str
    method: str
    path: str
    body: bytes


def kiosks(site: Site | None = None) -> QuerySet[models.Kiosk]:
    """All kiosks, or those of a building, by building and code."""
    rows = models.Kiosk.objects.select_related("site", "contact")
    return (rows if site is None else rows.filter(site=site)).order_by(
        "site__name", "code"
    )


def kiosk(kiosk: UUID) -> models.Kiosk:
    """A kiosk in use; raises `NotFound`."""
    row = kiosks().filter(id=kiosk, is_active=True).first()
    if row is None:
        raise NotFound
    return row


def any_kiosk(kiosk: UUID) -> models.Kiosk:
    """A kiosk, also one that isn't in use; raises `NotFound`."""
    row = kiosks().filter(id=kiosk).first()
    if row is None:
        raise NotFound
    return row


def kiosk_of_code(code: str) -> models.Kiosk | None:
    """A kiosk in use by its code, which may exist once in each building."""
    return kiosks().filter(code=code, is_active=True).first()


def signer(request: SignedRequest, at: dt.datetime) -> models.Kiosk:
    """The kiosk that signed a request.

    Raises:
        errors.KioskUnknown: no kiosk in use with this code did.
        errors.StaleRequest: it did, but not about now.
    """
    if not (request.time.isascii() and request.time.isdigit()):
        raise errors.KioskUnknown
    seconds = int(request.time[:12])
    data = kiosk_signing.request_bytes(
        request.code, request.method, request.path, seconds, request.body
    )
    rows = kiosks().filter(code=request.code, is_active=True)
    for row in rows.filter(public_key__isnull=False):
        key = bytes(row.public_key or b"")
        if kiosk_signing.is_signed(key, request.signature, data):
            if abs(seconds - at.timestamp()) > kiosk_signing.TOLERANCE:
                raise errors.StaleRequest
            return row
    raise errors.KioskUnknown


def queued_prints(kiosk: models.Kiosk) -> list[models.PrintJob]:
    """What waits to be printed at a kiosk, in the order in which it was asked for."""
    rows = models.PrintJob.objects.filter(kiosk=kiosk, state=PrintState.QUEUED)
    return list(rows.select_related("ticket__queue__site", "ticket__visit", "kiosk"))


def last_print(ticket: models.Ticket, at: dt.datetime) -> tuple[PrintState | None, int]:
    """What became of a ticket's last print, and how often it was asked for.

    A print that was sent and never reported counts as unknown after a while: it may
    have come out, so nobody but a person prints it again.
    """
    rows = models.PrintJob.objects.filter(ticket=ticket).order_by("-copy_no")
    row = rows.first()
    if row is None:
        return None, 0
    state = PrintState(row.state)
    if state in {PrintState.SENT, PrintState.QUEUED} and row.at < at - LOST_AFTER:
        state = PrintState.UNKNOWN
    return state, row.copy_no + 1


def not_printed(site: Site, day: dt.date) -> list[models.Ticket]:
    """Open tickets of a day whose slip didn't surely come out, the oldest first.

    One that a later copy has printed isn't among them.
    """
    rows = models.Ticket.objects.filter(
        queue__site=site, business_date=day, printed__in=["FAILED", "UNKNOWN"]
    )
    printed = models.PrintJob.objects.filter(state=PrintState.PRINTED)
    rows = rows.exclude(id__in=printed.values("ticket")).select_related("queue")
    return list(rows.order_by("joined_at"))


def offline_ticket(secret: str) -> models.Ticket:
    """The ticket that a kiosk gave out by itself, by the secret printed on it.

    Raises `NotFound`, also until the kiosk has uploaded it.
    """
    identity = UUID(hex=kiosk_signing.ticket_id(secret)[:32])
    rows = models.Ticket.objects.filter(id=identity).exclude(block="")
    row = rows.select_related("visit", "queue__site").first()
    if row is None:
        raise NotFound
    return row


def seen_at(kiosk: models.Kiosk) -> dt.datetime | None:
    """When a kiosk of `kiosks` was last heard from; None: never."""
    contact: models.KioskContact | None = getattr(kiosk, "contact", None)
    return contact.at if contact is not None else None


def actor(kiosk: models.Kiosk) -> Actor:
    """A kiosk's program, as the log names it."""
    return Actor(ActorKind.PROVIDER, kiosk.id)


def closes_at(queue: models.Queue, day: dt.date) -> dt.datetime:
    """Until when a queue serves on a day; the day's beginning where it doesn't open."""
    spans = places.spans(queue, day)
    end = dt.time.fromisoformat(max((until for _, until in spans), default="00:00"))
    return dt.datetime.combine(day, end, clock.zone())


def next_leased(kiosk: models.Kiosk, queue: models.Queue, day: dt.date) -> int:
    """The first number of a kiosk's next block on a day."""
    rows = models.NumberLease.objects.filter(
        kiosk=kiosk, queue=queue, business_date=day
    )
    last = rows.aggregate(last=Max("last"))["last"]
    return int(last or 0) + 1


def shown_range(ticket: models.Ticket) -> tuple[int, int] | None:
    """The minutes that were last shown as a ticket's waiting time; None: none were."""
    row = models.Estimate.objects.filter(ticket=ticket).order_by("-made_at").first()
    if row is None or row.shown_from is None or row.shown_to is None:
        return None
    return row.shown_from, row.shown_to


def visit_of_address(text: str) -> models.Visit:
    """The visit of what a scanner reads from a phone or a slip.

    That is the address of a visit's or an offline ticket's page. Raises `NotFound`.
    """
    if match := _OFFLINE.search(text):
        return offline_ticket(match[1]).visit
    match = _TOKEN.search(text)
    return tickets.visit_of_token(match[1] if match else text.strip())
