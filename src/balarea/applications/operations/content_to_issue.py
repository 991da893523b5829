"""The content of the document that a granted application leads to."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from balarea.applications import models, queries
from balarea.applications.objection_rules import TERMS, Remedy
from balarea.applications.rules import SILENCE_LAW, Basis
from balarea.catalogue import definition as engine
from balarea.catalogue import queries as catalogue
from balarea.documents import document_content
from balarea.documents import operations as documents
from balarea.foundation import clock, languages
from balarea.foundation.operation import Actor, operation
from balarea.people import queries as people
from balarea.people.models import Agency, Officer

# By which article a day that passed grants.
LAW_OF = {
    Basis.SILENCE: SILENCE_LAW,
    Basis.OBJECTION: TERMS[Remedy.OBJECTION].silence,
    Basis.APPEAL: TERMS[Remedy.APPEAL].silence,
}


def _translations(text: engine.Text) -> document_content.Words:
    return document_content.Words.of(text.texts)


def signatory_of(application: models.Application) -> Officer | None:
    """The officer who signs: the countersigner if there is one, else the decider.

    None where rules or the law decided.
    """
    decision = queries.last_decision(application)
    if decision is None:
        message = f"application {application.id} has no decision"
        raise ValueError(message)
    countersignature = getattr(decision, "countersignature", None)
    officer: Officer | None = (
        countersignature.officer if countersignature else decision.officer
    )
    return officer


def document_content_of(
    application: models.Application,
    signatory: Officer | None,
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
        signatory=signature_of(signatory, definition, agency),
        issued_on=on,
        valid_until=engine.valid_until(definition, answers, on),
        legal_basis=tuple(basis.text for basis in definition.standard.legal_basis),
        automatic=_how_it_was_decided(application, definition, signatory),
    )


def signature_of(
    officer: Officer | None, definition: engine.Definition, agency: Agency
) -> document_content.Signatory:
    """The officer's, or the seal of the agency where no officer decided.

    The seal is the one of UU 1/2024 art. 13A.
    """
    if officer is not None:
        position = {
            languages.DEFAULT: officer.position,
            **officer.position_translations,
        }
        return document_content.Signatory(
            office=document_content.Words.of(position), name=officer.name
        )
    if definition.decides is not None:
        office = _translations(definition.decides.office)
    else:
        office = office_of(definition, agency)
    return document_content.Signatory(office=office, name=agency.name, is_seal=True)


def office_of(definition: engine.Definition, agency: Agency) -> document_content.Words:
    """The office that decides, and to which one objects; else the agency."""
    if definition.objection is not None:
        return _translations(definition.objection.to)
    names = {languages.DEFAULT: agency.name, **agency.name_translations}
    return document_content.Words.of(names)


def _how_it_was_decided(
    application: models.Application,
    definition: engine.Definition,
    signatory: Officer | None,
) -> tuple[document_content.Words, ...]:
    """What the document states of a decision that rules or the law took."""
    decision = queries.last_decision(application)
    if decision is not None and (decision.is_by_law or decision.basis == Basis.SILENCE):
        law = LAW_OF[Basis(decision.basis)]
        return (
            document_content.Words(
                f"Dikabulkan karena hukum menurut {law}: batas waktu terlampaui tanpa"
                " keputusan.",
                f"Granted by law under {law}: the last day passed without a decision.",
            ),
        )
    return () if signatory else _how_rules_decided(definition)


def _how_rules_decided(
    definition: engine.Definition,
) -> tuple[document_content.Words, ...]:
    """What the document states of such a decision: by which article and decree."""
    decides = definition.decides
    if decides is None:
        return ()
    law = {one.id: one.text for one in definition.standard.legal_basis}
    basis = law[decides.legal_basis]
    return (
        document_content.Words(
            f"Diputus otomatis oleh aturan layanan, tanpa petugas, menurut {basis},"
            f" dan {decides.decree.id}.",
            "Decided automatically by the rules of the service, without an officer,"
            f" under {basis}, and {decides.decree.of('en')}.",
        ),
        document_content.Words(
            "Pemegang dokumen dapat meminta petugas meninjau keputusan ini.",
            "The holder may ask for an officer to review this decision.",
        ),
    )


@operation
def prepare(
    *,
    application: models.Application,
    signatory: Officer | None,
    answers: Mapping[str, Any],
    by: Actor,
    at: dt.datetime,
) -> None:
    """Pass a granted application to the documents app, in this transaction.

    Without a `signatory` rules decided, and the document has the agency's seal.
    """
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
