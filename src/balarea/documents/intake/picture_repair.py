"""Repairs of pictures that browsers show although a strict decoder refuses them.

A JPEG without its end marker, and a PNG with damaged metadata, are no reason to refuse
a photo.
"""

import struct
import zlib
from collections.abc import Iterator
from typing import Final

from balarea.documents.intake.outcome import Reason, Rejected

JPEG_END: Final = b"\xff\xd9"
# Bytes that no picture continues with: they would become visible as wrong pixels.
_NOISE: Final = bytes((number * 37 + 11) % 251 for number in range(65_536))
_PNG_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_PIXELS: Final = frozenset([b"IHDR", b"PLTE", b"tRNS", b"IDAT"])
_EXIF: Final = b"eXIf"


def of_jpeg(content: bytes) -> tuple[bytes, bytes]:
    """Two continuations of a JPEG that breaks off.

    If only its end marker is missing, both decode to the same picture.
    """
    start = content.rstrip(b"\xff")
    return start + JPEG_END, start + _NOISE + JPEG_END


def of_png(content: bytes) -> bytes:
    """A PNG with its pixels and orientation only, without other metadata.

    Raises:
        Rejected: it is animated.
    """
    out = [_PNG_SIGNATURE]
    for name, body, is_sound in _chunks(content):
        if name == b"acTL" and int.from_bytes(body[:4]) > 1:
            raise Rejected(Reason.ANIMATED)
        if name in _PIXELS or (name == _EXIF and is_sound):
            out.append(_chunk(name, body) if is_sound else _raw(name, body))
    out.append(_chunk(b"IEND", b""))
    return b"".join(out)


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes, bool]]:
    """Name, content and whether the checksum is right, of each complete chunk."""
    place = len(_PNG_SIGNATURE)
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
    """A chunk whose wrong checksum stays wrong, so that the decoder refuses it."""
    check = struct.pack(">I", zlib.crc32(name + body) ^ 1)
    return struct.pack(">I", len(body)) + name + body + check
