"""Pictures as they would be if their program had come to an end, or written less.

Browsers show them: what stands around the pixels of a picture, and is damaged, is no
reason to refuse it.
"""

import struct
import zlib
from collections.abc import Iterator
from typing import Final

from balarea.documents.intake.outcome import Reason, Rejected

JPEG_END: Final = b"\xff\xd9"
# What no picture goes on with: pixels that are missing would be drawn by it.
_NOISE: Final = bytes((number * 37 + 11) % 251 for number in range(65_536))
_SIGN: Final = b"\x89PNG\r\n\x1a\n"
_PIXELS: Final = frozenset([b"IHDR", b"PLTE", b"tRNS", b"IDAT"])
_TURN: Final = b"eXIf"


def of_jpeg(content: bytes) -> tuple[bytes, bytes]:
    """Two ways to go on after its last byte.

    Where only the mark of the end is missing, both give the same picture.
    """
    begun = content.rstrip(b"\xff")
    return begun + JPEG_END, begun + _NOISE + JPEG_END


def of_png(content: bytes) -> bytes:
    """Its pixels and how it lies, without texts, profiles and their checksums.

    Raises:
        Rejected: it moves.
    """
    out = [_SIGN]
    for name, body, is_sound in _chunks(content):
        if name == b"acTL" and int.from_bytes(body[:4]) > 1:
            raise Rejected(Reason.ANIMATED)
        if name in _PIXELS or (name == _TURN and is_sound):
            out.append(_chunk(name, body) if is_sound else _raw(name, body))
    out.append(_chunk(b"IEND", b""))
    return b"".join(out)


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes, bool]]:
    """Each whole one, with whether its checksum is right, to the last or the end."""
    place = len(_SIGN)
    while place + 12 <= len(content):
        (length,) = struct.unpack_from(">I", content, place)
        name = content[place + 4 : place + 8]
        end = place + 8 + length
        if name == b"IEND" or end + 4 > len(content):
            return
        (check,) = struct.unpack_from(">I", content, end)
        body = content[place + 8 : end]
        yield name, body, check == zlib.crc32(name + body)
        place = end + 4


def _chunk(name: bytes, body: bytes) -> bytes:
    check = struct.pack(">I", zlib.crc32(name + body))
    return struct.pack(">I", len(body)) + name + body + check


def _raw(name: bytes, body: bytes) -> bytes:
    """Of pixels, a wrong checksum stays wrong: the decoder says so."""
    check = struct.pack(">I", zlib.crc32(name + body) ^ 1)
    return struct.pack(">I", len(body)) + name + body + check
