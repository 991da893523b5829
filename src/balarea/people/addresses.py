"""Phone numbers and e-mail addresses as people type them, in one written form."""

import re
from typing import Literal, NamedTuple

import phonenumbers

REGION = "ID"
# Wide on purpose: the code that arrives is the proof, not the shape.
EMAIL = re.compile(
    r"(?!\.)[^@\s\"(),:;<>\[\]\\]{1,64}@(?:[\w-]{1,63}\.)+[^\W\d_][\w-]{1,62}"
)
FOREIGN_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")


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
    text = text.strip().removeprefix("mailto:").removeprefix("tel:")
    if "@" in text:
        value = text.lower()
        # What can't be seen (a change of the writing's direction) hides another name.
        if len(value) > 120 or not value.isprintable() or not EMAIL.fullmatch(value):
            raise UnknownAddress(UnknownAddress.__doc__)
        return Address("EMAIL", value)
    return Address("PHONE", _phone(text.translate(FOREIGN_DIGITS)))


def _phone(text: str) -> str:
    if not re.fullmatch(r"[\d\s+().\-/]{6,30}", text):
        raise UnknownAddress(UnknownAddress.__doc__)
    digits = re.sub(r"\D", "", text)
    # "62812…" without the plus is how many write it; "00" dials out of a country;
    # "+62 (0)812…" keeps the trunk zero.
    if text.lstrip().startswith("+"):
        digits = "+" + digits
    elif digits.startswith("00"):
        digits = "+" + digits[2:]
    elif digits.startswith("62"):
        digits = "+" + digits
    elif digits.startswith("8"):
        digits = "0" + digits
    if digits.startswith("+620"):
        digits = "+62" + digits[4:]
    try:
        number = phonenumbers.parse(digits, REGION)
    except phonenumbers.NumberParseException:
        raise UnknownAddress(UnknownAddress.__doc__) from None
    # A number that is possible within one town only reaches nobody from here.
    found = phonenumbers.is_possible_number_with_reason(number)
    if found != phonenumbers.ValidationResult.IS_POSSIBLE:
        raise UnknownAddress(UnknownAddress.__doc__)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
