"""What the holder collects at a desk, as the pages of a case say it."""

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
    """None where a PDF is all there is, or where nothing is handed over any more."""
    if is_revoked:
        return None
    return queries.collection(application, definition, get_language() or "")


def is_pdf_all(
    application: models.Application,
    definition: engine.Definition,
    *,
    is_revoked: bool,
) -> bool:
    """Whether a document came of it, and nothing has to be collected."""
    output = definition.output
    is_issued = application.state == State.ISSUED and not is_revoked
    return is_issued and output is not None and output.collect is None
