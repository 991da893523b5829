"""Corrections of issued documents: what can be corrected, and what waits."""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from balarea.applications import models
from balarea.applications.queries import after_issue
from balarea.applications.queries.worklists import services_of
from balarea.catalogue import definition as engine
from balarea.documents.models import IssuedDocument
from balarea.people.queries import Scope
from balarea.people.rules import Action

FINDING = "_finding"  # what the office determined, beside the ids of questions
PAGE = 50


@dataclasses.dataclass(frozen=True, slots=True)
class ShownValues:
    """What a document shows and may be corrected.

    `answers` are all answers with the corrections so far, `fields` those that can be
    corrected; `finding` is what the office determined, None where it states nothing.
    """

    answers: Mapping[str, Any]
    fields: Sequence[engine.Field]
    finding: str | None


@dataclasses.dataclass(frozen=True, slots=True)
class Values:
    """Corrected values: question → answer, and a finding; "" leaves it as it was."""

    answers: dict[str, Any]
    finding: str = ""


def correctable_fields(
    definition: engine.Definition, answers: Mapping[str, Any], as_of: dt.date
) -> list[engine.Field]:
    """The questions whose answers the document shows, in the order of the form.

    Those of its table, of its sentences, and the holder's name; no groups.
    """
    visible = engine.visible_answers(definition, answers, as_of=as_of)
    return [field for field in stated_fields(definition) if field.id in visible]


def stated_fields(definition: engine.Definition) -> list[engine.Field]:
    """The same for whatever answers."""
    output = definition.output
    if output is None:
        return []
    named = {*output.shown, *engine.placeholder_names(output.statements)}
    if definition.holder is not None:
        named.add(definition.holder.name)
    return [
        field
        for name, field in definition.fields.items()
        if name in named and not engine.is_group(field)
    ]


def corrections_of(application: models.Application) -> list[models.Correction]:
    """What was said to be wrong in a case's documents, the oldest first."""
    rows = models.Correction.objects.filter(application=application)
    related = rows.select_related("document", "outcome", "received_by")
    return list(related.order_by("at", "id"))


def correction(correction_id: UUID, *, case: UUID) -> models.Correction | None:
    """One of a case."""
    rows = models.Correction.objects.filter(id=correction_id, application=case)
    return rows.select_related("document", "outcome", "received_by").first()


def outcome_of(correction: models.Correction) -> models.CorrectionOutcome | None:
    """What was decided on it, if it is decided."""
    return getattr(correction, "outcome", None)


def pending(application: models.Application) -> models.Correction | None:
    """The correction of a case that isn't decided yet."""
    rows = models.Correction.objects.filter(
        application=application, outcome__isnull=True
    )
    return rows.first()


def last_proposal(
    correction: models.Correction,
) -> models.CorrectionProposal | None:
    """The proposal that counts, with its officer."""
    rows = correction.proposals.select_related("officer", "values__key")
    return rows.order_by("at", "id").last()


def approved(application: models.Application) -> list[models.CorrectionProposal]:
    """The proposals by which a case's documents were corrected, the oldest first."""
    decided = models.CorrectionOutcome.objects.filter(
        application=application, proposal__isnull=False
    )
    rows = decided.select_related("proposal__values__key").order_by("at")
    return [row.proposal for row in rows if row.proposal is not None]


def correctable_document(
    application: models.Application, today: dt.date
) -> IssuedDocument | None:
    """The document in force that can be corrected, if nothing waits for it already."""
    document = after_issue.current_document(application, today)
    if document is None or pending(application) is not None:
        return None
    return document


@dataclasses.dataclass(frozen=True, slots=True)
class AwaitedCorrection:
    """A correction that waits; `proposed_by` is who proposed its values, if anybody."""

    correction: models.Correction
    proposed_by: UUID | None


def awaited_corrections(scope: Scope, limit: int = PAGE) -> list[AwaitedCorrection]:
    """What waits within an officer's right to decide, the oldest first."""
    rows = models.Correction.objects.filter(
        outcome__isnull=True,
        application__service__in=services_of(scope, Action.DECIDE),
    )
    waiting = list(
        rows.select_related("application", "document").order_by("at", "id")[:limit]
    )
    by = _proposers([row.id for row in waiting])
    return [AwaitedCorrection(row, by.get(row.id)) for row in waiting]


def _proposers(corrections: Iterable[UUID]) -> dict[UUID, UUID]:
    """Correction → who proposed its values last."""
    rows = models.CorrectionProposal.objects.filter(correction__in=list(corrections))
    ordered = rows.order_by("at", "id").values_list("correction", "officer")
    return dict(ordered)
