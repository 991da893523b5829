"""Next week's desks for each queue and half-hour, from what past weeks were like."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from balarea.people.models import Site
from balarea.visits import models
from balarea.visits.queries import past_load, places
from balarea.visits.queries.past_load import SLOTS, Past
from balarea.visits.staffing import week
from balarea.visits.staffing.week import Planned, QueueDay, Saving


class DayPlan(NamedTuple):
    """One day: the plan of each queue by code, and what sharing desks would save.

    `zones`: within each zone; `whole`: if all desks of these queues served them all.
    """

    date: dt.date
    queues: Mapping[str, Planned]
    zones: list[Saving]
    whole: list[Saving]


class WeekPlan(NamedTuple):
    """The days of a week on which some queue with a history opens.

    `unplanned`: the queues of which no past day is there.
    """

    first: dt.date
    days: list[DayPlan]
    queues: Mapping[str, models.Queue]
    unplanned: list[models.Queue]
    absent: float


def next_week(site: Site, agencies: Collection[str] | None, today: dt.date) -> WeekPlan:
    """The plan of the week after this one, for these agencies or all."""
    every = places.queues(site)
    if agencies is not None:
        every = every.filter(agency__in=agencies)
    queues = list(every)
    past = past_load.past(queues, today)
    first = today + dt.timedelta(days=7 - today.weekday())
    planned = [one for one in queues if one.id in past.loads]
    available = _available(planned)
    days = []
    for after in range(7):
        day = first + dt.timedelta(days=after)
        rows = _queue_days(planned, day, past, available)
        if rows:
            days.append(_plan(day, rows, past.absent))
    return WeekPlan(
        first=first,
        days=days,
        queues={one.code: one for one in planned},
        unplanned=[one for one in queues if one.id not in past.loads],
        absent=past.absent,
    )


def _plan(day: dt.date, rows: Sequence[QueueDay], absent: float) -> DayPlan:
    together = [row._replace(group="") for row in rows]
    return DayPlan(
        date=day,
        queues={row.queue: week.planned(row, absent) for row in rows},
        zones=week.savings(rows, absent),
        whole=week.savings(together, absent),
    )


def _queue_days(
    queues: Sequence[models.Queue],
    day: dt.date,
    past: Past,
    available: Mapping[UUID, int],
) -> list[QueueDay]:
    """The queues that open on a day."""
    spans = places.spans_of(queues, day)
    quiet = (0.0,) * SLOTS
    return [
        QueueDay(
            queue=one.code,
            group=one.zone,
            arrivals=past.loads[one.id].arrivals.get(day.weekday(), quiet),
            flow=past.loads[one.id].flow,
            open=tuple(_is_open(spans[one.id], slot) for slot in range(SLOTS)),
            available=available.get(one.id, 0),
        )
        for one in queues
        if spans[one.id]
    ]


def _is_open(spans: Sequence[tuple[str, str]], slot: int) -> bool:
    """Whether a queue is open at some moment of a half-hour."""
    start, end = time_of(slot), time_of(slot + 1)
    return any(opens < end and start < closes for opens, closes in spans)


def time_of(slot: int) -> str:
    """When a half-hour begins: `08:30`; `24:00` after the last."""
    return f"{slot // 2:02}:{slot % 2 * 30:02}"


def _available(queues: Sequence[models.Queue]) -> Mapping[UUID, int]:
    """How many desks can serve each queue."""
    rows = models.DeskSkill.objects.filter(queue__in=queues, desk__is_active=True)
    return Counter(rows.values_list("queue", flat=True))
