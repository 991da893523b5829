"""What the holder collects in person, for the pages of a case."""

from django.utils.translation import get_language

from balarea.applications import models, queries
from balarea.applications.rules import State
from balarea.catalogue import definition as engine


def collection(
    application: models.Application,
    definition: engine.Definition,
    *,
    is_revoked: bool,
) -> queries.Collection | None:
    """What is collected and where; None if a PDF is all, or the document is revoked."""
    if is_revoked:
        return None
    return queries.collection(application, definition, get_language() or "")


def is_pdf_all(
    application: models.Application,
    definition: engine.Definition,
    *,
    is_revoked: bool,
) -> bool:
    """Whether the document is issued as a PDF and nothing is to be collected."""
    output = definition.output
    is_issued = application.state == State.ISSUED and not is_revoked
    return is_issued and output is not None and output.collect is None
