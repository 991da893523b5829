"""How much the streams of a PDF decode to, measured without keeping it.

Every stream counts, whatever type it declares: a reader decides by where it finds it.
"""

import dataclasses
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pikepdf

from balarea.documents.intake import filters, limits, picture_headers
from balarea.documents.intake.outcome import Reason, Rejected

# The data of an inline picture in a content stream (ISO 32000-1, 8.9.7).
_INLINE = re.compile(rb"\bID\s")
_MAX_HEADER = 4000  # bytes between BI and ID
_NAME = re.compile(rb"/([^\s/\[\]<>()]+)")
_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")


class StreamBudget:
    """How many bytes the streams of one PDF may still decode to."""

    def __init__(self) -> None:
        self.left = limits.MAX_INFLATED
        self.pictures_left = limits.MAX_PICTURES_INFLATED
        self.sizes: dict[tuple[int, int], int] = {}
        self.pictures: set[tuple[int, int]] = set()

    def charge(self, stream: pikepdf.Stream) -> None:
        """Decode a stream as far as the budget allows, and take its size off.

        Raises:
            Rejected: it is larger, its picture has too many pixels, its filters are in
                an order that no program writes, or it can't be decoded.
        """
        chain = filters.chain_of(_names(stream), early=_is_early(stream))
        raw = stream.read_raw_bytes()
        try:
            if chain.codec or stream.get("/Subtype") == "/Image":
                size = self._picture(stream, raw, chain)
                self.pictures.add(stream.objgen)
            else:
                size = self._content(raw, chain)
        except filters.Undecodable:
            # A more lenient reader would show what was not examined.
            raise Rejected(Reason.DAMAGED) from None
        self.sizes[stream.objgen] = size

    def check_page(self, page: pikepdf.Page) -> None:
        """A reader concatenates a page's streams, as often as each is named.

        Raises:
            Rejected: they are too large together, or one of them is a picture.
        """
        contents = page.obj.get("/Contents")
        if isinstance(contents, pikepdf.Stream):
            streams = [contents]
        elif isinstance(contents, pikepdf.Array):
            streams = [one for one in contents if isinstance(one, pikepdf.Stream)]
        else:
            return
        named = [one.objgen for one in streams]
        # The limits of pictures are too wide for content that a reader interprets.
        if not self.pictures.isdisjoint(named):
            raise Rejected(Reason.BOMB)
        if sum(self.sizes[one] for one in named) > limits.MAX_INFLATED:
            raise Rejected(Reason.BOMB)

    def _picture(
        self, stream: pikepdf.Stream, raw: bytes, chain: filters.FilterChain
    ) -> int:
        width, height = _number(stream.get("/Width")), _number(stream.get("/Height"))
        pixels = max(width * height, _faxed(stream, height))
        _check_pixels(pixels)
        most = min(
            self.pictures_left,
            limits.MAX_PICTURE_INFLATED,
            limits.SPARE_BYTES + limits.MAX_PIXEL_BYTES * pixels,
        )
        if chain.codec:
            encoded = b"".join(_within(filters.decoded(raw, chain), len(raw) + most))
            _check_pixels(picture_headers.pixels(encoded, chain.codec))
            size = len(encoded)
        else:
            size = sum(map(len, _within(filters.decoded(raw, chain), most)))
        self.pictures_left -= size
        return size

    def _content(self, raw: bytes, chain: filters.FilterChain) -> int:
        content = b"".join(_within(filters.decoded(raw, chain), self.left))
        self.left -= len(content)
        for chain, start in _inline(content):
            try:
                pieces = filters.decoded(content, chain, start)
                self.left -= sum(map(len, _within(pieces, self.left)))
            except filters.Undecodable:
                # A reader may show what precedes the fault, and qpdf doesn't return it.
                # Without the name of a filter it is text that looks like a picture.
                if chain.text or chain.compression == filters.LZW:
                    raise Rejected(Reason.DAMAGED) from None
        return len(content)


def read(stream: pikepdf.Stream, most: int) -> bytes:
    """The decoded content of a stream, if it is at most `most` bytes.

    Raises:
        Rejected, filters.Undecodable: it is more, or can't be decoded.
    """
    chain = filters.chain_of(_names(stream), early=_is_early(stream))
    return b"".join(_within(filters.decoded(stream.read_raw_bytes(), chain), most))


def _within(pieces: Iterator[bytes], most: int) -> Iterator[bytes]:
    """The pieces; `Rejected` as soon as they exceed `most` bytes together."""
    for piece in pieces:
        most -= len(piece)
        if most < 0:
            raise Rejected(Reason.BOMB)
        yield piece


def _check_pixels(pixels: int) -> None:
    if pixels > limits.MAX_PICTURE_IN_PDF:
        most = limits.MAX_PICTURE_IN_PDF // 1_000_000
        raise Rejected(Reason.TOO_MANY_PIXELS, max=most)


def _inline(content: bytes) -> Iterator[tuple[filters.FilterChain, int]]:
    """The filters of each inline picture, and the index at which its data begins.

    Where no compression is named, Flate is tried: the header may be hidden from us.
    """
    for mark in _INLINE.finditer(content):
        before = content[max(0, mark.start() - _MAX_HEADER) : mark.start()]
        _, begins, header = before.rpartition(b"BI")
        names = [
            "/" + _ESCAPE.sub(_unescaped, name).decode("latin-1")
            for name in _NAME.findall(header if begins else b"")
        ]
        chain = filters.chain_of(name for name in names if name in filters.FILTERS)
        if not chain.compression:
            chain = dataclasses.replace(chain, compression=filters.FLATE)
        yield chain, mark.end()


def _unescaped(match: re.Match[bytes]) -> bytes:
    return bytes([int(match[1], 16)])


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
    """Pixels according to the parameters of a CCITT fax filter."""
    return max(
        (
            _number(given.get("/Columns")) * (_number(given.get("/Rows")) or height)
            for given in _parameters(stream)
        ),
        default=0,
    )


def _number(value: Any) -> int:
    """A non-negative whole number; 0 for every other value."""
    return max(0, int(value)) if isinstance(value, int | Decimal) else 0
