"""Tickets on paper: asked for by the mall, printed by the kiosk's program.

A print is taken over (`SENT`) before a byte goes to the printer, and never sent again
by itself: a second one is a copy that somebody asked for.
"""

import datetime as dt
from uuid import UUID

from balarea.foundation import ids, unit_of_work
from balarea.foundation.errors import NotFound
from balarea.foundation.operation import Actor, ActorKind, operation
from balarea.visits import errors, kiosk_rules, models, rules
from balarea.visits.kiosk_rules import NOT_PRINTED, PrintState
from balarea.visits.operations import estimating, issuing, steps
from balarea.visits.operations.issuing import Wish
from balarea.visits.rules import Event


@operation
def take_number(
    *,
    kiosk: models.Kiosk | None,
    wish: Wish,
    key: str,
    by: Actor | None,
    at: dt.datetime,
) -> models.Ticket:
    """A number at a kiosk, with its print where the kiosk's program prints.

    Refusals as `issuing.issue`. The same form again gives the same number and no print.
    """
    ticket = issuing.issue(wish=wish, key=key, by=by, at=at)
    if kiosk is not None and kiosk.public_key is not None:
        visitor = Actor(ActorKind.VISITOR, ticket.visit_id)
        print_first(ticket=ticket, kiosk=kiosk, by=visitor, at=at)
    return ticket


@operation
def print_first(
    *, ticket: models.Ticket, kiosk: models.Kiosk, by: Actor, at: dt.datetime
) -> None:
    """Print a ticket at a kiosk, unless that was asked for before."""
    if not models.PrintJob.objects.filter(ticket=ticket).exists():
        estimating.show(ticket=ticket, by=by, at=at)  # the slip says it
        _queue(ticket.id, kiosk, 0, at)


def _queue(
    ticket: UUID,
    kiosk: models.Kiosk | None,
    copy_no: int,
    at: dt.datetime,
    state: PrintState = PrintState.QUEUED,
) -> models.PrintJob:
    return unit_of_work.add(
        models.PrintJob(
            id=ids.uuid7(),
            ticket_id=ticket,
            kiosk=kiosk,
            copy_no=copy_no,
            state=state,
            at=at,
        )
    )


@operation
def print_again(
    *, ticket: UUID, kiosk: models.Kiosk, by: Actor, at: dt.datetime
) -> models.PrintJob:
    """Print a copy of a ticket, once the print before has ended.

    Raises:
        errors.PrintChanged: it is being printed.
        errors.TooManyPrints: it was printed often enough.
    """
    row = steps.lock(ticket=ticket, by=by, at=at)
    jobs = list(models.PrintJob.objects.filter(ticket=row).order_by("copy_no"))
    if jobs and jobs[-1].state == PrintState.QUEUED:
        return jobs[-1]
    is_fresh = bool(jobs) and jobs[-1].at > at - kiosk_rules.LOST_AFTER
    if is_fresh and jobs[-1].state == PrintState.SENT:
        raise errors.PrintChanged
    if len(jobs) >= kiosk_rules.MOST_COPIES:
        raise errors.TooManyPrints
    return _queue(row.id, kiosk, len(jobs), at)


@operation
def set_state(
    *, job: UUID, kiosk: models.Kiosk, state: PrintState, by: Actor, at: dt.datetime
) -> models.PrintJob:
    """A kiosk takes a print over, or says what became of it.

    Raises:
        NotFound: no print of this kiosk.
        errors.PrintChanged: it isn't in the state before any more.
    """
    rows = models.PrintJob.objects.select_for_update(no_key=True, of=("self",))
    row = rows.filter(id=job, kiosk=kiosk).first()
    if row is None:
        raise NotFound
    if row.state == state and state != PrintState.SENT:
        return row  # its answer was lost
    if not kiosk_rules.may_follow(row.state, state):
        raise errors.PrintChanged
    row.state, row.at = state, at
    unit_of_work.change(row, "state", "at")
    if state in NOT_PRINTED:
        _note_not_printed(row.ticket_id, state, by, at)
    return row


@operation
def take_over(
    *,
    kiosk: models.Kiosk,
    ticket: UUID,
    copy_no: int,
    state: PrintState,
    by: Actor,
    at: dt.datetime,
) -> None:
    """What became of the print of a ticket that the kiosk gave out by itself."""
    is_own = models.Ticket.objects.filter(id=ticket, block=kiosk.code).exists()
    if not is_own or copy_no >= kiosk_rules.MOST_COPIES:
        return
    rows = models.PrintJob.objects.select_for_update(no_key=True, of=("self",))
    row = rows.filter(ticket=ticket, copy_no=copy_no).first()
    if row is None:
        _queue(ticket, kiosk, copy_no, at, state)
    elif not kiosk_rules.may_follow(row.state, state):
        return
    else:
        row.state, row.at = state, at
        unit_of_work.change(row, "state", "at")
    if state in NOT_PRINTED:
        _note_not_printed(ticket, state, by, at)


def _note_not_printed(
    ticket: UUID, state: PrintState, by: Actor, at: dt.datetime
) -> None:
    """Show at once, on the floor and in the log, that a slip didn't surely come out."""
    row = steps.lock(ticket=ticket, by=by, at=at)
    if rules.may(Event.NOT_PRINTED, steps.state_of(row)):
        steps.apply(
            ticket=row,
            event=Event.NOT_PRINTED,
            by=by,
            at=at,
            reason=state,
            changes={"printed": state},
        )
