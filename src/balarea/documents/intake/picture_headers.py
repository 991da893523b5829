"""The size of a picture in a PDF by the header of its codec.

Some readers use this size, others that of the PDF: both are checked.
"""

import struct

from balarea.documents.intake import filters

_NO_FRAMES = frozenset([0xC4, 0xC8, 0xCC])  # tables and extensions among the frames
_UNKNOWN = 0xFFFFFFFF
_JBIG2_PAGE = 48
_JBIG2_REGIONS = frozenset([4, 6, 7, 20, 22, 23, 36, 38, 39, 40, 42, 43])


def pixels(encoded: bytes, codec: str) -> int:
    """Width times height; 0 where the header can't be read."""
    reader = {
        filters.JPEG: _jpeg,
        filters.JPEG2000: _jpeg2000,
        filters.JBIG2: _jbig2,
    }.get(codec)
    try:
        return reader(encoded) if reader else 0
    except (struct.error, IndexError):
        return 0


def _jpeg(encoded: bytes) -> int:
    """ITU T.81, B.2.2: the first frame."""
    place = encoded.index(b"\xff\xd8") + 2 if b"\xff\xd8" in encoded else len(encoded)
    while place < len(encoded):
        if encoded[place] != 0xFF:
            place += 1
            continue
        marker = encoded[place + 1]
        if 0xC0 <= marker <= 0xCF and marker not in _NO_FRAMES:
            height, width = struct.unpack_from(">HH", encoded, place + 5)
            return int(width * height)
        if marker in {0x00, 0x01, 0xFF} or 0xD0 <= marker <= 0xD9:
            place += 1
            continue
        place += 2 + struct.unpack_from(">H", encoded, place + 2)[0]
    return 0


def _jpeg2000(encoded: bytes) -> int:
    """ITU T.800, A.5.1: the size marker that opens a codestream."""
    place = encoded.find(b"\xff\x4f\xff\x51")
    if place < 0:
        return 0
    width, height = struct.unpack_from(">II", encoded, place + 8)
    return int(width * height)


def _jbig2(encoded: bytes) -> int:
    """ITU T.88, 7.2: the largest of its pages and regions."""
    place = largest = 0
    while place + 11 <= len(encoded):
        number, flags, count = struct.unpack_from(">IBB", encoded, place)
        place += 5
        if count >> 5 == 7:
            count = struct.unpack_from(">I", encoded, place)[0] & 0x1FFFFFFF
            place += 4 + (count + 8) // 8
        else:
            count, place = count >> 5, place + 1
        place += count * (1 if number <= 256 else 2 if number <= 65536 else 4)
        place += 4 if flags & 64 else 1
        (length,) = struct.unpack_from(">I", encoded, place)
        place += 4
        if flags & 63 == _JBIG2_PAGE or flags & 63 in _JBIG2_REGIONS:
            width, height = struct.unpack_from(">II", encoded, place)
            largest = max(largest, width * (1 if height == _UNKNOWN else height))
        if length == _UNKNOWN:
            break
        place += length
    return largest
