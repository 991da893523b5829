"""A visit's steps as its visitor reads them: where each stands, and what to do now."""

import datetime as dt
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from balarea.foundation import clock
from balarea.visits import models
from balarea.visits.estimate.damping import LONGER
from balarea.visits.estimate.estimating import NO_DESK, PAST_CLOSING
from balarea.visits.queries import bookings, estimates, tickets
from balarea.visits.queries.tickets import name_in
from balarea.visits.rules import (
    MAX_RETURNS,
    OPEN,
    RETURN_WITHIN,
    CancelReason,
    HoldReason,
    PriorityClass,
    State,
)

KINDS = {
    State.PLANNED: "info",
    State.WAITING: "info",
    State.CALLED: "here",
    State.SERVING: "here",
    State.ON_HOLD: "warn",
    State.MISSED: "bad",
    State.DONE: "ok",
}
STATES: dict[State, str | Promise] = {
    State.PLANNED: _("Not waiting yet"),
    State.WAITING: _("Waiting"),
    State.CALLED: _("Called"),
    State.SERVING: _("At the desk"),
    State.ON_HOLD: _("Interrupted"),
    State.MISSED: _("Missed"),
    State.DONE: _("Done"),
    State.NO_SHOW: _("Ended, nobody came"),
    State.LEFT: _("Given back"),
    State.CANCELLED: _("Cancelled"),
    State.EXPIRED: _("Ended with its day"),
}
HOLDS: dict[HoldReason, str | Promise] = {
    HoldReason.PHOTOCOPY: _("Make the photocopy, then come back to desk %(desk)s."),
    HoldReason.PAYMENT: _("Pay, then come back to desk %(desk)s."),
    HoldReason.FORM: _("Fill in the form, then come back to desk %(desk)s."),
    HoldReason.ADVICE: _(
        "Somebody else looks at it first. You go on at desk %(desk)s."
    ),
    HoldReason.OTHER_DESK: _(
        "Go to the other desk that you were told, then come back to desk %(desk)s."
    ),
    HoldReason.REST: _("Take your time, then come back to desk %(desk)s."),
}
CANCELS: dict[CancelReason, str | Promise] = {
    CancelReason.BY_VISITOR: _("You gave this number back."),
    CancelReason.WRONG_QUEUE: _("It belonged to another queue."),
    CancelReason.DUPLICATE: _("You had another number already."),
    CancelReason.AGENCY_AWAY: _("The agency isn’t here today. We are sorry."),
    CancelReason.QUEUE_CLOSED: _("The queue closed for today. We are sorry."),
    CancelReason.NOT_NEEDED: _("It isn’t needed any more."),
}
UNSURE = _("We can’t say honestly yet how long it takes.")
HIDDEN: dict[str, str | Promise] = {
    NO_DESK: _("No desk is open for it right now, so we can’t say how long it takes."),
    PAST_CLOSING: _(
        "It may only be after closing. Ask at the information desk what to do."
    ),
}
ELSEWHERE = _("Come to the mall and check in. Only then you can be called.")
LATER_STEP = _("This number waits for the step before it.")
WHAT: dict[State, str | Promise] = {
    State.CALLED: _("Go to desk %(desk)s now."),
    State.SERVING: _("You are being served at desk %(desk)s."),
    State.MISSED: _("Nobody came to the call. Ask at the information desk."),
    State.EXPIRED: _("The day is over. Take a new number on another day."),
    State.NO_SHOW: _("Nobody came to the call. Take a new number."),
    State.LEFT: _("You gave this number back."),
}


class Step(NamedTuple):
    """One number of a visit.

    Attributes:
        what: what the visitor does now, as a sentence.
        ahead: how many wait before it; None where nobody counts.
        wait: the range of the waiting time, or why there is none; empty if not waiting.
        returns_until: until when somebody who missed the call can come back.
    """

    id: str
    label: str
    queue_id: str
    queue: str
    zone: str
    version: int
    state: State
    word: str
    kind: str
    what: str
    ahead: int | None
    wait: str
    desk: str
    is_open: bool
    is_called: bool
    bound: str
    returns_until: dt.datetime | None
    joined_at: dt.datetime


def steps(visit: models.Visit, at: dt.datetime) -> list[Step]:
    """The numbers of a visit, in order."""
    return [_step(row, visit, at) for row in tickets.tickets_of(visit)]


def _step(row: models.Ticket, visit: models.Visit, at: dt.datetime) -> Step:
    state = State(row.state)
    is_waiting = state == State.WAITING or (
        state == State.PLANNED and visit.arrived_at is None
    )
    ahead = tickets.ahead(row) if is_waiting else None
    return Step(
        id=str(row.id),
        label=row.label,
        queue_id=str(row.queue_id),
        queue=name_in(row.queue, get_language()),
        zone=row.queue.zone,
        version=row.version,
        state=state,
        word=str(STATES[state]),
        kind=KINDS.get(state, ""),
        what=_what(row, visit, ahead, at),
        ahead=ahead,
        wait=_wait(row, at) if state == State.WAITING else "",
        desk=row.desk.code if row.desk else "",
        is_open=state in OPEN,
        is_called=state == State.CALLED,
        bound=bound(row.queue) if is_waiting else "",
        returns_until=_returns_until(row, at),
        joined_at=row.joined_at,
    )


def _returns_until(row: models.Ticket, at: dt.datetime) -> dt.datetime | None:
    if row.state != State.MISSED or row.returns >= MAX_RETURNS:
        return None
    until = row.state_at + RETURN_WITHIN
    return until if at <= until else None


def _what(
    row: models.Ticket, visit: models.Visit, ahead: int | None, at: dt.datetime
) -> str:
    state, desk = State(row.state), {"desk": row.desk.code if row.desk else ""}
    if state == State.PLANNED:
        return str(ELSEWHERE if visit.arrived_at is None else LATER_STEP)
    if state == State.WAITING:
        return _waits(ahead or 0)
    if state == State.ON_HOLD and row.hold_reason in HOLDS:
        return str(HOLDS[HoldReason(row.hold_reason)]) % desk
    if state == State.MISSED and (until := _returns_until(row, at)) is not None:
        words = {"time": clock.hour(until)}
        return gettext("Nobody came to the call. Come back until %(time)s.") % words
    if state == State.CANCELLED:
        return _cancelled(row)
    return str(WHAT.get(state, "")) % desk


def _waits(ahead: int) -> str:
    if not ahead:
        return gettext("You are next. Stay near the desks.")
    return ngettext(
        "%(count)s person is called before you.",
        "%(count)s people are called before you.",
        ahead,
    ) % {"count": ahead}


def _cancelled(row: models.Ticket) -> str:
    reason = tickets.events(row)[-1].reason
    if reason in CANCELS:
        return str(CANCELS[CancelReason(reason)])
    return ""


def _wait(row: models.Ticket, at: dt.datetime) -> str:
    shown = estimates.shown(row, at)
    if shown is None or shown.why_hidden:
        return str(HIDDEN.get(shown.why_hidden if shown else "", UNSURE))
    words = {"low": shown.low, "high": shown.high}
    if shown.change == LONGER:
        longer = gettext("about %(low)s–%(high)s minutes, longer than we said before")
        return longer % words
    return gettext("about %(low)s–%(high)s minutes") % words


def bound(queue: models.Queue) -> str:
    """Who may be called before a number, by the minutes of its queue."""
    words = {
        "priority": queue.priority_minutes,
        "appointment": queue.appointment_minutes,
    }
    return (
        gettext(
            "Only these can pass you: priority numbers taken within %(priority)s"
            " minutes after yours, appointments whose time is within %(appointment)s"
            " minutes after it, and visitors who come back after a call or are sent on."
        )
        % words
    )


def short_name(visit: models.Visit, at: dt.datetime) -> str:
    """`B012`, or the day of an appointment; empty for a visit that has ended."""
    labels = [row.label for row in tickets.tickets_of(visit) if row.state in OPEN]
    if labels:
        return ", ".join(labels)
    booking = bookings.of_visit(visit)
    if booking is None or booking.state not in bookings.OPEN:
        return ""
    return clock.local(booking.slot.starts_at).strftime("%d-%m %H.%M")


def priority_word(priority: str) -> str:
    """What others may read of a class: never why somebody has priority."""
    if priority == PriorityClass.REGULAR:
        return gettext("regular")
    if priority == PriorityClass.APPOINTMENT:
        return gettext("appointment")
    return gettext("priority")
