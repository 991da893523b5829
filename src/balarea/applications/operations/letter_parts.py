"""What letters about remedies and measures share."""

import datetime as dt

from django.utils.formats import date_format
from django.utils.translation import override

from balarea.applications import models
from balarea.applications.operations import sealed_contents
from balarea.catalogue import definition as engine
from balarea.catalogue import queries as catalogue
from balarea.documents.document_content import Words
from balarea.foundation.operation import Actor, operation
from balarea.people.models import Agency


def agency_name(agency: Agency) -> Words:
    """The name of an agency in each of its languages."""
    return Words.of({"id": agency.name, **agency.name_translations})


def day(day: dt.date) -> Words:
    """A day in words."""
    texts = {}
    for language in ("id", "en"):
        with override(language):
            texts[language] = date_format(day, "j F Y")
    return Words.of(texts)


@operation
def holder_of(*, application: models.Application, by: Actor, at: dt.datetime) -> str:
    """The name of the holder as the answers give it, after the access is recorded."""
    definition = catalogue.definition(application.definition)
    answers = sealed_contents.open_answers(
        application=application, by=by, at=at, purpose="ISSUE"
    )
    visible = engine.visible_answers(definition, answers, as_of=application.filed_on)
    holder = definition.holder
    return str(visible.get(holder.name, "")) if holder else ""
