"""Objections and appeals: what may be filed, what waits, and who may not decide."""

import dataclasses
import datetime as dt
from collections.abc import Collection, Mapping
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet

from balarea.applications import models, objection_rules
from balarea.applications.objection_rules import ObjectionState, Remedy
from balarea.applications.queries import measures, objection_deciders, officer_records
from balarea.applications.queries.objection_deciders import ACTIONS as ACTIONS
from balarea.applications.queries.objection_deciders import (
    action_to_decide as action_to_decide,
)
from balarea.applications.queries.objection_deciders import deciders as deciders
from balarea.applications.queries.objection_deciders import may_decide as may_decide
from balarea.applications.queries.objection_deciders import (
    participants as participants,
)
from balarea.applications.queries.objection_deciders import (
    participants_in as participants_in,
)
from balarea.applications.queries.worklists import FIRST, PAGE, Cursor, services_of
from balarea.applications.rules import State
from balarea.catalogue import definition as engine
from balarea.catalogue import queries as catalogue
from balarea.foundation import clock, references
from balarea.people.queries import Scope
from balarea.people.rules import Action

_WAITING = Q(outcome__isnull=True, withdrawal__isnull=True)
# The mark of the files of an objection; no requirement has it.
FILES = "OBJECTION"


class Open(NamedTuple):
    """What may be filed against what is in force, and until which day.

    Either `decision` is set, a refusal, or `measure`.
    """

    remedy: Remedy
    last_on: dt.date
    decision: models.Decision | None = None
    measure: models.Measure | None = None


def _with_outcome() -> QuerySet[models.Objection]:
    return models.Objection.objects.select_related(
        "text__key",
        "outcome__reasons__key",
        "outcome__officer",
        "decision",
        "measure__document",
        "withdrawal",
    )


def objections_of(application: models.Application) -> list[models.Objection]:
    """The objections and appeals of an application, the first filed first."""
    return list(_with_outcome().filter(application=application).order_by("at", "id"))


def objection(objection_id: UUID, *, case: UUID) -> models.Objection | None:
    """One objection of one application."""
    return _with_outcome().filter(id=objection_id, application=case).first()


def outcome_of(objection: models.Objection) -> models.ObjectionOutcome | None:
    """What was decided on it; None while it waits."""
    return getattr(objection, "outcome", None)


def withdrawal_of(objection: models.Objection) -> models.ObjectionWithdrawal | None:
    """That it was taken back; None where it wasn't."""
    return getattr(objection, "withdrawal", None)


def is_waiting(objection: models.Objection) -> bool:
    """Whether it waits for its decision."""
    return outcome_of(objection) is None and withdrawal_of(objection) is None


def state_of(objection: models.Objection) -> ObjectionState:
    """Its state, as its last step recorded it."""
    outcome = outcome_of(objection)
    if outcome is None:
        is_withdrawn = withdrawal_of(objection) is not None
        return ObjectionState.WITHDRAWN if is_withdrawn else ObjectionState.FILED
    if outcome.officer_id is None:
        return ObjectionState.GRANTED_BY_SILENCE
    return ObjectionState.GRANTED if outcome.is_granted else ObjectionState.REJECTED


def open_remedy(
    application: models.Application,
    overrides: Mapping[dt.date, bool],
    *,
    today: dt.date,
) -> Open | None:
    """What may be filed now; also after its last day, for the caller.

    Against a refusal, or against the measure by which an issued document is out of
    force. None where there is neither, where an objection waits or was withdrawn, and
    after an appeal.
    """
    if application.closed_at is None:
        return None
    filed = models.Objection.objects.none()
    since, decision, measure = application.closed_at, None, None
    if application.state == State.REFUSED:
        decision = officer_records.last_decision(application)
        filed = _with_outcome().filter(decision=decision)
    elif application.state == State.ISSUED:
        measure = measures.measure_in_force(application, today)
        filed = _with_outcome().filter(measure=measure)
    if decision is None and measure is None:
        return None
    if measure is not None:
        since = measure.outcome.at
    first_remedy = _next(list(filed))
    if first_remedy is None:
        return None
    remedy, outcome = first_remedy
    if outcome is not None:
        last_on = objection_rules.file_by(remedy, clock.today(outcome.at), overrides)
    else:
        last_on = last_day(application, clock.today(since), overrides)
    return Open(remedy, last_on, decision, measure)


def _next(
    filed: Collection[models.Objection],
) -> tuple[Remedy, models.ObjectionOutcome | None] | None:
    """The remedy that is next, with the outcome that an appeal is against."""
    of_remedy = {one.remedy: one for one in filed}
    first = of_remedy.get(Remedy.OBJECTION)
    if first is None:
        return Remedy.OBJECTION, None
    outcome = outcome_of(first)
    if outcome is None or outcome.is_granted or Remedy.APPEAL in of_remedy:
        return None
    return Remedy.APPEAL, outcome


def last_day(
    application: models.Application,
    announced_on: dt.date,
    overrides: Mapping[dt.date, bool],
) -> dt.date:
    """The last day to object to what was decided on `announced_on`."""
    definition = catalogue.definition(application.definition)
    days = file_days(definition)
    return objection_rules.file_by(Remedy.OBJECTION, announced_on, overrides, days=days)


def file_days(definition: engine.Definition) -> int:
    """Working days to object: the definition's, else the law's."""
    if definition.objection is not None:
        return definition.objection.working_days
    return objection_rules.TERMS[Remedy.OBJECTION].file


def due_on(objection: models.Objection, overrides: Mapping[dt.date, bool]) -> dt.date:
    """The last day to decide it; days closed since it was filed move it, never back."""
    filed_on = clock.today(objection.at)
    now = objection_rules.decide_by(Remedy(objection.remedy), filed_on, overrides)
    return max(objection.due_on, now)


def lapsed(
    today: dt.date, overrides: Mapping[dt.date, bool]
) -> models.Objection | None:
    """One that nobody decided in time, locked; the longest first.

    One that is locked, because it is being decided, is left for the next run.
    """
    rows = models.Objection.objects.filter(_WAITING, due_on__lt=today).order_by(
        "due_on", "id"
    )
    for one in rows.select_for_update(skip_locked=True, of=("self",)).iterator():
        if due_on(one, overrides) < today:
            return one
    return None


def must_grant(application: models.Application) -> bool:
    """Whether an objection was granted and its decision has not been replaced yet."""
    decision = officer_records.last_decision(application)
    if decision is None:
        return False
    return models.ObjectionOutcome.objects.filter(
        objection__decision=decision, is_granted=True
    ).exists()


@dataclasses.dataclass(frozen=True, slots=True)
class AwaitedObjection:
    """One objection or appeal that waits for its decision; a masked name only."""

    id: UUID
    case: UUID
    remedy: Remedy
    reference: str
    service: str
    definition: str
    holder_masked: str
    at: dt.datetime
    due_on: dt.date

    @property
    def pretty(self) -> str:
        return references.pretty(self.reference)

    @property
    def filed_on(self) -> dt.date:
        return clock.today(self.at)

    @property
    def cursor(self) -> Cursor:
        return self.due_on, self.id


def _awaited(scope: Scope) -> QuerySet[models.Objection]:
    mine = Q(pk__in=[])
    for remedy, action in ACTIONS.items():
        services = services_of(scope, action)
        mine |= Q(remedy=remedy, application__service__in=services)
    return models.Objection.objects.filter(_WAITING, mine)


def awaited_objection_count(scope: Scope, cap: int) -> int:
    """How many wait for a decision, counted up to `cap`."""
    return _awaited(scope)[:cap].count()


def awaited_objections(
    scope: Scope, *, after: Cursor = FIRST, limit: int = PAGE
) -> list[AwaitedObjection]:
    """What waits for a decision within an officer's grants, the most urgent first."""
    day, last = after
    rows = (
        _awaited(scope)
        .filter(Q(due_on__gt=day) | Q(due_on=day, id__gt=last))
        .select_related("application")
        .order_by("due_on", "id")[:limit]
    )
    return [
        AwaitedObjection(
            row.id,
            row.application_id,
            Remedy(row.remedy),
            row.application.reference,
            row.application.service,
            row.application.definition,
            row.application.holder_masked,
            row.at,
            row.due_on,
        )
        for row in rows
    ]


STUCK_CHECKED = 200  # waiting objections of an officer's services that are looked at


@dataclasses.dataclass(frozen=True, slots=True)
class Undecidable:
    """A waiting objection on which nobody is left to decide; nothing personal."""

    id: UUID
    case: UUID
    remedy: Remedy
    reference: str
    service: str
    agency: str
    due_on: dt.date
    superiors: tuple[str, ...]

    @property
    def pretty(self) -> str:
        return references.pretty(self.reference)


def undecidable(scope: Scope) -> list[Undecidable]:
    """Those within the services that an officer decides on or oversees."""
    services = {
        code
        for action in (*ACTIONS.values(), Action.OVERSEE)
        for code in services_of(scope, action)
    }
    rows = list(
        models.Objection.objects.filter(_WAITING, application__service__in=services)
        .select_related("application")
        .order_by("due_on", "id")[:STUCK_CHECKED]
    )
    stuck = objection_deciders.undecidable(rows) if rows else {}
    return [
        Undecidable(
            id=row.id,
            case=row.application_id,
            remedy=Remedy(row.remedy),
            reference=row.application.reference,
            service=row.application.service,
            agency=row.application.agency,
            due_on=row.due_on,
            superiors=tuple(officer.name for officer in stuck[row.id]),
        )
        for row in rows
        if row.id in stuck
    ]


def withdrawn_since(scope: Scope, since: dt.datetime) -> list[models.Objection]:
    """What was withdrawn lately within an officer's grants, the newest first."""
    mine = Q(pk__in=[])
    for remedy, action in ACTIONS.items():
        services = services_of(scope, action)
        mine |= Q(remedy=remedy, application__service__in=services)
    rows = models.Objection.objects.filter(mine, withdrawal__at__gte=since)
    rows = rows.select_related("application", "withdrawal")
    return list(rows.order_by("-withdrawal__at", "-id")[:PAGE])
