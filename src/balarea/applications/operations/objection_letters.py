"""The letter about the outcome of an objection or appeal, signed and verifiable."""

import datetime as dt

from balarea.applications import models, objection_rules
from balarea.applications.measure_rules import MeasureKind
from balarea.applications.objection_rules import TERMS, Remedy
from balarea.applications.operations import content_to_issue, letter_parts
from balarea.applications.operations.authority import authority
from balarea.applications.queries import objections
from balarea.catalogue import definition as engine
from balarea.catalogue import queries as catalogue
from balarea.documents import operations as documents
from balarea.documents.document_content import DocumentContent, Row, Words
from balarea.foundation import calendar, clock, references
from balarea.foundation.operation import Actor, operation
from balarea.people import queries as people
from balarea.people.models import Officer, Substitution

_TITLES = {
    Remedy.OBJECTION: Words(
        "Keputusan atas Keberatan", "Decision on an Objection (keberatan)"
    ),
    Remedy.APPEAL: Words("Keputusan atas Banding", "Decision on an Appeal (banding)"),
}
_REMEDIES = {
    Remedy.OBJECTION: Words("keberatan", "objection"),
    Remedy.APPEAL: Words("banding", "appeal"),
}

_MEASURES = {
    MeasureKind.REVOCATION: Words("Dokumen yang dicabut", "Revoked document"),
    MeasureKind.SUSPENSION: Words("Dokumen yang dibekukan", "Suspended document"),
}


@operation
def prepare(
    *,
    application: models.Application,
    objection: models.Objection,
    is_granted: bool,
    reasons: str,
    officer: Officer | None,
    by: Actor,
    at: dt.datetime,
) -> None:
    """Number the letter and stage its signing, under the objection's own case."""
    definition = catalogue.definition(application.definition)
    agency = people.agency(application.agency)
    on = clock.today(at)
    content = DocumentContent(
        template="LETTER",
        title=_TITLES[Remedy(objection.remedy)],
        agency=agency.code,
        agency_name=letter_parts.agency_name(agency),
        service=definition.code,
        service_name=Words.of(definition.title.texts),
        definition=application.definition,
        holder=letter_parts.holder_of(application=application, by=by, at=at),
        rows=_rows(application, objection, definition),
        statements=_statements(
            objection, is_granted=is_granted, reasons=reasons, on=on
        ),
        signatory=content_to_issue.signature_of(
            officer,
            definition,
            agency,
            substitution=_substitution_of(application, objection, officer, at),
        ),
        issued_on=on,
        legal_basis=(TERMS[Remedy(objection.remedy)].law,),
    )
    documents.prepare(
        case=objection.id,
        reference=application.reference,
        content=content,
        number_for=lambda sequence: f"{sequence:04}/KEBERATAN/{agency.code}/{on.year}",
        counter=f"KEBERATAN-{agency.code}",
        by=by,
        at=at,
    )


def _substitution_of(
    application: models.Application,
    objection: models.Objection,
    officer: Officer | None,
    at: dt.datetime,
) -> Substitution | None:
    """As whose substitute the officer decided on it, if as one."""
    if officer is None:
        return None
    action = objections.ACTIONS[Remedy(objection.remedy)]
    return authority(application, officer, action, at).substitution


def _rows(
    application: models.Application,
    objection: models.Objection,
    definition: engine.Definition,
) -> tuple[Row, ...]:
    return (
        Row(
            Words("Permohonan", "Application"),
            Words(references.pretty(application.reference)),
        ),
        Row(Words("Layanan", "Service"), Words.of(definition.title.texts)),
        _what_is_objected_to(objection),
        Row(
            Words("Diajukan pada", "Filed on"),
            letter_parts.day(clock.today(objection.at)),
        ),
    )


def _what_is_objected_to(objection: models.Objection) -> Row:
    """The refusal by its day, or the measure by what was done and the document."""
    if objection.measure is not None:
        return Row(
            _MEASURES[MeasureKind(objection.measure.kind)],
            Words(objection.measure.document.number),
        )
    refused_on = clock.today(objection.decision.at) if objection.decision else None
    return Row(
        Words("Ditolak pada", "Refused on"),
        letter_parts.day(refused_on) if refused_on else Words(""),
    )


def _statements(
    objection: models.Objection, *, is_granted: bool, reasons: str, on: dt.date
) -> tuple[Words, ...]:
    """The outcome, its reasons as written, and the way that is left."""
    remedy = Remedy(objection.remedy)
    what = _REMEDIES[remedy]
    if is_granted and objection.measure_id is not None:
        outcome = Words(
            f"Pengajuan {what.id} ini dikabulkan. Dokumen tersebut berlaku kembali.",
            f"This {what.en} is granted. The document is in force again.",
        )
    elif is_granted:
        outcome = Words(
            f"Pengajuan {what.id} ini dikabulkan. Penolakan sebelumnya tidak berlaku"
            " lagi dan diganti dengan keputusan yang dimohonkan.",
            f"This {what.en} is granted. The refusal is set aside and replaced by the"
            " decision that was asked for.",
        )
    else:
        outcome = Words(
            f"Pengajuan {what.id} ini tidak dikabulkan. Keputusan sebelumnya tetap"
            " berlaku.",
            f"This {what.en} is not granted. The earlier decision stands.",
        )
    why = Words(f"Alasan: {reasons}")
    if is_granted:
        return (outcome, why)
    return (outcome, why, _next_remedy(remedy, on))


def _next_remedy(remedy: Remedy, on: dt.date) -> Words:
    if remedy == Remedy.APPEAL:
        return Words(
            "Pemohon dapat mengajukan gugatan ke Pengadilan Tata Usaha Negara.",
            "The applicant may go to the administrative court.",
        )
    last = letter_parts.day(
        objection_rules.file_by(Remedy.APPEAL, on, calendar.overrides())
    )
    return Words(
        f"Pemohon dapat mengajukan banding kepada atasan pejabat ini paling lambat"
        f" {last.id}.",
        f"The applicant may appeal to the superior of this office until {last.en}.",
    )
