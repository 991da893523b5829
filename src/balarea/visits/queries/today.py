"""A building's queues today: served, waiting, left; a constant number of statements."""

import datetime as dt
import functools
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, Q, Sum

from balarea.foundation import calendar, clock
from balarea.people.models import Site
from balarea.visits import models, remote_rules, rules
from balarea.visits.queries import places
from balarea.visits.rules import OPEN, Channel, State

NEXT_DAYS = 14  # in which the next opening is looked for
_GONE = frozenset({State.CANCELLED, State.LEFT})


class QueueNow(NamedTuple):
    """One queue at this moment.

    Attributes:
        spans: today's hours, local; empty where it doesn't open.
        is_stopped: it gives no more numbers today, whatever is left; `stopped_for`:
            the coded reason of whoever stopped it, or empty.
        serving: labels of those called or served now, and at which desk.
        left: how many more numbers can be given now; 0 when it is closed.
        remote_left: how many of these from home, and without signing in.
        next_release: when the next part of the quota is released, `13:00`; or empty.
        closed_for: why somebody closed it today; empty if nobody did.
        opens_at: the next opening, where it isn't open now; None: not soon.
    """

    queue: models.Queue
    spans: list[tuple[str, str]]
    is_open: bool
    is_stopped: bool
    stopped_for: str
    serving: list[tuple[str, str]]
    waiting: int
    desks: int
    quota: int | None
    issued: int
    left: int
    remote_left: int
    unproved_left: int
    next_release: str
    closed_for: str
    opens_at: dt.datetime | None


class _Tickets(NamedTuple):
    states: Counter[str]
    remote: int
    unproved: int
    serving: list[tuple[str, str]]


_NO_TICKETS = _Tickets(Counter(), 0, 0, [])


class _Rows(NamedTuple):
    days: Mapping[UUID, models.QueueDay]
    closures: Mapping[tuple[UUID, dt.date], str]
    tickets: Mapping[UUID, _Tickets]
    serving_desks: Mapping[UUID, int]
    all_desks: Mapping[UUID, int]
    booked: Mapping[UUID, int]


def overview(site: Site, at: dt.datetime, queue: UUID | None = None) -> list[QueueNow]:
    """The queues of a building, by prefix; or the one that is named."""
    every = places.queues(site)
    queues = list(every.filter(id=queue) if queue else every)
    today = clock.today(at)
    rows = _read([one.id for one in queues], today)
    overrides = calendar.overrides()

    def spans(one: models.Queue, day: dt.date) -> list[tuple[str, str]]:
        if (one.id, day) in rows.closures:
            return []
        return places.regular_spans(one, day, overrides)

    return [_now(one, functools.partial(spans, one), rows, at) for one in queues]


def queue_now(queue: models.Queue, at: dt.datetime) -> QueueNow:
    """One queue at this moment."""
    [row] = overview(queue.site, at, queue.id)
    return row


def _read(queues: list[UUID], day: dt.date) -> _Rows:
    days = models.QueueDay.objects.filter(queue__in=queues, business_date=day)
    closures = models.QueueClosure.objects.filter(
        queue__in=queues, date__gte=day, date__lt=day + dt.timedelta(days=NEXT_DAYS)
    )
    sessions = models.DeskSession.objects.filter(closed_at__isnull=True).exclude(
        pauses__ended_at__isnull=True, pauses__isnull=False
    )
    serving = sessions.filter(desk__skills__queue__in=queues).values_list(
        "desk__skills__queue"
    )
    skills = models.DeskSkill.objects.filter(queue__in=queues, desk__is_active=True)
    slots = models.Slot.objects.filter(queue__in=queues, business_date=day)
    booked = slots.values("queue").annotate(count=Sum("booked") + Sum("reserved"))
    return _Rows(
        days={one.queue_id: one for one in days},
        closures={(one.queue_id, one.date): one.reason for one in closures},
        tickets=_tickets(queues, day),
        serving_desks=dict(serving.annotate(count=Count("id"))),
        all_desks=dict(skills.values_list("queue").annotate(count=Count("id"))),
        booked={one["queue"]: one["count"] for one in booked},
    )


def _tickets(queues: list[UUID], day: dt.date) -> Mapping[UUID, _Tickets]:
    rows = models.Ticket.objects.filter(queue__in=queues, business_date=day)
    result: dict[UUID, _Tickets] = defaultdict(lambda: _Tickets(Counter(), 0, 0, []))
    is_remote = Q(channel=Channel.WEB, slot_at__isnull=True)
    counted = rows.values("queue", "state").annotate(
        count=Count("id"),
        remote=Count("id", filter=is_remote),
        unproved=Count("id", filter=is_remote & Q(visit__subject__isnull=True)),
    )
    for one in counted:
        own = result[one["queue"]]
        own.states[one["state"]] += one["count"]
        if one["state"] not in _GONE:
            result[one["queue"]] = own._replace(
                remote=own.remote + one["remote"],
                unproved=own.unproved + one["unproved"],
            )
    at_desk = rows.filter(state__in=[State.CALLED, State.SERVING]).order_by("-state_at")
    for queue, label, desk in at_desk.values_list("queue", "label", "desk__code"):
        result[queue].serving.append((label, desk or ""))
    return result


def _now(
    queue: models.Queue,
    spans_on: Callable[[dt.date], list[tuple[str, str]]],
    rows: _Rows,
    at: dt.datetime,
) -> QueueNow:
    local, row = clock.local(at), rows.days.get(queue.id)
    today, hour = local.date(), local.time()
    spans, tickets = spans_on(today), rows.tickets.get(queue.id, _NO_TICKETS)
    minutes = rules.minutes_left(spans, hour)
    every = rows.all_desks.get(queue.id, 0)
    serving = rows.serving_desks.get(queue.id, 0)
    quota, issued = queue.daily_quota, 0
    is_stopped, stopped_for = not minutes, ""
    if row is not None:
        quota, issued = row.quota if row.quota is not None else quota, row.issued
        is_stopped = is_stopped or row.closed_at is not None
        stopped_for = row.close_reason
    left = rules.room(
        ahead=sum(tickets.states[state] for state in OPEN),
        service_minutes=queue.expected_minutes,
        desks=serving or every,
        minutes=0 if is_stopped else minutes,
    )
    if quota is not None:
        left = min(left, max(0, rules.released(quota, queue.releases, hour) - issued))
    remote_left, unproved_left = _from_home(queue, rows, spans, quota, left)
    is_open = rules.is_open(spans, hour)
    return QueueNow(
        queue=queue,
        spans=spans,
        is_open=is_open,
        is_stopped=is_stopped,
        stopped_for=stopped_for,
        serving=tickets.serving,
        waiting=tickets.states[State.WAITING],
        desks=serving,
        quota=quota,
        issued=issued,
        left=left,
        remote_left=remote_left,
        unproved_left=unproved_left,
        next_release=_next_release(queue, quota, hour),
        closed_for=rows.closures.get((queue.id, today), ""),
        opens_at=None if is_open else _next_opening(spans_on, local),
    )


def _from_home(
    queue: models.Queue,
    rows: _Rows,
    spans: list[tuple[str, str]],
    quota: int | None,
    left: int,
) -> tuple[int, int]:
    """How many of those left can be taken from home, and how many without sign-in."""
    whole = quota
    if whole is None:
        whole = remote_rules.capacity(
            spans,
            desks=rows.all_desks.get(queue.id, 0),
            service_minutes=queue.expected_minutes,
        )
    tickets = rows.tickets.get(queue.id, _NO_TICKETS)
    share = remote_rules.remote_quota(whole, queue.remote_percent)
    taken = tickets.remote + rows.booked.get(queue.id, 0)
    remote_left = max(0, min(left, share - taken))
    unproved = remote_rules.unproved_quota(share) - tickets.unproved
    return remote_left, max(0, min(remote_left, unproved))


def _next_release(queue: models.Queue, quota: int | None, hour: dt.time) -> str:
    """When the next numbers are released; empty for a queue without a quota."""
    later = [since for since, _ in queue.releases if since > f"{hour:%H:%M}"]
    return min(later, default="") if quota is not None else ""


def _next_opening(
    spans_on: Callable[[dt.date], list[tuple[str, str]]], local: dt.datetime
) -> dt.datetime | None:
    for ahead in range(NEXT_DAYS):
        day = local.date() + dt.timedelta(days=ahead)
        for start, _ in spans_on(day):
            opens = dt.datetime.combine(day, dt.time.fromisoformat(start), local.tzinfo)
            if opens > local:
                return opens
    return None
