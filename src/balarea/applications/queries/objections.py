"""Objections and appeals: what may be filed, what waits, and who may not decide."""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet

from balarea.applications import models, objection_rules
from balarea.applications.objection_rules import ObjectionState, Remedy
from balarea.applications.queries import officer_records
from balarea.applications.queries.worklists import FIRST, PAGE, Cursor, services_of
from balarea.applications.rules import FIRST_STATES, State
from balarea.catalogue import definition as engine
from balarea.catalogue import queries as catalogue
from balarea.foundation import clock, references
from balarea.people.queries import Scope
from balarea.people.rules import Action

ACTIONS: Mapping[Remedy, Action] = {
    Remedy.OBJECTION: Action.DECIDE_OBJECTION,
    Remedy.APPEAL: Action.DECIDE_APPEAL,
}
# The mark of the files of an objection; no requirement has it.
FILES = "OBJECTION"


class Open(NamedTuple):
    """What may be filed against the refusal in force, and until which day."""

    decision: models.Decision
    remedy: Remedy
    last_on: dt.date


def _with_outcome() -> QuerySet[models.Objection]:
    return models.Objection.objects.select_related(
        "text__key", "outcome__reasons__key", "outcome__officer", "decision"
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


def state_of(objection: models.Objection) -> ObjectionState:
    """Its state, as its last step recorded it."""
    outcome = outcome_of(objection)
    if outcome is None:
        return ObjectionState.FILED
    if outcome.officer_id is None:
        return ObjectionState.GRANTED_BY_SILENCE
    return ObjectionState.GRANTED if outcome.is_granted else ObjectionState.REJECTED


def open_remedy(
    application: models.Application,
    overrides: Mapping[dt.date, bool],
    decision: models.Decision | None = None,
) -> Open | None:
    """What may be filed against a refusal; also after its last day, for the caller.

    None where nothing was refused, where an objection waits, and after an appeal.
    """
    if application.state != State.REFUSED or application.closed_at is None:
        return None
    decision = decision or officer_records.last_decision(application)
    if decision is None:
        return None
    filed = {one.remedy: one for one in _with_outcome().filter(decision=decision)}
    first = filed.get(Remedy.OBJECTION)
    if first is None:
        definition = catalogue.definition(application.definition)
        announced_on = clock.today(application.closed_at)
        days = file_days(definition)
        last_on = objection_rules.file_by(
            Remedy.OBJECTION, announced_on, overrides, days=days
        )
        return Open(decision, Remedy.OBJECTION, last_on)
    outcome = outcome_of(first)
    if outcome is None or outcome.is_granted or Remedy.APPEAL in filed:
        return None
    last_on = objection_rules.file_by(Remedy.APPEAL, clock.today(outcome.at), overrides)
    return Open(decision, Remedy.APPEAL, last_on)


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
    rows = models.Objection.objects.filter(
        outcome__isnull=True, due_on__lt=today
    ).order_by("due_on", "id")
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


def participants(application: models.Application) -> frozenset[UUID]:
    """The officers who had a part in what was decided so far.

    Who checked, visited, returned, advised, proposed, decided, countersigned, reviewed,
    or decided on an earlier objection. Not who took it in at a desk.
    """
    case = application.id
    rows: list[Iterable[UUID | None]] = [
        models.RequirementCheck.objects.filter(application=case).values_list(
            "officer", flat=True
        ),
        models.DeficiencyNotice.objects.filter(application=case).values_list(
            "officer", flat=True
        ),
        models.Inspection.objects.filter(application=case).values_list(
            "officer", flat=True
        ),
        models.Advice.objects.filter(application=case).values_list(
            "officer", flat=True
        ),
        models.Decision.objects.filter(application=case).values_list(
            "officer", flat=True
        ),
        models.Countersignature.objects.filter(decision__application=case).values_list(
            "officer", flat=True
        ),
        models.ReviewOutcome.objects.filter(application=case).values_list(
            "officer", flat=True
        ),
        models.ObjectionOutcome.objects.filter(application=case).values_list(
            "officer", flat=True
        ),
        models.StatusChange.objects.filter(application=case, actor_kind="OFFICER")
        .exclude(state__in=FIRST_STATES)
        .values_list("actor", flat=True),
    ]
    return frozenset(one for query in rows for one in query if one is not None)


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
    return models.Objection.objects.filter(mine, outcome__isnull=True)


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
