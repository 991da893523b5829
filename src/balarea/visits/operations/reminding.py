"""Messages that nobody asks for: the day before an appointment, and shortly before a
call."""

import datetime as dt

from balarea.foundation import clock
from balarea.foundation.operation import Actor, operation
from balarea.visits import models
from balarea.visits.operations import booking_notices
from balarea.visits.queries import bookings, soon
from balarea.visits.rules import State

LIMIT = 200  # of one run


@operation
def remind(*, by: Actor, at: dt.datetime, limit: int = LIMIT) -> int:
    """Remind of the appointments of tomorrow, once each; returns how many.

    Whoever can't be reached any more isn't counted, so that a job that goes on until
    nobody is left comes to its end.
    """
    day = clock.today(at) + dt.timedelta(days=1)
    rows = bookings.to_remind(day).select_for_update(
        no_key=True, of=("self",), skip_locked=True
    )
    count = 0
    for row in rows[:limit]:
        count += booking_notices.post(booking=row, kind="APPT_REMIND", by=by, at=at)
    return count


@operation
def call_soon(*, by: Actor, at: dt.datetime, limit: int = LIMIT) -> int:
    """Tell those who are called soon, once each; returns how many.

    Whoever isn't in the building yet is told earlier, so that they can still come.
    """
    near = soon.near(clock.today(at))
    rows = models.Ticket.objects.select_for_update(
        no_key=True, of=("self",), skip_locked=True
    )
    count = 0
    for row in rows.select_related("queue", "visit").filter(id__in=list(near)[:limit]):
        is_away = row.state == State.PLANNED
        params = {"label": row.label, "ahead": str(near[row.id])}
        count += booking_notices.post_to_visitor(
            visit=row.visit,
            queue=row.queue,
            service=row.service,
            kind=soon.KIND,
            params=params | ({"is_away": "YES"} if is_away else {}),
            by=by,
            at=at,
        )
    return count
