"""How a PDF packs its streams, undone piece by piece (ISO 32000-1, 7.4).

A stream may be written as text, packed, and drawn by a codec of pictures: one of each
at most, in this order. That is all that printers, scanners and office programs write,
the old ones included. What packs twice is packed to blow up.
"""

import contextlib
import dataclasses
import io
import zlib
from collections.abc import Iterable, Iterator
from typing import Any, Final

import pikepdf

from balarea.documents.intake.outcome import Reason, Rejected

FLATE: Final = "/FlateDecode"
LZW: Final = "/LZWDecode"
RUNS: Final = "/RunLengthDecode"
JPEG: Final = "/DCTDecode"
JPEG2000: Final = "/JPXDecode"
FAX: Final = "/CCITTFaxDecode"
JBIG2: Final = "/JBIG2Decode"
_HEX, _BASE85 = "/ASCIIHexDecode", "/ASCII85Decode"
# Meant for pictures within a page (table 94); readers take them everywhere.
_SHORT = {
    "/AHx": _HEX,
    "/A85": _BASE85,
    "/LZW": LZW,
    "/Fl": FLATE,
    "/RL": RUNS,
    "/CCF": FAX,
    "/DCT": JPEG,
}
_STEPS = ((_HEX, _BASE85), (FLATE, LZW, RUNS), (JPEG, JPEG2000, FAX, JBIG2))
KNOWN: Final = frozenset([*_SHORT, *(name for step in _STEPS for name in step)])
_END_OF_TEXT = {_HEX: b">", _BASE85: b"~>"}
_PIECE_IN, _PIECE_OUT = 64_000, 1_000_000


class Garbled(Exception):
    """Not even the beginning can be unpacked."""


@dataclasses.dataclass(frozen=True, slots=True)
class Chain:
    """By which filters a stream is packed; an empty string where there is none.

    `early`: LZW widens its codes one code early, as nearly everybody has it.
    """

    text: str = ""
    packing: str = ""
    codec: str = ""
    early: bool = True


def chain_of(names: Iterable[str], *, early: bool = True) -> Chain:
    """The filters in the order in which a reader undoes them.

    Raises:
        Rejected: an unknown filter, one of a kind twice, or another order.
    """
    found = ["", "", ""]
    step = 0
    for name in (_SHORT.get(name, name) for name in names):
        while step < len(_STEPS) and name not in _STEPS[step]:
            step += 1
        if step == len(_STEPS):
            raise Rejected(Reason.UNUSUAL)
        found[step] = name
        step += 1
    text, packing, codec = found
    return Chain(text, packing, codec, early)


def unpacked(raw: bytes, chain: Chain, start: int = 0) -> Iterator[bytes]:
    """The stream in pieces of about a megabyte; a codec's picture as it is packed.

    `start`: where it begins, if it lies within another one.

    Raises:
        Garbled: see there. What ends too early or goes wrong later just ends.
    """
    packed = memoryview(raw)[start:]
    if chain.text:
        packed = memoryview(_read_as_text(raw, chain.text, start))
    if not chain.packing:
        return iter([bytes(packed)])
    if chain.packing == LZW:
        return _by_lzw(packed, early=chain.early)
    return _by_flate(packed) if chain.packing == FLATE else _by_runs(packed)


def _read_as_text(raw: bytes, name: str, start: int) -> bytes:
    """By qpdf, in a PDF of its own; text never grows to more than its fourfold."""
    mark = _END_OF_TEXT[name]
    end = raw.find(mark, start)
    text = raw[start:] if end < 0 else raw[start : end + len(mark)]
    with pikepdf.new() as own:
        stream = pikepdf.Stream(own, text, Filter=pikepdf.Name(name))
        try:
            return stream.read_bytes()
        # qpdf's own words about it may be no text either, hence ValueError.
        except (pikepdf.PdfError, RuntimeError, ValueError) as error:
            raise Garbled(Garbled.__doc__) from error


def _by_flate(raw: memoryview) -> Iterator[bytes]:
    """Readers don't look at the checksum, and show what comes before a fault."""
    if not raw:
        return
    if len(raw) < 2 or raw[0] & 0x0F != 8 or (raw[0] << 8 | raw[1]) % 31:
        raise Garbled(Garbled.__doc__)
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    has_begun = False
    for start in range(2, len(raw), _PIECE_IN):
        piece: bytes | memoryview = raw[start : start + _PIECE_IN]
        while piece and not unpacker.eof:
            before = unpacker.copy()
            try:
                out = unpacker.decompress(piece, _PIECE_OUT)
            except zlib.error:
                out = _up_to_the_fault(before, piece)
                if not has_begun and not out:
                    raise Garbled(Garbled.__doc__) from None
                yield out
                return
            has_begun = has_begun or bool(out)
            yield out
            piece = unpacker.unconsumed_tail


def _up_to_the_fault(unpacker: Any, piece: bytes | memoryview) -> bytes:
    """What zlib had unpacked when it gave up, which it doesn't hand out."""
    out = bytearray()
    with contextlib.suppress(zlib.error):
        for place in range(len(piece)):
            rest: bytes | memoryview = piece[place : place + 1]
            while rest and len(out) < _PIECE_OUT:
                out += unpacker.decompress(rest, _PIECE_OUT)
                rest = unpacker.unconsumed_tail
    return bytes(out)


def _by_runs(raw: memoryview) -> Iterator[bytes]:
    out = io.BytesIO()
    place = 0
    while place < len(raw) and raw[place] != 128:
        length = raw[place]
        if length < 128:
            out.write(raw[place + 1 : place + length + 2])
            place += length + 2
        else:
            out.write(bytes(raw[place + 1 : place + 2]) * (257 - length))
            place += 2
        if out.tell() >= _PIECE_OUT:
            yield out.getvalue()
            out = io.BytesIO()
    yield out.getvalue()


_CLEAR, _END, _FULL, _WIDEST = 256, 257, 4096, 12
_SINGLE = [*(bytes([number]) for number in range(256)), b"", b""]


def _by_lzw(raw: memoryview, *, early: bool) -> Iterator[bytes]:
    """7.4.4; one loop over bytes and codes, because each call in it is felt."""
    table, width, before = _SINGLE.copy(), 9, b""
    held = bits = size = 0
    out: list[bytes] = []
    for byte in raw:
        held, bits = held << 8 | byte, bits + 8
        if bits < width:
            continue
        bits -= width
        code = held >> bits
        held &= (1 << bits) - 1
        if code == _CLEAR:
            table, width, before = _SINGLE.copy(), 9, b""
            continue
        if code < len(table) and code != _END:
            entry = table[code]
        elif code == len(table) and before:
            entry = before + before[:1]
        else:
            break
        if before and len(table) < _FULL:
            table.append(before + entry[:1])
            if len(table) + early >> width and width < _WIDEST:
                width += 1
        before = entry
        out.append(entry)
        size += len(entry)
        if size >= _PIECE_OUT:
            yield b"".join(out)
            out, size = [], 0
    yield b"".join(out)
