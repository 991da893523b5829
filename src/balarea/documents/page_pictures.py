"""The pages of an issued document as pictures, to be printed from a browser's page.

Only for PDFs that the mall has written itself: they are drawn in this process, not in
the sandbox of uploads.
"""

import base64
import io
import threading

import pypdfium2

DOTS_AN_INCH = 150  # text stays sharp on paper, and a page has about 100 KB
_LOCK = threading.Lock()  # PDFium keeps state of its own and is not safe in threads


def page_pictures(pdf: bytes) -> list[str]:
    """Each page as the `data:` address of a PNG, in order."""
    pictures = []
    with _LOCK:
        document = pypdfium2.PdfDocument(pdf)
        try:
            for page in document:
                drawn = page.render(scale=DOTS_AN_INCH / 72).to_pil()
                out = io.BytesIO()
                drawn.quantize(64).save(out, format="PNG", optimize=True)
                pictures.append(out.getvalue())
        finally:
            document.close()
    return [
        "data:image/png;base64," + base64.b64encode(one).decode() for one in pictures
    ]
