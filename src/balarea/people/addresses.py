"""Phone numbers and e-mail addresses as people type them, in one written form."""

import re
from typing import Literal, NamedTuple

import phonenumbers

from balarea.foundation import pasted

REGION = "ID"
# Wide on purpose: the code that arrives is the proof, not the shape.
EMAIL = re.compile(
    r"(?!\.)[^@\s\"(),:;<>\[\]\\]{1,64}@(?:[\w-]{1,63}\.)+[^\W\d_][\w-]{1,62}"
)


class Address(NamedTuple):
    kind: Literal["PHONE", "EMAIL"]
    value: str


class UnknownAddress(ValueError):
    """This is neither a phone number nor an e-mail address."""


def parse(text: str) -> Address:
    """``0812 3456-7890`` → ``+6281234567890``; ``Ani@X.id`` → ``ani@x.id``.

    Raises:
        UnknownAddress: it is neither.
    """
    if "@" in text:
        value = pasted.email(text).lower()
        # An override of the writing's direction shows another name than is read.
        is_honest = value.isprintable() and not pasted.OVERRIDES & set(text)
        if len(value) > 120 or not is_honest or not EMAIL.fullmatch(value):
            raise UnknownAddress(UnknownAddress.__doc__)
        return Address("EMAIL", value)
    return Address("PHONE", _phone(text))


def _phone(text: str) -> str:
    try:
        number = phonenumbers.parse(pasted.phone(text), REGION)
    except phonenumbers.NumberParseException:
        raise UnknownAddress(UnknownAddress.__doc__) from None
    # A number that is possible within one town only reaches nobody from here.
    found = phonenumbers.is_possible_number_with_reason(number)
    if found != phonenumbers.ValidationResult.IS_POSSIBLE:
        raise UnknownAddress(UnknownAddress.__doc__)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
