"""Appointments: of a visit, by code, of a day, and those to be reminded of."""

import datetime as dt
from collections.abc import Collection
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from balarea.foundation import references
from balarea.foundation.errors import NotFound
from balarea.notices import queries as notices
from balarea.vault import queries as vault
from balarea.visits import models

State = models.Booking.State
OPEN = (State.RESERVED, State.BOOKED)
CURRENT = (*OPEN, State.ARRIVED, State.NO_SHOW, State.CANCELLED, State.EXPIRED)


def code_of(booking: UUID) -> str:
    """What a visitor says or shows; no row of the database has it."""
    return references.derived(vault.keyed_hash("booking-code", booking.bytes))


def code_index(code: str) -> bytes:
    """By what an appointment is found from its code."""
    return vault.blind_index("booking-code", code)


def _rows() -> QuerySet[models.Booking]:
    return models.Booking.objects.select_related("slot__queue__site", "visit__site")


def of_visit(visit: models.Visit) -> models.Booking | None:
    """The appointment with which a visit began, as it stands now."""
    rows = _rows().filter(visit=visit).exclude(state=State.MOVED)
    return rows.order_by("-made_at").first()


def by_code(code: str) -> models.Booking:
    """The appointment of a code, also if it was moved since; raises `NotFound`."""
    try:
        index = code_index(references.normalise(code))
    except references.InvalidReference:
        raise NotFound from None
    row = _rows().filter(code_index=index).first()
    if row is None:
        raise NotFound
    if row.state == State.MOVED:
        return of_visit(row.visit) or row
    return row


def booked_on(queue: models.Queue, day: dt.date) -> list[models.Booking]:
    """The confirmed appointments of a queue and day, in order."""
    rows = _rows().filter(
        slot__queue=queue, slot__business_date=day, state=State.BOOKED
    )
    return list(rows.order_by("slot__starts_at", "id"))


def reserved_on(queue: models.Queue, day: dt.date) -> list[models.Booking]:
    """Times of a day that are reserved and not confirmed."""
    rows = _rows().filter(
        slot__queue=queue, slot__business_date=day, state=State.RESERVED
    )
    return list(rows.order_by("id"))


def open_of_person(person_index: bytes, state: str) -> int:
    """How many appointments in a state one person has."""
    rows = models.Booking.objects.filter(visit__person_index=person_index, state=state)
    return rows.count()


def to_remind(day: dt.date) -> QuerySet[models.Booking]:
    """Confirmed appointments of a day of whose visitors none was reminded yet."""
    visits = models.Visit.objects.filter(
        notices.is_posted("APPT_REMIND"), id=OuterRef("visit")
    )
    rows = _rows().filter(
        ~Exists(visits),
        state=State.BOOKED,
        slot__business_date=day,
        visit__subject__isnull=False,
    )
    return rows.order_by("id")


def of_owners(owners: Collection[UUID], day: dt.date) -> list[models.Booking]:
    """The open appointments of a signed-in person, from a day on."""
    rows = _rows().filter(
        visit__subject__in=list(owners),
        state=State.BOOKED,
        slot__business_date__gte=day,
    )
    return list(rows.order_by("slot__starts_at"))
