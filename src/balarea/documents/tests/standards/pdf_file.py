"""A PDF with access to all of its objects and metadata."""

import contextlib
import io
import re
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Any, Self
from xml.etree import ElementTree as ET

import pikepdf

# Objects of a PDF have no static types.
type Thing = Any
type Holds = Callable[["Opened"], bool]

NAMESPACES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
    "pdfaExtension": "http://www.aiim.org/pdfa/ns/extension/",
    "pdfaSchema": "http://www.aiim.org/pdfa/ns/schema#",
    "pdfaProperty": "http://www.aiim.org/pdfa/ns/property#",
}


class Opened:
    """The bytes of a file, its objects and its metadata."""

    def __init__(self, content: bytes) -> None:
        self.raw = content
        self.pdf = pikepdf.open(io.BytesIO(content), suppress_warnings=True)
        self.root: Thing = self.pdf.Root

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.pdf.close()

    @property
    def trailer(self) -> Thing:
        return self.pdf.trailer

    @property
    def pages(self) -> list[Thing]:
        return [page.obj for page in self.pdf.pages]

    @property
    def xmp(self) -> ET.Element:
        """The metadata; an empty element where a file has none or none that reads."""
        packet = self.root.get("/Metadata")
        if not isinstance(packet, pikepdf.Stream):
            return ET.Element("none")
        with contextlib.suppress(ET.ParseError):
            return ET.fromstring(packet.read_bytes().strip())
        return ET.Element("none")

    def said(self, name: str) -> str:
        """A property of the metadata, as text; the first item of a list."""
        element = self.xmp.find(f".//{name}", NAMESPACES)
        if element is not None:
            return "".join(element.itertext()).strip()
        prefix, _, local = name.partition(":")
        short = f"{{{NAMESPACES[prefix]}}}{local}"  # RDF's other notation
        return next(filter(None, (e.get(short) for e in self.xmp.iter())), "")

    def things(self) -> Iterator[Thing]:
        """Every dictionary and stream of the file, however deep, each once."""
        for thing in self.pdf.objects:
            yield from _within(thing)

    def values(self) -> Iterator[tuple[str, Thing]]:
        """Every entry of every dictionary: its key and its value."""
        for thing in self.things():
            yield from thing.items()

    def of_type(self, *types: str) -> Iterator[Thing]:
        return (thing for thing in self.things() if thing.get("/Type") in types)

    def annotations(self) -> Iterator[tuple[Thing, Thing]]:
        """(page, annotation)"""
        for page in self.pages:
            for annotation in page.get("/Annots", []):
                yield page, annotation

    def fields(self) -> list[Thing]:
        """Form fields; ours have no kids."""
        return list(self.root.get("/AcroForm", {}).get("/Fields", []))

    def signatures(self) -> list[Thing]:
        return [field.V for field in self.fields() if "/V" in field]

    def attached(self) -> list[Thing]:
        return list(self.of_type("/Filespec"))

    def drawn(self) -> Iterator[tuple[Thing, list[Thing], str]]:
        """(page, operands, operator) of everything that is drawn on the pages."""
        for page in self.pdf.pages:
            for instruction in pikepdf.parse_content_stream(page):
                operands = list[Thing](instruction.operands)
                yield page.obj, operands, str(instruction.operator)

    def objects_begin(self) -> list[int]:
        """Where objects stand, by all cross-reference tables, the newest first."""
        places: list[int] = []
        at = int(re.findall(rb"startxref\s+(\d+)", self.raw)[-1])
        while at >= 0:
            table = self.raw[at : self.raw.index(b"trailer", at)]
            places += [int(p) for p in re.findall(rb"(\d{10}) \d{5} n", table)]
            rest = self.raw[at + len(table) : self.raw.index(b"startxref", at)]
            before = re.search(rb"/Prev (\d+)", rest)
            at = int(before[1]) if before else -1
        return places


def _within(thing: Thing) -> Iterator[Thing]:
    """The thing, if it is a dictionary or stream, and those that lie in it directly."""
    if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        yield thing
        inner = [value for _, value in thing.items()]
    elif isinstance(thing, pikepdf.Array):
        inner = list(thing)
    else:
        return
    for value in inner:
        if isinstance(value, pikepdf.Object) and not value.is_indirect:
            yield from _within(value)
