"""Objections and appeals as pages show them: what may be filed, and what came of it."""

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from balarea.applications import models, objection_rules, queries
from balarea.applications.objection_rules import TERMS, ObjectionState, Remedy
from balarea.applications.presenters import officer
from balarea.applications.queries import objections
from balarea.catalogue import definition as engine
from balarea.documents import queries as documents
from balarea.foundation import references
from balarea.people.presenters import recorded_office
from balarea.people.queries import Scope

TITLES: Mapping[Remedy, Promise] = {
    Remedy.OBJECTION: pgettext_lazy("keberatan", "Objection"),
    Remedy.APPEAL: pgettext_lazy("banding", "Appeal"),
}
_SUPERIOR = _("the superior of the office that decided")
STATES: Mapping[ObjectionState, tuple[Promise, str]] = {
    ObjectionState.FILED: (_("Being decided"), "info"),
    ObjectionState.REJECTED: (_("Not granted: the decision stands"), "bad"),
    ObjectionState.GRANTED: (_("Granted: the refusal is set aside"), "ok"),
    ObjectionState.GRANTED_BY_SILENCE: (
        _("Granted by law: nobody decided in time"),
        "ok",
    ),
    ObjectionState.WITHDRAWN: (_("Withdrawn by whoever filed it"), "info"),
}
_OF_MEASURE = _("Granted: the document is in force again")


@dataclasses.dataclass(frozen=True, slots=True)
class Offer:
    """The remedy that may be filed now, to whom, and until which day.

    `is_over`: its last day has passed. `answer_days`: working days to decide on it.
    """

    remedy: Remedy
    title: Promise
    office: str | Promise
    last_on: dt.date
    is_over: bool
    answer_days: int
    law: str
    is_against_measure: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Filed:
    """One objection or appeal: its state and days, without any text."""

    id: UUID
    remedy: Remedy
    title: Promise
    state: Promise
    kind: str
    filed_at: dt.datetime
    is_from_desk: bool
    due_on: dt.date
    is_waiting: bool
    withdrawn_at: dt.datetime | None
    measure: UUID | None
    decided_at: dt.datetime | None
    decided_by: str
    has_letter: bool
    files: Sequence[UUID] = ()
    text: str = ""
    reasons: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Course:
    """What was filed so far, the oldest first, and what may be filed now."""

    filed: Sequence[Filed]
    offer: Offer | None

    def __bool__(self) -> bool:
        return bool(self.filed) or self.offer is not None


def course(
    application: models.Application,
    definition: engine.Definition,
    agency: str,
    today: dt.date,
    overrides: Mapping[dt.date, bool],
    rows: Sequence[models.Objection],
    texts: Mapping[UUID, tuple[str, str]] | None = None,
) -> Course:
    """The whole course of `rows`, which are all objections of the application.

    `texts`: id → what was filed and why it was decided so.
    """
    remedy = queries.open_remedy(application, overrides, today=today)
    return Course(
        filed=[
            filed(one, overrides, (texts or {}).get(one.id, ("", ""))) for one in rows
        ],
        offer=offer(remedy, definition, agency, today) if remedy else None,
    )


def offer(
    remedy: objections.Open, definition: engine.Definition, agency: str, today: dt.date
) -> Offer:
    """The words of what may be filed."""
    office: str | Promise = agency
    if remedy.remedy == Remedy.APPEAL:
        office = _SUPERIOR
    elif definition.objection is not None:
        office = definition.objection.to.of(get_language() or "id")
    terms = TERMS[remedy.remedy]
    return Offer(
        remedy=remedy.remedy,
        title=TITLES[remedy.remedy],
        office=office,
        last_on=remedy.last_on,
        is_over=today > remedy.last_on,
        answer_days=terms.decide,
        law=terms.law,
        is_against_measure=remedy.measure is not None,
    )


def filed(
    objection: models.Objection,
    overrides: Mapping[dt.date, bool],
    texts: tuple[str, str] = ("", ""),
) -> Filed:
    """One objection or appeal."""
    code = objections.state_of(objection)
    state, kind = STATES[code]
    if objection.measure_id is not None and code == ObjectionState.GRANTED:
        state = _OF_MEASURE
    outcome = objections.outcome_of(objection)
    withdrawal = objections.withdrawal_of(objection)
    letter = documents.document_of(objection.id)
    last = objection.steps.order_by("at", "id").last()
    return Filed(
        id=objection.id,
        remedy=Remedy(objection.remedy),
        title=TITLES[Remedy(objection.remedy)],
        state=state,
        kind=kind,
        filed_at=objection.at,
        is_from_desk=objection.received_by_id is not None,
        due_on=objections.due_on(objection, overrides),
        is_waiting=objections.is_waiting(objection),
        withdrawn_at=withdrawal.at if withdrawal else None,
        measure=objection.measure_id,
        decided_at=outcome.at if outcome else None,
        decided_by=recorded_office(last) if outcome and last else "",
        has_letter=letter is not None and letter.pdf_id is not None,
        files=[file.id for file in documents.files_of(objection.id)],
        text=texts[0],
        reasons=texts[1],
    )


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """One line of the list of what waits."""

    address: str
    reference: str
    title: str
    remedy: Promise
    who: str
    filed_at: dt.datetime
    due: officer.Due


def row(
    item: queries.AwaitedObjection,
    definition: engine.Definition,
    language: str,
    today: dt.date,
    overrides: Mapping[dt.date, bool],
) -> Row:
    filed_on = objection_rules.decide_by(item.remedy, item.filed_on, overrides)
    return Row(
        address=reverse("applications:desk_objection", args=[item.case, item.id]),
        reference=item.pretty,
        title=definition.title.of(language),
        remedy=TITLES[item.remedy],
        who=item.holder_masked,
        filed_at=item.at,
        due=officer.due(max(item.due_on, filed_on), today, overrides),
    )


@dataclasses.dataclass(frozen=True, slots=True)
class StuckRow:
    """An objection on which nobody is left to decide; `address` for who may open it."""

    address: str
    reference: str
    remedy: Promise
    due_on: dt.date
    superiors: str


def stuck_row(item: objections.Undecidable, scope: Scope) -> StuckRow:
    may_open = any(
        scope.allows(action, agency=item.agency, service=item.service)
        for action in objections.ACTIONS.values()
    )
    return StuckRow(
        address=reverse("applications:desk_objection", args=[item.case, item.id])
        if may_open
        else "",
        reference=item.pretty,
        remedy=TITLES[item.remedy],
        due_on=item.due_on,
        superiors=", ".join(item.superiors),
    )


@dataclasses.dataclass(frozen=True, slots=True)
class WithdrawnRow:
    """An objection that whoever filed it took back lately."""

    address: str
    reference: str
    remedy: Promise
    at: dt.datetime


def withdrawn_row(row: models.Objection) -> WithdrawnRow:
    return WithdrawnRow(
        address=reverse(
            "applications:desk_objection", args=[row.application_id, row.id]
        ),
        reference=references.pretty(row.application.reference),
        remedy=TITLES[Remedy(row.remedy)],
        at=row.withdrawal.at,
    )
