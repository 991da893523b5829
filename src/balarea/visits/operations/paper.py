"""Numbers of a printed pad, entered later: when power or network were away."""

import datetime as dt
from typing import NamedTuple

from django.db import IntegrityError

from balarea.foundation import clock, ids, unit_of_work
from balarea.foundation.errors import NotFound
from balarea.foundation.operation import Actor, operation
from balarea.people.queries import Scope
from balarea.people.rules import Action
from balarea.visits import errors, models, rules
from balarea.visits.operations import queue_days, steps
from balarea.visits.rules import (
    PAPER_BLOCK,
    PAPER_DAYS,
    PAPER_LAST,
    Channel,
    Event,
    PriorityClass,
    State,
)

REASON = "PAPER"


class Written(NamedTuple):
    """What the pad and the officer's list say of one number.

    Attributes:
        called_at, finished_at: both, or neither: then the visitor still waits.
    """

    number: int
    joined_at: dt.datetime
    priority: PriorityClass = PriorityClass.REGULAR
    called_at: dt.datetime | None = None
    finished_at: dt.datetime | None = None


@operation
def enter(
    *,
    queue: models.Queue,
    written: Written,
    scope: Scope,
    by: Actor,
    at: dt.datetime,
) -> models.Ticket:
    """Enter one number of the pad with the times that were written down.

    Raises:
        NotFound: a queue of an agency for which the officer may not call.
        errors.NumberEntered: it was entered already.
        errors.TimesImpossible: out of order, ahead, or too far back.
    """
    if queue.agency not in scope.reach(Action.CALL):
        raise NotFound
    check(written, at)
    ticket = _ticket(queue, written)
    unit_of_work.add(ticket.visit)
    _note(ticket, written, by, at)
    unit_of_work.add(ticket)
    try:
        unit_of_work.flush()
    except IntegrityError:
        raise errors.NumberEntered(label=ticket.label) from None
    queue_days.count(queue=ticket.queue_id, day=ticket.business_date, by=by, at=at)
    return ticket


def check(written: Written, at: dt.datetime) -> None:
    """Refuse times that can't be; raises `errors.TimesImpossible`."""
    day = clock.today(written.joined_at)
    times = [written.joined_at, written.called_at, written.finished_at]
    given = [one for one in times if one is not None]
    is_whole = len(given) in {1, 3}
    is_recent = dt.timedelta() <= clock.today(at) - day <= PAPER_DAYS
    # Whoever waits, waits today: a number of a day before was served, or ended.
    is_over = len(given) == 1 and day != clock.today(at)
    is_one_day = all(clock.today(one) == day for one in given)
    if (
        not 1 <= written.number <= PAPER_LAST
        or not (is_whole and is_recent and is_one_day)
        or is_over
        or given != sorted(given)
        or given[-1] > at
    ):
        raise errors.TimesImpossible


def _ticket(queue: models.Queue, written: Written) -> models.Ticket:
    joined_at = written.joined_at
    day = clock.today(joined_at)
    visit = models.Visit(
        id=ids.uuid7(),
        site_id=queue.site_id,
        business_date=day,
        language="id",
        channel=Channel.PAPER,
        began_at=joined_at,
        arrived_at=joined_at,
    )
    return models.Ticket(
        id=ids.uuid7(),
        visit=visit,
        queue=queue,
        business_date=day,
        block=PAPER_BLOCK,
        number=written.number,
        label=rules.label(queue.prefix, written.number, PAPER_BLOCK),
        channel=Channel.PAPER,
        priority=written.priority,
        joined_at=joined_at,
        effective_at=rules.effective_at(
            joined_at,
            written.priority,
            priority_lead=dt.timedelta(minutes=queue.priority_minutes),
        ),
        state=State.WAITING,
        state_at=joined_at,
    )


def _note(ticket: models.Ticket, written: Written, by: Actor, at: dt.datetime) -> None:
    """The events as they happened; the entries of the log have the present time."""

    def happened(event: Event, moment: dt.datetime, seconds: dict[str, int]) -> None:
        steps.note(
            ticket=ticket,
            event=event,
            by=by,
            at=at,
            reason=REASON,
            numbers=seconds,
            happened_at=moment,
        )

    happened(Event.ISSUED, written.joined_at, {})
    called, finished = written.called_at, written.finished_at
    if called is None or finished is None:
        return
    waited = int((called - written.joined_at).total_seconds())
    served = int((finished - called).total_seconds())
    for event, state, moment, seconds in (
        (Event.CALLED, State.CALLED, called, {"waited_s": waited}),
        (Event.SERVING, State.SERVING, called, {}),
        (Event.DONE, State.DONE, finished, {"served_s": served}),
    ):
        ticket.version += 1
        ticket.state, ticket.state_at = state, moment
        happened(event, moment, seconds)
