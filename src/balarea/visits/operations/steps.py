"""What every step of a ticket shares: lock, check, event, log entry."""

import datetime as dt
from collections.abc import Mapping
from uuid import UUID

from django.db.models import QuerySet

from balarea.foundation import unit_of_work
from balarea.foundation.compiled import compiled
from balarea.foundation.errors import NotFound
from balarea.foundation.operation import Actor, operation
from balarea.transparency import operations as transparency
from balarea.vault import operations as vault
from balarea.visits import errors, models, rules
from balarea.visits.operations import announcing
from balarea.visits.rules import TRANSITIONS, Event, may

# The entry of the public log about each event.
ENTRIES: Mapping[Event, str] = {
    Event.ISSUED: "TICKET_ISSUED",
    Event.ARRIVED: "TICKET_ARRIVED",
    Event.CALLED: "TICKET_CALLED",
    Event.RECALLED: "TICKET_RECALLED",
    Event.PUT_BACK: "TICKET_PUT_BACK",
    Event.MISSED: "TICKET_MISSED",
    Event.RETURNED: "TICKET_RETURNED",
    Event.SERVING: "TICKET_SERVING",
    Event.ON_HOLD: "TICKET_ON_HOLD",
    Event.RESUMED: "TICKET_RESUMED",
    Event.REQUEUED: "TICKET_REQUEUED",
    Event.TRANSFERRED: "TICKET_TRANSFERRED",
    Event.DONE: "TICKET_DONE",
    Event.NO_SHOW: "TICKET_NO_SHOW",
    Event.LEFT: "TICKET_LEFT",
    Event.CANCELLED: "TICKET_CANCELLED",
    Event.EXPIRED: "TICKET_EXPIRED",
    Event.PRIORITY: "TICKET_PRIORITY",
    Event.NOT_PRINTED: "TICKET_NOT_PRINTED",
}


@operation
def lock(
    *, ticket: UUID, version: int | None = None, by: Actor, at: dt.datetime
) -> models.Ticket:
    """A ticket, locked for this transaction.

    Args:
        version: the one that the page showed; None skips the comparison.

    Raises:
        NotFound: no such ticket.
        errors.TicketChanged: something happened to it meanwhile.
    """
    row = locked(ticket)
    if version is not None and row.version != version:
        raise errors.TicketChanged
    return row


@compiled
def _locked(ticket: UUID) -> QuerySet[models.Ticket]:
    rows = models.Ticket.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("queue", "visit").filter(id=ticket)


def locked(ticket: UUID) -> models.Ticket:
    """A ticket with its queue and visit, locked; raises `NotFound`."""
    rows = _locked(ticket)
    if not rows:
        raise NotFound
    return rows[0]


@operation
def apply(
    *,
    ticket: models.Ticket,
    event: Event,
    by: Actor,
    at: dt.datetime,
    reason: str = "",
    changes: Mapping[str, object] | None = None,
    numbers: Mapping[str, int] | None = None,
) -> models.Ticket:
    """Let an event happen to a locked ticket: new state, event row, log entry.

    Args:
        reason: a code.
        changes: other columns of the ticket.
        numbers: figures for the event's row.

    Raises:
        errors.NotNow: it can't happen in this state.
    """
    if not may(event, state_of(ticket)):
        raise errors.NotNow
    to = TRANSITIONS[event].to
    ticket.version += 1
    columns = {"version"}
    if to is not None:
        ticket.state, ticket.state_at = to, at
        columns |= {"state", "state_at"}
    for name, value in (changes or {}).items():
        setattr(ticket, name, value)
        columns.add(name)
    unit_of_work.change(ticket, *sorted(columns))
    note(ticket=ticket, event=event, by=by, at=at, reason=reason, numbers=numbers)
    return ticket


def state_of(ticket: models.Ticket) -> rules.State:
    return rules.State(ticket.state)


@operation
def note(
    *,
    ticket: models.Ticket,
    event: Event,
    by: Actor,
    at: dt.datetime,
    reason: str = "",
    numbers: Mapping[str, int] | None = None,
    happened_at: dt.datetime | None = None,
) -> None:
    """The event's row and its entry of the public log.

    `happened_at`: where it became known later, as of a ticket of an offline kiosk; the
    entry of the log has `at`.
    """
    unit_of_work.add(
        models.TicketEvent(
            ticket=ticket,
            visit_id=ticket.visit_id,
            seq=ticket.version,
            type=event,
            at=happened_at or at,
            actor_kind=by.kind,
            actor=by.id,
            desk_id=ticket.desk_id,
            reason=reason,
            numbers=dict(numbers or {}),
        )
    )
    announcing.queue_changed(ticket.queue_id)
    log(
        visit=ticket.visit_id,
        type=ENTRIES[event],
        queue=ticket.queue,
        service=ticket.service,
        facts={
            "ticket": str(ticket.id),
            "label": ticket.label,
            "seq": ticket.version,
            "state": ticket.state,
            "effective_at": ticket.effective_at.isoformat(),
            "priority": ticket.priority,
            "desk": str(ticket.desk_id or ""),
            "reason": reason,
        },
        by=by,
        at=at,
    )


@operation
def log(
    *,
    visit: UUID,
    type: str,
    queue: models.Queue,
    service: str = "",
    facts: Mapping[str, str | int],
    by: Actor,
    at: dt.datetime,
) -> None:
    """An entry of the public log about a visit, under the visit's own key."""
    transparency.record(
        type=type,
        subject=visit,
        by=by,
        at=at,
        agency=queue.agency,
        service=service,
        secret=vault.log_secret(case=visit, by=by, at=at),
        facts={"queue": queue.code, **facts},
    )
