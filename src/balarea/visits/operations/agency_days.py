"""An agency doesn't come on a day: all its queues close, or open again."""

import datetime as dt

from balarea.foundation import clock, unit_of_work
from balarea.foundation.errors import NotPermitted
from balarea.foundation.operation import Actor, operation
from balarea.people.models import Site
from balarea.people.queries import Scope, managers
from balarea.transparency import operations as transparency
from balarea.visits import errors, models
from balarea.visits.closed_words import CLOSURE_REASONS
from balarea.visits.operations import closing_days, slots
from balarea.visits.queries import closures


@operation
def close(
    *,
    site: Site,
    agency: str,
    day: dt.date,
    reason: str,
    scope: Scope,
    by: Actor,
    at: dt.datetime,
) -> None:
    """Close all queues of an agency for one day; twice changes nothing more.

    Args:
        reason: a code of `closed_words.CLOSURE_REASONS`.

    Raises:
        NotPermitted: the officer doesn't manage the agency.
        errors.CannotClose: the day is over or too far, or the agency has no queue here.
    """
    if not managers.manages(scope, [agency]):
        raise NotPermitted
    queues = closures.queues_of(site, agency)
    today = clock.today(at)
    is_soon = today <= day <= today + closures.AHEAD
    if not queues or not is_soon or reason not in CLOSURE_REASONS:
        raise errors.CannotClose
    for queue in queues:
        closing_days.close(queue=queue, day=day, reason=reason, by=by, at=at)


@operation
def reopen(
    *, site: Site, agency: str, day: dt.date, scope: Scope, by: Actor, at: dt.datetime
) -> None:
    """Open the queues of an agency on a day again: numbers and times are given.

    Appointments that were moved and numbers that ended stay so; twice changes nothing.

    Raises:
        NotPermitted: the officer doesn't manage the agency.
        errors.CannotClose: the day is over.
    """
    if not managers.manages(scope, [agency]):
        raise NotPermitted
    if day < clock.today(at):
        raise errors.CannotClose
    rows = models.QueueClosure.objects.select_for_update(of=("self",))
    own = rows.filter(queue__site=site, queue__agency=agency, date=day)
    closed = list(own.select_related("queue").order_by("id"))
    for row in closed:
        transparency.record(
            type="QUEUE_CHANGED",
            subject=row.queue_id,
            by=by,
            at=at,
            agency=agency,
            facts={"queue": row.queue.code, "day": day.isoformat(), "reason": ""},
        )
        unit_of_work.remove(row)
    unit_of_work.flush()
    for row in closed:
        slots.make(queue=row.queue, days=[day], by=by, at=at)
