"""What happened at the desk to a prepared file."""

from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext

from balarea.applications import models
from balarea.applications.queries.reasons import ready_reasons
from balarea.applications.rules import LAPSED, LAPSED_TEXT, NOT_SERVED
from balarea.catalogue import definition as engine
from balarea.foundation.compiled import compiled


@compiled
def _desk_visit(case: UUID) -> QuerySet[models.DeskVisit]:
    return models.DeskVisit.objects.filter(application=case)


def desk_visit(application: models.Application) -> models.DeskVisit | None:
    """Whether it was done, and why not; None until somebody came."""
    return next(iter(_desk_visit(application.id)), None)


def not_served_reasons(definition: engine.Definition) -> list[str]:
    """The codes that an officer may choose: the definition's, then the general ones."""
    own = [one.id for one in ready_reasons(definition, "NOT_SERVED")]
    return [*own, *NOT_SERVED]


def not_served_text(definition: engine.Definition, code: str, language: str) -> str:
    """A reason in words; general ones in the language of the page."""
    if code == LAPSED:
        return gettext(LAPSED_TEXT)
    if code in NOT_SERVED:
        return gettext(NOT_SERVED[code])
    reasons = ready_reasons(definition, "NOT_SERVED")
    return next((one.text.of(language) for one in reasons if one.id == code), code)
