"""The reasons of a grant: what the officer wrote, and what was checked."""

import datetime as dt

from django.utils import translation
from django.utils.translation import gettext

from balarea.applications import models
from balarea.applications.operations import sealed_contents, steps
from balarea.applications.rules import has_enough_letters
from balarea.catalogue import definition as engine
from balarea.catalogue import queries as catalogue
from balarea.foundation.operation import Actor, operation


@operation
def text(
    *, application: models.Application, reasons: str, by: Actor, at: dt.datetime
) -> bytes:
    """The reasons of a grant, the answer, or the finding that the document states."""
    definition = catalogue.definition(application.definition)
    has_words = any(map(str.isalpha, reasons))
    is_short = has_words and not has_enough_letters(reasons)
    has_own_text = definition.result is not None or definition.finding is not None
    if not has_own_text and (not reasons.strip() or is_short):
        generated = _generated(application=application, by=by, at=at)
        reasons = f"{generated}\n{reasons}"
    return steps.checked_reason(reasons).encode()


@operation
def _generated(*, application: models.Application, by: Actor, at: dt.datetime) -> str:
    """The sentence that lists the checked requirements, in the citizen's language."""
    answers = sealed_contents.open_answers(
        application=application, by=by, at=at, purpose="DECIDE"
    )
    definition = catalogue.definition(application.definition)
    requirements = engine.requirements(definition, answers, as_of=application.filed_on)
    with translation.override(application.language):
        sentence = gettext("Every requirement was checked and is in order: %(names)s.")
        names = ", ".join(
            requirement.title.of(application.language) for requirement in requirements
        )
        return sentence % {"names": names}
