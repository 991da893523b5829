"""Making the times for appointments: a queue's days by its hours, and closing them.

Making a day again changes nothing that is booked. Times that no longer fit the hours
are closed, and no new one is made where it would share a moment with one that people
have booked, so two runs or two block lengths never book a desk twice.
"""

import datetime as dt
from collections.abc import Iterable, Sequence

from balarea.foundation import calendar, clock, ids, unit_of_work
from balarea.foundation.operation import Actor, operation
from balarea.transparency import operations as transparency
from balarea.visits import booking_rules, models
from balarea.visits.queries import places

type Planned = dict[dt.datetime, booking_rules.Block]


@operation
def make(
    *, queue: models.Queue, days: Sequence[dt.date], by: Actor, at: dt.datetime
) -> int:
    """Make or adapt the times of a queue on these days; returns how many changed."""
    # One run at a time for a queue: its row is the lock.
    models.Queue.objects.select_for_update(no_key=True).get(id=queue.id)
    rows = models.Slot.objects.select_for_update(no_key=True).filter(
        queue=queue, business_date__in=days
    )
    existing = {row.starts_at: row for row in rows.order_by("id")}
    planned = _planned(queue, days)
    changed = 0
    for starts_at, row in existing.items():
        block = planned.pop(starts_at, None)
        if block is None or block.minutes != row.minutes:
            changed += _close(row)
        else:
            changed += _fit(row, block.capacity)
    changed += _add(queue, existing.values(), planned)
    if changed:
        _record(queue, days, changed, by, at)
    return changed


def _add(queue: models.Queue, existing: Iterable[models.Slot], planned: Planned) -> int:
    """New times, where they share no moment with one that people may come to."""
    taken: dict[dt.date, list[tuple[dt.datetime, int]]] = {}
    for row in existing:
        if not row.is_closed or row.booked or row.reserved:
            span = row.starts_at, row.minutes
            taken.setdefault(row.business_date, []).append(span)
    count = 0
    for starts_at, block in planned.items():
        day, span = clock.today(starts_at), (starts_at, block.minutes)
        if any(booking_rules.overlap(span, one) for one in taken.get(day, ())):
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
        count += 1
    return count


def _planned(queue: models.Queue, days: Sequence[dt.date]) -> Planned:
    desks = places.expected_desks(queue)
    overrides = calendar.overrides()
    closed = set(
        models.QueueClosure.objects.filter(queue=queue, date__in=days).values_list(
            "date", flat=True
        )
    )
    result: Planned = {}
    for day in days:
        if day in closed:
            continue
        blocks = booking_rules.blocks(
            places.regular_spans(queue, day, overrides),
            desks=desks,
            service_minutes=queue.expected_minutes,
            percent=queue.remote_percent,
        )
        for block in blocks:
            local = dt.datetime.combine(day, block.start, clock.zone())
            result[local.astimezone(dt.UTC)] = block
    return result


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
    span = range(booking_rules.HORIZON + 1)
    days = [today + dt.timedelta(days=after) for after in span]
    return make(queue=queue, days=days, by=by, at=at)


@operation
def close_day(*, queue: models.Queue, day: dt.date, by: Actor, at: dt.datetime) -> None:
    """Let nobody book a day any more; what is booked stays."""
    rows = models.Slot.objects.select_for_update(no_key=True).filter(
        queue=queue, business_date=day, is_closed=False
    )
    closed = sum(_close(row) for row in rows.order_by("id"))
    if closed:
        _record(queue, [day], closed, by, at)


def _record(
    queue: models.Queue,
    days: Sequence[dt.date],
    count: int,
    by: Actor,
    at: dt.datetime,
) -> None:
    transparency.record(
        type="SLOTS_CHANGED",
        subject=queue.id,
        by=by,
        at=at,
        agency=queue.agency,
        facts={
            "queue": queue.code,
            "first": min(days).isoformat(),
            "last": max(days).isoformat(),
            "count": count,
        },
    )
