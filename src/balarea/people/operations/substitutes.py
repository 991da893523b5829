"""Appointing a substitute of an official (Plh., Plt.), and ending that early."""

import datetime as dt
from collections.abc import Collection, Mapping

from django.db.models import Q

from balarea.foundation import clock, ids, unit_of_work
from balarea.foundation.operation import Actor, operation
from balarea.people import errors, models, queries, rules
from balarea.people.substitute_rules import (
    MAX_TERMS,
    SUBSTITUTABLE,
    SubstituteKind,
    days_between,
)
from balarea.transparency import operations as transparency


@operation
def substitute(
    *,
    kind: SubstituteKind,
    officer: models.Officer,
    agency: models.Agency,
    replaced: models.Officer | None = None,
    position: str = "",
    position_translations: Mapping[str, str] | None = None,
    actions: Collection[rules.Action],
    services: Collection[str] = (),
    decree: str,
    decree_on: dt.date,
    begins_on: dt.date,
    ends_on: dt.date,
    by: Actor,
    at: dt.datetime,
) -> models.Substitution:
    """Let `officer` do these actions for an official of `agency`, within these days.

    `position` is the office as documents name it, without "Plh."; of a Plh. it is that
    of whoever is `replaced`, if none is given. `services` empty: all of the agency.

    Raises:
        errors.NoSubstitute: an action, days, names or a kind that can't be.
        errors.TermTooLong: longer than a term, or a third term of a Plt.
        errors.BeyondOffice: a right that whoever is replaced doesn't have.
        errors.SubstitutedBefore: somebody stands in for this office at that time.
    """
    named, translations = position, position_translations
    if replaced is not None and not position.strip():
        named, translations = replaced.position, replaced.position_translations
    row = models.Substitution(
        id=ids.uuid7(),
        kind=kind,
        substitute=officer,
        replaced=replaced,
        agency=agency,
        position=" ".join(named.split()),
        position_translations=dict(translations or {}),
        services=sorted(services),
        actions=sorted(actions),
        decree=" ".join(decree.split()),
        decree_on=decree_on,
        begins_on=begins_on,
        ends_on=ends_on,
        recorded_at=at,
    )
    _add(row=row, by=by, at=at)
    return row


@operation
def _add(*, row: models.Substitution, by: Actor, at: dt.datetime) -> None:
    check(row, at)
    unit_of_work.add(row)
    _record(row=row, type="SUBSTITUTED", by=by, at=at)


def check(row: models.Substitution, at: dt.datetime) -> None:
    """Refuse what can't be; inside an operation, since it takes a lock.

    Raises: see `substitute`.
    """
    _check_possible(row, at)
    if not _is_within_office(row):
        raise errors.BeyondOffice
    _check_free(row)
    _check_term(row)


def _check_possible(row: models.Substitution, at: dt.datetime) -> None:
    """Refuse what can't be a substitution."""
    is_plh = row.kind == SubstituteKind.PLH
    gone = [one for one in (row.substitute, row.replaced) if one and one.dismissed_at]
    if (
        gone
        or row.substitute_id == row.replaced_id
        or is_plh != (row.replaced is not None)
        or not row.position
        or not row.decree
        or not row.actions
        or not SUBSTITUTABLE.issuperset(row.actions)
        or not row.decree_on <= row.begins_on <= row.ends_on
        or row.ends_on < clock.today(at)
    ):
        raise errors.NoSubstitute


def _is_within_office(row: models.Substitution) -> bool:
    """Whether whoever is replaced may do all of it: a substitute has no more."""
    if row.replaced is None:
        return True
    rights = [
        right
        for right in queries.rights_of(row.replaced)
        if right.agency_id == row.agency_id
    ]
    return all(
        any(
            action in right.actions and (not right.services or one in right.services)
            for right in rights
        )
        for one in (row.services or [""])
        for action in row.actions
    )


def _check_free(row: models.Substitution) -> None:
    """Refuse a second substitute of the same office at the same time."""
    # Two that are recorded at once wait for each other.
    models.Agency.objects.select_for_update().get(id=row.agency_id)
    same = Q(position=row.position)
    if row.replaced_id is not None:
        same |= Q(replaced=row.replaced_id)
    rows = models.Substitution.objects.filter(
        same,
        agency=row.agency_id,
        ended_at__isnull=True,
        begins_on__lte=row.ends_on,
        ends_on__gte=row.begins_on,
    )
    if rows.exists():
        raise errors.SubstitutedBefore


def _check_term(row: models.Substitution) -> None:
    """Refuse a term that is too long, and one too many of a Plt. in a row."""
    kind = SubstituteKind(row.kind)
    refusal = errors.TermTooLong(days=kind.longest, terms=MAX_TERMS)
    if days_between(row.begins_on, row.ends_on) > kind.longest:
        raise refusal
    if kind is not SubstituteKind.PLT:
        return
    since = row.begins_on - dt.timedelta(days=MAX_TERMS * kind.longest)
    earlier = models.Substitution.objects.filter(
        kind=kind,
        substitute=row.substitute_id,
        agency=row.agency_id,
        position=row.position,
        ends_on__gte=since,
        begins_on__lt=row.begins_on,
    )
    if earlier.count() >= MAX_TERMS:
        raise refusal


@operation
def end_substitution(
    *, substitution: models.Substitution, by: Actor, at: dt.datetime
) -> None:
    """End a substitution early, with effect from the next request of the substitute.

    What was decided under it stays, and documents go on naming it.

    Raises:
        errors.SubstitutionOver: it was ended before, or its last day has passed.
    """
    rows = models.Substitution.objects.select_for_update(of=("self",))
    row = rows.select_related("agency").get(id=substitution.id)
    if row.ended_at is not None or row.ends_on < clock.today(at):
        raise errors.SubstitutionOver
    row.ended_at = at
    unit_of_work.change(row, "ended_at")
    _record(row=row, type="SUBSTITUTION_ENDED", by=by, at=at)


@operation
def end_those_of(*, officer: models.Officer, by: Actor, at: dt.datetime) -> None:
    """End every substitution by an officer, and of one, who leaves office."""
    for row in _open(Q(substitute=officer) | Q(replaced=officer), at):
        end_substitution(substitution=row, by=by, at=at)


@operation
def end_beyond_office(*, officer: models.Officer, by: Actor, at: dt.datetime) -> None:
    """End the substitutions of an officer who lost a right that they rest on."""
    for row in _open(Q(replaced=officer), at):
        if not _is_within_office(row):
            end_substitution(substitution=row, by=by, at=at)


def _open(which: Q, at: dt.datetime) -> list[models.Substitution]:
    rows = models.Substitution.objects.filter(
        which, ended_at__isnull=True, ends_on__gte=clock.today(at)
    )
    return list(rows.select_related("replaced").order_by("id"))


@operation
def _record(*, row: models.Substitution, type: str, by: Actor, at: dt.datetime) -> None:
    transparency.record(
        type=type,
        subject=row.id,
        by=by,
        at=at,
        agency=row.agency.code,
        facts={
            "kind": row.kind,
            "actions": ",".join(row.actions),
            "begins_on": row.begins_on.isoformat(),
            "ends_on": row.ends_on.isoformat(),
        },
    )
