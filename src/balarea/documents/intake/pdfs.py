"""PDFs are rewritten, then examined; active ones are refused.

What is shown is, byte for byte, what was examined. The file that was sent is never
shown, because another reader could see something else in it.
"""

import io

import pikepdf

from balarea.documents.intake import active_content, limits, rewriting, roles, streams
from balarea.documents.intake.outcome import Accepted, Kind, Reason, Rejected

_FAULTS = (pikepdf.PdfError, RuntimeError, ValueError, KeyError, TypeError)


def examine(content: bytes) -> Accepted:
    """The PDF as it may be shown.

    Raises:
        Rejected: active, encrypted, with attachments, too large, or damaged.
    """
    try:
        shown = rewriting.rewritten(content)
        pages = _examined(shown)
    except _FAULTS:
        raise Rejected(Reason.DAMAGED) from None
    return Accepted(
        kind=Kind.PDF,
        content=shown,
        content_type="application/pdf",
        pages=pages,
        sent=content,
    )


def _examined(content: bytes) -> int:
    """The number of pages of a rewritten file that may be shown."""
    # A rewritten file needs no repair; if it did, readers could differ about it.
    with pikepdf.open(
        io.BytesIO(content), attempt_recovery=False, suppress_warnings=True
    ) as pdf:
        if pdf.is_encrypted or pdf.is_linearized:
            raise Rejected(Reason.DAMAGED)
        if len(pdf.objects) > limits.MAX_OBJECTS:
            raise Rejected(Reason.TOO_COMPLEX)
        budget = _charged(pdf)
        active_content.check_open_action(pdf)
        pages = len(pdf.pages)
        if not pages:
            raise Rejected(Reason.DAMAGED)
        if pages > limits.MAX_PAGES:
            raise Rejected(Reason.TOO_MANY_PAGES, max=limits.MAX_PAGES)
        for page in pdf.pages:
            budget.check_page(page)
        if pdf.get_warnings():
            raise Rejected(Reason.DAMAGED)
    return pages


def _charged(pdf: pikepdf.Pdf) -> streams.StreamBudget:
    """Check each dictionary, and decode each stream without keeping it."""
    budget = streams.StreamBudget()
    for thing, role in roles.walk(pdf):
        active_content.check(thing, role)
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Stream):
            budget.charge(thing)
    return budget
