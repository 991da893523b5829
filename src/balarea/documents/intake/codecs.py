"""How large a picture is by what its codec has written into it.

Some readers go by this, and some by what its PDF says: both must be bearable.
"""

import struct

from balarea.documents.intake import filters

_NO_FRAMES = frozenset([0xC4, 0xC8, 0xCC])  # tables and extensions among the frames
_UNKNOWN = 0xFFFFFFFF
_JBIG2_PAGE = 48
_JBIG2_REGIONS = frozenset([4, 6, 7, 20, 22, 23, 36, 38, 39, 40, 42, 43])


def pixels(packed: bytes, codec: str) -> int:
    """Width times height; 0 where nothing is said that can be read."""
    reader = {
        filters.JPEG: _jpeg,
        filters.JPEG2000: _jpeg2000,
        filters.JBIG2: _jbig2,
    }.get(codec)
    try:
        return reader(packed) if reader else 0
    except (struct.error, IndexError):
        return 0


def _jpeg(packed: bytes) -> int:
    """ITU T.81, B.2.2: the first frame."""
    place = packed.index(b"\xff\xd8") + 2 if b"\xff\xd8" in packed else len(packed)
    while place < len(packed):
        if packed[place] != 0xFF:
            place += 1
            continue
        marker = packed[place + 1]
        if 0xC0 <= marker <= 0xCF and marker not in _NO_FRAMES:
            height, width = struct.unpack_from(">HH", packed, place + 5)
            return int(width * height)
        if marker in {0x00, 0x01, 0xFF} or 0xD0 <= marker <= 0xD9:
            place += 1
            continue
        place += 2 + struct.unpack_from(">H", packed, place + 2)[0]
    return 0


def _jpeg2000(packed: bytes) -> int:
    """ITU T.800, A.5.1: the size marker that opens a codestream."""
    place = packed.find(b"\xff\x4f\xff\x51")
    if place < 0:
        return 0
    width, height = struct.unpack_from(">II", packed, place + 8)
    return int(width * height)


def _jbig2(packed: bytes) -> int:
    """ITU T.88, 7.2: the largest of its pages and regions."""
    place = most = 0
    while place + 11 <= len(packed):
        number, flags, count = struct.unpack_from(">IBB", packed, place)
        place += 5
        if count >> 5 == 7:
            count = struct.unpack_from(">I", packed, place)[0] & 0x1FFFFFFF
            place += 4 + (count + 8) // 8
        else:
            count, place = count >> 5, place + 1
        place += count * (1 if number <= 256 else 2 if number <= 65536 else 4)
        place += 4 if flags & 64 else 1
        (length,) = struct.unpack_from(">I", packed, place)
        place += 4
        if flags & 63 == _JBIG2_PAGE or flags & 63 in _JBIG2_REGIONS:
            width, height = struct.unpack_from(">II", packed, place)
            most = max(most, width * (1 if height == _UNKNOWN else height))
        if length == _UNKNOWN:
            break
        place += length
    return most
