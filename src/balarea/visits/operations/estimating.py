"""The waiting time of a ticket as a page shows it; whatever is shown is kept."""

import datetime as dt

from balarea.foundation import clock, unit_of_work
from balarea.foundation.operation import Actor, operation
from balarea.visits import models
from balarea.visits.estimate.damping import Shown, damped
from balarea.visits.estimate.estimating import MODEL, Estimated
from balarea.visits.queries import wait_history, waiting
from balarea.visits.queries.waiting import Waits
from balarea.visits.rules import State

EVERY = dt.timedelta(minutes=1)  # an unchanged estimate is stored at most so often


@operation
def show(
    *,
    ticket: models.Ticket,
    waits: Waits | None = None,
    by: Actor,
    at: dt.datetime,
) -> models.Estimate | None:
    """The range to show for a ticket now; None if it doesn't wait.

    It follows from the range that was shown before: it never silently shrinks and
    grows again. `shown_to` is None where none can be shown, with a reason.

    Args:
        waits: of the ticket's building at this moment, for whoever shows many tickets.
    """
    if ticket.state not in {State.WAITING, State.PLANNED}:
        return None
    state = waits or waiting.waits(ticket.queue.site, at)
    fresh = state.of(ticket)
    rows = models.Estimate.objects.filter(ticket=ticket)
    before = rows.order_by("-made_at", "-id").first()
    row = _row(ticket, fresh, before, at)
    if before is not None and at - before.made_at < EVERY and _is_same(before, row):
        return before
    return unit_of_work.add(row)


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
    if not fresh.is_honest or fresh.p10 is None or fresh.p50 is None:
        return row
    now = wait_history.minutes(at, ticket.business_date)
    shown = damped(
        _before(before, ticket.business_date),
        now,
        low=fresh.p10,
        middle=fresh.p50,
        high=fresh.p80 or fresh.p50,
    )
    start = clock.start_of(ticket.business_date)
    row.begins_at = start + dt.timedelta(minutes=shown.begins)
    row.ends_at = start + dt.timedelta(minutes=shown.ends)
    row.shown_from, row.shown_to = shown.minutes(now)
    row.change = shown.change
    return row


def _before(row: models.Estimate | None, day: dt.date) -> Shown | None:
    if row is None or row.begins_at is None or row.ends_at is None:
        return None
    return Shown(
        wait_history.minutes(row.begins_at, day), wait_history.minutes(row.ends_at, day)
    )


def _is_same(before: models.Estimate, row: models.Estimate) -> bool:
    """Whether a page would say the same."""
    return (before.shown_from, before.shown_to, before.ahead, before.why_hidden) == (
        row.shown_from,
        row.shown_to,
        row.ahead,
        row.why_hidden,
    ) and not row.change
