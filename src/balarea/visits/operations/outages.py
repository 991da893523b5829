"""Reporting that an outside register is down, and that it works again."""

import datetime as dt
from uuid import UUID

from balarea.foundation import clock, ids, unit_of_work
from balarea.foundation.errors import NotFound
from balarea.foundation.operation import Actor, operation
from balarea.people.queries import Scope
from balarea.people.rules import Action
from balarea.transparency import operations as transparency
from balarea.visits import models
from balarea.visits.operations import announcing, desks
from balarea.visits.outage_rules import System
from balarea.visits.queries import outages


@operation
def report(*, system: System, scope: Scope, by: Actor, at: dt.datetime) -> None:
    """An officer at a desk says that a register of their agency is down.

    Twice changes nothing. A report of a day before, which nobody ended, ends first.

    Raises:
        errors.DeskClosed: they serve at no desk.
    """
    desk = desks.own_desk(by=by, at=at)
    if desk.agency not in scope.reach(Action.CALL):
        raise NotFound
    # One at a time: who asks at the same moment finds the first report.
    models.Desk.objects.select_for_update(no_key=True).filter(
        agency=desk.agency
    ).order_by("id").first()
    open_ = models.Outage.objects.filter(
        site=desk.site, agency=desk.agency, system=system, until__isnull=True
    ).first()
    if open_ is not None:
        if open_.since >= clock.start_of(clock.today(at)):
            return
        _end(open_, by, at)
        unit_of_work.flush()
    row = unit_of_work.add(
        models.Outage(
            id=ids.uuid7(),
            site=desk.site,
            agency=desk.agency,
            system=system,
            reported_by=scope.officer,
            since=at,
        )
    )
    _log(row, "OUTAGE_REPORTED", by, at)


@operation
def end(*, outage: UUID, scope: Scope, by: Actor, at: dt.datetime) -> None:
    """It works again, says somebody of the same agency.

    Raises:
        NotFound: no open report of an agency for which they may call.
    """
    _end(outages.outage(outage, scope.reach(Action.CALL)), by, at)


def _end(row: models.Outage, by: Actor, at: dt.datetime) -> None:
    row.until = at
    unit_of_work.change(row, "until")
    _log(row, "OUTAGE_ENDED", by, at)


def _log(row: models.Outage, type: str, by: Actor, at: dt.datetime) -> None:
    transparency.record(
        type=type,
        subject=row.id,
        by=by,
        at=at,
        agency=row.agency,
        facts={"system": row.system, "since": row.since.isoformat()},
    )
    queues = models.Queue.objects.filter(site=row.site_id, agency=row.agency)
    for queue in queues.values_list("id", flat=True):
        announcing.queue_changed(queue)
