"""PDFs are kept as sent, so that signatures in them live on; active ones are refused.

A PDF whose structure is damaged is written anew by qpdf and looked at again, so that
what is kept is what was examined, and not what another reader makes of the damage.
"""

import io
import re
import zlib
from collections.abc import Iterator
from typing import Any

import pikepdf

from balarea.documents.intake import limits
from balarea.documents.intake.outcome import Accepted, Kind, Reason, Rejected

# Dictionary keys, and values of /S, /Type and /Subtype, through which a PDF acts
# (ISO 32000-1 tables 194, 198) or carries other files (table 44).
_ACTS = frozenset(
    [
        "/JS",
        "/JavaScript",
        "/Launch",
        "/AA",
        "/XFA",
        "/SubmitForm",
        "/ImportData",
        "/ResetForm",
        "/GoToE",
        "/GoToR",
        "/Rendition",
        "/RichMedia",
        "/RichMediaExecute",
        "/Movie",
        "/Sound",
        "/3D",
        "/Screen",
    ]
)
_CARRIES = frozenset(
    ["/EmbeddedFile", "/EmbeddedFiles", "/EF", "/FileAttachment", "/Collection"]
)
_TELLING = ("/S", "/Type", "/Subtype")
_END = re.compile(rb"%%EOF[\s\x00]*\Z")


def examine(content: bytes) -> Accepted:
    """The PDF as it may be kept.

    Raises:
        Rejected: active, encrypted, carrying files, too large, or beyond repair.
    """
    try:
        return _look(content, is_rebuilt=False)
    except pikepdf.PdfError:
        pass
    try:
        return _look(_rewritten(content), is_rebuilt=True)
    except (pikepdf.PdfError, RuntimeError, ValueError, KeyError, TypeError):
        raise Rejected(Reason.DAMAGED) from None


def _open(content: bytes, *, repair: bool) -> pikepdf.Pdf:
    try:
        return pikepdf.open(
            io.BytesIO(content), attempt_recovery=repair, suppress_warnings=True
        )
    except pikepdf.PasswordError:
        raise Rejected(Reason.ENCRYPTED) from None


def _rewritten(content: bytes) -> bytes:
    with _open(content, repair=True) as pdf:
        if pdf.is_encrypted:
            raise Rejected(Reason.ENCRYPTED)
        out = io.BytesIO()
        pdf.save(out)
        return out.getvalue()


def _look(content: bytes, *, is_rebuilt: bool) -> Accepted:
    if not is_rebuilt and not _END.search(content[-2048:]):
        raise pikepdf.PdfError("something follows the end")
    with _open(content, repair=is_rebuilt) as pdf:
        if pdf.is_encrypted:
            raise Rejected(Reason.ENCRYPTED)
        if len(pdf.objects) > limits.MAX_OBJECTS:
            raise Rejected(Reason.TOO_COMPLEX)
        _check_objects(pdf)
        _check_opening(pdf)
        pages = len(pdf.pages)
        if not pages:
            raise Rejected(Reason.DAMAGED)
        if pages > limits.MAX_PAGES:
            raise Rejected(Reason.TOO_MANY_PAGES, max=limits.MAX_PAGES)
        if pdf.get_warnings() and not is_rebuilt:
            raise pikepdf.PdfError("damaged")
    return Accepted(
        kind=Kind.PDF,
        content=content,
        content_type="application/pdf",
        pages=pages,
        is_rebuilt=is_rebuilt,
    )


def _containers(thing: Any, depth: int = 0) -> Iterator[Any]:
    """A dictionary or stream with the direct containers within it."""
    if depth > limits.MAX_DEPTH:
        raise Rejected(Reason.TOO_COMPLEX)
    if isinstance(thing, pikepdf.Array):
        inner = list(thing.as_list())
    elif isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        yield thing
        inner = [value for _, value in thing.items()]
    else:
        return
    for value in inner:
        if isinstance(value, pikepdf.Object) and not value.is_indirect:
            yield from _containers(value, depth + 1)


def _check_objects(pdf: pikepdf.Pdf) -> None:
    budget = limits.MAX_INFLATED
    for root in pdf.objects:
        for thing in _containers(root):
            _check_names(thing)
        if isinstance(root, pikepdf.Stream):
            budget -= _inflated(root, budget)


def _check_names(thing: Any) -> None:
    names = set(thing.keys())
    for key in _TELLING:
        value = thing.get(key)
        if isinstance(value, pikepdf.Name):
            names.add(str(value))
    if names & _CARRIES:
        raise Rejected(Reason.ATTACHMENTS)
    if names & _ACTS:
        raise Rejected(Reason.ACTIVE)


def _check_opening(pdf: pikepdf.Pdf) -> None:
    """To open at a page is no act; everything else at opening is."""
    opening = pdf.Root.get("/OpenAction")
    if opening is None or isinstance(opening, pikepdf.Array):
        return
    if isinstance(opening, pikepdf.Dictionary) and opening.get("/S") == "/GoTo":
        return
    raise Rejected(Reason.ACTIVE)


def _inflated(stream: pikepdf.Stream, budget: int) -> int:
    """How many bytes a stream unpacks to, never unpacking more than is left."""
    filters = stream.get("/Filter")
    if filters is None:
        return 0
    names = (
        [str(f) for f in filters]
        if isinstance(filters, pikepdf.Array)
        else [str(filters)]
    )
    if len(names) > 2 or names.count("/FlateDecode") > 1:
        raise Rejected(Reason.BOMB)
    if stream.get("/Subtype") == "/Image":
        pixels = int(stream.get("/Width", 0)) * int(stream.get("/Height", 0))
        if pixels > limits.MAX_PICTURE_IN_PDF:
            raise Rejected(Reason.TOO_MANY_PIXELS, max=limits.MAX_PIXELS // 1_000_000)
        return 0
    if names[0] != "/FlateDecode":
        return 0
    unpacker = zlib.decompressobj()
    try:
        size = len(unpacker.decompress(stream.read_raw_bytes(), budget))
    except zlib.error:
        return 0
    if size >= budget:
        raise Rejected(Reason.BOMB)
    return size
