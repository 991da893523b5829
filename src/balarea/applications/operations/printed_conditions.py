"""Conditions of other agencies, which a document prints."""

import datetime as dt

from balarea.applications import models, queries
from balarea.applications.operations import officer_texts
from balarea.applications.rules import AdviceOutcome
from balarea.catalogue import definition as engine
from balarea.catalogue import queries as catalogue
from balarea.documents import document_content
from balarea.foundation.operation import Actor, operation
from balarea.people import queries as people


@operation
def conditions(
    *, application: models.Application, by: Actor, at: dt.datetime
) -> tuple[document_content.Words, ...]:
    """Conditions that other agencies set, where the definition prints them."""
    definition = catalogue.definition(application.definition)
    rows = {
        queries.text_key(row): row
        for row in queries.advices(application)
        if row.outcome == AdviceOutcome.CONDITIONS
        and engine.advice_of(definition, row.advice).on_document
    }
    sealed = queries.sealed_advice(rows.values())
    texts = officer_texts.open_texts(
        application=application,
        sealed_texts={key: sealed[key] for key in rows},
        purpose="ISSUE",
        by=by,
        at=at,
    )
    words = []
    for key, row in rows.items():
        agency, text = (
            people.agency(row.agency).short_name,
            " ".join(texts[key].split()),
        )
        words.append(
            document_content.Words(
                f"Syarat dari {agency}: {text}", f"Condition of {agency}: {text}"
            )
        )
    return tuple(words)
