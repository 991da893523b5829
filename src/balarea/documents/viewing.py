"""What of a file may be shown: what was written anew, and our own papers."""

import datetime as dt

from balarea.documents import models, operations, uploads
from balarea.documents.intake import Kind
from balarea.foundation.operation import Actor


def open_shown(
    *,
    evidence: models.Evidence,
    by: Actor,
    purpose: str,
    at: dt.datetime,
    agency: str = "",
    service: str = "",
) -> tuple[bytes, str, str]:
    """Content, content type and shown name, after the access is on record.

    A PDF that was taken before PDFs were written anew is looked at once more, like one
    that comes today: that takes a second, so no transaction waits for it.

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
        content = uploads.look_at(content, accepts=[Kind.PDF]).content
    return content, content_type, name
