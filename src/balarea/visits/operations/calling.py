"""Calling visitors to a desk: the next one, one by number, again, or nobody came."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.db import connection

from balarea.foundation import clock
from balarea.foundation.operation import Actor, operation
from balarea.visits import errors, models
from balarea.visits.operations import announcing, desks, steps
from balarea.visits.queries import tickets
from balarea.visits.rules import MAX_RECALLS, RECALL_PAUSE, Event, State

# One statement, whatever waits: the first of each queue by the index of the waiting,
# and of these the one whose turn it is, earlier by its desk's `weight`. What others are
# calling at this moment is left out, not waited for; so many can be called at once.
_CLAIM = """
SELECT t.id FROM visits_ticket t JOIN (
  SELECT first.id, first.effective_at - s.weight * interval '1 minute' AS place
  FROM visits_deskskill s CROSS JOIN LATERAL (
    SELECT id, effective_at FROM visits_ticket
    WHERE queue_id = s.queue_id AND state = 'WAITING' AND business_date = %(day)s
      AND (desk_id IS NULL OR desk_id = %(desk)s)
    ORDER BY effective_at, id LIMIT %(at_once)s
  ) AS first
  WHERE s.desk_id = %(desk)s
) AS firsts ON firsts.id = t.id
WHERE t.state = 'WAITING' AND (t.desk_id IS NULL OR t.desk_id = %(desk)s)
ORDER BY firsts.place, t.id LIMIT 1 FOR NO KEY UPDATE OF t SKIP LOCKED
"""
AT_ONCE = 50  # more than there are desks of one queue


@operation
def call_next(*, desk: UUID, by: Actor, at: dt.datetime) -> models.Ticket | None:
    """Call whoever's turn it is in the queues of a desk; None: nobody waits.

    Raises:
        errors.DeskClosed: the officer doesn't serve at this desk now.
        errors.StillServing: somebody is called or served there.
    """
    session = desks.lock_session(desk=desk, by=by, at=at)
    if tickets.at_desk(desk) is not None:
        raise errors.StillServing
    given: dict[str, Any] = {"desk": desk, "day": clock.today(at), "at_once": AT_ONCE}
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, given)
        row = cursor.fetchone()
    return _call(steps.locked(row[0]), session, by, at) if row else None


@operation
def call(
    *, ticket: UUID, desk: UUID, version: int, reason: str, by: Actor, at: dt.datetime
) -> models.Ticket:
    """Call one that isn't next; `reason` is a code and part of the log.

    Raises:
        errors.DeskClosed, errors.StillServing: as for `call_next`.
        errors.TicketChanged, errors.NotNow: it doesn't wait any more.
    """
    session = desks.lock_session(desk=desk, by=by, at=at)
    if tickets.at_desk(desk) is not None:
        raise errors.StillServing
    row = steps.lock(ticket=ticket, version=version, by=by, at=at)
    desks.require_skill(desk=session.desk, queue=row.queue)
    return _call(row, session, by, at, reason=reason)


def _call(
    ticket: models.Ticket,
    session: models.DeskSession,
    by: Actor,
    at: dt.datetime,
    reason: str = "",
) -> models.Ticket:
    called = steps.apply(
        ticket=ticket,
        event=Event.CALLED,
        by=by,
        at=at,
        reason=reason,
        changes={
            "desk_id": session.desk_id,
            "officer_id": session.officer_id,
            "recalls": 0,
        },
        # In the building, since it began to wait: not from when it was taken at home.
        numbers={"waited_s": int((at - ticket.state_at).total_seconds())},
    )
    announcing.announce_call(
        ticket=called, desk=session.desk, kind="CALL", by=by, at=at
    )
    return called


@operation
def recall(*, ticket: UUID, version: int, by: Actor, at: dt.datetime) -> models.Ticket:
    """Call the visitor again.

    Raises:
        errors.RecalledTooOften: three times already, or less than 30 s ago.
    """
    row = steps.lock(ticket=ticket, version=version, by=by, at=at)
    desk = desks.require_own(row, by=by, at=at)
    last = tickets.events(row)[-1].at
    if row.recalls >= MAX_RECALLS or at - last < RECALL_PAUSE:
        raise errors.RecalledTooOften(most=MAX_RECALLS)
    steps.apply(
        ticket=row,
        event=Event.RECALLED,
        by=by,
        at=at,
        changes={"recalls": row.recalls + 1},
    )
    announcing.announce_call(ticket=row, desk=desk, kind="RECALL", by=by, at=at)
    return row


@operation
def put_back(
    *, ticket: UUID, version: int, by: Actor, at: dt.datetime
) -> models.Ticket:
    """Undo a call: the visitor waits again at their old place, for any desk."""
    row = steps.lock(ticket=ticket, version=version, by=by, at=at)
    desks.require_own(row, by=by, at=at)
    return steps.apply(
        ticket=row, event=Event.PUT_BACK, by=by, at=at, changes={"desk_id": None}
    )


@operation
def miss(*, ticket: UUID, version: int, by: Actor, at: dt.datetime) -> models.Ticket:
    """Nobody came; they may come back once within half an hour."""
    row = steps.lock(ticket=ticket, version=version, by=by, at=at)
    desks.require_own(row, by=by, at=at)
    return steps.apply(ticket=row, event=Event.MISSED, by=by, at=at)


def is_callable(ticket: models.Ticket) -> bool:
    """Whether a desk may call it now."""
    return ticket.state == State.WAITING
