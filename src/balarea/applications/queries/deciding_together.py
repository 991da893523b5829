"""Which cases of one simple service an officer may grant together."""

import dataclasses
import datetime as dt
from collections.abc import Collection
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from balarea.applications import models
from balarea.applications.queries.worklists import services_of
from balarea.applications.rules import QUEUES
from balarea.catalogue import definition as engine
from balarea.catalogue import queries as catalogue
from balarea.foundation import references
from balarea.people.queries import Scope
from balarea.people.rules import Action
from balarea.transparency import queries as transparency
from balarea.vault import queries as vault

LOOKED_AT = 60  # of the cases that wait, the most urgent


@dataclasses.dataclass(frozen=True, slots=True)
class Candidate:
    """A case that waits for its decision; nothing personal but a masked name.

    Args:
        met, defects: how many requirements were marked as in order, and how many not.
        is_opened: whether this officer opened its answers since it last changed.
        is_alone: whether something in it has to be decided by itself.
    """

    id: UUID
    reference: str
    holder_masked: str
    due_on: dt.date
    revision: int
    met: int
    defects: int
    is_opened: bool
    is_alone: bool

    @property
    def pretty(self) -> str:
        return references.pretty(self.reference)

    @property
    def is_ready(self) -> bool:
        return self.is_opened and not self.defects and not self.is_alone


def _waiting(scope: Scope) -> QuerySet[models.Application]:
    """What waits for a decision of this officer, but for what a colleague has."""
    officer = scope.officer
    rows = models.Application.objects.filter(
        Q(handler__isnull=True) | Q(handler=officer),
        service__in=services_of(scope, Action.DECIDE),
        state__in=QUEUES["DECIDE"],
    ).exclude(exclusions__officer=officer)
    return rows.exclude(contact=officer.contact_id) if officer.contact_id else rows


def simple_services(scope: Scope) -> dict[str, int]:
    """The services whose cases may be granted together → how many wait."""
    counts = _waiting(scope).values_list("service").annotate(n=Count("id"))
    return {
        code: count
        for code, count in counts.order_by("service")
        if engine.may_decide_together(catalogue.current(code))
    }


def candidates(scope: Scope, service: str) -> list[Candidate]:
    """The most urgent cases of a service, each with what stands in its way."""
    waiting = _waiting(scope).filter(service=service).order_by("due_on", "id")
    rows = list(waiting[:LOOKED_AT])
    ids = [row.id for row in rows]
    marks, with_more = _marks(ids), _with_more_to_say(ids)
    unopened = unopened_cases(ids, scope.officer.id)
    return [
        Candidate(
            id=row.id,
            reference=row.reference,
            holder_masked=row.holder_masked,
            due_on=row.due_on,
            revision=row.revision,
            met=sum(marks.get(row.id, {}).values()),
            defects=sum(not met for met in marks.get(row.id, {}).values()),
            is_opened=row.id not in unopened,
            is_alone=row.id in with_more or not _is_simple(row.definition),
        )
        for row in rows
    ]


def _is_simple(definition: str) -> bool:
    return engine.may_decide_together(catalogue.definition(definition))


def unopened_cases(cases: Collection[UUID], officer: UUID) -> set[UUID]:
    """Those whose answers the officer has not opened since their last change.

    The access must be later than the change: a step opens answers too, in the moment
    in which it changes the case.
    """
    changed = transparency.last_changes(cases)
    opened = vault.last_opened(cases, "answers", officer)
    return {
        case
        for case in cases
        if case not in opened or (case in changed and opened[case] <= changed[case])
    }


def is_decided_alone(application: models.Application) -> bool:
    """Whether a case is not granted together with others, whoever asks."""
    return not _is_simple(application.definition) or bool(
        _with_more_to_say([application.id])
    )


def _marks(cases: Collection[UUID]) -> dict[UUID, dict[str, bool]]:
    """Case → requirement → whether its latest mark says that it is in order."""
    marks: dict[UUID, dict[str, bool]] = {}
    checks = models.RequirementCheck.objects.filter(application__in=cases)
    for case, requirement, is_met in checks.order_by("at", "id").values_list(
        "application_id", "requirement", "is_met"
    ):
        marks.setdefault(case, {})[requirement] = is_met
    return marks


def _with_more_to_say(cases: Collection[UUID]) -> set[UUID]:
    """Those with a granted objection, or with a question that nobody has answered."""
    outcomes = models.ObjectionOutcome.objects.filter(
        objection__application__in=cases, is_granted=True
    )
    questions = models.CaseQuestion.objects.filter(application__in=cases, ended_at=None)
    return {
        *outcomes.values_list("objection__application_id", flat=True),
        *questions.values_list("application_id", flat=True),
    }
