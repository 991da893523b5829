"""Queues and desks as a manager sets them up; each change is logged with its values."""

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from balarea.foundation import clock, ids, unit_of_work
from balarea.foundation.errors import NotFound, NotPermitted
from balarea.foundation.operation import Actor, operation
from balarea.people.models import Site
from balarea.people.queries import Scope, managers
from balarea.transparency import operations as transparency
from balarea.visits import errors, models, queue_rules
from balarea.visits.operations import slots
from balarea.visits.queries import set_up
from balarea.visits.queue_rules import DeskDetails, QueueDetails

# What decides which times for appointments there are.
_OF_SLOTS = frozenset(
    {"hours", "breaks", "expected_minutes", "remote_percent", "is_active"}
)


@operation
def save_queue(
    *,
    queue: UUID | None,
    site: Site,
    agency: str,
    details: QueueDetails,
    revision: str,
    scope: Scope,
    by: Actor,
    at: dt.datetime,
) -> models.Queue:
    """Add a queue to a building, or change one.

    Args:
        queue: None adds one; then `site` and `agency` say whose.
        revision: the fingerprint of what the manager saw; empty for a new queue.

    Raises:
        NotPermitted: the officer doesn't manage its agency.
        errors.SetUpChanged: it isn't any more as they saw it.
        errors.InvalidSetUp: a field can't be so.
        errors.PrefixTaken, errors.ServiceTaken, errors.PrefixInUse: see there.
        errors.QueueHasVisitors: it can't be switched off while people wait.
    """
    set_up.lock_queues(site)  # one manager at a time
    row = set_up.queue(queue) if queue is not None else None
    if row is not None:
        site, agency = row.site, row.agency
    if not managers.manages(scope, [agency]):
        raise NotPermitted
    before = set_up.queue_details(row) if row is not None else None
    if revision != (before.fingerprint if before is not None else ""):
        raise errors.SetUpChanged
    _check_queue(row, site, agency, details)
    facts = _changes(before._asdict() if before else {}, details._asdict())
    if row is None:
        own = {"id": ids.uuid7(), "site": site, "agency": agency}
        row = unit_of_work.add(models.Queue(**own, **_stored(details)))
        _record_queue(row, facts, by, at)
    elif facts:
        _change_queue(row, details, facts, by, at)
    return row


def _change_queue(
    row: models.Queue,
    details: QueueDetails,
    facts: Mapping[str, str],
    by: Actor,
    at: dt.datetime,
) -> None:
    _check_running(row, details, at)
    stored = _stored(details)
    for name, value in stored.items():
        setattr(row, name, value)
    unit_of_work.change(row, *stored)
    _record_queue(row, facts, by, at)
    unit_of_work.flush()
    if row.is_active and facts.keys() & _OF_SLOTS:
        slots.make_ahead(queue=row, by=by, at=at)


def _record_queue(
    row: models.Queue, facts: Mapping[str, str], by: Actor, at: dt.datetime
) -> None:
    transparency.record(
        type="QUEUE_CHANGED",
        subject=row.id,
        by=by,
        at=at,
        agency=row.agency,
        facts={"queue": row.code, **facts},
    )


def _check_queue(
    row: models.Queue | None, site: Site, agency: str, details: QueueDetails
) -> None:
    """Refuse what can't be, and what another queue of the building has."""
    for field, problem in queue_rules.queue_problems(details):
        raise errors.InvalidSetUp(field=field, problem=problem)
    if row is not None and details.code != row.code:
        raise errors.InvalidSetUp(field="code", problem=queue_rules.Problem.CODE)
    others = models.Queue.objects.filter(site=site)
    if row is not None:
        others = others.exclude(id=row.id)
    if others.filter(prefix=details.prefix).exists():
        raise errors.PrefixTaken(prefix=details.prefix)
    if others.filter(code=details.code).exists():
        raise errors.QueueCodeTaken(code=details.code)
    if not details.is_active:
        return
    own = others.filter(agency=agency, is_active=True)
    shared = queue_rules.shared_service(
        details.services, list(own.values_list("code", "services"))
    )
    if shared is not None:
        service, code = shared
        raise errors.ServiceTaken(service=service, queue=code)


def _check_running(row: models.Queue, details: QueueDetails, at: dt.datetime) -> None:
    """Refuse what would confuse visitors who have a number today."""
    day = clock.today(at)
    if details.prefix != row.prefix and set_up.has_numbers(row, day):
        raise errors.PrefixInUse
    if row.is_active and not details.is_active and set_up.has_visitors(row, day):
        raise errors.QueueHasVisitors


def _stored(details: QueueDetails) -> dict[str, Any]:
    """The model's fields: lists where JSON and arrays are stored."""
    return {
        **details._asdict(),
        "name_translations": dict(details.name_translations),
        "services": list(details.services),
        "releases": [list(pair) for pair in details.releases],
        "hours": [[list(span) for span in day] for day in details.hours],
        "breaks": [list(span) for span in details.breaks],
    }


def _changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, str]:
    """The fields that differ, with their old and new values as facts of an entry."""
    facts: dict[str, str] = {}
    for name, value in after.items():
        if name not in before or before[name] != value:
            facts[f"{name}_before"] = json.dumps(before.get(name))
            facts[name] = json.dumps(value)
    return facts


@operation
def save_desk(
    *,
    desk: UUID | None,
    site: Site,
    agency: str,
    details: DeskDetails,
    revision: str,
    scope: Scope,
    by: Actor,
    at: dt.datetime,
) -> models.Desk:
    """Add a desk to a building, or change it and which queues it serves.

    Raises:
        NotPermitted: the officer doesn't manage its agency, or a queue's.
        errors.SetUpChanged: it isn't any more as they saw it.
        errors.InvalidSetUp: a field can't be so.
        errors.DeskCodeTaken: the building has such a desk.
        errors.DeskInUse: somebody serves there, so it can't be switched off or named
            anew.
    """
    set_up.lock_queues(site)
    row = set_up.lock_desk(desk) if desk is not None else None
    if row is not None:
        site, agency = row.site, row.agency
    if not managers.manages(scope, [agency]):
        raise NotPermitted
    before = set_up.desk_details(row) if row is not None else None
    if revision != (before.fingerprint if before is not None else ""):
        raise errors.SetUpChanged
    for field, problem in queue_rules.desk_problems(details):
        raise errors.InvalidSetUp(field=field, problem=problem)
    queues = _served(site, details, before, scope)
    facts = _changes(before._asdict() if before else {}, details._asdict())
    if row is not None and not facts:
        return row
    if row is not None and set_up.is_open(row) and facts.keys() & {"code", "is_active"}:
        raise errors.DeskInUse
    row = _write_desk(row, site, agency, details)
    _replace_skills(row, queues, dict(details.skills))
    transparency.record(
        type="DESK_CHANGED",
        subject=row.id,
        by=by,
        at=at,
        agency=agency,
        facts={"desk": row.code, **facts},
    )
    return row


def _write_desk(
    row: models.Desk | None, site: Site, agency: str, details: DeskDetails
) -> models.Desk:
    others = models.Desk.objects.filter(site=site, code=details.code)
    if row is not None:
        others = others.exclude(id=row.id)
    if others.exists():
        raise errors.DeskCodeTaken(code=details.code)
    if row is None:
        return unit_of_work.add(
            models.Desk(
                id=ids.uuid7(),
                site=site,
                agency=agency,
                code=details.code,
                zone=details.zone,
                is_active=details.is_active,
            )
        )
    row.code, row.zone, row.is_active = details.code, details.zone, details.is_active
    unit_of_work.change(row, "code", "zone", "is_active")
    return row


def _served(
    site: Site, details: DeskDetails, before: DeskDetails | None, scope: Scope
) -> dict[str, models.Queue]:
    """The queues of a desk by code; what changes must be of agencies they manage."""
    codes = dict(details.skills)
    rows = models.Queue.objects.filter(site=site, code__in=codes)
    queues = {row.code: row for row in rows}
    if queues.keys() != codes.keys():
        raise NotFound
    stored = dict(before.skills) if before is not None else {}
    changed = {code for code in codes if stored.get(code) != codes[code]}
    agencies = {queues[code].agency for code in changed}
    if agencies and not managers.manages(scope, agencies):
        raise NotPermitted
    return queues


def _replace_skills(
    desk: models.Desk, queues: Mapping[str, models.Queue], weights: Mapping[str, int]
) -> None:
    rows = models.DeskSkill.objects.select_for_update(of=("self",)).filter(desk=desk)
    stored = {
        row.queue.code: row for row in rows.select_related("queue").order_by("id")
    }
    for code, row in stored.items():
        if code not in weights:
            unit_of_work.remove(row)
        elif row.weight != weights[code]:
            row.weight = weights[code]
            unit_of_work.change(row, "weight")
    for code, weight in weights.items():
        if code not in stored:
            unit_of_work.add(
                models.DeskSkill(desk=desk, queue=queues[code], weight=weight)
            )
