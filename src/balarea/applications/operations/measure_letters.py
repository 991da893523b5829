"""The letter by which a document is revoked or suspended, signed and verifiable."""

import datetime as dt

from django.utils.translation import gettext, override

from balarea.applications import models
from balarea.applications.measure_rules import GROUNDS, Ground, MeasureKind
from balarea.applications.operations import content_to_issue, letter_parts
from balarea.applications.operations.authority import authority
from balarea.catalogue import queries as catalogue
from balarea.documents import operations as documents
from balarea.documents.document_content import DocumentContent, Row, Words
from balarea.foundation import clock, references
from balarea.foundation.operation import Actor, operation
from balarea.people import queries as people
from balarea.people.rules import Action

_TITLES = {
    MeasureKind.REVOCATION: Words("Keputusan Pencabutan", "Decision on a Revocation"),
    MeasureKind.SUSPENSION: Words("Keputusan Pembekuan", "Decision on a Suspension"),
}
# In numbers and in names of counters; never change them.
_COUNTERS = {
    MeasureKind.REVOCATION: "PENCABUTAN",
    MeasureKind.SUSPENSION: "PEMBEKUAN",
}


@operation
def prepare(
    *,
    application: models.Application,
    outcome: models.MeasureOutcome,
    reason: str,
    object_by_on: dt.date,
    by: Actor,
    at: dt.datetime,
) -> None:
    """Number the letter and stage its signing, under the measure's own case.

    The second officer signs it: by their approval the measure took effect.
    """
    measure = outcome.measure
    word, year = _COUNTERS[MeasureKind(measure.kind)], clock.today(at).year
    holder = letter_parts.holder_of(application=application, by=by, at=at)
    content = _content(application, outcome, reason, object_by_on, holder, at)
    documents.prepare(
        case=measure.id,
        reference=application.reference,
        content=content,
        number_for=lambda sequence: f"{sequence:04}/{word}/{application.agency}/{year}",
        counter=f"{word}-{application.agency}",
        by=by,
        at=at,
    )


def _content(
    application: models.Application,
    outcome: models.MeasureOutcome,
    reason: str,
    object_by_on: dt.date,
    holder: str,
    at: dt.datetime,
) -> DocumentContent:
    measure = outcome.measure
    kind, ground = MeasureKind(measure.kind), GROUNDS[Ground(measure.ground)]
    definition = catalogue.definition(application.definition)
    agency = people.agency(application.agency)
    return DocumentContent(
        template="LETTER",
        title=_TITLES[kind],
        agency=agency.code,
        agency_name=letter_parts.agency_name(agency),
        service=definition.code,
        service_name=Words.of(definition.title.texts),
        definition=application.definition,
        holder=holder,
        rows=(
            Row(
                Words("Permohonan", "Application"),
                Words(references.pretty(application.reference)),
            ),
            Row(Words("Layanan", "Service"), Words.of(definition.title.texts)),
            Row(Words("Nomor dokumen", "Document number"), _number(measure)),
        ),
        statements=(
            _effect(outcome),
            _ground(ground.label),
            Words(f"Alasan: {reason}"),
            _remedy(object_by_on),
        ),
        signatory=content_to_issue.signature_of(
            outcome.officer,
            definition,
            agency,
            substitution=authority(
                application, outcome.officer, Action.REVOKE, at
            ).substitution,
        ),
        issued_on=clock.today(at),
        legal_basis=(ground.law,),
    )


def _number(measure: models.Measure) -> Words:
    return Words(measure.document.number)


def _effect(outcome: models.MeasureOutcome) -> Words:
    """What happens to the document, and for how long."""
    suspension = outcome.suspension
    if suspension is None:
        return Words(
            "Dokumen tersebut dicabut dan tidak berlaku lagi sejak hari ini.",
            "The document is revoked and not in force from today on.",
        )
    since = letter_parts.day(suspension.from_on)
    if suspension.until_on is None:
        return Words(
            f"Dokumen tersebut dibekukan sejak {since.id} sampai pembekuannya"
            " diakhiri.",
            f"The document is suspended from {since.en} until the suspension is ended.",
        )
    until = letter_parts.day(suspension.until_on)
    return Words(
        f"Dokumen tersebut dibekukan sejak {since.id} sampai dengan {until.id}."
        " Sesudah itu dokumen berlaku kembali dengan sendirinya.",
        f"The document is suspended from {since.en} to {until.en}, the last day"
        " included. After that it is in force again by itself.",
    )


def _ground(label: object) -> Words:
    texts = {}
    for language in ("id", "en"):
        with override(language):
            texts[language] = gettext("Ground: %(ground)s.") % {"ground": label}
    return Words.of(texts)


def _remedy(object_by_on: dt.date) -> Words:
    last = letter_parts.day(object_by_on)
    return Words(
        f"Pemegang dapat mengajukan keberatan secara tertulis paling lambat {last.id}"
        " (UU 30/2014 pasal 75-77).",
        f"The holder may object in writing until {last.en} (UU 30/2014 arts. 75-77).",
    )
