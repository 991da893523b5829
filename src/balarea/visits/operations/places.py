"""Setting up queues and desks."""

import datetime as dt
from collections.abc import Iterable

from django.conf import settings

from balarea.foundation import ids, unit_of_work
from balarea.foundation.operation import Actor, operation
from balarea.people.models import Site
from balarea.people.operations import sites
from balarea.transparency import operations as transparency
from balarea.visits import models, queue_file
from balarea.visits.queue_file import AgencyRow, QueueRow


@operation
def load(*, rows: Iterable[AgencyRow], by: Actor, at: dt.datetime) -> None:
    """Set up the queues and desks of the mall's own building."""
    mall = settings.BALAREA_MALL
    site = sites.open_main(
        code=queue_file.MAIN, name=mall.name.id, address=mall.address, by=by, at=at
    )
    for row in rows:
        _load_agency(site, row, by, at)


def _load_agency(site: Site, row: AgencyRow, by: Actor, at: dt.datetime) -> None:
    desks: dict[str, models.Desk] = {}
    for one in row.queues:
        queue = _add_queue(site, row.agency, one, by, at)
        for code in one.desks:
            desk = desks.get(code) or _add_desk(site, row.agency, code, by, at)
            desks[code] = desk
            unit_of_work.add(models.DeskSkill(desk=desk, queue=queue))


def _add_queue(
    site: Site, agency: str, row: QueueRow, by: Actor, at: dt.datetime
) -> models.Queue:
    names = {code: text for code, text in row.name.texts.items() if code != "id"}
    queue = models.Queue(
        id=ids.uuid7(),
        site=site,
        agency=agency,
        code=row.code,
        prefix=row.prefix,
        name=row.name.id,
        name_translations=names,
        zone=zone_of(row.desks[0] if row.desks else row.prefix),
        services=list(row.services),
        expected_minutes=row.minutes,
        daily_quota=row.quota,
        releases=[list(pair) for pair in row.releases],
        breaks=[list(pair) for pair in row.breaks],
    )
    transparency.record(
        type="QUEUE_CHANGED", subject=queue.id, by=by, at=at, agency=agency
    )
    return unit_of_work.add(queue)


def _add_desk(
    site: Site, agency: str, code: str, by: Actor, at: dt.datetime
) -> models.Desk:
    desk = models.Desk(
        id=ids.uuid7(), site=site, agency=agency, code=code, zone=zone_of(code)
    )
    transparency.record(
        type="DESK_CHANGED", subject=desk.id, by=by, at=at, agency=agency
    )
    return unit_of_work.add(desk)


@operation
def change_hours(
    *,
    queue: models.Queue,
    hours: list[list[list[str]]],
    releases: list[tuple[str, int]] | None = None,
    by: Actor,
    at: dt.datetime,
) -> None:
    """Give a queue opening hours of its own, or the agency's again by an empty list.

    Args:
        hours: seven days, Monday first, each a list of spans `["08:00", "12:00"]`.
        releases: when which percentage of a day's numbers is released; None: as before.
    """
    queue.hours = hours
    if releases is not None:
        queue.releases = [list(one) for one in releases]
    transparency.record(
        type="QUEUE_CHANGED", subject=queue.id, by=by, at=at, agency=queue.agency
    )
    unit_of_work.change(queue, "hours", "releases")


def zone_of(desk: str) -> str:
    """The zone of a desk: the letters of its code."""
    return desk.rstrip("0123456789")
