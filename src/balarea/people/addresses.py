"""Phone numbers and e-mail addresses as people type them, in one written form."""

import re
from typing import Literal, NamedTuple

import msgspec

from balarea.foundation import normalization, phone_numbers

# Wide on purpose: the code that arrives is the proof, not the shape.
EMAIL = re.compile(
    r"(?!\.)[^@\s\"(),:;<>\[\]\\]{1,64}@(?:[\w-]{1,63}\.)+[^\W\d_][\w-]{1,62}"
)


class Address(NamedTuple):
    kind: Literal["PHONE", "EMAIL"]
    value: str

    def packed(self) -> bytes:
        """As it lies under seal."""
        return msgspec.json.encode({"kind": self.kind, "value": self.value})


class UnknownAddress(ValueError):
    """This is neither a phone number nor an e-mail address."""


class NotReached(UnknownAddress):
    """This is a phone number, but we send nothing there: see `foundation.phones`."""


def parse(text: str) -> Address:
    """``0812 3456-7890`` → ``+6281234567890``; ``Ani@X.id`` → ``ani@x.id``.

    Raises:
        NotReached: a phone number abroad, or no mobile's.
        UnknownAddress: it is neither.
    """
    if "@" in text:
        value = normalization.email(text).lower()
        # An override of the writing's direction shows another name than is read.
        is_honest = value.isprintable() and not normalization.OVERRIDES & set(text)
        if len(value) > 120 or not is_honest or not EMAIL.fullmatch(value):
            raise UnknownAddress(UnknownAddress.__doc__)
        return Address("EMAIL", value)
    try:
        return Address("PHONE", phone_numbers.mobile(text))
    except phone_numbers.NoMobile:
        raise NotReached(NotReached.__doc__) from None
    except phone_numbers.NoPhone:
        raise UnknownAddress(UnknownAddress.__doc__) from None
