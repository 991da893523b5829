"""Passed deadlines of decisions, and the one extension."""

import dataclasses
import datetime as dt
from collections.abc import Mapping
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext, override

from balarea.applications import models
from balarea.applications.queries import cases
from balarea.applications.queries.deadlines import promised_on
from balarea.applications.queries.officer_records import is_met_on_site, marks
from balarea.applications.queries.worklists import PAGE, services_of
from balarea.applications.rules import (
    CLOSED,
    LAPSING,
    SILENCE_LAW,
    TO_VERIFY,
    Silence,
    State,
)
from balarea.catalogue import definition as engine
from balarea.catalogue import queries as catalogue
from balarea.foundation import clock, references
from balarea.people.queries import Scope
from balarea.people.rules import Action


def _unrecorded(today: dt.date) -> QuerySet[models.Application]:
    """Applications whose day has passed, and for whose day there is no event yet.

    Locked; one that is locked, because an officer acts on it, is left for the next run.
    """
    recorded = models.Lapse.objects.filter(
        application=OuterRef("id"), due_on=OuterRef("due_on")
    )
    rows = models.Application.objects.filter(~Exists(recorded), due_on__lt=today)
    rows = rows.order_by("due_on", "id")
    return cases.with_step_data(rows).select_for_update(skip_locked=True, of=("self",))


def overdue_decision(today: dt.date) -> models.Application | None:
    """One complete application whose last day of the decision has passed."""
    return _unrecorded(today).filter(state__in=LAPSING).first()


def overdue_check(
    today: dt.date, overrides: Mapping[dt.date, bool]
) -> models.Application | None:
    """One application that nobody checked until the day of its decision had passed."""
    for one in _unrecorded(today).filter(state__in=TO_VERIFY):
        definition = catalogue.definition(one.definition)
        if promised_on(definition, one.due_on, overrides) < today:
            return one
    return None


def silence_of(application: models.Application) -> Silence:
    """What follows where the last day of this application passes.

    The law grants only a complete file, in which nobody found a defect, and only a
    document can be issued without a person's words. Only a person refuses, so a silence
    that means a refusal, or that the superior decides, is told and waits for a person.
    """
    definition = catalogue.definition(application.definition)
    if application.completed_at is None or definition.output is None:
        return Silence.NOTICE
    if False in marks(application).values() or not is_met_on_site(application):
        return Silence.NOTICE
    if definition.silence is None:
        return Silence.STATEMENT
    if definition.silence.means != "GRANTED":
        return Silence.NOTICE
    is_payable = catalogue.is_fileable(online=True, is_billed=definition.is_billed)
    return Silence.GRANTED if is_payable else Silence.STATEMENT


def last_lapse(application: models.Application) -> models.Lapse | None:
    """The event of its present deadline, if that has passed."""
    rows = models.Lapse.objects.filter(application=application)
    return rows.filter(due_on=application.due_on).first()


def latest_lapse(application: models.Application) -> models.Lapse | None:
    """The last of its deadlines that passed, also of one that is over."""
    return models.Lapse.objects.filter(application=application).order_by("at").last()


def statement_waits(application: models.Application) -> models.Lapse | None:
    """The event for which a statement waits for its head; else None."""
    if State(application.state) not in LAPSING:
        return None
    lapse = last_lapse(application)
    return lapse if lapse and lapse.means == Silence.STATEMENT else None


def statement(application: models.Application, lapse: models.Lapse) -> str:
    """That the law grants it, in the citizen's language: reasons, and a draft."""
    definition = catalogue.definition(application.definition)
    law = SILENCE_LAW
    if definition.silence is not None:
        texts = {one.id: one.text for one in definition.standard.legal_basis}
        law = f"{SILENCE_LAW}; {texts[definition.silence.legal_basis]}"
    with override(application.language):
        day = date_format(lapse.due_on, "j F Y")
        sentence = gettext(
            "The file was complete, and nobody decided on it by %(day)s, the last day. "
            "By %(law)s it counts as granted."
        )
        return sentence % {"day": day, "law": law}


def extension_of(application: models.Application) -> models.DecisionExtension | None:
    """The one extension of its deadline, with its sealed reason."""
    rows = models.DecisionExtension.objects.select_related("reason__key", "officer")
    return rows.filter(application=application).first()


def may_extend(
    application: models.Application, definition: engine.Definition, today: dt.date
) -> bool:
    """Whether the law lets the office extend the deadline now: once, before the day."""
    return (
        definition.extension is not None
        and State(application.state) in LAPSING
        and today < application.due_on
        and extension_of(application) is None
    )


@dataclasses.dataclass(frozen=True, slots=True)
class LapseItem:
    """One passed deadline: nothing personal, because overseers read it too."""

    id: UUID
    case: UUID
    reference: str
    service: str
    agency: str
    due_on: dt.date
    means: Silence
    is_open: bool
    at: dt.datetime

    @property
    def pretty(self) -> str:
        return references.pretty(self.reference)

    @property
    def passed_on(self) -> dt.date:
        return clock.today(self.at)


type LapseCursor = tuple[dt.datetime, UUID]


def passed_deadlines(
    scope: Scope, *, after: LapseCursor | None = None, limit: int = PAGE
) -> list[LapseItem]:
    """The passed deadlines of what an officer decides or oversees, the newest first."""
    services = {
        *services_of(scope, Action.DECIDE),
        *services_of(scope, Action.OVERSEE),
    }
    rows = models.Lapse.objects.filter(service__in=services)
    if after is not None:
        at, last = after
        rows = rows.filter(Q(at__lt=at) | Q(at=at, id__lt=last))
    return [
        LapseItem(
            id=row.id,
            case=row.application_id,
            reference=row.application.reference,
            service=row.service,
            agency=row.application.agency,
            due_on=row.due_on,
            means=Silence(row.means),
            is_open=State(row.application.state) not in CLOSED,
            at=row.at,
        )
        for row in rows.select_related("application").order_by("-at", "-id")[:limit]
    ]
