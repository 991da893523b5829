"""The type of a file by its content; its name is ignored."""

import io
import re
import struct
import zipfile

import puremagic

from balarea.documents.intake.outcome import Reason, Rejected

JPEG, PNG, WEBP, PDF = "JPEG", "PNG", "WEBP", "PDF"
AVIF, HEIC = "AVIF", "HEIC"
_AVIF_BRANDS = frozenset([b"avif", b"avis"])
_HEIC_BRANDS = frozenset(
    [b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"]
)
_MARKUP = (b"<html", b"<script", b"<!doctype", b"<svg", b"<?php")
# Magic numbers of other types of files: archives, programs, pictures.
_OTHERS = (b"PK", b"MZ", b"\x7fELF", b"GIF8", b"#!", b"Rar!", b"7z", b"\x1f\x8b", b"BM")
_HEAD = 1024  # bytes at either end in which readers look for the marks of a PDF
_OBJECT = re.compile(rb"\d\s+\d+\s+obj\b")


def type_of(content: bytes) -> str:
    """JPEG, PNG, WEBP, AVIF, HEIC or PDF.

    Raises:
        Rejected: any other type, or a file that is of two types at once.
    """
    if content.startswith(b"\xff\xd8\xff"):
        return JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n") and content[12:16] == b"IHDR":
        return PNG
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return WEBP
    if is_pdf(content):
        _refuse_polyglot(content)
        return PDF
    if content[4:8] == b"ftyp" and (kind := _photo_of_a_phone(content)):
        return kind
    raise Rejected(Reason.UNKNOWN_TYPE, file_type=_name(content))


def _photo_of_a_phone(content: bytes) -> str:
    """AVIF or HEIC by the brands of its container (ISO/IEC 14496-12, 4.3), or ""."""
    length = min(int.from_bytes(content[:4]), 256)
    brands = {content[8:12], *(content[i : i + 4] for i in range(16, length, 4))}
    if brands & _AVIF_BRANDS:
        return AVIF
    return HEIC if brands & _HEIC_BRANDS else ""


def is_pdf(content: bytes) -> bool:
    """Whether a reader would open it as a PDF; used by intake and verification alike.

    Other bytes may precede `%PDF-`; where it is damaged, `%%EOF` at the end decides.
    """
    return b"%PDF-" in content[:_HEAD] or b"%%EOF" in content[-_HEAD:]


def _refuse_polyglot(content: bytes) -> None:
    """The file can be downloaded as sent, so it must not be HTML or an archive too."""
    head = content[:_HEAD]
    first = _OBJECT.search(head)
    before = head[: first.start() if first else _HEAD].lower()
    if head.startswith(_OTHERS) or any(mark in before for mark in _MARKUP):
        raise Rejected(Reason.TWO_IN_ONE)
    if zipfile.is_zipfile(io.BytesIO(content)):
        raise Rejected(Reason.TWO_IN_ONE)


def _name(content: bytes) -> str:
    """A short name of a type that is not accepted, such as DOCX; `?` if unknown."""
    try:
        ending = puremagic.from_string(content[:2_000_000])
    except (puremagic.PureError, ValueError, OSError, struct.error):
        return "?"
    name = ending.strip(".").upper()
    return name if 0 < len(name) <= 8 and name.isalnum() else "?"


def picture_size(content: bytes, kind: str) -> tuple[int, int] | None:
    """Width and height by the header, before any decoder runs.

    None for JPEG, of which Pillow reads only the header at opening.
    """
    try:
        if kind == PNG:
            width, height = struct.unpack(">II", content[16:24])
            return width, height
        if kind == WEBP:
            return _webp_size(content)
    except (struct.error, IndexError):
        raise Rejected(Reason.DAMAGED) from None
    return None


def _webp_size(content: bytes) -> tuple[int, int]:
    chunk = content[12:16]
    if chunk == b"VP8X":
        width = int.from_bytes(content[24:27], "little") + 1
        return width, int.from_bytes(content[27:30], "little") + 1
    if chunk == b"VP8L":
        (bits,) = struct.unpack("<I", content[21:25])
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if chunk == b"VP8 ":
        width, height = struct.unpack("<HH", content[26:30])
        return width & 0x3FFF, height & 0x3FFF
    raise Rejected(Reason.DAMAGED)
