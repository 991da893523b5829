"""PDFs are written anew and then looked at; active ones are refused.

What is shown is, byte for byte, what was examined: the file that was sent is never
shown, and no other reader's idea of it counts.
"""

import io

import pikepdf

from balarea.documents.intake import acts, anew, limits, roles, streams
from balarea.documents.intake.outcome import Accepted, Kind, Reason, Rejected

_FAULTS = (pikepdf.PdfError, RuntimeError, ValueError, KeyError, TypeError)


def examine(content: bytes) -> Accepted:
    """The PDF as it may be shown.

    Raises:
        Rejected: active, locked, carrying files, too large, or beyond repair.
    """
    try:
        shown = anew.written(content)
        pages = _look(shown)
    except _FAULTS:
        raise Rejected(Reason.DAMAGED) from None
    return Accepted(
        kind=Kind.PDF,
        content=shown,
        content_type="application/pdf",
        pages=pages,
        sent=content,
    )


def _look(content: bytes) -> int:
    """How many pages there are in a file that may be shown."""
    # Our own file needs no repair; if it did, readers could differ about it.
    with pikepdf.open(
        io.BytesIO(content), attempt_recovery=False, suppress_warnings=True
    ) as pdf:
        if pdf.is_encrypted or pdf.is_linearized:
            raise Rejected(Reason.DAMAGED)
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
        if pdf.get_warnings():
            raise Rejected(Reason.DAMAGED)
    return pages


def _weighed(pdf: pikepdf.Pdf) -> streams.Scales:
    """Each dictionary, looked at, and each stream, unpacked and forgotten."""
    scales = streams.Scales()
    for thing, role in roles.walk(pdf):
        acts.check(thing, role)
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Stream):
            scales.weigh(thing)
    return scales
