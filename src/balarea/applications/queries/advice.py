"""The advice that one application waits for, or got."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from balarea.applications import models
from balarea.applications.queries import conflicts
from balarea.applications.rules import AdviceOutcome
from balarea.catalogue import definition as engine
from balarea.catalogue import queries as catalogue
from balarea.foundation.compiled import compiled
from balarea.people.queries import Scope
from balarea.people.rules import Action
from balarea.vault.models import Sealed


@compiled
def _advices(case: UUID) -> QuerySet[models.Advice]:
    rows = models.Advice.objects.select_related(
        "answers__key", "text__key", "officer__agency"
    )
    return rows.filter(application=case).order_by("asked_at", "id")


def advices(application: models.Application) -> list[models.Advice]:
    """All that was asked for of an application; no statement where none can be."""
    definition = catalogue.definition(application.definition)
    return _advices(application.id) if definition.advice else []


def pending_advices(application: models.Application) -> list[models.Advice]:
    """What of it is still waited for."""
    return [one for one in advices(application) if one.ended_at is None]


def advices_against(application: models.Application) -> list[models.Advice]:
    """Those that advise against granting."""
    return [one for one in advices(application) if one.outcome == AdviceOutcome.AGAINST]


def advice_in_reach(advice: UUID, scope: Scope) -> models.Advice | None:
    """One asking of an agency for which an officer may advise, else None.

    Raises:
        errors.Excluded: the officer has a conflict of interest in the case.
    """
    rows = models.Advice.objects.select_related(
        "application__answers__key", "answers__key", "text__key", "officer__agency"
    )
    row = rows.filter(id=advice).first()
    if row is None or not scope.allows(
        Action.ADVISE, agency=row.agency, service=row.service
    ):
        return None
    conflicts.check_no_interest(row.application, scope)
    return row


def overdue_advices(today: dt.date) -> QuerySet[models.Advice]:
    """What is pending although its last day has passed."""
    return models.Advice.objects.filter(ended_at__isnull=True, due_on__lt=today)


def answers_key(row: models.Advice) -> str:
    """What the adviser's answers are called among opened texts of a case."""
    return f"advice-answers {row.advice}"


def text_key(row: models.Advice) -> str:
    """What the adviser's words are called among opened texts of a case."""
    return f"advice-text {row.advice}"


def sealed_advice(rows: Iterable[models.Advice]) -> dict[str, tuple[Sealed, str]]:
    """What is sealed of given advice, each with the name that it is sealed under."""
    sealed: dict[str, tuple[Sealed, str]] = {}
    for row in rows:
        if row.answers is not None:
            sealed[answers_key(row)] = row.answers, "advice-answers"
        if row.text is not None:
            sealed[text_key(row)] = row.text, "advice-text"
    return sealed


def seen_requirements(
    application: models.Application,
    asking: engine.Advice,
    answers: Mapping[str, Any],
) -> list[engine.Requirement]:
    """The requirements that an adviser sees, as far as they apply to the answers."""
    definition = catalogue.definition(application.definition)
    applying = engine.requirements(definition, answers, as_of=application.filed_on)
    return [one for one in applying if one.id in asking.sees.requirements]
