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
    return Chain(*found, early=early)


def unpacked(raw: bytes, chain: Chain, start: int = 0) -> Iterator[bytes]:
    """The stream in pieces; a codec's picture as it is packed.

    Flate and runs come in pieces of about a megabyte, so that what is refused needs no
    memory. Text and LZW are undone by qpdf in one piece: text doesn't grow, and few
    files have LZW; its bombs end at the memory of the child.

    Args:
        raw: the bytes as they stand in the file.
        chain: see `chain_of`.
        start: where it begins, if it lies within another one.

    Raises:
        Garbled: it can't be unpacked. Flate that goes wrong later just ends there.
        Rejected: LZW that needs more memory than there is.
    """
    packed = memoryview(raw)[start:]
    if chain.text:
        packed = memoryview(_by_qpdf(packed, chain.text))
    if chain.packing == LZW:
        return iter([_by_qpdf(packed, LZW, early=chain.early)])
    if chain.packing == RUNS:
        return _by_runs(packed)
    return _by_flate(packed) if chain.packing else iter([bytes(packed)])


def _by_qpdf(packed: memoryview, name: str, *, early: bool = True) -> bytes:
    """One filter undone, up to its own mark of the end, in a PDF of its own."""
    with pikepdf.new() as own:
        stream = pikepdf.Stream(own, bytes(packed), Filter=pikepdf.Name(name))
        if not early:
            stream.DecodeParms = pikepdf.Dictionary(EarlyChange=0)
        try:
            return stream.read_bytes()
        except MemoryError:
            raise Rejected(Reason.BOMB) from None
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
