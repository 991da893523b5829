"""What the desk's screen shows of a visitor, and of who waits."""

import dataclasses
import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from balarea.visits import models
from balarea.visits.rules import (
    MAX_RECALLS,
    RECALL_PAUSE,
    HoldReason,
    PriorityClass,
    State,
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
PRIORITIES: dict[PriorityClass, Lazy] = {
    PriorityClass.REGULAR: _("regular"),
    PriorityClass.ELDERLY: _("elderly"),
    PriorityClass.PREGNANT: _("pregnant"),
    PriorityClass.DISABLED: _("with a disability"),
    PriorityClass.INFANT: _("with an infant"),
    PriorityClass.APPOINTMENT: _("appointment"),
}
HOLD_REASONS: dict[HoldReason, Lazy] = {
    HoldReason.PHOTOCOPY: _("photocopy"),
    HoldReason.PAYMENT: _("payment"),
    HoldReason.FORM: _("filling in a form"),
    HoldReason.ADVICE: _("advice of somebody else"),
    HoldReason.OTHER_DESK: _("another desk first"),
    HoldReason.REST: _("rest, prayer, or a child"),
}
PAUSE_REASONS: dict[str, Lazy] = {
    "BREAK": _("break"),
    "PRAYER": _("prayer"),
    "MEETING": _("meeting"),
    "SYSTEM": _("a system is down"),
}
# Why somebody is called who isn't next.
CALL_REASONS: dict[str, Lazy] = {
    "BACK": _("came back to this desk"),
    "NEED": _("can’t wait: ill, or a small child"),
    "TOGETHER": _("belongs to who was just served"),
    "ORDER": _("the manager asked for it"),
}


@dataclasses.dataclass(frozen=True, slots=True)
class Visitor:
    """A ticket at or near a desk; times in whole minutes."""

    id: UUID
    label: str
    version: int
    state: Lazy
    queue: str
    priority: Lazy
    is_favoured: bool
    step_no: int
    since: dt.datetime
    waited: int
    recalls_left: int
    recall_at: dt.datetime | None
    hold_reason: Lazy
    due_at: dt.datetime | None
    is_called: bool
    is_served: bool


def visitor(ticket: models.Ticket, at: dt.datetime) -> Visitor:
    """A ticket in words."""
    state, priority = State(ticket.state), PriorityClass(ticket.priority)
    reason = ticket.hold_reason
    return Visitor(
        id=ticket.id,
        label=ticket.label,
        version=ticket.version,
        state=STATES[state],
        queue=queue_name(ticket.queue),
        priority=PRIORITIES[priority],
        is_favoured=priority is not PriorityClass.REGULAR,
        step_no=ticket.step_no,
        since=ticket.state_at,
        waited=int((at - ticket.joined_at).total_seconds() // 60),
        recalls_left=MAX_RECALLS - ticket.recalls,
        recall_at=ticket.state_at + RECALL_PAUSE if state is State.CALLED else None,
        hold_reason=HOLD_REASONS[HoldReason(reason)] if reason else "",
        due_at=ticket.due_at,
        is_called=state is State.CALLED,
        is_served=state is State.SERVING,
    )


def visitors(rows: Iterable[models.Ticket], at: dt.datetime) -> list[Visitor]:
    return [visitor(row, at) for row in rows]


def queue_name(queue: models.Queue) -> str:
    """Its name in the active language."""
    translated = queue.name_translations.get(get_language() or "")
    return str(translated or queue.name)
