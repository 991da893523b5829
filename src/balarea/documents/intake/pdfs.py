"""PDFs are kept as sent, so that signatures in them live on; active ones are refused.

A PDF whose structure is damaged is written anew by qpdf and looked at again, so that
what is kept is what was examined, and not what another reader makes of the damage.
"""

import io
import re
from collections.abc import Iterator
from typing import Any

import pikepdf

from balarea.documents.intake import acts, limits, streams
from balarea.documents.intake.outcome import Accepted, Kind, Reason, Rejected

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
        # As packed as before: what it unpacks to is not known yet.
        pdf.save(
            out,
            compress_streams=False,
            stream_decode_level=pikepdf.StreamDecodeLevel.none,
        )
        return out.getvalue()


def _look(content: bytes, *, is_rebuilt: bool) -> Accepted:
    if not is_rebuilt and not _END.search(content[-2048:]):
        raise pikepdf.PdfError("something follows the end")
    with _open(content, repair=is_rebuilt) as pdf:
        if pdf.is_encrypted:
            raise Rejected(Reason.ENCRYPTED)
        if len(pdf.objects) > limits.MAX_OBJECTS:
            raise Rejected(Reason.TOO_COMPLEX)
        scales = _weighed(pdf)
        acts.check_opening(pdf)
        pages = len(pdf.pages)
        if not pages:
            raise Rejected(Reason.DAMAGED)
        if pages > limits.MAX_PAGES:
            raise Rejected(Reason.TOO_MANY_PAGES, max=limits.MAX_PAGES)
        for page in pdf.pages:
            scales.weigh_page(page)
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


def _weighed(pdf: pikepdf.Pdf) -> streams.Scales:
    """Each object, looked at, and each stream, unpacked and forgotten."""
    scales = streams.Scales()
    # The trailer is no object, and may hold the root itself.
    for root in (pdf.trailer, *pdf.objects):
        for thing in _containers(root):
            acts.check(thing)
        if isinstance(root, pikepdf.Stream):
            scales.weigh(root)
    return scales
