"""Base64 and decimal numbers in their only spelling.

Formats that are signed or compared need one spelling for each value: Python's own
readers also accept spaces, signs, other scripts' digits and stray bits.
"""

import base64
import binascii
from collections.abc import Sequence

MAX_INTEGER = 2**63 - 1  # sizes, indexes and times of all C2SP formats fit
MAX_HASHES = 63  # of a proof in a tree of fewer than 2**63 leaves
HASH_SIZE = 32


def to_base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def from_base64(text: str) -> bytes:
    """The bytes of canonical standard base64 (RFC 4648 §4), else ValueError."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ValueError("not base64") from error
    if to_base64(data) != text:
        raise ValueError("not canonical base64")
    return data


def from_decimal(text: str) -> int:
    """The number from 0 to 2**63 − 1 that ASCII digits without leading zeros say."""
    if not (text.isascii() and text.isdigit()) or len(text) > 19:
        raise ValueError("not a decimal number")
    if text != "0" and text.startswith("0"):
        raise ValueError("a number with leading zeros")
    if (number := int(text)) > MAX_INTEGER:
        raise ValueError("a number beyond 63 bits")
    return number


def from_hash_lines(lines: Sequence[str]) -> tuple[bytes, ...]:
    """The hashes of a proof, one in each line, else ValueError."""
    if len(lines) > MAX_HASHES:
        raise ValueError(f"more than {MAX_HASHES} hashes")
    hashes = tuple(from_base64(line) for line in lines)
    if any(len(one) != HASH_SIZE for one in hashes):
        raise ValueError(f"a hash that hasn't {HASH_SIZE} bytes")
    return hashes
