"""Numbers and codes printed on the pages of a PDF. No Django: runs in the child.

They remain in the text of a document when its signature or attachment is removed, or
its pages are copied or printed to another file. Anybody can write them into any file:
they say which document to compare with, and prove nothing.
"""

import contextlib
import dataclasses
import re
import time
from collections.abc import Iterator

import pypdfium2

from balarea.documents.browser_view import BrowserView

MAX_PAGES = 30
MAX_CHARACTERS = 20_000  # of one page; a full one has about four thousand
MAX_SECONDS = 1.5  # of each way to read it; there are four
MAX_CODES, MAX_NUMBERS = 8, 3
_ADDRESS = re.compile(r"/verifikasi/([0-9A-Za-z-]{18,23})(?![0-9A-Za-z-])")
_CODE = re.compile(r"(?<![0-9A-Z-])[0-9A-Z]{3}(?:\s?-\s?[0-9A-Z]{3}){5}(?![0-9A-Z-])")
# "Nomor SKCK/0001/XI/2026", as our documents have it on top and in every footer.
_NUMBER = re.compile(r"\bnomor\s{0,3}:?\s{0,3}([!-~]{5,80})", re.IGNORECASE)
_FAULTS = (pypdfium2.PdfiumError, ValueError, TypeError, OSError, MemoryError)


@dataclasses.dataclass(frozen=True, slots=True)
class References:
    """Verification codes and document numbers, each once, in the order of the text."""

    codes: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()


def read(content: bytes, *others: bytes) -> References:
    """The references in the text of the first pages.

    Readers may see different pages in one file. So it is read as a whole and as
    browsers do, and so are `others`: the same file as rewritten by another reader.
    """
    codes: dict[str, None] = {}
    numbers: dict[str, None] = {}
    for one in (content, *others):
        for opened in (pypdfium2.PdfDocument, _in_browser):
            with contextlib.suppress(*_FAULTS), opened(one) as pdf:
                for text in _texts(pdf):
                    matches = _ADDRESS.findall(text) + _CODE.findall(text)
                    codes |= dict.fromkeys(matches)
                    numbers |= dict.fromkeys(_numbers(text))
    return References(tuple(codes)[:MAX_CODES], tuple(numbers)[:MAX_NUMBERS])


@contextlib.contextmanager
def _in_browser(content: bytes) -> Iterator[pypdfium2.PdfDocument]:
    """A linearized file as browsers read it.

    Raises:
        PdfiumError: it isn't linearized, so browsers read it like other programs.
    """
    view = BrowserView(content)
    if not view.is_linearized:
        view.close()
        raise pypdfium2.PdfiumError("not linearized")
    with view as pdf:
        yield pdf


def _texts(pdf: pypdfium2.PdfDocument) -> Iterator[str]:
    end = time.monotonic() + MAX_SECONDS
    for index in range(min(len(pdf), MAX_PAGES)):
        if time.monotonic() > end:
            break
        with contextlib.suppress(*_FAULTS):
            yield _text(pdf[index])


def _text(page: pypdfium2.PdfPage) -> str:
    text = page.get_textpage()
    return str(text.get_text_range(0, min(text.count_chars(), MAX_CHARACTERS)))


def _numbers(text: str) -> list[str]:
    """Words after "nomor" that are numbers of documents, not of laws or houses."""
    words = [word.rstrip(".,;:)") for word in _NUMBER.findall(text)]
    return [word for word in words if re.search(r"\d.*[/-]|[/-].*\d", word)]
