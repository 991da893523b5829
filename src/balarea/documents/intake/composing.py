"""Photos that were examined one by one become files: one PDF, or a picture each.

`pdf_of` and `pictures_of` run in the caller's process and leave the decoding to the
limited child process; `compose` is what the child does.
"""

import hashlib
from collections.abc import Sequence
from typing import Any

from balarea.documents import sandbox
from balarea.documents.intake import scans
from balarea.documents.intake.outcome import Accepted, Kind, Reason, Rejected


def pdf_of(pages: Sequence[scans.Page]) -> Accepted:
    """One PDF with a page for each photo, and as `sent` the same in full size.

    Raises:
        Rejected: it can't be made within the child's limits, or not now.
    """
    facts, light, full = _run(pages, as_pdf=True)
    return Accepted(
        kind=Kind.PDF,
        content=light,
        content_type="application/pdf",
        pages=facts["pages"],
        sent=full,
        sent_sha256=hashlib.sha256(full).digest(),
        is_scanned=True,
    )


def pictures_of(pages: Sequence[scans.Page]) -> list[Accepted]:
    """A picture for each photo, turned as it is asked for; raises as `pdf_of`."""
    accepted = []
    for page in pages:
        facts, picture, _ = _run([page], as_pdf=False)
        accepted.append(
            Accepted(
                kind=Kind.IMAGE,
                content=picture,
                content_type="image/jpeg",
                width=facts["width"],
                height=facts["height"],
            )
        )
    return accepted


def _run(
    pages: Sequence[scans.Page], *, as_pdf: bool
) -> tuple[dict[str, Any], bytes, bytes]:
    """What the child answers: its facts, and the two files that it wrote."""
    layout = [(len(page.jpeg), page.turn) for page in pages]
    content = b"".join(page.jpeg for page in pages)
    try:
        facts, body = sandbox.run("scan", content, layout=layout, as_pdf=as_pdf)
    except sandbox.Busy:
        raise Rejected(Reason.BUSY) from None
    except sandbox.NotStarted:
        raise Rejected(Reason.NOT_CHECKED) from None
    except sandbox.Broken:
        raise Rejected(Reason.TOO_COMPLEX) from None
    return facts, body[: facts["first"]], body[facts["first"] :]


def compose(
    content: bytes, layout: Sequence[tuple[int, int]], *, as_pdf: bool
) -> tuple[dict[str, Any], bytes]:
    """For the child: `layout` has the length and the turn of each photo in `content`.

    Returns facts, of which `first` is the length of the first of two files, and both.
    """
    from balarea.documents.intake import pdfs

    pages, start = [], 0
    for length, turn in layout:
        pages.append(scans.Page(content[start : start + length], turn))
        start += length
    if not as_pdf:
        picture, width, height = scans.turned(pages[0])
        return {"first": len(picture), "width": width, "height": height}, picture
    examined = pdfs.examine(scans.light_pdf(pages))
    facts = {"first": len(examined.content), "pages": examined.pages}
    return facts, examined.content + scans.full_pdf(pages)
