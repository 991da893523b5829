"""Making the times for appointments: a queue's days by its hours, and closing them.

Making a day again changes nothing that is booked. Times that no longer fit the hours
are closed, and no new one is made where it would share a moment with one that people
have booked, so two runs or two block lengths never book a desk twice.
"""

import datetime as dt

from balarea.foundation import clock, ids, unit_of_work
from balarea.foundation.operation import Actor, operation
from balarea.transparency import operations as transparency
from balarea.visits import booking_rules, models
from balarea.visits.queries import places


@operation
def make_day(*, queue: models.Queue, day: dt.date, by: Actor, at: dt.datetime) -> int:
    """Make or adapt the times of a queue on a day; returns how many changed."""
    # One run at a time for a queue: its row is the lock.
    models.Queue.objects.select_for_update().get(id=queue.id)
    rows = models.Slot.objects.select_for_update().filter(
        queue=queue, business_date=day
    )
    existing = {row.starts_at: row for row in rows.order_by("id")}
    planned = _planned(queue, day)
    changed = 0
    for starts_at, row in existing.items():
        block = planned.pop(starts_at, None)
        if block is None or block.minutes != row.minutes:
            changed += _close(row)
        else:
            changed += _fit(row, block.capacity)
    taken = [
        (row.starts_at, row.minutes)
        for row in existing.values()
        if not row.is_closed or row.booked or row.reserved
    ]
    for starts_at, block in planned.items():
        if any(booking_rules.overlap((starts_at, block.minutes), one) for one in taken):
            continue
        unit_of_work.add(
            models.Slot(
                id=ids.uuid7(),
                queue=queue,
                business_date=day,
                starts_at=starts_at,
                minutes=block.minutes,
                capacity=block.capacity,
            )
        )
        changed += 1
    if changed:
        _record(queue, day, changed, by, at)
    return changed


def _planned(
    queue: models.Queue, day: dt.date
) -> dict[dt.datetime, booking_rules.Block]:
    every = booking_rules.blocks(
        places.spans(queue, day),
        desks=places.expected_desks(queue),
        service_minutes=queue.expected_minutes,
        percent=queue.remote_percent,
    )
    return {
        dt.datetime.combine(day, block.start, clock.zone()).astimezone(dt.UTC): block
        for block in every
    }


def _close(row: models.Slot) -> int:
    if row.is_closed:
        return 0
    row.is_closed = True
    unit_of_work.change(row, "is_closed")
    return 1


def _fit(row: models.Slot, capacity: int) -> int:
    """Another capacity, never below what is booked or reserved already."""
    capacity = max(capacity, row.booked + row.reserved)
    if capacity == row.capacity and not row.is_closed:
        return 0
    row.capacity, row.is_closed = capacity, False
    unit_of_work.change(row, "capacity", "is_closed")
    return 1


@operation
def make_ahead(*, queue: models.Queue, by: Actor, at: dt.datetime) -> int:
    """Make the times of all days for which a queue can be booked."""
    today = clock.today(at)
    days = (
        today + dt.timedelta(days=after) for after in range(booking_rules.HORIZON + 1)
    )
    return sum(make_day(queue=queue, day=day, by=by, at=at) for day in days)


@operation
def close_day(*, queue: models.Queue, day: dt.date, by: Actor, at: dt.datetime) -> None:
    """Let nobody book a day any more; what is booked stays."""
    rows = models.Slot.objects.select_for_update().filter(
        queue=queue, business_date=day, is_closed=False
    )
    closed = sum(_close(row) for row in rows.order_by("id"))
    if closed:
        _record(queue, day, closed, by, at)


def _record(
    queue: models.Queue, day: dt.date, count: int, by: Actor, at: dt.datetime
) -> None:
    transparency.record(
        type="SLOTS_CHANGED",
        subject=queue.id,
        by=by,
        at=at,
        agency=queue.agency,
        facts={"queue": queue.code, "day": day.isoformat(), "count": count},
    )
