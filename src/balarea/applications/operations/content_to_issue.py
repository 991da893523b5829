"""The content of the document that a granted application leads to."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from balarea.applications import models, queries
from balarea.catalogue import definition as engine
from balarea.catalogue import queries as catalogue
from balarea.documents import document_content
from balarea.documents import operations as documents
from balarea.foundation import clock, languages
from balarea.foundation.operation import Actor, operation
from balarea.people import queries as people
from balarea.people.models import Officer


def _translations(text: engine.Text) -> document_content.Words:
    return document_content.Words.of(text.texts)


def signatory_of(application: models.Application) -> Officer:
    """The officer who signs: the countersigner if there is one, else the decider."""
    decision = queries.last_decision(application)
    if decision is None:
        message = f"application {application.id} has no decision"
        raise ValueError(message)
    countersignature = getattr(decision, "countersignature", None)
    officer: Officer = (
        countersignature.officer if countersignature else decision.officer
    )
    return officer


def document_content_of(
    application: models.Application,
    signatory: Officer,
    answers: Mapping[str, Any],
    on: dt.date,
) -> document_content.DocumentContent:
    """What the document says: the pinned definition with the answers in place."""
    definition = catalogue.definition(application.definition)
    if definition.output is None or definition.holder is None:
        message = f"{definition.code} issues no document"
        raise ValueError(message)
    agency = people.agency(application.agency)
    visible = engine.visible_answers(definition, answers, as_of=application.filed_on)
    rows = tuple(
        document_content.Row(
            _translations(definition.fields[name].label),
            _translations(engine.display(definition.fields[name], visible[name])),
        )
        for name in definition.output.shown
        if visible.get(name, []) != []  # a group without entries has no row
    )
    return document_content.DocumentContent(
        template=definition.output.template,
        title=_translations(definition.output.title),
        agency=agency.code,
        agency_name=document_content.Words.of(
            {languages.DEFAULT: agency.name, **agency.name_translations}
        ),
        service=definition.code,
        service_name=_translations(definition.title),
        definition=application.definition,
        holder=str(visible.get(definition.holder.name, "")),
        rows=rows,
        statements=tuple(
            _translations(t)
            for t in engine.statements(definition, answers, as_of=application.filed_on)
        ),
        signatory=document_content.Signatory(
            office=document_content.Words.of(
                {
                    languages.DEFAULT: signatory.position,
                    **signatory.position_translations,
                }
            ),
            name=signatory.name,
        ),
        issued_on=on,
        valid_until=engine.valid_until(definition, answers, on),
        legal_basis=tuple(basis.text for basis in definition.standard.legal_basis),
    )


@operation
def prepare(
    *,
    application: models.Application,
    signatory: Officer,
    answers: Mapping[str, Any],
    by: Actor,
    at: dt.datetime,
) -> None:
    """Pass a granted application to the documents app, in this transaction."""
    definition = catalogue.definition(application.definition)
    on = clock.today(at)
    documents.prepare(
        case=application.id,
        reference=application.reference,
        content=document_content_of(application, signatory, answers, on),
        number_for=lambda sequence: engine.document_number(definition, sequence, on),
        by=by,
        at=at,
    )
