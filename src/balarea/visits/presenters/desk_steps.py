"""A visit as an officer sees it: all its steps, and what can be done with each."""

import datetime as dt
from typing import NamedTuple
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from balarea.foundation import clock
from balarea.visits import models
from balarea.visits.queries import bookings, tickets
from balarea.visits.rules import (
    ENDED,
    MAX_RETURNS,
    OPEN,
    RETURN_WITHIN,
    Event,
    State,
    may,
)

type Lazy = str | Promise

STATES: dict[State, Lazy] = {
    State.PLANNED: _("not in the building yet"),
    State.WAITING: _("waiting"),
    State.CALLED: _("called"),
    State.SERVING: _("being served"),
    State.ON_HOLD: _("interrupted"),
    State.MISSED: _("did not come"),
    State.DONE: _("served"),
    State.NO_SHOW: _("never came"),
    State.LEFT: _("left"),
    State.CANCELLED: _("cancelled"),
    State.EXPIRED: _("ended with its day"),
}
LATER = _("waits for the step before it")
KINDS = {
    State.CALLED: "here",
    State.SERVING: "here",
    State.ON_HOLD: "warn",
    State.MISSED: "bad",
    State.DONE: "ok",
}


class Step(NamedTuple):
    """One number of a visit.

    Attributes:
        ahead: how many wait before it; None where it doesn't wait.
        may_call: whether this desk could call it, were nobody there.
        may_resume: whether it was interrupted at this desk.
        may_return: whether its missed call can still be made good.
        may_cancel: whether an officer can end it.
        may_prioritise: whether this desk can give it priority, or take it back.
        priority: its class, as a code.
    """

    id: UUID
    version: int
    label: str
    queue_id: UUID
    queue: str
    word: Lazy
    kind: str
    desk: str
    ahead: int | None
    is_open: bool
    may_call: bool
    may_resume: bool
    may_return: bool
    may_cancel: bool
    may_prioritise: bool
    priority: str


class Shown(NamedTuple):
    """A visit that was looked up.

    Attributes:
        appointment: when it was booked for, if the visitor hasn't come to it.
        may_check_in: whether a number or the appointment waits for the visitor to come.
        is_today: whether anything can be done with it today.
    """

    id: UUID
    steps: list[Step]
    appointment: dt.datetime | None
    may_check_in: bool
    is_today: bool


def visit(row: models.Visit, desk: models.Desk, at: dt.datetime) -> Shown:
    """A visit with what its officer can do for it."""
    booking = bookings.of_visit(row)
    is_booked = booking is not None and booking.state == models.Booking.State.BOOKED
    shown, is_today = steps(row, desk, at), row.business_date == clock.today(at)
    is_planned = row.arrived_at is None and any(one.is_open for one in shown)
    return Shown(
        id=row.id,
        steps=shown,
        appointment=booking.slot.starts_at if booking and is_booked else None,
        may_check_in=is_today and (is_booked or is_planned),
        is_today=is_today,
    )


def steps(row: models.Visit, desk: models.Desk, at: dt.datetime) -> list[Step]:
    """The numbers of a visit: those that ended, the present one, what is planned."""
    skills = set(desk.skills.values_list("queue", flat=True))
    every = tickets.tickets_of(row)
    ordered = sorted(every, key=lambda one: one.state not in ENDED)
    return [_step(one, row, desk, skills, at) for one in ordered]


def _step(
    row: models.Ticket,
    of: models.Visit,
    desk: models.Desk,
    skills: set[UUID],
    at: dt.datetime,
) -> Step:
    state = State(row.state)
    is_later = state is State.PLANNED and of.arrived_at is not None
    is_own = row.desk_id in {None, desk.id}
    return Step(
        id=row.id,
        version=row.version,
        label=row.label,
        queue_id=row.queue_id,
        queue=tickets.name_in(row.queue, get_language()),
        word=LATER if is_later else STATES[state],
        kind=KINDS.get(state, "info"),
        desk=row.desk.code if row.desk else "",
        ahead=tickets.ahead(row) if state is State.WAITING else None,
        is_open=state in OPEN,
        may_call=state is State.WAITING and is_own and row.queue_id in skills,
        may_resume=state is State.ON_HOLD and row.desk_id == desk.id,
        may_return=state is State.MISSED
        and row.returns < MAX_RETURNS
        and at - row.state_at <= RETURN_WITHIN,
        may_cancel=may(Event.CANCELLED, state) and state is not State.CALLED,
        may_prioritise=may(Event.PRIORITY, state)
        and row.slot_at is None
        and row.queue_id in skills,
        priority=row.priority,
    )
