"""Document numbers and verification codes, as they are stored and as they are typed."""

import re
import unicodedata

from balarea.documents.rules import Why
from balarea.foundation import normalization, references

_SPACES = re.compile(r"\s+")
_SLASHES = {ord(char): "/" for char in "⁄∕"}  # they look like the slash of a keyboard
# Words that precede a number on a document and in a letter.
_LABEL = re.compile(
    r"\A['\"(\s]*(?:(?:nomor|number|no|kode|code|dokumen|document|verifikasi)"
    r"(?:\s*[.:#=]+\s*|\s+))+",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"/verifikasi/([^/?#\s]+)")
_CODE = re.compile(r"[0-9A-Z]{3}(?:[-. ]?[0-9A-Z]{3}){5}")
_NUMBER = re.compile(r"\d.*[/-]|[/-].*\d")
_SERVICE = re.compile(r"[A-Z]{3}-\d{3}")  # of the catalogue, such as DKC-006
_DIGITS = re.compile(r"(?<!\d)\d+(?!\d)")
MAX_TYPED = 80


def new_code() -> str:
    """A new random verification code: two references, so 23¹⁶ codes."""
    return references.new() + references.new()


def read(text: str) -> str:
    """Typed or pasted text without labels, addresses and invisible characters."""
    text = normalization.plain(unicodedata.normalize("NFKC", text)).translate(_SLASHES)
    if match := _ADDRESS.search(text):
        return match[1]
    return _LABEL.sub("", " ".join(text.split())).strip("'\"() ")


def code_typed(text: str) -> str | None:
    """The stored form of a typed code, or None if it can't be one."""
    half = references.LENGTH
    letters = normalization.letters(read(text), 2 * half)
    if len(letters) != 2 * half:
        return None
    try:
        return references.normalise(letters[:half]) + references.normalise(
            letters[half:]
        )
    except references.InvalidReference:
        return None


def why_no_number(text: str) -> Why | None:
    """What a text is instead of a document's number; None if it may be one."""
    meant = read(text).upper()
    try:
        references.normalise(meant)
    except references.InvalidReference:
        pass
    else:
        return Why.REFERENCE
    if _CODE.fullmatch(meant):
        return Why.CODE_SLIP if code_typed(meant) is None else None
    if _SERVICE.fullmatch(meant):
        return Why.NO_NUMBER
    return None if number_typed(text) and _NUMBER.search(meant) else Why.NO_NUMBER


def pretty(code: str) -> str:
    """``7K3-M9Q-XAC-4FD-RT6-WPN``."""
    return references.pretty(code)


def number_typed(text: str) -> str:
    """The stored form of a typed document number; empty if it can't be one.

    Numbers are printable ASCII in capitals without spaces, which copying may add.
    """
    number = _SPACES.sub("", read(text)).upper()
    can_be = len(number) <= MAX_TYPED and number.isascii() and number.isprintable()
    return number if can_be else ""


def with_other_zeros(number: str) -> list[str]:
    """Variants of a number with leading zeros as our numbers have them.

    A running number has at least four digits; people omit its zeros or add some.
    """
    variants = []
    for group in _DIGITS.finditer(number):
        count = group[0].lstrip("0").rjust(4, "0")
        if count != group[0]:
            variants.append(number[: group.start()] + count + number[group.end() :])
    return variants
