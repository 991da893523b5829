"""How much the streams of a PDF unpack to, counted without keeping it.

Every stream counts, whatever it calls itself: a reader goes by where it finds it.
"""

import dataclasses
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pikepdf

from balarea.documents.intake import codecs, filters, limits
from balarea.documents.intake.outcome import Reason, Rejected

# A picture within the instructions of a page (ISO 32000-1, 8.9.7).
_INLINE = re.compile(rb"\bID\s")
_LONGEST_HEAD = 4000  # bytes
_NAME = re.compile(rb"/([^\s/\[\]<>()]+)")
_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")


class Scales:
    """What the streams of one PDF weigh, against what they may weigh."""

    def __init__(self) -> None:
        self.left = limits.MAX_INFLATED
        self.left_of_pictures = limits.MAX_PICTURES_INFLATED
        self.sizes: dict[tuple[int, int], int] = {}
        self.pictures: set[tuple[int, int]] = set()

    def weigh(self, stream: pikepdf.Stream) -> None:
        """Unpack a stream as far as it may go.

        Raises:
            Rejected: it goes further, its picture is too large, or nobody packs so.
        """
        chain = filters.chain_of(_names(stream), early=_is_early(stream))
        raw = stream.read_raw_bytes()
        try:
            if chain.codec or stream.get("/Subtype") == "/Image":
                size = self._picture(stream, raw, chain)
                self.pictures.add(stream.objgen)
            else:
                size = self._instructions(raw, chain)
        except filters.Garbled:
            # A reader that is less strict would see what we didn't.
            raise Rejected(Reason.DAMAGED) from None
        self.sizes[stream.objgen] = size

    def weigh_page(self, page: pikepdf.Page) -> None:
        """A reader puts a page's streams together, as often as each is named."""
        contents = page.obj.get("/Contents")
        if isinstance(contents, pikepdf.Stream):
            streams = [contents]
        elif isinstance(contents, pikepdf.Array):
            streams = [one for one in contents if isinstance(one, pikepdf.Stream)]
        else:
            return
        named = [one.objgen for one in streams]
        # Pictures have limits of their own, which are too wide for instructions.
        if not self.pictures.isdisjoint(named):
            raise Rejected(Reason.BOMB)
        if sum(self.sizes[one] for one in named) > limits.MAX_INFLATED:
            raise Rejected(Reason.BOMB)

    def _picture(self, stream: pikepdf.Stream, raw: bytes, chain: filters.Chain) -> int:
        width, height = _number(stream.get("/Width")), _number(stream.get("/Height"))
        pixels = max(width * height, _faxed(stream, height))
        _check_pixels(pixels)
        most = min(
            self.left_of_pictures,
            limits.MAX_PICTURE_INFLATED,
            limits.SPARE_BYTES + limits.MAX_PIXEL_BYTES * pixels,
        )
        if chain.codec:
            packed = b"".join(_within(filters.unpacked(raw, chain), len(raw) + most))
            _check_pixels(codecs.pixels(packed, chain.codec))
            size = len(packed)
        else:
            size = sum(map(len, _within(filters.unpacked(raw, chain), most)))
        self.left_of_pictures -= size
        return size

    def _instructions(self, raw: bytes, chain: filters.Chain) -> int:
        content = b"".join(_within(filters.unpacked(raw, chain), self.left))
        self.left -= len(content)
        for chain, start in _inline(content):
            try:
                pieces = filters.unpacked(content, chain, start)
                self.left -= sum(map(len, _within(pieces, self.left)))
            except filters.Garbled:
                # A reader may show what came before the fault, and qpdf doesn't say how
                # much that is. Without a filter's name it is text about pictures.
                if chain.text or chain.packing == filters.LZW:
                    raise Rejected(Reason.DAMAGED) from None
        return len(content)


def read(stream: pikepdf.Stream, most: int) -> bytes:
    """What a stream unpacks to, if it is no more than that.

    Raises:
        Rejected, filters.Garbled: it is more, or can't be unpacked.
    """
    chain = filters.chain_of(_names(stream), early=_is_early(stream))
    return b"".join(_within(filters.unpacked(stream.read_raw_bytes(), chain), most))


def _within(pieces: Iterator[bytes], most: int) -> Iterator[bytes]:
    """The pieces, and a refusal as soon as they are more than that."""
    for piece in pieces:
        most -= len(piece)
        if most < 0:
            raise Rejected(Reason.BOMB)
        yield piece


def _check_pixels(pixels: int) -> None:
    if pixels > limits.MAX_PICTURE_IN_PDF:
        most = limits.MAX_PICTURE_IN_PDF // 1_000_000
        raise Rejected(Reason.TOO_MANY_PIXELS, max=most)


def _inline(content: bytes) -> Iterator[tuple[filters.Chain, int]]:
    """How each picture in a stream of instructions is packed, and where it begins.

    Whatever comes after the mark may turn out to be packed by Flate.
    """
    for found in _INLINE.finditer(content):
        before = content[max(0, found.start() - _LONGEST_HEAD) : found.start()]
        _, begins, head = before.rpartition(b"BI")
        names = [
            "/" + _ESCAPE.sub(_unescaped, name).decode("latin-1")
            for name in _NAME.findall(head if begins else b"")
        ]
        chain = filters.chain_of(name for name in names if name in filters.KNOWN)
        if not chain.packing:
            chain = dataclasses.replace(chain, packing=filters.FLATE)
        yield chain, found.end()


def _unescaped(found: re.Match[bytes]) -> bytes:
    return bytes([int(found[1], 16)])


def _names(stream: pikepdf.Stream) -> list[str]:
    return [str(name) for name in _listed(stream.get("/Filter"))]


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, pikepdf.Array) else [value]


def _parameters(stream: pikepdf.Stream) -> Iterator[pikepdf.Dictionary]:
    for key in ("/DecodeParms", "/DP"):
        for value in _listed(stream.get(key)):
            if isinstance(value, pikepdf.Dictionary):
                yield value


def _is_early(stream: pikepdf.Stream) -> bool:
    return all(given.get("/EarlyChange", 1) != 0 for given in _parameters(stream))


def _faxed(stream: pikepdf.Stream, height: int) -> int:
    """Pixels by what a fax's parameters say."""
    return max(
        (
            _number(given.get("/Columns")) * (_number(given.get("/Rows")) or height)
            for given in _parameters(stream)
        ),
        default=0,
    )


def _number(value: Any) -> int:
    """A whole number that isn't negative, and 0 for everything else."""
    return max(0, int(value)) if isinstance(value, int | Decimal) else 0
