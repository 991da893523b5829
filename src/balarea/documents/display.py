"""The content of evidence that may be displayed: rewritten, or issued by the mall."""

import datetime as dt

from balarea.documents import errors, models, operations, uploads
from balarea.documents.intake import Kind, Rejected, drawing
from balarea.foundation.operation import Actor


def open_for_display(
    *,
    evidence: models.Evidence,
    by: Actor,
    purpose: str,
    at: dt.datetime,
    agency: str = "",
    service: str = "",
) -> tuple[bytes, str, str]:
    """Content, content type and shown name, after the access is on record.

    A PDF from before PDFs were rewritten is checked and rewritten now, like an upload.
    That takes a second, so it happens outside of a transaction.

    Raises:
        errors.FileRefused: such a PDF can't be shown; it can be fetched as it came.
    """
    content, content_type, name = operations.open_evidence(
        evidence=evidence,
        by=by,
        purpose=purpose,
        at=at,
        agency=agency,
        service=service,
    )
    if evidence.kind == Kind.PDF and evidence.sent_id is None:
        content = uploads.examine(content, accepts=[Kind.PDF]).content
    return content, content_type, name


def open_pages(
    *,
    evidence: models.Evidence,
    first: int,
    by: Actor,
    purpose: str,
    at: dt.datetime,
    agency: str = "",
    service: str = "",
) -> drawing.DrawnPages:
    """Pages of a PDF from the page `first` on as pictures, after one access.

    Raises:
        errors.NotDrawn: they can't be drawn, or not now.
    """
    content, _, _ = open_for_display(
        evidence=evidence,
        by=by,
        purpose=purpose,
        at=at,
        agency=agency,
        service=service,
    )
    try:
        return drawing.pages_of(content, first)
    except Rejected:
        raise errors.NotDrawn from None
