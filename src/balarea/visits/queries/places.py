"""Queues and desks: which serve what, when they are open, who serves now."""

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from balarea.catalogue import queries as catalogue
from balarea.foundation import calendar, clock, open_now, working_days
from balarea.foundation.compiled import compiled
from balarea.foundation.errors import NotFound
from balarea.people.models import Site
from balarea.people.queries import sites as people
from balarea.visits import models, rules


def site(code: str = "") -> Site:
    """A building with queues by its code; without one the first.

    Raises:
        NotFound: there is none.
    """
    for row in sites():
        if code in {"", row.code}:
            return row
    raise NotFound


def sites() -> list[Site]:
    """The buildings that have queues, by code."""
    ids = models.Queue.objects.filter(is_active=True).values_list("site_id", flat=True)
    return people.sites_of(list(ids.distinct()))


def has_queues() -> bool:
    """Whether queues were set up."""
    return models.Queue.objects.exists()


def queues(site: Site) -> QuerySet[models.Queue]:
    """The active queues of a building, by prefix."""
    return models.Queue.objects.filter(site=site, is_active=True).order_by("prefix")


def queue(queue: UUID) -> models.Queue:
    """An active queue; raises `NotFound`."""
    row = models.Queue.objects.filter(id=queue, is_active=True).first()
    if row is None:
        raise NotFound
    return row


def queue_of_service(site: Site, service: str) -> models.Queue | None:
    """The queue of a building that serves this service; None: none does."""
    rows = queues(site)
    named = rows.filter(services__contains=[service]).first()
    if named is not None:
        return named
    agency = catalogue.service(service).agency
    return rows.filter(agency=agency, services=[]).first()


def desks(agencies: Collection[str], site: Site) -> QuerySet[models.Desk]:
    """The active desks of these agencies in a building, by code."""
    rows = models.Desk.objects.filter(site=site, agency__in=agencies, is_active=True)
    return rows.order_by("code")


def queues_of_desk(desk: models.Desk) -> list[models.Queue]:
    """The queues that a desk serves, by prefix."""
    rows = models.Queue.objects.filter(skills__desk=desk, is_active=True)
    return list(rows.order_by("prefix"))


def skills(site: Site) -> dict[UUID, dict[str, int]]:
    """Desk → the codes of the active queues that it serves, with their weights."""
    rows = models.DeskSkill.objects.filter(
        desk__site=site, desk__is_active=True, queue__is_active=True
    )
    of_desks: dict[UUID, dict[str, int]] = {}
    for desk, code, weight in rows.values_list("desk", "queue__code", "weight"):
        of_desks.setdefault(desk, {})[code] = weight
    return of_desks


def has_day(day: dt.date) -> bool:
    """Whether a queue gave numbers on a day."""
    return models.QueueDay.objects.filter(business_date=day).exists()


def open_session(officer: UUID) -> models.DeskSession | None:
    """At which desk an officer serves now."""
    return next(iter(_open_session(officer)), None)


@compiled
def _open_session(officer: UUID) -> QuerySet[models.DeskSession]:
    rows = models.DeskSession.objects.filter(officer=officer, closed_at__isnull=True)
    return rows.select_related("desk__site", "officer")


class Standing(NamedTuple):
    """How a queue stands on a day.

    Attributes:
        serving: desks that serve it now: open, and not paused.
        expected: desks that could.
        open_tickets: that haven't ended.
        is_closed: whether somebody closed it on this day.
    """

    serving: int
    expected: int
    open_tickets: int
    is_closed: bool


_STANDING = """
SELECT
  (SELECT count(*) FROM visits_desksession s
     JOIN visits_deskskill k ON k.desk_id = s.desk_id
     WHERE s.closed_at IS NULL AND k.queue_id = %(queue)s AND NOT EXISTS (
       SELECT FROM visits_deskpause p WHERE p.session_id = s.id AND p.ended_at IS NULL
     )),
  (SELECT count(*) FROM visits_deskskill k JOIN visits_desk d ON d.id = k.desk_id
     WHERE k.queue_id = %(queue)s AND d.is_active),
  (SELECT count(*) FROM visits_ticket
     WHERE queue_id = %(queue)s AND business_date = %(day)s AND state = ANY(%(open)s)),
  EXISTS (SELECT FROM visits_queueclosure
     WHERE queue_id = %(queue)s AND date = %(day)s)
"""


def standing(queue: models.Queue, day: dt.date) -> Standing:
    """All that issuing a number must know of a queue, in one statement."""
    given: dict[str, Any] = {
        **{"queue": queue.id, "day": day},
        **{"open": [*map(str, rules.OPEN)]},
    }
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, given)
        return Standing(*cursor.fetchone())


def sessions(site: Site) -> dict[UUID, models.DeskSession]:
    """Desk → who serves there now; what was left open on a day before counts too."""
    rows = models.DeskSession.objects.filter(desk__site=site, closed_at__isnull=True)
    return {row.desk_id: row for row in rows.select_related("officer")}


def serving_desks(queue: models.Queue) -> int:
    """How many desks serve a queue now: open, and not paused."""
    rows = models.DeskSession.objects.filter(
        closed_at__isnull=True, desk__skills__queue=queue
    ).exclude(pauses__ended_at__isnull=True, pauses__isnull=False)
    return rows.count()


def expected_desks(queue: models.Queue) -> int:
    """How many desks could serve a queue."""
    rows = models.DeskSkill.objects.filter(queue=queue, desk__is_active=True)
    return rows.count()


def spans(queue: models.Queue, day: dt.date) -> list[tuple[str, str]]:
    """The opening hours of a queue on a day, local times; empty: it doesn't open."""
    return spans_of([queue], day)[queue.id]


def spans_of(
    queues: Collection[models.Queue], day: dt.date
) -> dict[UUID, list[tuple[str, str]]]:
    """The opening hours of several queues on a day, in as many statements as of one."""
    closed = set(
        models.QueueClosure.objects.filter(queue__in=queues, date=day).values_list(
            "queue", flat=True
        )
    )
    overrides = calendar.overrides()
    return {
        queue.id: [] if queue.id in closed else regular_spans(queue, day, overrides)
        for queue in queues
    }


def regular_spans(
    queue: models.Queue, day: dt.date, overrides: Mapping[dt.date, bool]
) -> list[tuple[str, str]]:
    """The hours of a day on which nobody closed the queue."""
    if queue.hours:
        if not overrides.get(day, not working_days.is_holiday(day)):
            return []
        return rules.merged([(start, end) for start, end in queue.hours[day.weekday()]])
    agency = catalogue.edition().agencies.get(queue.agency)
    if agency is None:
        return []
    span = open_now.span_on(agency, day, overrides, clock.zone())
    if span is None:
        return []
    hours = (f"{span.opens:%H:%M}", f"{span.closes:%H:%M}")
    return rules.without(hours, queue.breaks)


def closure(queue: models.Queue, day: dt.date) -> models.QueueClosure | None:
    """Why a queue doesn't open on a day, if somebody closed it."""
    return models.QueueClosure.objects.filter(queue=queue, date=day).first()


def is_open(queue: models.Queue, at: dt.datetime) -> bool:
    """Whether visitors are served at this moment by the calendar."""
    local = clock.local(at)
    return rules.is_open(spans(queue, local.date()), local.time())
