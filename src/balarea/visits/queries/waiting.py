"""How long somebody will wait now, for every queue of a building at once.

A number of statements that doesn't depend on how many queues, desks or tickets there
are: whoever shows many estimates asks once and estimates each from the same state.
"""

import dataclasses
import datetime as dt
from collections import defaultdict
from uuid import UUID

from django.db import connection
from django.db.models import Max, OuterRef, QuerySet, Subquery

from balarea.foundation import clock
from balarea.people.models import Site
from balarea.visits import models
from balarea.visits.estimate.estimating import Estimated, estimate
from balarea.visits.estimate.facts import Minutes
from balarea.visits.estimate.history import History
from balarea.visits.estimate.site_state import (
    DeskState,
    Due,
    QueueState,
    Serving,
    SiteState,
    Waiting,
)
from balarea.visits.estimate.summaries import Sums
from balarea.visits.estimate.work_ahead import Workload
from balarea.visits.queries import places, wait_history
from balarea.visits.queries.wait_history import DAY_MINUTES, category, minutes
from balarea.visits.rules import FAVOURED, ON_TIME, Event, PriorityClass, State

# Of each served ticket of the day, the time between a call and the end of that turn, by
# queue, service and hour.
_SERVED = """
WITH step AS (
    SELECT e.ticket_id, e.type, e.at,
           lead(e.at) OVER (PARTITION BY e.ticket_id ORDER BY e.seq) AS until
    FROM visits_ticketevent e JOIN visits_ticket t ON t.id = e.ticket_id
    WHERE t.business_date = %(day)s AND t.state = 'DONE'
        AND t.queue_id = ANY(%(queues)s)
), served AS (
    SELECT ticket_id, min(at) FILTER (WHERE type = 'CALLED') AS called,
           sum(extract(epoch FROM until - at)) FILTER (WHERE type = ANY(%(types)s)) AS s
    FROM step GROUP BY ticket_id
)
SELECT t.queue_id, t.service, extract(hour FROM served.called AT TIME ZONE %(zone)s),
       count(*), sum(served.s) / 60.0
FROM served JOIN visits_ticket t ON t.id = served.ticket_id
WHERE served.called IS NOT NULL
GROUP BY 1, 2, 3
"""
TIE: Minutes = 1e-6  # between two who are ordered by the same moment
_AT_DESK: list[str] = [Event.CALLED, Event.RECALLED, Event.SERVING, Event.RESUMED]


@dataclasses.dataclass(frozen=True)
class Waits:
    """Estimates of a building at a moment, all from one state.

    `places`: ticket → its place in line, as `Workload` orders by.
    """

    work: Workload
    day: dt.date
    places: dict[UUID, Minutes]

    def of(self, ticket: models.Ticket) -> Estimated:
        """Of a ticket that waits, or whose visitor is still on the way."""
        place = self.places.get(ticket.id)
        if place is None:
            place = minutes(ticket.effective_at, self.day)
        return estimate(self.work, ticket.queue.code, place)

    def new(
        self,
        queue: models.Queue,
        priority: PriorityClass = PriorityClass.REGULAR,
    ) -> Estimated:
        """Of a number that somebody in the building would take now."""
        lead = queue.priority_minutes if priority in FAVOURED else 0
        return estimate(self.work, queue.code, self.work.state.at - lead)


def waits(site: Site, at: dt.datetime) -> Waits:
    """The state of a building now, ready to estimate from."""
    day = clock.today(at)
    queues = list(places.queues(site))
    history = wait_history.histories(site, day, queues)
    waiting, line = _waiting([queue.id for queue in queues], day)
    state = SiteState(
        at=minutes(at, day),
        weekday=day.weekday(),
        queues=_queues(queues, waiting, history, day),
        desks=_desks(site, day),
    )
    return Waits(Workload(state, history), day, line)


def _queues(
    queues: list[models.Queue],
    waiting: dict[UUID, list[Waiting]],
    history: History,
    day: dt.date,
) -> dict[str, QueueState]:
    ids = [queue.id for queue in queues]
    due = _due(ids, day)
    today = _today(queues, history, day)
    called = _called_until(ids, day)
    windows = wait_history.windows_of(queues, day)
    return {
        queue.code: QueueState(
            waiting=tuple(waiting[queue.id]),
            due=tuple(due[queue.id]),
            windows=windows[queue.id],
            priority_minutes=float(queue.priority_minutes),
            today=today[queue.id],
            called_until=called.get(queue.id, -1.0),
        )
        for queue in queues
    }


def _waiting(
    queues: list[UUID], day: dt.date
) -> tuple[dict[UUID, list[Waiting]], dict[UUID, Minutes]]:
    """Queue → who waits, and ticket → place; equal moments stand as they are called."""
    rows = models.Ticket.objects.filter(
        queue__in=queues, business_date=day, state__in=[State.WAITING, State.PLANNED]
    )
    waiting: dict[UUID, list[Waiting]] = defaultdict(list)
    line: dict[UUID, Minutes] = {}
    last: dict[UUID, Minutes] = {}
    ordered = rows.order_by("effective_at", "id")
    for ticket, queue, state, effective, service, priority in ordered.values_list(
        "id", "queue", "state", "effective_at", "service", "priority"
    ):
        place = max(minutes(effective, day), last.get(queue, -DAY_MINUTES) + TIE)
        line[ticket] = last[queue] = place
        waiting[queue].append(
            Waiting(
                place,
                service,
                category(priority),
                is_here=state == State.WAITING,
            )
        )
    return waiting, line


def _due(queues: list[UUID], day: dt.date) -> dict[UUID, list[Due]]:
    rows = models.Booking.objects.filter(
        slot__queue__in=queues,
        slot__business_date=day,
        state=models.Booking.State.BOOKED,
    )
    due: dict[UUID, list[Due]] = defaultdict(list)
    late = ON_TIME / wait_history.MINUTE
    for queue, starts, lead, service in rows.values_list(
        "slot__queue", "slot__starts_at", "slot__queue__appointment_minutes", "service"
    ):
        slot = minutes(starts, day)
        due[queue].append(Due(slot - lead, slot + late, service))
    return due


def _called_until(queues: list[UUID], day: dt.date) -> dict[UUID, Minutes]:
    """Queue → the latest place that was called; who stood before it has lost theirs."""
    rows = models.Ticket.objects.filter(queue__in=queues, business_date=day).exclude(
        state__in=[State.PLANNED, State.WAITING, State.CANCELLED, State.LEFT]
    )
    latest = rows.values("queue").annotate(until=Max("effective_at"))
    return {
        queue: minutes(until, day)
        for queue, until in latest.values_list("queue", "until")
    }


def _today(
    queues: list[models.Queue], history: History, day: dt.date
) -> dict[UUID, Sums]:
    """Queue → minutes that today's services were expected to take, and took."""
    codes = {queue.id: queue.code for queue in queues}
    today: dict[UUID, Sums] = {queue: Sums() for queue in codes}
    parameters: dict[str, str | dt.date | list[UUID] | list[str]] = {
        "day": day,
        "queues": list(codes),
        "types": _AT_DESK,
        "zone": str(clock.zone()),
    }
    with connection.cursor() as cursor:
        cursor.execute(_SERVED, parameters)
        for queue, service, hour, count, took in cursor.fetchall():
            usual = history.queues[codes[queue]].service_minutes(
                service, day.weekday(), float(hour) * 60
            )
            today[queue].add(float(took or 0.0), count * usual)
    return today


def _desks(site: Site, day: dt.date) -> tuple[DeskState, ...]:
    weights: defaultdict[UUID, dict[str, Minutes]] = defaultdict(dict)
    skills = models.DeskSkill.objects.filter(desk__site=site)
    for desk, code, weight in skills.values_list("desk", "queue__code", "weight"):
        weights[desk][code] = float(weight)
    serving = {
        row.desk_id: Serving(row.queue.code, row.service, minutes(called, day))
        for row, called in _at_desks(site, day)
    }
    pauses = models.DeskPause.objects.filter(
        session=OuterRef("id"), ended_at__isnull=True
    )
    sessions = models.DeskSession.objects.filter(
        desk__site=site, closed_at__isnull=True, business_date=day
    ).annotate(paused=Subquery(pauses.values("began_at")[:1]))
    return tuple(
        DeskState(
            code,
            weights[desk],
            None if paused is None else minutes(paused, day),
            serving.get(desk),
        )
        for desk, code, paused in sessions.values_list("desk", "desk__code", "paused")
    )


def _at_desks(site: Site, day: dt.date) -> list[tuple[models.Ticket, dt.datetime]]:
    calls: QuerySet[models.TicketEvent] = models.TicketEvent.objects.filter(
        ticket=OuterRef("id"), type__in=[Event.CALLED, Event.RESUMED]
    ).order_by("-seq")
    rows = models.Ticket.objects.filter(
        queue__site=site, business_date=day, state__in=[State.CALLED, State.SERVING]
    ).annotate(called=Subquery(calls.values("at")[:1]))
    return [(row, row.called or row.state_at) for row in rows.select_related("queue")]
