"""Document numbers and verification codes, as they are stored and as they are typed."""

import re

from balarea.foundation import pasted, references

_SPACES = re.compile(r"\s+")
MAX_TYPED = 80


def new_code() -> str:
    """A fresh verification code: two references, 23¹⁶ of them, each half checked."""
    return references.new() + references.new()


def code_typed(text: str) -> str | None:
    """The stored form of a typed code, or None if it can't be one."""
    half = references.LENGTH
    letters = pasted.letters(text, 2 * half)
    if len(letters) != 2 * half:
        return None
    try:
        return references.normalise(letters[:half]) + references.normalise(
            letters[half:]
        )
    except references.InvalidReference:
        return None


def pretty(code: str) -> str:
    """``7K3-M9Q-XAC-4FD-RT6-WPN``."""
    return references.pretty(code)


def number_typed(text: str) -> str:
    """The stored form of a typed document number; empty if it can't be one.

    Numbers are printable ASCII in capitals without spaces, which copying may add.
    """
    number = _SPACES.sub("", pasted.plain(text)).upper()
    can_be = len(number) <= MAX_TYPED and number.isascii() and number.isprintable()
    return number if can_be else ""
