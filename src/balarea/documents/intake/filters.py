"""The filters of PDF streams, decoded with bounded memory (ISO 32000-1, 7.4).

A stream may be written as ASCII text, compressed, and encoded as a picture: one of each
at most, in this order. Printers, scanners and office programs, the old ones included,
write nothing else; a stream that is compressed twice may unpack to gigabytes.
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
# Abbreviations for inline pictures (table 94); readers accept them everywhere.
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
FILTERS: Final = frozenset([*_SHORT, *(name for step in _STEPS for name in step)])
_PIECE_IN, _PIECE_OUT = 64_000, 1_000_000


class Undecodable(Exception):
    message = "Not even the beginning of a stream can be decoded."


@dataclasses.dataclass(frozen=True, slots=True)
class FilterChain:
    """The filters of a stream, by their long names; empty where there is none.

    `early`: the `/EarlyChange` of LZW, which is true for nearly every writer.
    """

    text: str = ""
    compression: str = ""
    codec: str = ""
    early: bool = True


def chain_of(names: Iterable[str], *, early: bool = True) -> FilterChain:
    """The filters in the order in which a reader applies them.

    Raises:
        Rejected: an unknown filter, one of a kind twice, or another order.
    """
    chosen = ["", "", ""]
    step = 0
    for name in (_SHORT.get(name, name) for name in names):
        while step < len(_STEPS) and name not in _STEPS[step]:
            step += 1
        if step == len(_STEPS):
            raise Rejected(Reason.UNUSUAL)
        chosen[step] = name
        step += 1
    text, compression, codec = chosen
    return FilterChain(text, compression, codec, early)


def decoded(raw: bytes, chain: FilterChain, start: int = 0) -> Iterator[bytes]:
    """The content of a stream in pieces; a picture stays encoded by its codec.

    Flate and run lengths come in pieces of about a megabyte, so that a caller can stop
    without holding more than that. ASCII text and LZW are decoded by qpdf in one piece:
    text never grows, and LZW is bounded by the memory of the child process.

    Args:
        raw: bytes as they stand in the file.
        chain: see `chain_of`.
        start: index at which it begins, for a picture within another stream.

    Raises:
        Undecodable: its beginning can't be decoded. Flate ends at a later fault.
        Rejected: LZW that needs more memory than the process may have.
    """
    encoded = memoryview(raw)[start:]
    if chain.text:
        encoded = memoryview(_by_qpdf(encoded, chain.text))
    if chain.compression == LZW:
        return iter([_by_qpdf(encoded, LZW, early=chain.early)])
    if chain.compression == RUNS:
        return _run_lengths(encoded)
    return _flate(encoded) if chain.compression else iter([bytes(encoded)])


def _by_qpdf(encoded: memoryview, name: str, *, early: bool = True) -> bytes:
    """One filter decoded up to its end-of-data mark, as the stream of an empty PDF."""
    with pikepdf.new() as own:
        stream = pikepdf.Stream(own, bytes(encoded), Filter=pikepdf.Name(name))
        if not early:
            stream.DecodeParms = pikepdf.Dictionary(EarlyChange=0)
        try:
            return stream.read_bytes()
        except MemoryError:
            raise Rejected(Reason.BOMB) from None
        # qpdf's message may not be valid UTF-8, which is a ValueError.
        except (pikepdf.PdfError, RuntimeError, ValueError) as error:
            raise Undecodable(Undecodable.message) from error


def _flate(raw: memoryview) -> Iterator[bytes]:
    """Without the checksum and up to the first fault, as readers have it."""
    if not raw:
        return
    if len(raw) < 2 or raw[0] & 0x0F != 8 or (raw[0] << 8 | raw[1]) % 31:
        raise Undecodable(Undecodable.message)
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
                    raise Undecodable(Undecodable.message) from None
                yield out
                return
            has_begun = has_begun or bool(out)
            yield out
            piece = unpacker.unconsumed_tail


def _up_to_the_fault(unpacker: Any, piece: bytes | memoryview) -> bytes:
    """What zlib had decoded when it raised; it doesn't return that itself."""
    out = bytearray()
    with contextlib.suppress(zlib.error):
        for place in range(len(piece)):
            rest: bytes | memoryview = piece[place : place + 1]
            while rest and len(out) < _PIECE_OUT:
                out += unpacker.decompress(rest, _PIECE_OUT)
                rest = unpacker.unconsumed_tail
    return bytes(out)


def _run_lengths(raw: memoryview) -> Iterator[bytes]:
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
