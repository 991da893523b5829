"""Phone numbers and e-mail addresses as people type them, in one written form."""

from typing import Literal, NamedTuple

import msgspec

from balarea.foundation import email_addresses, phone_numbers

# In characters: what a page, a message and a log line can show in whole.
LONGEST_EMAIL = 120


type Kind = Literal["PHONE", "EMAIL"]


class Address(NamedTuple):
    """A phone number (E.164) or an e-mail address in lower case."""

    kind: Kind
    value: str

    def encoded(self) -> bytes:
        """As JSON, to be sealed."""
        return msgspec.json.encode({"kind": self.kind, "value": self.value})


def kind_of(code: str) -> Kind:
    """The kind that a column holds."""
    return "PHONE" if code == "PHONE" else "EMAIL"


class UnknownAddress(ValueError):
    message = "This is neither a phone number nor an e-mail address."


class NotReached(UnknownAddress):
    message = "A phone number to which we send nothing: see `foundation.phone_numbers`."


def parse(text: str) -> Address:
    """``0812 3456-7890`` → ``+6281234567890``; ``Ani@X.id`` → ``ani@x.id``.

    Raises:
        NotReached: a phone number abroad, or no mobile's.
        UnknownAddress: it is neither.
    """
    if "@" in text:
        try:
            value = email_addresses.parse(text).lower()
        except email_addresses.NotAnEmailAddress:
            raise UnknownAddress(UnknownAddress.message) from None
        if len(value) > LONGEST_EMAIL:
            raise UnknownAddress(UnknownAddress.message)
        return Address("EMAIL", value)
    try:
        return Address("PHONE", phone_numbers.mobile(text))
    except phone_numbers.NotAMobileNumber:
        raise NotReached(NotReached.message) from None
    except phone_numbers.NotAPhoneNumber:
        raise UnknownAddress(UnknownAddress.message) from None
