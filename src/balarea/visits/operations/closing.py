"""A manager stops a queue's numbers, lets it go on, or closes a desk that was left."""

import datetime as dt
from uuid import UUID

from balarea.foundation import clock, unit_of_work
from balarea.foundation.errors import NotFound, NotPermitted
from balarea.foundation.operation import Actor, operation
from balarea.people.queries import Scope, managers
from balarea.transparency import operations as transparency
from balarea.visits import errors, models
from balarea.visits.operations import desks, queue_days
from balarea.visits.queries import tickets


@operation
def stop_numbers(
    *, queue: models.Queue, reason: str, scope: Scope, by: Actor, at: dt.datetime
) -> None:
    """Give no more numbers of a queue today; who has one is still served.

    Args:
        reason: a code.

    Raises:
        NotPermitted: the officer doesn't manage its agency.
    """
    day = _lock_day(queue, scope, by, at)
    day.closed_at, day.close_reason = at, reason
    unit_of_work.change(day, "closed_at", "close_reason")
    _log(queue, "QUEUE_CLOSED", reason, by, at)


@operation
def allow_numbers(
    *, queue: models.Queue, scope: Scope, by: Actor, at: dt.datetime
) -> None:
    """Give numbers of a queue again."""
    day = _lock_day(queue, scope, by, at)
    day.closed_at, day.close_reason = None, ""
    unit_of_work.change(day, "closed_at", "close_reason")
    _log(queue, "QUEUE_REOPENED", "", by, at)


def _lock_day(
    queue: models.Queue, scope: Scope, by: Actor, at: dt.datetime
) -> models.QueueDay:
    if not managers.manages(scope, [queue.agency]):
        raise NotPermitted
    return queue_days.lock(queue=queue.id, day=clock.today(at), by=by, at=at)


@operation
def close_desk(*, session: UUID, scope: Scope, by: Actor, at: dt.datetime) -> None:
    """Close a desk that its officer left open.

    Raises:
        NotFound: it isn't open any more.
        NotPermitted: the officer doesn't manage its agency.
        errors.StillServing: a visitor is there.
    """
    rows = models.DeskSession.objects.select_for_update(no_key=True, of=("self",))
    row = rows.select_related("desk").filter(id=session, closed_at__isnull=True).first()
    if row is None:
        raise NotFound
    if not managers.manages(scope, [row.desk.agency]):
        raise NotPermitted
    if tickets.at_desk(row.desk_id) is not None:
        raise errors.StillServing
    desks.close(session=row, by=by, at=at)


def _log(
    queue: models.Queue, type: str, reason: str, by: Actor, at: dt.datetime
) -> None:
    transparency.record(
        type=type,
        subject=queue.id,
        by=by,
        at=at,
        agency=queue.agency,
        facts={"queue": queue.code, "reason": reason},
    )
