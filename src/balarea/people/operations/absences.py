"""Recording that an officer is away, and that they are back early."""

import datetime as dt

from balarea.foundation import clock, ids, unit_of_work
from balarea.foundation.errors import NotPermitted
from balarea.foundation.operation import Actor, operation
from balarea.people import errors, models
from balarea.people.queries import Scope
from balarea.people.rules import Action
from balarea.people.substitute_rules import (
    MAX_ABSENCE_DAYS,
    AbsenceKind,
    days_between,
)
from balarea.transparency import operations as transparency


@operation
def record_absence(
    *,
    officer: models.Officer,
    kind: AbsenceKind,
    begins_on: dt.date,
    ends_on: dt.date,
    scope: Scope,
    by: Actor,
    at: dt.datetime,
) -> models.Absence:
    """Record that an officer is away: by themselves, or by who hands out their work.

    Raises:
        NotPermitted: by anybody else.
        errors.AbsenceImpossible: days in the wrong order, over, or too many.
        errors.AbsentBefore: an absence is recorded in part of that time.
    """
    check_may_record(scope, officer)
    today = clock.today(at)
    is_short = 0 < days_between(begins_on, ends_on) <= MAX_ABSENCE_DAYS
    if not is_short or ends_on < today or officer.dismissed_at is not None:
        raise errors.AbsenceImpossible(days=MAX_ABSENCE_DAYS)
    # Two that are recorded at once wait for each other.
    models.Officer.objects.select_for_update(of=("self",)).get(id=officer.id)
    overlapping = models.Absence.objects.filter(
        officer=officer,
        ended_at__isnull=True,
        begins_on__lte=ends_on,
        ends_on__gte=begins_on,
    )
    if overlapping.exists():
        raise errors.AbsentBefore
    row = models.Absence(
        id=ids.uuid7(),
        officer=officer,
        kind=kind,
        begins_on=begins_on,
        ends_on=ends_on,
        recorded_by=scope.officer,
        recorded_at=at,
    )
    unit_of_work.add(row)
    _record(row=row, type="ABSENT", by=by, at=at)
    return row


@operation
def end_absence(
    *, absence: models.Absence, scope: Scope, by: Actor, at: dt.datetime
) -> None:
    """End an absence early; from now on the officer is given work again.

    Raises:
        NotPermitted: neither the officer nor who hands out their work.
        errors.AbsenceOver: it was ended before, or its last day has passed.
    """
    rows = models.Absence.objects.select_for_update(of=("self",))
    row = rows.select_related("officer__agency").get(id=absence.id)
    check_may_record(scope, row.officer)
    if row.ended_at is not None or row.ends_on < clock.today(at):
        raise errors.AbsenceOver
    row.ended_at = at
    unit_of_work.change(row, "ended_at")
    _record(row=row, type="ABSENCE_ENDED", by=by, at=at)


def check_may_record(scope: Scope, officer: models.Officer) -> None:
    """Refuse who is neither that officer nor hands out the work of their agency."""
    is_own = scope.officer.id == officer.id
    if not is_own and officer.agency.code not in scope.reach(Action.ASSIGN):
        raise NotPermitted


@operation
def _record(*, row: models.Absence, type: str, by: Actor, at: dt.datetime) -> None:
    """The public log says that somebody of the agency is away, not who or why."""
    transparency.record(
        type=type,
        subject=row.id,
        by=by,
        at=at,
        agency=row.officer.agency.code,
        facts={
            "begins_on": row.begins_on.isoformat(),
            "ends_on": row.ends_on.isoformat(),
        },
    )
