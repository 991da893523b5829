"""What the desk's screen shows of a visitor, and of who waits."""

import dataclasses
import datetime as dt
from collections.abc import Collection, Iterable
from typing import NamedTuple
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from balarea.catalogue import queries as catalogue
from balarea.people.models import Site
from balarea.visits import models, outage_rules
from balarea.visits.presenters.desk_steps import STATES, Step
from balarea.visits.queries import journeys, places, tickets
from balarea.visits.queries import outages as outage_queries
from balarea.visits.rules import (
    MAX_RECALLS,
    RECALL_PAUSE,
    CancelReason,
    Event,
    HoldReason,
    PriorityClass,
    PriorityReason,
    State,
)

type Lazy = str | Promise

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
TRANSFER_REASONS: dict[str, Lazy] = {
    "NEXT_STEP": _("the next step is there"),
    "WRONG_QUEUE": _("the matter belongs there"),
    "SIGNATURE": _("a signature or stamp is given there"),
    "PAYMENT": _("the payment is made there"),
}
CANCEL_REASONS: dict[str, Lazy] = {
    CancelReason.NOT_NEEDED.value: _("isn’t needed any more"),
    CancelReason.WRONG_QUEUE.value: _("belongs to another queue"),
    CancelReason.DUPLICATE.value: _("the visitor has two numbers"),
    CancelReason.BY_VISITOR.value: _("the visitor doesn’t want it"),
}
SYSTEMS = {system.value: name for system, name in outage_rules.NAMES.items()}
# Classes that an officer can give; an appointment has its own.
GIVEN_PRIORITIES: dict[PriorityClass, Lazy] = {
    one: text
    for one, text in PRIORITIES.items()
    if one is not PriorityClass.APPOINTMENT
}
PRIORITY_REASONS: dict[PriorityReason, Lazy] = {
    PriorityReason.ON_REQUEST: _("the visitor asked for it"),
    PriorityReason.SEEN: _("it can be seen"),
    PriorityReason.MISTAKE: _("it was chosen by mistake"),
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
    """A ticket near a desk; times in whole minutes."""

    id: UUID
    label: str
    version: int
    queue: str
    priority: Lazy
    is_favoured: bool
    since: dt.datetime
    waited: int
    hold_reason: Lazy
    due_at: dt.datetime | None
    is_overdue: bool


def visitor(ticket: models.Ticket, at: dt.datetime) -> Visitor:
    """A ticket in words."""
    priority, reason = PriorityClass(ticket.priority), ticket.hold_reason
    return Visitor(
        id=ticket.id,
        label=ticket.label,
        version=ticket.version,
        queue=queue_name(ticket.queue),
        priority=PRIORITIES[priority],
        is_favoured=priority is not PriorityClass.REGULAR,
        since=ticket.state_at,
        waited=_minutes(at - ticket.joined_at),
        hold_reason=HOLD_REASONS[HoldReason(reason)] if reason else "",
        due_at=ticket.due_at,
        is_overdue=ticket.due_at is not None and at > ticket.due_at,
    )


def visitors(rows: Iterable[models.Ticket], at: dt.datetime) -> list[Visitor]:
    return [visitor(row, at) for row in rows]


@dataclasses.dataclass(frozen=True, slots=True)
class AtDesk:
    """Who is called or served at a desk.

    Attributes:
        waited: minutes in the building before the last call.
        called_at: of the last call, also a repeated one.
        served: minutes of serving so far, interruptions left out.
        counts_from: since when the page may count these minutes on.
        recall_at: when the next call is possible; None: now, or not any more.
        sent_on_from: label of the number that came before it.
    """

    id: UUID
    label: str
    version: int
    service: str
    queue: str
    state: Lazy
    priority: Lazy
    is_favoured: bool
    step: int
    of: int
    waited: int
    called_at: dt.datetime
    calls: int
    recalls_left: int
    recall_at: dt.datetime | None
    served: int
    counts_from: dt.datetime
    is_served: bool
    sent_on_from: str


def at_desk(ticket: models.Ticket, at: dt.datetime) -> AtDesk:
    """The visitor at a desk, with times from the events of the ticket."""
    state, priority = State(ticket.state), PriorityClass(ticket.priority)
    happened = tickets.events(ticket)
    calls = [one for one in happened if one.type in {Event.CALLED, Event.RECALLED}]
    first = next(one for one in reversed(calls) if one.type == Event.CALLED)
    served = _served(happened, at)
    again = calls[-1].at + RECALL_PAUSE
    progress = journeys.progress(ticket, tickets.tickets_of(ticket.visit))
    return AtDesk(
        id=ticket.id,
        label=ticket.label,
        version=ticket.version,
        service=_service(ticket.service),
        queue=queue_name(ticket.queue),
        state=STATES[state],
        priority=PRIORITIES[priority],
        is_favoured=priority is not PriorityClass.REGULAR,
        step=progress.step,
        of=progress.of,
        waited=int(first.numbers.get("waited_s", 0)) // 60,
        called_at=calls[-1].at,
        calls=1 + ticket.recalls,
        recalls_left=MAX_RECALLS - ticket.recalls,
        recall_at=again if again > at else None,
        served=_minutes(served),
        counts_from=at - served if state is State.SERVING else calls[-1].at,
        is_served=state is State.SERVING,
        sent_on_from=ticket.from_ticket.label if ticket.from_ticket else "",
    )


def _served(happened: list[models.TicketEvent], at: dt.datetime) -> dt.timedelta:
    """How long a ticket was served, without its interruptions."""
    total, since = dt.timedelta(), None
    for one in happened:
        if one.type in {Event.SERVING, Event.RESUMED}:
            since = one.at
        elif one.type == Event.ON_HOLD and since is not None:
            total, since = total + (one.at - since), None
    return total + (at - since if since is not None else dt.timedelta())


def _minutes(span: dt.timedelta) -> int:
    return int(span.total_seconds() // 60)


def _service(code: str) -> str:
    """Its title; empty where the visitor chose the queue alone."""
    return catalogue.titles(get_language() or "").get(code, code) if code else ""


def queue_name(queue: models.Queue) -> str:
    """Its name in the active language."""
    return tickets.name_in(queue, get_language())


def queue_line(queue: models.Queue) -> str:
    """With the letter of its numbers."""
    return f"{queue.prefix} · {queue_name(queue)}"


def other_queues(desk: models.Desk, steps: Iterable[Step]) -> list[tuple[UUID, str]]:
    """Where a visitor can be sent on: queues in which they have no open number."""
    taken = {one.queue_id for one in steps if one.is_open}
    return [
        (one.id, queue_line(one))
        for one in places.queues(desk.site)
        if one.id not in taken
    ]


class Pause(NamedTuple):
    since: dt.datetime
    reason: Lazy


def pause(session: models.DeskSession) -> Pause | None:
    """The pause of a desk, if it has one now."""
    row = session.pauses.filter(ended_at__isnull=True).first()
    return Pause(row.began_at, PAUSE_REASONS.get(row.reason, "")) if row else None


class DeskChoice(NamedTuple):
    """A desk to open; `officer` sits there since `since`, or nobody does."""

    id: UUID
    code: str
    queues: str
    officer: str
    since: dt.datetime | None


def desk_choices(site: Site, agencies: Collection[str]) -> list[DeskChoice]:
    """The desks of these agencies in a building, and who sits there."""
    sessions = places.sessions(site)
    skills = places.skills(site)
    choices = []
    for desk in places.desks(agencies, site):
        session = sessions.get(desk.id)
        queues = ", ".join(sorted(skills.get(desk.id, {})))
        officer = session.officer.name if session else ""
        since = session.opened_at if session else None
        choices.append(DeskChoice(desk.id, desk.code, queues, officer, since))
    return choices


class Outage(NamedTuple):
    """A register that is down, as its own agency or another sees it."""

    id: UUID
    text: str
    is_own: bool


def outages(rows: Iterable[models.Outage], agencies: Collection[str]) -> list[Outage]:
    """`is_own`: an officer of these agencies can say that it works again."""
    every = list(rows)
    words = outage_queries.in_words(every)
    return [
        Outage(row.id, text, row.agency in agencies)
        for row, text in zip(every, words, strict=True)
    ]
