"""Pages of a stored PDF as pictures, so that they are seen beside a checklist.

`pages_of` runs in the caller's process and leaves the drawing to the limited child
process; `draw` is what the child does.
"""

import io
from typing import Any, NamedTuple

from balarea.documents import sandbox
from balarea.documents.intake.outcome import Reason, Rejected

PAGES = 8  # drawn at once: a second of the child's time
DOTS_AN_INCH = 130  # small print of an A4 page stays readable when it is enlarged
MAX_SIDE = 2400  # pixels; a plan of A0 is drawn smaller
JPEG_QUALITY = 80


class DrawnPages(NamedTuple):
    """Consecutive pages as JPEG, the first of which has the number `first`."""

    total: int
    first: int
    pictures: list[bytes]


def pages_of(pdf: bytes, first: int) -> DrawnPages:
    """At most `PAGES` pages from the page `first` on, which counts from 1.

    Raises:
        Rejected: they can't be drawn within the child's limits, or not now.
    """
    try:
        facts, body = sandbox.run("pages", pdf, first=first, count=PAGES)
    except sandbox.Busy:
        raise Rejected(Reason.BUSY) from None
    except sandbox.NotStarted:
        raise Rejected(Reason.NOT_CHECKED) from None
    except sandbox.Broken:
        raise Rejected(Reason.TOO_COMPLEX) from None
    pictures, start = [], 0
    for length in facts["lengths"]:
        pictures.append(body[start : start + length])
        start += length
    return DrawnPages(facts["total"], first, pictures)


def draw(content: bytes, first: int, count: int) -> tuple[dict[str, Any], bytes]:
    """For the child: the JPEGs one after another, and the length of each."""
    import pypdfium2

    pictures = []
    document = pypdfium2.PdfDocument(content)
    try:
        total = len(document)
        for number in range(first - 1, min(first - 1 + count, total)):
            page = document[number]
            longest = max(*page.get_size(), 1)
            scale = min(DOTS_AN_INCH / 72, MAX_SIDE / longest)
            out = io.BytesIO()
            drawn = page.render(scale=scale).to_pil().convert("RGB")
            drawn.save(out, "JPEG", quality=JPEG_QUALITY)
            pictures.append(out.getvalue())
            page.close()
    finally:
        document.close()
    return {"total": total, "lengths": [*map(len, pictures)]}, b"".join(pictures)
