"""The content of the document that a granted application leads to."""

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.conf import settings

from balarea.applications import models, queries
from balarea.applications.objection_rules import TERMS, Remedy
from balarea.applications.operations import document_history, printed_conditions
from balarea.applications.operations.authority import (
    Authority,
    authority,
    substitute_office,
)
from balarea.applications.queries import after_issue
from balarea.applications.rules import SILENCE_LAW, Basis
from balarea.catalogue import definition as engine
from balarea.catalogue import queries as catalogue
from balarea.documents import document_content
from balarea.documents import operations as documents
from balarea.foundation import clock, languages
from balarea.foundation.operation import Actor, operation
from balarea.people import queries as people
from balarea.people.models import Agency, Delegation, Officer, Substitution
from balarea.people.rules import Action, DelegationKind
from balarea.vault import operations as vault

# By which article a day that passed grants.
LAW_OF = {
    Basis.SILENCE: SILENCE_LAW,
    Basis.OBJECTION: TERMS[Remedy.OBJECTION].silence,
    Basis.APPEAL: TERMS[Remedy.APPEAL].silence,
}

# By which action the officer of such a decision took it.
_ACTION_OF = {
    Basis.OBJECTION: Action.DECIDE_OBJECTION,
    Basis.APPEAL: Action.DECIDE_APPEAL,
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
    delegation, substitution = _authority_of(application, signatory)
    issuer = _issuer(agency, delegation)
    visible = engine.visible_answers(definition, answers, as_of=application.filed_on)
    rows = _rows(definition, visible)
    asked_for = definition.finding
    # Where a passed deadline grants, nobody determined anything.
    if asked_for is not None and (signatory or asked_for.by_rules):
        rows += (_determined(asked_for, finding, is_by_rules=not signatory),)
    return document_content.DocumentContent(
        template=definition.output.template,
        title=_translations(definition.output.title),
        agency=agency.code,
        agency_name=document_content.Words.of(
            {languages.DEFAULT: issuer.name, **issuer.name_translations}
        ),
        service=definition.code,
        service_name=_translations(definition.title),
        definition=application.definition,
        holder=str(visible.get(definition.holder.name, "")),
        rows=rows,
        statements=_statements(application, definition, answers, delegation),
        signatory=signature_of(signatory, definition, agency, delegation, substitution),
        issued_on=on,
        valid_until=engine.valid_until(definition, answers, on),
        legal_basis=tuple(basis.text for basis in definition.standard.legal_basis),
        automatic=_how_it_was_decided(application, definition, signatory),
    )


def _statements(
    application: models.Application,
    definition: engine.Definition,
    answers: Mapping[str, Any],
    delegation: Delegation | None,
) -> tuple[document_content.Words, ...]:
    """What the document states, and by whose authority if that isn't its agency's."""
    texts = engine.statements(definition, answers, as_of=application.filed_on)
    stated = tuple(_translations(text) for text in texts)
    return stated + (_authority(delegation) if delegation else ())


def _issuer(agency: Agency, delegation: Delegation | None) -> Agency:
    """By delegation another agency issues it in its own name; by mandate not."""
    if delegation and delegation.kind == DelegationKind.DELEGATION:
        return delegation.delegate
    return agency


def _authority_of(
    application: models.Application, signatory: Officer | None
) -> Authority:
    """By what the signatory decided or countersigned; empty where rules or law did."""
    decision = queries.last_decision(application)
    if signatory is None or decision is None:
        return Authority()
    countersignature = getattr(decision, "countersignature", None)
    action = _ACTION_OF.get(Basis(decision.basis), Action.DECIDE)
    if countersignature:
        action = Action.COUNTERSIGN
    at = (countersignature or decision).at
    return authority(application, signatory, action, at)


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


def _signatory(
    officer: Officer, delegation: Delegation | None, substitution: Substitution | None
) -> document_content.Signatory:
    """The office of an officer; another agency's, by mandate in whose name it signs.

    A substitute signs in the office that they stand in for.
    """
    position = {languages.DEFAULT: officer.position, **officer.position_translations}
    if substitution is not None:
        position = substitute_office(substitution)
    if delegation is None:
        words = document_content.Words.of(position)
        return _signature(words, officer)
    agency = delegation.delegate.short_name
    own = {code: f"{text} {agency}" for code, text in position.items()}
    if delegation.kind == DelegationKind.MANDATE:
        office = _office(delegation)
        own = {
            "id": f"a.n. {office.id}, {own[languages.DEFAULT]}",
            "en": f"on behalf of {office.en}, {own.get('en', own[languages.DEFAULT])}",
        }
    return _signature(document_content.Words.of(own), officer)


def _signature(
    office: document_content.Words, officer: Officer
) -> document_content.Signatory:
    place = settings.BALAREA_MALL.place
    return document_content.Signatory(office=office, name=officer.name, place=place)


def _office(delegation: Delegation) -> document_content.Words:
    """Whose authority it is, in both languages of a document."""
    english = delegation.office_translations.get("en", delegation.office)
    return document_content.Words(delegation.office, english)


def _authority(delegation: Delegation) -> tuple[document_content.Words, ...]:
    """By which decree another agency exercised this authority.

    UU 30/2014 arts. 13-14, to be confirmed by a lawyer.
    """
    office, day = _office(delegation), engine.written_date(delegation.decree_on)
    if delegation.kind == DelegationKind.MANDATE:
        how = ("Ditandatangani atas nama", "Signed on behalf of")
    else:
        how = (
            "Diterbitkan atas pelimpahan wewenang dari",
            "Issued by authority delegated from",
        )
    return (
        document_content.Words(
            f"{how[0]} {office.id} berdasarkan {delegation.decree} tanggal {day.id}.",
            f"{how[1]} {office.en} under {delegation.decree} of {day.of('en')}.",
        ),
    )


def signature_of(
    officer: Officer | None,
    definition: engine.Definition,
    agency: Agency,
    delegation: Delegation | None = None,
    substitution: Substitution | None = None,
) -> document_content.Signatory:
    """The officer's, or the seal of the agency where no officer decided.

    The seal is the one of UU 1/2024 art. 13A.
    """
    if officer is not None:
        return _signatory(officer, delegation, substitution)
    if definition.decides is not None:
        office = _translations(definition.decides.office)
    else:
        office = office_of(definition, agency)
    place = settings.BALAREA_MALL.place
    return document_content.Signatory(
        office=office, name=agency.name, place=place, is_seal=True
    )


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
def open_finding(*, application: models.Application, by: Actor, at: dt.datetime) -> str:
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
def complete_content(
    *,
    application: models.Application,
    signatory: Officer | None,
    answers: Mapping[str, Any],
    finding: str,
    by: Actor,
    at: dt.datetime,
) -> document_content.DocumentContent:
    """`document_content_of` with the conditions that other agencies set."""
    on = clock.today(at)
    content = document_content_of(application, signatory, answers, on, finding)
    printed = printed_conditions.conditions(application=application, by=by, at=at)
    return dataclasses.replace(content, statements=content.statements + printed)


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
    finding = open_finding(application=application, by=by, at=at) if signatory else ""
    content = complete_content(
        application=application,
        signatory=signatory,
        answers=answers,
        finding=finding,
        by=by,
        at=at,
    )
    earlier, kind = after_issue.followed_document(application.id) or (None, None)
    documents.prepare(
        case=application.id,
        reference=application.reference,
        content=dataclasses.replace(
            content,
            history=document_history.history(kind, earlier) if earlier and kind else (),
        ),
        number_for=lambda sequence: engine.document_number(definition, sequence, on),
        follows=earlier.id if earlier else None,
        kind=kind,
        by=by,
        at=at,
    )
