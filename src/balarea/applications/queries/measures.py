"""Proposals to revoke or suspend documents: what waits, and what is in force."""

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet

from balarea.applications import measure_rules, models
from balarea.applications.measure_rules import Ground, MeasureKind
from balarea.applications.queries.worklists import PAGE, services_of
from balarea.documents import queries as documents
from balarea.foundation import clock, references
from balarea.people.queries import Scope
from balarea.people.rules import Action


def _measures() -> QuerySet[models.Measure]:
    return models.Measure.objects.select_related(
        "application",
        "reason__key",
        "document",
        "officer",
        "answer__text__key",
        "outcome__reasons__key",
        "outcome__officer",
        "outcome__revocation__reinstatement",
        "outcome__suspension__end",
    )


def measures_of(application: models.Application) -> list[models.Measure]:
    """All measures of an application's document, the newest first."""
    return list(_measures().filter(application=application).order_by("-at", "-id"))


def measure(measure_id: UUID, *, case: UUID) -> models.Measure | None:
    """One measure of one application."""
    return _measures().filter(id=measure_id, application=case).first()


def outcome_of(measure: models.Measure) -> models.MeasureOutcome | None:
    """What the second person decided; None while it waits."""
    return getattr(measure, "outcome", None)


def answer_of(measure: models.Measure) -> models.MeasureAnswer | None:
    """What the holder answered; None while they haven't."""
    return getattr(measure, "answer", None)


def waiting_measure(application: models.Application) -> models.Measure | None:
    """The proposal that waits for its second person, if any."""
    rows = _measures().filter(application=application, outcome__isnull=True)
    return rows.first()


def answer_by(
    measure: models.Measure, overrides: Mapping[dt.date, bool]
) -> dt.date | None:
    """The last day for the holder's answer; closed days move it, never back."""
    if measure.answer_by_on is None:
        return None
    proposed_on = clock.today(measure.at)
    now = measure_rules.answer_by(Ground(measure.ground), proposed_on, overrides)
    return max(measure.answer_by_on, now or measure.answer_by_on)


def may_answer(
    measure: models.Measure, today: dt.date, overrides: Mapping[dt.date, bool]
) -> bool:
    """Whether the holder may answer a proposal now: once, in time, while it waits."""
    last_on = answer_by(measure, overrides)
    if last_on is None or today > last_on:
        return False
    return outcome_of(measure) is None and answer_of(measure) is None


def is_in_force(measure: models.Measure, today: dt.date) -> bool:
    """Whether a measure was approved, and neither undone, ended nor over."""
    outcome = outcome_of(measure)
    if outcome is None or not outcome.is_approved:
        return False
    suspension = outcome.suspension
    if suspension is not None:
        is_over = suspension.until_on is not None and suspension.until_on < today
        return not is_over and documents.suspension_end(suspension) is None
    return getattr(outcome.revocation, "reinstatement", None) is None


def measure_in_force(
    application: models.Application, today: dt.date
) -> models.Measure | None:
    """The measure by which an application's document is out of force, or will be.

    The newest, where it was suspended first and revoked then.
    """
    for one in measures_of(application):
        if is_in_force(one, today):
            return one
    return None


class MeasureCursor(NamedTuple):
    """After which proposal a page of the list begins."""

    at: dt.datetime
    id: UUID


@dataclasses.dataclass(frozen=True, slots=True)
class WaitingMeasure:
    """A proposal that waits for its second person; a masked name only."""

    id: UUID
    case: UUID
    kind: MeasureKind
    ground: Ground
    reference: str
    definition: str
    holder_masked: str
    proposed_by: str
    is_own: bool
    is_answered: bool
    answer_by_on: dt.date | None
    at: dt.datetime

    @property
    def pretty(self) -> str:
        return references.pretty(self.reference)

    @property
    def cursor(self) -> MeasureCursor:
        return MeasureCursor(self.at, self.id)


def _waiting(scope: Scope) -> QuerySet[models.Measure]:
    services = services_of(scope, Action.REVOKE)
    return _measures().filter(application__service__in=services, outcome__isnull=True)


def waiting_measure_count(scope: Scope, cap: int) -> int:
    """How many proposals of others wait for this officer, counted up to `cap`."""
    return _waiting(scope).exclude(officer=scope.officer)[:cap].count()


def waiting_measures(
    scope: Scope, *, after: MeasureCursor | None = None, limit: int = PAGE
) -> list[WaitingMeasure]:
    """Proposals within an officer's right to revoke, the oldest first."""
    rows = _waiting(scope)
    if after is not None:
        rows = rows.filter(Q(at__gt=after.at) | Q(at=after.at, id__gt=after.id))
    rows = rows.order_by("at", "id")
    return [
        WaitingMeasure(
            id=row.id,
            case=row.application_id,
            kind=MeasureKind(row.kind),
            ground=Ground(row.ground),
            reference=row.application.reference,
            definition=row.application.definition,
            holder_masked=row.application.holder_masked,
            proposed_by=row.officer.name,
            is_own=row.officer_id == scope.officer.id,
            is_answered=answer_of(row) is not None,
            answer_by_on=row.answer_by_on,
            at=row.at,
        )
        for row in rows[:limit]
    ]
