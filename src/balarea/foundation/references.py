"""References: short numbers that people read aloud, copy by hand and type.

Nine characters, of which the last is a check character. The alphabet leaves out
lookalikes (0/O, 1/I/L, 2/Z, 5/S, 8/B, U/V) and has a prime number of letters, so the
weighted sum detects every single wrong character and every swap of two (as ISBN-10
does with 11 instead of 23).
"""

import secrets

from balarea.foundation import normalization

ALPHABET = "34679ACDEFGHJKMNPQRTWXY"
LENGTH = 9


class InvalidReference(ValueError):
    """The reference has a wrong length, a foreign character or a wrong check."""


def _check(body: str) -> str:
    total = sum(
        weight * ALPHABET.index(letter) for weight, letter in enumerate(body, start=1)
    )
    # The check character carries weight 9, so 9·c must complete the sum to 0 mod 23.
    inverse = pow(LENGTH, -1, len(ALPHABET))
    return ALPHABET[-total * inverse % len(ALPHABET)]


def new() -> str:
    """A fresh reference such as ``7K3M9QXAC``: 23⁸ bodies, not guessable in order."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
    return body + _check(body)


def derived(digest: bytes) -> str:
    """The reference that follows from a keyed hash of 16 bytes or more."""
    number, letters = int.from_bytes(digest[:16], "big"), []
    for _ in range(LENGTH - 1):
        number, place = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[place])
    body = "".join(letters)
    return body + _check(body)


def normalise(text: str) -> str:
    """The stored form of what somebody typed; raises `InvalidReference`."""
    letters = normalization.letters(text, LENGTH)
    if len(letters) != LENGTH or any(c not in ALPHABET for c in letters):
        raise InvalidReference(text)
    if _check(letters[:-1]) != letters[-1]:
        raise InvalidReference(text)
    return letters


def pretty(reference: str) -> str:
    """The reference in groups of three: ``7K3-M9Q-XAC``."""
    return "-".join(reference[i : i + 3] for i in range(0, len(reference), 3))
