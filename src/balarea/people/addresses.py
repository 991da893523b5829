"""Phone numbers and e-mail addresses as people type them, in one written form."""

from typing import Literal, NamedTuple

import msgspec

from balarea.foundation import email_addresses, phone_numbers

# Of a contact: what a page, a message and a log line can still show in whole.
LONGEST_EMAIL = 120


class Address(NamedTuple):
    kind: Literal["PHONE", "EMAIL"]
    value: str

    def packed(self) -> bytes:
        """As it lies under seal."""
        return msgspec.json.encode({"kind": self.kind, "value": self.value})


class UnknownAddress(ValueError):
    """This is neither a phone number nor an e-mail address."""


class NotReached(UnknownAddress):
    """A phone number to which we send nothing: see `foundation.phone_numbers`."""


def parse(text: str) -> Address:
    """``0812 3456-7890`` → ``+6281234567890``; ``Ani@X.id`` → ``ani@x.id``.

    Raises:
        NotReached: a phone number abroad, or no mobile's.
        UnknownAddress: it is neither.
    """
    if "@" in text:
        try:
            value = email_addresses.read(text).lower()
        except email_addresses.NotAnEmailAddress:
            raise UnknownAddress(UnknownAddress.__doc__) from None
        if len(value) > LONGEST_EMAIL:
            raise UnknownAddress(UnknownAddress.__doc__)
        return Address("EMAIL", value)
    try:
        return Address("PHONE", phone_numbers.mobile(text))
    except phone_numbers.NoMobile:
        raise NotReached(NotReached.__doc__) from None
    except phone_numbers.NoPhone:
        raise UnknownAddress(UnknownAddress.__doc__) from None
