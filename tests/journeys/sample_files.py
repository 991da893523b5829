"""Files that go into the mall and come out of it."""

import io
import re
from typing import TYPE_CHECKING

import pikepdf
import zxingcpp
from PIL import Image

from balarea.catalogue import definition as engine
from balarea.documents import testing as document_testing

from .people import Person, press

if TYPE_CHECKING:
    from playwright.sync_api import FilePayload, Page

PAIR = re.compile(r"<([0-9a-fA-F]{4})>\s*<([0-9a-fA-F]{4,})>\s*$", re.MULTILINE)
type File = tuple[str, bytes]


def photograph(of: engine.Definition, requirement: str, person: Person) -> File:
    """An invented photograph, or a page where no picture is taken."""
    wanted = next(one for one in of.requirements if one.id == requirement)
    if "IMAGE" in wanted.accepts:
        return "foto.jpg", document_testing.picture(wanted.title.id, person.name)
    return "surat.pdf", document_testing.page(wanted.title.id, person.name)


def upload(page: "Page", file: File) -> None:
    """Choose a file and save it; the page of the requirement is open."""
    page.set_input_files("#f-file", [payload(file)])
    press(page, "Simpan berkas")


def payload(file: File) -> "FilePayload":
    """A file as the browser's file picker gives it."""
    name, content = file
    kind = "application/pdf" if name.endswith(".pdf") else "image/jpeg"
    return {"name": name, "mimeType": kind, "buffer": content}


def text(pdf: bytes) -> str:
    """The words of a PDF, in the order in which they were set."""
    words: list[str] = []
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        for page in opened.pages:
            fonts = {name: _letters(font) for name, font in page.resources.Font.items()}
            letters: dict[str, str] = {}
            for step in pikepdf.parse_content_stream(page):
                if str(step.operator) == "Tf":
                    letters = fonts[str(step.operands[0])]
                elif str(step.operator) in {"Tj", "TJ"}:
                    words.append(_read(step.operands[0], letters))
    return " ".join(words)


def _letters(font: pikepdf.Object) -> dict[str, str]:
    """Which letters the glyphs of a font stand for, by its ToUnicode table."""
    table = font.ToUnicode.read_bytes().decode("latin-1")
    return {
        glyph.upper(): bytes.fromhex(letters).decode("utf-16-be")
        for glyph, letters in PAIR.findall(table)
    }


def _read(shown: pikepdf.Object, letters: dict[str, str]) -> str:
    parts = shown if isinstance(shown, pikepdf.Array) else [shown]
    glyphs = "".join(bytes(p).hex() for p in parts if isinstance(p, pikepdf.String))
    return "".join(
        letters.get(glyphs[at : at + 4].upper(), "") for at in range(0, len(glyphs), 4)
    )


def codes(png: bytes) -> list[str]:
    """What the QR codes of a picture say."""
    image = Image.open(io.BytesIO(png))
    return [barcode.text for barcode in zxingcpp.read_barcodes(image)]
