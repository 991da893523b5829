"""Signatures and references in an uploaded PDF. No Django: runs in the child.

Validity is not decided here. This finds the codes and numbers in a file's attachments,
links and text, and whether one of our signatures in it is intact.
"""

import contextlib
import dataclasses
import datetime as dt
import io
import json
import re
from collections.abc import Iterator
from typing import Any

import pikepdf

MAX_ATTACHMENT = 1_000_000
MAX_SIGNATURES = 8
_CODE = re.compile(r"/verifikasi/([0-9A-Za-z-]{18,23})/?\Z")


@dataclasses.dataclass(frozen=True, slots=True)
class Reading:
    """What a file contains. Codes and numbers in it can be copied.

    `is_pdf`: it can be opened as a PDF. `is_locked`: only with a password.
    `is_ours`: it has an intact signature whose chain ends at one of our roots.
    `is_whole`: that signature covers the file to its last byte.
    `signer_until`: when the certificate ends with which it was made (ISO 8601).
    """

    is_pdf: bool
    codes: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    is_locked: bool = False
    is_ours: bool = False
    is_whole: bool = False
    signer_until: str = ""


def read(content: bytes, roots: list[str]) -> Reading:
    """Read an untrusted file; never raises for its content."""
    from balarea.documents import printed_references  # each child loads what it needs

    try:
        codes = tuple(_codes(content))
    except pikepdf.PasswordError:
        return Reading(is_pdf=True, is_locked=True)
    except (pikepdf.PdfError, *_FAULTS):
        return Reading(is_pdf=False)
    is_ours, is_whole, signer_until = _signature(content, roots)
    printed = printed_references.read(content, *_as_examined(content))
    return Reading(
        is_pdf=True,
        codes=tuple(dict.fromkeys(codes + printed.codes)),
        numbers=printed.numbers,
        is_ours=is_ours,
        is_whole=is_whole,
        signer_until=signer_until,
    )


_FAULTS = (ValueError, KeyError, TypeError, RuntimeError, OSError, AttributeError)


def _as_examined(content: bytes) -> Iterator[bytes]:
    """The file as the intake would rewrite it, if it can be read."""
    from balarea.documents.intake import Rejected, rewriting

    with contextlib.suppress(pikepdf.PdfError, Rejected, *_FAULTS):
        yield rewriting.rewritten(content)


def _codes(content: bytes) -> Iterator[str]:
    with pikepdf.open(io.BytesIO(content), suppress_warnings=True) as pdf:
        with contextlib.suppress(pikepdf.PdfError, *_FAULTS):
            yield from _attached(pdf)
        for page in list(pdf.pages)[:5]:
            with contextlib.suppress(pikepdf.PdfError, *_FAULTS):
                yield from _linked(page)


def _attached(pdf: pikepdf.Pdf) -> Iterator[str]:
    for name in list(pdf.attachments)[:5]:
        raw = pdf.attachments[name].get_file().read_bytes()
        if len(raw) <= MAX_ATTACHMENT:
            code = json.loads(raw).get("code")
            if isinstance(code, str):
                yield code[:40]


def _linked(page: pikepdf.Page) -> Iterator[str]:
    for annotation in list(page.get("/Annots", []))[:50]:
        address = str(annotation["/A"]["/URI"]) if "/A" in annotation else ""
        if match := _CODE.search(address[:300]):
            yield match[1]


def _signature(content: bytes, roots: list[str]) -> tuple[bool, bool, str]:
    """(one of our signatures is intact, it covers the whole file, its signer's end)."""
    from pyhanko.keys import load_certs_from_pemder_data
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.general import SigningError
    from pyhanko.sign.validation.errors import SignatureValidationError
    from pyhanko.sign.validation.status import SignatureCoverageLevel

    trusted = [
        certificate
        for pem in roots
        for certificate in load_certs_from_pemder_data(pem.encode())
    ]
    faults = (PdfError, SigningError, SignatureValidationError, *_FAULTS, IndexError)
    try:
        signatures = PdfFileReader(io.BytesIO(content)).embedded_regular_signatures
        for signature in signatures[:MAX_SIGNATURES]:
            status = _validated(signature, trusted)
            if status.intact and status.valid and status.trusted:
                covers = SignatureCoverageLevel.ENTIRE_FILE
                until = status.signing_cert.not_valid_after
                return True, status.coverage == covers, until.isoformat()
    except faults:
        pass
    return False, False, ""


def _validated(signature: Any, trusted: list[Any]) -> Any:
    """The status of a signature at the time of its time stamp.

    A certificate that expired since then doesn't matter; one that had expired by then
    makes the signature invalid. Without a time stamp, the present time counts.
    """
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    def at(moment: dt.datetime | None) -> Any:
        context = ValidationContext(
            trust_roots=trusted,
            allow_fetching=False,
            revocation_mode="soft-fail",
            moment=moment,
        )
        return validate_pdf_signature(signature, context, context)

    status = at(None)
    stamp = status.timestamp_validity
    if status.trusted or stamp is None or not (stamp.intact and stamp.valid):
        return status
    status = at(stamp.timestamp)
    if not status.timestamp_validity.trusted:
        raise ValueError("the time stamp is not from a trusted authority")
    return status
