"""The content of the document that a granted application leads to."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.conf import settings

from balarea.applications import models, queries
from balarea.catalogue import definition as engine
from balarea.catalogue import queries as catalogue
from balarea.documents import document_content
from balarea.documents import operations as documents
from balarea.foundation import clock, languages
from balarea.foundation.operation import Actor, operation
from balarea.people import queries as people
from balarea.people.models import Agency, Officer
from balarea.vault import operations as vault


def _translations(text: engine.Text) -> document_content.Words:
    return document_content.Words.of(text.texts)


def signatory_of(application: models.Application) -> Officer | None:
    """The officer who signs: the countersigner if there is one, else the decider.

    None where rules decided.
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
    finding: str = "",
) -> document_content.DocumentContent:
    """What the document says: the pinned definition with the answers in place.

    `finding` is what the office determined, where the document states that.
    """
    definition = catalogue.definition(application.definition)
    if definition.output is None or definition.holder is None:
        message = f"{definition.code} issues no document"
        raise ValueError(message)
    agency = people.agency(application.agency)
    visible = engine.visible_answers(definition, answers, as_of=application.filed_on)
    rows = _rows(definition, visible)
    if definition.finding is not None:
        rows += (_determined(definition.finding, finding, is_by_rules=not signatory),)
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
        signatory=_signatory(signatory)
        if signatory
        else _electronic_seal(definition, agency),
        issued_on=on,
        valid_until=engine.valid_until(definition, answers, on),
        legal_basis=tuple(basis.text for basis in definition.standard.legal_basis),
        automatic=() if signatory else _how_rules_decided(definition),
    )


def _rows(
    definition: engine.Definition, visible: Mapping[str, Any]
) -> tuple[document_content.Row, ...]:
    """The answers that the document shows, by their questions."""
    shown = definition.output.shown if definition.output else ()
    return tuple(
        document_content.Row(
            _translations(definition.fields[name].label),
            _translations(engine.display(definition.fields[name], visible[name])),
        )
        for name in shown
        if visible.get(name, []) != []  # a group without entries has no row
    )


def _determined(
    finding: engine.Finding, text: str, *, is_by_rules: bool
) -> document_content.Row:
    """What the office determined, in a row of its own."""
    words = document_content.Words(text)
    if is_by_rules and finding.by_rules is not None:
        words = _translations(finding.by_rules)
    return document_content.Row(_translations(finding.label), words)


def _signatory(officer: Officer) -> document_content.Signatory:
    position = {languages.DEFAULT: officer.position, **officer.position_translations}
    return document_content.Signatory(
        office=document_content.Words.of(position),
        name=officer.name,
        place=settings.BALAREA_MALL.place,
    )


def _electronic_seal(
    definition: engine.Definition, agency: Agency
) -> document_content.Signatory:
    """The seal of the agency where no officer decided (UU 1/2024 art. 13A)."""
    if definition.decides is None:
        message = f"{definition.code} is not decided by rules"
        raise ValueError(message)
    return document_content.Signatory(
        office=_translations(definition.decides.office),
        name=agency.name,
        place=settings.BALAREA_MALL.place,
        is_seal=True,
    )


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
def _finding(*, application: models.Application, by: Actor, at: dt.datetime) -> str:
    """What the office determined: the text of the decision; "" where it states none."""
    decision = queries.last_decision(application)
    if catalogue.definition(application.definition).finding is None or not decision:
        return ""
    return vault.open(
        sealed=decision.reasons,
        case=application.id,
        name="reasons",
        by=by,
        purpose="ISSUE",
        at=at,
    ).decode()


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
    finding = _finding(application=application, by=by, at=at) if signatory else ""
    documents.prepare(
        case=application.id,
        reference=application.reference,
        content=document_content_of(application, signatory, answers, on, finding),
        number_for=lambda sequence: engine.document_number(definition, sequence, on),
        by=by,
        at=at,
    )
