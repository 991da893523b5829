"""Documents and receipts as PDF: PDF/A-3a for archives, PDF/UA-1 for screen readers.

Typst sets them from `pdf/templates` with the fonts that are part of it, so a document
looks the same on every machine.
"""

import base64
import dataclasses
import datetime as dt
import functools
import io
import logging
import struct
from pathlib import Path
from typing import Any

import msgspec
import pikepdf
import segno
import typst
from django.conf import settings

from balarea.documents import document_content, glyphs, numbers
from balarea.documents.providers.base import Seal
from balarea.foundation import clock, languages

log = logging.getLogger(__name__)
ATTACHED = "dokumen.json"


def document(
    numbered: document_content.NumberedContent, *, at: dt.datetime
) -> tuple[bytes, int]:
    """The PDF of a document, not yet signed, and its number of pages."""
    content = numbered.paper
    data = {
        "kind": content.template,
        "title": _words(content.title),
        "mark": _words(content.mark) if content.mark else None,
        "agency": _words(content.agency_name),
        "service": _words(content.service_name),
        "number": numbered.number,
        "reference": numbered.reference,
        "definition": content.definition,
        "holder": content.holder,
        "rows": _rows(content.rows),
        "statements": [
            _words(text) for text in (*content.statements, *content.history)
        ],
        "legal_basis": list(content.legal_basis),
        "issued_on": _day(content.issued_on),
        "valid_until": _day(content.valid_until),
        "signatory": {
            "office": _words(content.signatory.office),
            "name": content.signatory.name,
            "place": content.signatory.place,
            "is_seal": content.signatory.is_seal,
        },
        "automatic": [_words(text) for text in content.automatic],
        "code": numbers.pretty(numbered.code),
        "address": numbered.address,
        "attached": _attachment(numbered),
    }
    return _set("document.typ", data, numbered.address, at)


def receipt(given: document_content.Receipt) -> bytes:
    """The PDF of a submission receipt."""
    data = {
        "reference": given.reference,
        "code": given.code,
        "address": given.tracking,
        "title": {"id": "Tanda Terima Permohonan", "en": "Receipt of an application"},
        "agency": _words(given.agency_name),
        "service": _words(given.service_name),
        "service_code": given.service,
        "definition": given.definition,
        "received_on": _day(clock.today(given.received_at)),
        "received_time": clock.hour(given.received_at),
        "check_due_on": _day(given.check_due_on),
        "promised_on": _day(given.promised_on),
        "is_fee_first": given.is_fee_first,
        "is_handed_over": given.is_handed_over,
        "desk": given.desk,
        "desk_qr": _qr_drawing(given.desk) if given.desk else "",
        "rows": _rows(given.rows),
        "log": _log_code(given.log),
    }
    return _set("receipt.typ", data, given.tracking, given.received_at)[0]


def step_receipt(given: document_content.StepReceipt) -> bytes:
    """The PDF that proves a step by the public log, with the proof attached."""
    data = {
        "reference": given.reference,
        "address": given.verify,
        "title": {"id": "Bukti dari Log Publik", "en": "Receipt of the public log"},
        "agency": _words(given.agency_name),
        "service": _words(given.service_name),
        "step": _words(given.step),
        "claimed": _moment(given.claimed_at),
        "is_late": given.is_late,
        "log": given.log,
        "index": given.index,
        "leaf_hash": given.leaf_hash,
        "since": _moment(given.since) if given.since else None,
        "witnesses": [[name, _moment(time)] for name, time in given.witnesses],
        "opened": [[_words(name), value] for name, value in given.opened],
        "proof_qr": _qr_drawing(given.qr, error="l"),
        "proof": given.proof,
        "policy": given.policy,
        "policy_hash": given.policy_hash,
    }
    at = max((time for _, time in given.witnesses), default=given.claimed_at)
    return _set("step.typ", data, given.verify, at)[0]


def slip(given: document_content.Slip) -> bytes:
    """The PDF of a receipt for a roll of 80 mm."""
    proof = given.receipt
    data = {
        "reference": proof.reference,
        "code": proof.code,
        "words": list(given.words),
        "title": {"id": "Tanda Terima", "en": "Receipt"},
        "agency": _words(proof.agency_name),
        "service": _words(proof.service_name),
        "received_on": _day(clock.local(proof.received_at).date()),
        "received_time": clock.hour(proof.received_at),
        "check_due_on": _day(proof.check_due_on),
        "promised_on": _day(proof.promised_on),
        "office": given.office,
        "site": given.site,
        "bring": [_words(one) for one in given.bring],
        "hours": list(given.hours),
        "filed_by": _words(given.filed_by) if given.filed_by else None,
        "log": _log_code(proof.log),
    }
    return _set("slip.typ", data, proof.tracking, proof.received_at)[0]


def bundle_receipt(given: document_content.BundleReceipt) -> bytes:
    """The PDF of a receipt that lists several applications."""
    data = {
        "reference": given.reference,
        "address": "",  # no link: each application has its own
        "title": {
            "id": "Tanda Terima Beberapa Permohonan",
            "en": "Receipt of several applications",
        },
        "event": _words(given.title),
        "received_on": _day(clock.today(given.received_at)),
        "received_time": clock.hour(given.received_at),
        "items": [_bundle_item(item) for item in given.items],
        "filed_by": _words(given.filed_by) if given.filed_by else None,
    }
    return _set("bundle.typ", data, "", given.received_at)[0]


def _bundle_item(item: document_content.BundleItem) -> dict[str, Any]:
    given = item.receipt
    return {
        "reference": given.reference,
        "code": given.code,
        "service_code": given.service,
        "service": _words(given.service_name),
        "agency": _words(given.agency_name),
        "check_due_on": _day(given.check_due_on),
        "is_desk": item.is_desk,
        "is_fee_first": given.is_fee_first,
        "qr": _qr_drawing(given.tracking),
        "tracking": given.tracking,
    }


def payment(given: document_content.Payment) -> bytes:
    """The PDF that proves a payment: no decision, and not signed."""
    data = {
        "number": given.number,
        "reference": given.reference,
        "address": "",  # no link: the reader may be anybody
        "title": {"id": "Bukti Pembayaran", "en": "Receipt of a payment"},
        "agency": _words(given.agency_name),
        "service": _words(given.service_name),
        "service_code": given.service,
        "definition": given.definition,
        "amount": given.amount,
        "rows": _rows(given.rows),
        "paid_on": _day(clock.today(given.paid_at)),
        "paid_time": clock.hour(given.paid_at),
    }
    return _set("payment.typ", data, "", given.paid_at)[0]


def seal_of(numbered: document_content.NumberedContent) -> Seal:
    """The fields of the signature on a document."""
    signatory = numbered.paper.signatory
    return Seal(
        office=signatory.office.id,
        name=signatory.name,
        place=signatory.place,
        reason=f"{numbered.paper.title.id} {numbered.number}",
    )


def _words(words: document_content.Words) -> dict[str, str]:
    return {"id": words.id, "en": words.en if words.en != words.id else ""}


def _rows(rows: tuple[document_content.Row, ...]) -> list[dict[str, dict[str, str]]]:
    return [{"label": _words(row.label), "value": _words(row.value)} for row in rows]


def _day(day: dt.date | None) -> dict[str, str] | None:
    if day is None:
        return None
    return {code: languages.long_date(day, code) for code in languages.COMPLETE}


def _moment(at: dt.datetime) -> dict[str, str]:
    """Day and time with seconds, by the clock of the mall."""
    local = clock.local(at)
    return {
        code: f"{languages.long_date(local.date(), code)}, {local:%H.%M.%S (UTC%z)}"
        for code in languages.COMPLETE
    }


def _attachment(numbered: document_content.NumberedContent) -> str:
    """The document as JSON, which is attached to the PDF."""
    content = {
        "format": "balarea.document/1",
        "number": numbered.number,
        "code": numbered.code,
        "verification": numbered.address,
        "reference": numbered.reference,
        **dataclasses.asdict(numbered.paper),
    }
    return msgspec.json.format(msgspec.json.encode(content), indent=1).decode()


def _set(
    template: str, data: dict[str, Any], address: str, at: dt.datetime
) -> tuple[bytes, int]:
    # Typst writes the time of a PDF as UTC without converting it.
    made = at.astimezone(dt.UTC)
    data |= {
        "mall": _words(document_content.Words.of(settings.BALAREA_MALL.name.texts)),
        "colours": {
            "brand": settings.BALAREA_MALL.colours.light.brand,
            "tint": settings.BALAREA_MALL.colours.light.tint,
            "deep": settings.BALAREA_MALL.colours.masthead.night_deep,
            "accent": settings.BALAREA_MALL.colours.masthead.accent,
        },
        "is_specimen": settings.BALAREA_DEMO,
        "qr": _qr_drawing(address) if address else "",
        "at": [made.year, made.month, made.day, made.hour, made.minute, made.second],
    }
    pdf = _with_boxes(template, glyphs.without_invisible(data))
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return pdf, len(opened.pages)


def _with_boxes(template: str, data: dict[str, Any]) -> bytes:
    """The PDF, with a box for each character that the fonts can't draw.

    PDF/A allows no missing glyph, and a document must not wait for a font.
    """
    try:
        return _compile(template, data)
    except typst.TypstError:
        pass  # rare; to find out which characters it was takes a tenth of a second
    try:
        return _compile(template, glyphs.with_boxes(data))
    except typst.TypstError:
        # Some character that has a glyph still fails: a document in ASCII is better
        # than none. A fault of the template is raised here.
        pdf = _compile(template, glyphs.ascii_only(data))
    log.error("A document was set in plain letters only")
    return pdf


def _compile(template: str, data: dict[str, Any]) -> bytes:
    made = typst.compile(
        str(glyphs.TEMPLATES / template),
        root=str(glyphs.TEMPLATES),
        format="pdf",
        pdf_standards=["a-3a", "ua-1"],
        ignore_system_fonts=True,
        sys_inputs={
            "data": msgspec.json.encode(data).decode(),
            "mark": _mark(settings.BALAREA_MALL.mark),
        },
    )
    # A signature is appended, and must begin on a new line (ISO 19005-3, 6.1.9).
    return bytes(made) + b"\n"


@functools.cache
def _mark(path: str) -> str:
    """The mall's mark as SVG, in which a PNG is embedded."""
    content = Path(path).read_bytes()
    if path.endswith(".svg"):
        return content.decode()
    width, height = struct.unpack(">II", content[16:24])
    picture = base64.b64encode(content).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">'
        f'<image width="{width}" height="{height}" '
        f'href="data:image/png;base64,{picture}"/></svg>'
    )


def _log_code(code: document_content.LogCode | None) -> dict[str, Any] | None:
    if code is None:
        return None
    return {
        "qr": _qr_drawing(code.text, error="l"),
        "site": code.site,
        "index": code.index,
        "deadline": _moment(code.deadline) if code.deadline else None,
    }


def _qr_drawing(address: str, *, error: str = "m") -> str:
    out, dark = io.BytesIO(), settings.BALAREA_MALL.colours.masthead.night_deep
    segno.make(address, error=error, micro=False).save(
        out, kind="svg", border=0, xmldecl=False, nl=False, dark=dark
    )
    return out.getvalue().decode()
