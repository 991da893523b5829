"""What an uploaded PDF says about itself. No Django: runs in the sandbox's child.

Nothing here decides validity. It finds the codes and numbers that a file carries, in
its attachments, links and text, and whether a signature of ours in it still covers what
it covered.
"""

import contextlib
import dataclasses
import io
import json
import re
from collections.abc import Iterator

import pikepdf

MAX_ATTACHMENT = 1_000_000
MAX_SIGNATURES = 8
_CODE = re.compile(r"/verifikasi/([0-9A-Za-z-]{18,23})/?\Z")


@dataclasses.dataclass(frozen=True, slots=True)
class Reading:
    """What was found. Codes and numbers are claims: anybody can write them into a file.

    `is_pdf`: it can be opened as a PDF. `is_locked`: only with a password.
    `is_ours`: a signature that ends at one of our roots is intact in it.
    `is_whole`: that signature covers the file to its last byte.
    """

    is_pdf: bool
    codes: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    is_locked: bool = False
    is_ours: bool = False
    is_whole: bool = False


def read(content: bytes, roots: list[str]) -> Reading:
    """Read a file of a stranger; never raises for what is in it."""
    from balarea.documents import claims  # each child loads what it needs

    try:
        codes = tuple(_codes(content))
    except pikepdf.PasswordError:
        return Reading(is_pdf=True, is_locked=True)
    except (pikepdf.PdfError, *_FAULTS):
        return Reading(is_pdf=False)
    is_ours, is_whole = _signature(content, roots)
    printed = claims.read(content, *_as_examined(content))
    return Reading(
        is_pdf=True,
        codes=tuple(dict.fromkeys(codes + printed.codes)),
        numbers=printed.numbers,
        is_ours=is_ours,
        is_whole=is_whole,
    )


_FAULTS = (ValueError, KeyError, TypeError, RuntimeError, OSError, AttributeError)


def _as_examined(content: bytes) -> Iterator[bytes]:
    """The file as the intake would show it, where it can be read."""
    from balarea.documents.intake import Rejected, anew

    with contextlib.suppress(pikepdf.PdfError, Rejected, *_FAULTS):
        yield anew.written(content)


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
        if found := _CODE.search(address[:300]):
            yield found[1]


def _signature(content: bytes, roots: list[str]) -> tuple[bool, bool]:
    """(one of our signatures is intact, and it covers the whole file)."""
    from pyhanko.keys import load_certs_from_pemder_data
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.general import SigningError
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.errors import SignatureValidationError
    from pyhanko.sign.validation.status import SignatureCoverageLevel
    from pyhanko_certvalidator import ValidationContext

    trusted = [
        certificate
        for pem in roots
        for certificate in load_certs_from_pemder_data(pem.encode())
    ]
    faults = (PdfError, SigningError, SignatureValidationError, *_FAULTS, IndexError)
    try:
        signatures = PdfFileReader(io.BytesIO(content)).embedded_regular_signatures
        for signature in signatures[:MAX_SIGNATURES]:
            context = ValidationContext(
                trust_roots=trusted, allow_fetching=False, revocation_mode="soft-fail"
            )
            status = validate_pdf_signature(signature, context, context)
            if status.intact and status.valid and status.trusted:
                covers = SignatureCoverageLevel.ENTIRE_FILE
                return True, status.coverage == covers
    except faults:
        pass
    return False, False
