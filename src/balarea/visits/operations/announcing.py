"""What boards show and say, in one order for each zone."""

import datetime as dt
from collections.abc import Mapping
from uuid import UUID

from django.db import connection

from balarea.foundation import ids, unit_of_work
from balarea.foundation.errors import NotPermitted
from balarea.foundation.operation import Actor, operation
from balarea.people.models import Site
from balarea.people.queries import Scope, managers
from balarea.transparency import operations as transparency
from balarea.visits import errors, models
from balarea.visits.rules import MAX_TEXT, MIN_TEXT
from balarea.visits.streaming.messages import BOARDS, QUEUES

_NEXT = """
WITH next AS (
  INSERT INTO visits_boardzone (id, site_id, zone, last_seq) VALUES (%s, %s, %s, 1)
  ON CONFLICT (site_id, zone) DO UPDATE SET last_seq = visits_boardzone.last_seq + 1
  RETURNING last_seq, zone
)
SELECT last_seq, pg_notify(%s, zone) FROM next
"""
_NOTIFY = "SELECT pg_notify(%s, %s)"
_NOTIFY_QUEUES = """
SELECT pg_notify(%s, queue_id::text) FROM visits_deskskill WHERE desk_id = %s
"""


@operation
def announce_call(
    *, ticket: models.Ticket, desk: models.Desk, kind: str, by: Actor, at: dt.datetime
) -> models.Announcement:
    """A number is asked to a desk, `kind` CALL or RECALL."""
    announcement = models.Announcement(
        site_id=desk.site_id,
        zone=desk.zone,
        seq=_next(desk.site_id, desk.zone),
        kind=kind,
        subject=ticket.visit_id,
        ticket=ticket,
        label=ticket.label,
        desk=desk.code,
        at=at,
    )
    return unit_of_work.add(announcement)


@operation
def announce_text(
    *,
    site: Site,
    zone: str,
    text: str,
    translations: Mapping[str, str],
    until: dt.datetime,
    scope: Scope,
    by: Actor,
    at: dt.datetime,
) -> models.Announcement:
    """A text of a manager, shown until a time; `kind` TEXT.

    Raises:
        NotPermitted: the officer doesn't manage every agency of the zone, or for the
            whole building the whole mall.
        errors.TextUnreadable: it is too short or too long for a wall.
    """
    queues = models.Queue.objects.filter(site=site, zone=zone, is_active=True)
    agencies = set(queues.values_list("agency", flat=True)) if zone else set()
    if not managers.manages(scope, agencies):
        raise NotPermitted
    texts = (text, *translations.values())
    if any(not MIN_TEXT <= len(one) <= MAX_TEXT for one in texts):
        raise errors.TextUnreadable(shortest=MIN_TEXT, longest=MAX_TEXT)
    announcement = models.Announcement(
        id=ids.uuid7(),
        site=site,
        zone=zone,
        seq=_next(site.id, zone),
        kind="TEXT",
        text=text,
        text_translations=dict(translations),
        at=at,
        until=until,
    )
    announcement.subject = announcement.id
    transparency.record(
        type="ANNOUNCEMENT_MADE",
        subject=announcement.id,
        by=by,
        at=at,
        agency=by.agency,
        facts={"zone": zone, "text": text, "until": until.isoformat()},
    )
    return unit_of_work.add(announcement)


def _next(site: UUID, zone: str) -> int:
    """The zone's next number; its row stays locked until the commit."""
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [ids.uuid7(), site, zone, BOARDS])
        seq, _ = cursor.fetchone()
    return int(seq)


def queue_changed(queue: UUID) -> None:
    """Let open pages of a queue read it anew, once this transaction is committed."""
    with connection.cursor() as cursor:
        cursor.execute(_NOTIFY, [QUEUES, str(queue)])


def desk_changed(desk: UUID) -> None:
    """The same for every queue that a desk serves."""
    with connection.cursor() as cursor:
        cursor.execute(_NOTIFY_QUEUES, [QUEUES, desk])
