"""What is printed on a PDF's pages. No Django: runs in the sandbox's child.

Whoever takes a signature or an attachment out of a paper, puts its pages into another
file or prints it anew leaves its number and its code in the text. Anybody can write
them into any file, so they are claims: what a paper is compared with, never a proof.
"""

import contextlib
import dataclasses
import re
import time
from collections.abc import Iterator

import pypdfium2

from balarea.documents.browsing import Browsed

MAX_PAGES = 30
MAX_SIGNS = 20_000  # of one page; a full one has about four thousand
MAX_SECONDS = 1.5  # of each way to read it; there are four
MAX_CODES, MAX_NUMBERS = 8, 3
_ADDRESS = re.compile(r"/verifikasi/([0-9A-Za-z-]{18,23})(?![0-9A-Za-z-])")
_CODE = re.compile(r"(?<![0-9A-Z-])[0-9A-Z]{3}(?:\s?-\s?[0-9A-Z]{3}){5}(?![0-9A-Z-])")
# "Nomor SKCK/0001/XI/2026", as our papers write it, on their face and on every foot.
_NUMBER = re.compile(r"\bnomor\s{0,3}:?\s{0,3}([!-~]{5,80})", re.IGNORECASE)
_FAULTS = (pypdfium2.PdfiumError, ValueError, TypeError, OSError, MemoryError)


@dataclasses.dataclass(frozen=True, slots=True)
class Claims:
    """Codes and numbers of ours that a file says it has, each once."""

    codes: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()


def read(content: bytes, *others: bytes) -> Claims:
    """What the text of the first pages claims; nothing if there is none.

    Readers may see different pages in one file: it is read as a whole and as browsers
    do, and so are `others`, which are the same file as another reader has it.
    """
    codes: dict[str, None] = {}
    numbers: dict[str, None] = {}
    for one in (content, *others):
        for opened in (pypdfium2.PdfDocument, _browsed):
            with contextlib.suppress(*_FAULTS), opened(one) as pdf:
                for text in _texts(pdf):
                    found = _ADDRESS.findall(text) + _CODE.findall(text)
                    codes |= dict.fromkeys(found)
                    numbers |= dict.fromkeys(_numbers(text))
    return Claims(tuple(codes)[:MAX_CODES], tuple(numbers)[:MAX_NUMBERS])


@contextlib.contextmanager
def _browsed(content: bytes) -> Iterator[pypdfium2.PdfDocument]:
    """As browsers have it, where that isn't what everybody has anyway.

    Raises:
        PdfiumError: there is no other way to read it.
    """
    way = Browsed(content)
    if not way.is_linearized:
        way.close()
        raise pypdfium2.PdfiumError("no other way to read it")
    with way as pdf:
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
    return str(text.get_text_range(0, min(text.count_chars(), MAX_SIGNS)))


def _numbers(text: str) -> list[str]:
    """Words after "nomor" that are numbers of papers, not of laws or houses."""
    found = [word.rstrip(".,;:)") for word in _NUMBER.findall(text)]
    return [word for word in found if re.search(r"\d.*[/-]|[/-].*\d", word)]
