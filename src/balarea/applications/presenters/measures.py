"""Revocations and suspensions as pages show them, from the proposal on."""

import dataclasses
import datetime as dt
from collections.abc import Mapping
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balarea.applications import models
from balarea.applications.measure_rules import (
    ANSWER_WORKING_DAYS,
    GROUNDS,
    Ground,
    MeasureKind,
)
from balarea.applications.queries import measures as queries
from balarea.catalogue import definition as engine
from balarea.documents import queries as documents
from balarea.foundation import clock
from balarea.people.presenters import position_name

KINDS: Mapping[MeasureKind, Promise] = {
    MeasureKind.REVOCATION: gettext_lazy("Revocation"),
    MeasureKind.SUSPENSION: gettext_lazy("Suspension"),
}
KIND_OPTIONS: Mapping[MeasureKind, Promise] = {
    MeasureKind.SUSPENSION: gettext_lazy("Suspend: out of force for a time"),
    MeasureKind.REVOCATION: gettext_lazy("Revoke: out of force for good"),
}
_IN_FORCE: Mapping[MeasureKind, Promise] = {
    MeasureKind.REVOCATION: gettext_lazy("The document is revoked"),
    MeasureKind.SUSPENSION: gettext_lazy("The document is suspended"),
}


@dataclasses.dataclass(frozen=True, slots=True)
class MeasureView:
    """One measure: its state and days, and its texts where these were opened.

    `is_waiting`: for its second person. `can_be_lifted`: a suspension that isn't over.
    """

    id: UUID
    title: Promise
    state: str
    tone: str
    ground: Promise
    law: str
    proposed_at: dt.datetime
    proposed_by: str
    from_on: dt.date | None
    until_on: dt.date | None
    answer_by: dt.date | None
    answer_days: int
    answered_at: dt.datetime | None
    decided_at: dt.datetime | None
    decided_by: str
    is_taken_back: bool
    has_letter: bool
    is_waiting: bool
    can_be_lifted: bool
    reason: str = ""
    answer: str = ""
    reasons: str = ""


def measure_view(
    measure: models.Measure,
    today: dt.date,
    overrides: Mapping[dt.date, bool],
    texts: Mapping[str, str] | None = None,
) -> MeasureView:
    """One measure with its texts, if they were opened for the reader."""
    outcome, answered = queries.outcome_of(measure), queries.answer_of(measure)
    letter = documents.document_of(measure.id) if outcome else None
    state, tone = _state(measure, today)
    terms, suspension = GROUNDS[Ground(measure.ground)], outcome and outcome.suspension
    return MeasureView(
        id=measure.id,
        title=KINDS[MeasureKind(measure.kind)],
        state=state,
        tone=tone,
        ground=terms.label,
        law=terms.law,
        proposed_at=measure.at,
        proposed_by=position_name(measure.officer),
        from_on=suspension.from_on if suspension else measure.from_on,
        until_on=measure.until_on,
        answer_by=queries.answer_by(measure, overrides),
        answer_days=ANSWER_WORKING_DAYS,
        answered_at=answered.at if answered else None,
        decided_at=outcome.at if outcome else None,
        decided_by=position_name(outcome.officer) if outcome else "",
        is_taken_back=outcome is not None and outcome.is_taken_back,
        has_letter=letter is not None and letter.pdf_id is not None,
        is_waiting=outcome is None,
        can_be_lifted=suspension is not None and queries.is_in_force(measure, today),
        **(texts or {}),
    )


def _state(measure: models.Measure, today: dt.date) -> tuple[str, str]:
    """What became of it, in words, and the tone of its tag."""
    outcome = queries.outcome_of(measure)
    if outcome is None:
        return _("Proposed: a second person decides"), "warn"
    if outcome.is_taken_back:
        return _("Taken back: the document stays in force"), "ok"
    if not outcome.is_approved:
        return _("Rejected: the document stays in force"), "ok"
    if not queries.is_in_force(measure, today):
        return _("Over: the document is in force again"), "ok"
    suspension = outcome.suspension
    if suspension is not None and today < suspension.from_on:
        return _("Approved: the suspension begins later"), "warn"
    return str(_IN_FORCE[MeasureKind(measure.kind)]), "bad"


def is_for_holder(measure: models.Measure) -> bool:
    """Whether the holder sees it: they may answer it, or it took effect."""
    outcome = queries.outcome_of(measure)
    is_approved = outcome is not None and outcome.is_approved
    return is_approved or measure.answer_by_on is not None


def ground_options() -> list[tuple[str, str]]:
    """The grounds to choose from, each with its article."""
    return [(code, f"{one.label} ({one.law})") for code, one in GROUNDS.items()]


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """One line of the list of proposals; `age` in days."""

    address: str
    reference: str
    title: str
    who: str
    kind: Promise
    ground: Promise
    proposed_by: str
    proposed_at: dt.datetime
    age: int
    note: str
    tone: str


def row(
    item: queries.WaitingMeasure,
    definition: engine.Definition,
    language: str,
    today: dt.date,
) -> Row:
    note, tone = _waits_for(item, today)
    return Row(
        address=reverse("applications:desk_measure", args=[item.case, item.id]),
        reference=item.pretty,
        title=definition.title.of(language),
        who=item.holder_masked,
        kind=KINDS[item.kind],
        ground=GROUNDS[item.ground].label,
        proposed_by=item.proposed_by,
        proposed_at=item.at,
        age=(today - clock.today(item.at)).days,
        note=note,
        tone=tone,
    )


def _waits_for(item: queries.WaitingMeasure, today: dt.date) -> tuple[str, str]:
    """Whom a proposal waits for, from the reader's side."""
    if item.is_own:
        return _("Yours: a colleague decides"), "info"
    if item.answer_by_on and not item.is_answered and today <= item.answer_by_on:
        return _("The holder may still answer"), "info"
    return _("Waits for you"), "warn"
