"""What a board shows: the last calls, each queue's number now, texts that are valid."""

import datetime as dt
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models import Count, Q, QuerySet

from balarea.foundation import clock
from balarea.foundation.errors import NotFound
from balarea.people.models import Site
from balarea.visits import models
from balarea.visits.queries import outages, places
from balarea.visits.rules import AT_DESK, State
from balarea.visits.streaming.messages import Announcement

MOST_CALLS = 20  # of a zone
MOST_TEXTS = 3
# Seconds; a page that has just loaded says calls that aren't older.
SPOKEN_FOR = 60
_NEWEST = """
SELECT a.seq, a.site_id::text, a.zone, a.kind, a.label, a.desk, a.text,
  a.text_translations::text, a.at
FROM visits_boardzone z
CROSS JOIN LATERAL (
  SELECT * FROM visits_announcement
  WHERE site_id = z.site_id AND zone = z.zone ORDER BY seq DESC LIMIT %s
) a
WHERE z.site_id = %s AND (%s = '' OR z.zone IN (%s, '')) AND a.at >= %s
ORDER BY a.at DESC, a.zone, a.seq DESC
"""


@dataclass(frozen=True, slots=True)
class Line:
    """One queue of a board.

    Attributes:
        names: language → name.
        serving: number and desk of those who are called or served now, newest first.
        is_closed: it gives no more numbers today.
    """

    queue: UUID
    prefix: str
    names: Mapping[str, str]
    serving: tuple[tuple[str, str], ...]
    waiting: int
    desks: int
    is_closed: bool


@dataclass(frozen=True, slots=True)
class Board:
    """A board at one moment.

    Attributes:
        zone: empty for the whole building.
        latest: what was announced today, newest first, a few of each zone.
        texts: language → text, of each that is valid now.
        positions: zone → the number of its last announcement.
    """

    site: UUID
    zone: str
    at: dt.datetime
    latest: tuple[Announcement, ...]
    lines: tuple[Line, ...]
    texts: tuple[Mapping[str, str], ...]
    positions: Mapping[str, int]


def zones(site: Site) -> list[str]:
    """The zones of a building's queues."""
    return sorted(set(places.queues(site).values_list("zone", flat=True)))


def board(site: Site, zone: str, at: dt.datetime) -> Board:
    """A zone of a building, or all of it.

    Raises:
        NotFound: no queue stands in this zone.
    """
    rows = [row for row in places.queues(site) if zone in ("", row.zone)]
    if not rows:
        raise NotFound
    # First the positions: what is announced meanwhile comes by the stream then.
    positions = _positions(site, zone)
    return Board(
        site.id,
        zone,
        at,
        _latest(site, zone, at),
        _lines(rows, at),
        (*outages.texts(site, at), *_texts(site, zone, at)),
        positions,
    )


def _positions(site: Site, zone: str) -> dict[str, int]:
    rows = models.BoardZone.objects.filter(site=site)
    if zone:
        rows = rows.filter(zone__in=[zone, ""])
    return dict(rows.values_list("zone", "last_seq"))


def _latest(site: Site, zone: str, at: dt.datetime) -> tuple[Announcement, ...]:
    since = clock.start_of(clock.today(at))
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST, [MOST_CALLS, site.id, zone, zone, since])
        rows = cursor.fetchall()
    return tuple(_announcement(at, *row) for row in rows)


def _announcement(
    at: dt.datetime,
    seq: int,
    site: str,
    zone: str,
    kind: str,
    label: str,
    desk: str,
    text: str,
    translations: str,
    made_at: dt.datetime,
) -> Announcement:
    """A row of `_NEWEST`."""
    texts = text_of(text, json.loads(translations))
    age = max((at - made_at).total_seconds(), 0.0)
    return Announcement(seq, site, zone, kind, label, desk, texts, age)


def text_of(text: str, translations: Mapping[str, str]) -> dict[str, str]:
    """Language → text; empty if there is none."""
    return {"id": text, **translations} if text else {}


def valid_texts(site: Site, at: dt.datetime) -> QuerySet[models.Announcement]:
    """The texts that boards of a building show now, newest first."""
    rows = models.Announcement.objects.filter(site=site, until__gt=at)
    return rows.order_by("-at", "-seq")


def _texts(site: Site, zone: str, at: dt.datetime) -> tuple[dict[str, str], ...]:
    rows = valid_texts(site, at)
    if zone:
        rows = rows.filter(zone__in=[zone, ""])
    return tuple(text_of(row.text, row.text_translations) for row in rows[:MOST_TEXTS])


def _lines(rows: Collection[models.Queue], at: dt.datetime) -> tuple[Line, ...]:
    day, ids = clock.today(at), [row.id for row in rows]
    serving = _serving(ids, day)
    waiting = _waiting(ids, day)
    desks = _desks(ids)
    closed = _closed(ids, day)
    return tuple(
        Line(
            row.id,
            row.prefix,
            {"id": row.name, **row.name_translations},
            tuple(serving.get(row.id, ())),
            waiting.get(row.id, 0),
            desks.get(row.id, 0),
            row.id in closed,
        )
        for row in rows
    )


def _serving(
    queues: Collection[UUID], day: dt.date
) -> dict[UUID, list[tuple[str, str]]]:
    rows = models.Ticket.objects.filter(
        business_date=day, queue__in=queues, state__in=AT_DESK
    )
    by_queue: dict[UUID, list[tuple[str, str]]] = {}
    values = rows.order_by("-state_at").values_list("queue", "label", "desk__code")
    for queue, label, desk in values:
        by_queue.setdefault(queue, []).append((label, desk or ""))
    return by_queue


def _waiting(queues: Collection[UUID], day: dt.date) -> dict[UUID, int]:
    rows = models.Ticket.objects.filter(
        business_date=day, queue__in=queues, state=State.WAITING
    )
    return dict(rows.values_list("queue").annotate(count=Count("id")).order_by())


def _desks(queues: Collection[UUID]) -> dict[UUID, int]:
    """How many desks serve each queue now: open, and not paused."""
    paused = models.DeskPause.objects.filter(ended_at__isnull=True).values("session")
    rows = models.DeskSession.objects.filter(
        closed_at__isnull=True, desk__skills__queue__in=queues
    ).exclude(id__in=paused)
    counted = rows.values_list("desk__skills__queue").annotate(count=Count("id"))
    return dict(counted.filter(desk__skills__queue__in=queues).order_by())


def _closed(queues: Collection[UUID], day: dt.date) -> set[UUID]:
    """Which give no more numbers today."""
    days = models.QueueDay.objects.filter(
        Q(closed_at__isnull=False), queue__in=queues, business_date=day
    )
    closures = models.QueueClosure.objects.filter(queue__in=queues, date=day)
    return {
        *days.values_list("queue", flat=True),
        *closures.values_list("queue", flat=True),
    }
