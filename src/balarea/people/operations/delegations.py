"""Delegating an agency's authority on a service to another agency, and ending that."""

import datetime as dt
from collections.abc import Collection, Mapping

from django.db.models import Q

from balarea.foundation import clock, events, ids, unit_of_work
from balarea.foundation.operation import Actor, operation
from balarea.people import errors, models, rules
from balarea.people.events import DelegationsChanged
from balarea.transparency import operations as transparency


@operation
def delegate(
    *,
    service: str,
    agency: models.Agency,
    to: models.Agency,
    kind: rules.DelegationKind,
    actions: Collection[rules.Action],
    office: str,
    office_translations: Mapping[str, str] | None = None,
    decree: str,
    decree_on: dt.date,
    begins_on: dt.date,
    ends_on: dt.date | None = None,
    by: Actor,
    at: dt.datetime,
) -> models.Delegation:
    """Let officers of `to` exercise `agency`'s authority on one of its services.

    Its officers have `actions` on it as far as they have them on their own agency's
    services; `agency` keeps its rights. `office` is how papers name it.

    Raises:
        errors.NotDelegable: an action other than deciding and countersigning, none, to
            itself, or days that can't be.
        errors.DelegatedBefore: one of the actions is delegated in part of that time.
    """
    days = (decree_on, begins_on, ends_on)
    check(service, agency, to, actions, office=office, decree=decree, days=days)
    row = models.Delegation(
        id=ids.uuid7(),
        service=service,
        agency=agency,
        delegate=to,
        kind=kind,
        actions=sorted(actions),
        office=office.strip(),
        office_translations=dict(office_translations or {}),
        decree=decree.strip(),
        decree_on=decree_on,
        begins_on=begins_on,
        ends_on=ends_on,
        recorded_at=at,
    )
    unit_of_work.add(row)
    _record(row=row, type="DELEGATED", agency=agency.code, by=by, at=at)
    return row


def check(
    service: str,
    agency: models.Agency,
    to: models.Agency,
    actions: Collection[rules.Action],
    *,
    office: str,
    decree: str,
    days: tuple[dt.date, dt.date, dt.date | None],
) -> None:
    """Refuse what can't be delegated; inside an operation, since it takes a lock.

    `days`: of the decree, the first and the last one.

    Raises:
        errors.NotDelegable, errors.DelegatedBefore: see `delegate`.
    """
    decree_on, begins_on, ends_on = days
    days_fit = decree_on <= begins_on and (ends_on is None or ends_on >= begins_on)
    is_delegable = actions and rules.DELEGABLE.issuperset(actions)
    is_named = office.strip() and decree.strip()
    if agency.id == to.id or not (days_fit and is_delegable and is_named):
        raise errors.NotDelegable
    _check_free(service, agency, actions, begins_on, ends_on)


def _check_free(
    service: str,
    agency: models.Agency,
    actions: Collection[rules.Action],
    begins_on: dt.date,
    ends_on: dt.date | None,
) -> None:
    """Refuse a second delegation of the same action at the same time."""
    # Two that are recorded at once wait for each other.
    models.Agency.objects.select_for_update().get(id=agency.id)
    rows = models.Delegation.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=begins_on),
        service=service,
        ended_at__isnull=True,
        actions__overlap=sorted(actions),
    )
    if ends_on is not None:
        rows = rows.filter(begins_on__lte=ends_on)
    if rows.exists():
        raise errors.DelegatedBefore(service=service)


@operation
def end_delegation(
    *, delegation: models.Delegation, by: Actor, at: dt.datetime
) -> None:
    """End a delegation early, with effect from the next request of its officers.

    What was decided under it stays, and papers go on naming it.

    Raises:
        errors.DelegationOver: it was ended before, or its last day has passed.
    """
    row = (
        models.Delegation.objects.select_for_update(of=("self",))
        .select_related("agency")
        .get(id=delegation.id)
    )
    is_past = row.ends_on is not None and row.ends_on < clock.today(at)
    if row.ended_at is not None or is_past:
        raise errors.DelegationOver
    row.ended_at = at
    unit_of_work.change(row, "ended_at")
    _record(row=row, type="DELEGATION_ENDED", agency=row.agency.code, by=by, at=at)


@operation
def _record(
    *, row: models.Delegation, type: str, agency: str, by: Actor, at: dt.datetime
) -> None:
    transparency.record(
        type=type,
        subject=row.id,
        by=by,
        at=at,
        agency=agency,
        service=row.service,
        facts={
            "kind": row.kind,
            "actions": ",".join(row.actions),
            "begins_on": row.begins_on.isoformat(),
            "ends_on": row.ends_on.isoformat() if row.ends_on else "",
        },
    )
    events.announce(DelegationsChanged(at=at))
