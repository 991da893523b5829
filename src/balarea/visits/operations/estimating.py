"""The waiting times of tickets, as pages show them; whatever is shown is stored."""

import datetime as dt

from balarea.foundation import clock, unit_of_work
from balarea.foundation.operation import Actor, operation
from balarea.people.models import Site
from balarea.visits import models
from balarea.visits.estimate.damping import Shown, damped
from balarea.visits.estimate.estimating import MODEL, Estimated
from balarea.visits.queries import estimates, waiting
from balarea.visits.queries.wait_history import minutes
from balarea.visits.rules import State

UNCHANGED = dt.timedelta(minutes=5)  # the same is stored at most so often


@operation
def show(*, ticket: models.Ticket, by: Actor, at: dt.datetime) -> None:
    """Estimate one ticket, for whoever shows it next; nothing if it doesn't wait."""
    if ticket.state in {State.WAITING, State.PLANNED}:
        fresh = waiting.waits(ticket.queue.site, at).of(ticket)
        _store(ticket, fresh, estimates.last(ticket), at)


@operation
def refresh(*, site: Site, by: Actor, at: dt.datetime) -> int:
    """Estimate all tickets of a building that wait; returns how many changed.

    A range follows from the one before it: it never silently shrinks and grows again
    (`estimate.damping`). The number of statements doesn't depend on that of tickets.
    """
    tickets = estimates.waiting_tickets(site, clock.today(at))
    if not tickets:
        return 0
    waits, before = waiting.waits(site, at), estimates.last_of(tickets)
    return sum(
        _store(ticket, waits.of(ticket), before.get(ticket.id), at)
        for ticket in tickets
    )


def _store(
    ticket: models.Ticket,
    fresh: Estimated,
    before: models.Estimate | None,
    at: dt.datetime,
) -> bool:
    """Add a row unless it would say the same as one a moment ago."""
    row = _row(ticket, fresh, before, at)
    if before is not None and at - before.made_at < UNCHANGED and _is_same(before, row):
        return False
    unit_of_work.add(row)
    return True


def _row(
    ticket: models.Ticket,
    fresh: Estimated,
    before: models.Estimate | None,
    at: dt.datetime,
) -> models.Estimate:
    row = models.Estimate(
        ticket=ticket,
        made_at=at,
        ahead=fresh.ahead,
        desks_open=fresh.desks,
        p10=fresh.p10,
        p50=fresh.p50,
        p80=fresh.p80,
        p90=fresh.p90,
        model=MODEL,
        why_hidden=fresh.why_hidden,
    )
    if fresh.p10 is None or fresh.p50 is None or fresh.p80 is None or fresh.why_hidden:
        return row
    day = ticket.business_date
    now = minutes(at, day)
    shown = damped(
        _shown(before, day), now, low=fresh.p10, middle=fresh.p50, high=fresh.p80
    )
    start = clock.start_of(day)
    row.begins_at = start + dt.timedelta(minutes=shown.begins)
    row.ends_at = start + dt.timedelta(minutes=shown.ends)
    row.shown_from, row.shown_to = shown.minutes(now)
    row.change = shown.change
    return row


def _shown(row: models.Estimate | None, day: dt.date) -> Shown | None:
    if row is None or row.begins_at is None or row.ends_at is None:
        return None
    return Shown(minutes(row.begins_at, day), minutes(row.ends_at, day))


def _is_same(before: models.Estimate, row: models.Estimate) -> bool:
    """Whether a page would say the same."""
    return (
        not row.change
        and (before.begins_at, before.ends_at) == (row.begins_at, row.ends_at)
        and (before.ahead, before.why_hidden) == (row.ahead, row.why_hidden)
    )
