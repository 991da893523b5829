"""Visits over several desks: what comes after, and what isn't needed any more."""

import datetime as dt
from uuid import UUID

from balarea.foundation import unit_of_work
from balarea.foundation.errors import NotFound
from balarea.foundation.operation import Actor, operation
from balarea.visits import errors, models
from balarea.visits.operations import arriving, desks, issuing, steps
from balarea.visits.queries import journeys, tickets
from balarea.visits.rules import ENDED, CancelReason, Channel, PriorityClass


@operation
def add_step(
    *,
    ticket: UUID,
    version: int,
    queue: models.Queue,
    by: Actor,
    at: dt.datetime,
) -> models.Ticket:
    """Plan a further step for the visitor at this desk, after all steps before it.

    It begins to wait when the last of them has ended. Its place counts from now, so
    that the visitor doesn't stand at the back once more.

    Args:
        ticket: the one that is served at the officer's desk.

    Raises:
        errors.AlreadyInQueue: they have an open number of that queue.
    """
    row = steps.lock(ticket=ticket, version=version, by=by, at=at)
    desks.require_own(row, by=by, at=at)
    if queue.site_id != row.queue.site_id:
        raise NotFound
    check_not_in_queue(row.visit, queue)
    before = [one for one in tickets.tickets_of(row.visit) if one.state not in ENDED]
    return issuing.give(
        visit=row.visit,
        queue=queue,
        channel=Channel.DESK,
        priority=_priority_of(row),
        step_no=max(one.step_no for one in before) + 1,
        needs=tuple(before),
        is_checked=False,
        by=by,
        at=at,
    )


def _priority_of(ticket: models.Ticket) -> PriorityClass:
    """Why somebody has priority holds for each step; an appointment for its own."""
    priority = PriorityClass(ticket.priority)
    if priority is PriorityClass.APPOINTMENT:
        return PriorityClass.REGULAR
    return priority


@operation
def cancel_step(
    *,
    ticket: UUID,
    version: int,
    reason: CancelReason,
    by: Actor,
    at: dt.datetime,
) -> models.Ticket:
    """End another number of the visitor who is at this desk, with a coded reason.

    Raises:
        errors.DeskClosed: the visitor isn't at the officer's desk.
    """
    row = steps.lock(ticket=ticket, version=version, by=by, at=at)
    if journeys.desk_of(row.visit) != desks.own_desk(by=by, at=at).id:
        raise errors.DeskClosed
    return arriving.cancel(ticket=ticket, version=version, reason=reason, by=by, at=at)


def check_not_in_queue(visit: models.Visit, queue: models.Queue) -> None:
    """Refuse a second number of one queue; raises `errors.AlreadyInQueue`."""
    for one in tickets.tickets_of(visit):
        if one.queue_id == queue.id and one.state not in ENDED:
            raise errors.AlreadyInQueue(label=one.label)


def wait_for(before: models.Ticket, later: models.Ticket) -> None:
    """Let what waited for `before` wait for `later`, by which it goes on."""
    for link in before.needed_by.select_related("ticket"):
        if link.ticket.state not in ENDED:
            unit_of_work.add(
                models.TicketDependency(
                    visit_id=before.visit_id, ticket=link.ticket, needed=later
                )
            )
