"""Parses mobile phone numbers, for sign-in and forms alike. Pure Python.

Codes by SMS cost money, and fraudsters who request them for numbers abroad or in
premium ranges share the carrier's revenue ("SMS pumping"). So only mobile numbers of
the configured regions are accepted.
"""

import os

import phonenumbers
from phonenumbers import PhoneNumberType

from balarea.foundation import normalization

HOME = "ID"  # the region of numbers without a country code
# Some numbering plans, such as that of the United States, don't distinguish mobiles.
MOBILE = frozenset({PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE})


def regions_of(text: str) -> frozenset[str]:
    """``"ID, my"`` → {"ID", "MY"}.

    Raises:
        ValueError: no region, or an unknown one.
    """
    codes = (one.strip().upper() for one in text.split(","))
    regions = frozenset(filter(None, codes))
    if not regions or not regions <= set(phonenumbers.SUPPORTED_REGIONS):
        raise ValueError(f"BALAREA_PHONE_REGIONS names no such region: {text}")
    return regions


REGIONS = regions_of(os.environ.get("BALAREA_PHONE_REGIONS", HOME))


class NotAPhoneNumber(ValueError):
    message = "The text is no phone number."


class NotAMobileNumber(NotAPhoneNumber):
    message = "The text is a phone number, but no mobile number of an accepted region."


def mobile(text: str) -> str:
    """``0812 3456-7890`` → ``+6281234567890``.

    Raises:
        NotAMobileNumber: a number of another region, a landline or another range.
        NotAPhoneNumber: anything else.
    """
    number = _parsed(text)
    region = phonenumbers.region_code_for_number(number)
    if region not in REGIONS or phonenumbers.number_type(number) not in MOBILE:
        raise NotAMobileNumber(NotAMobileNumber.message)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def of_an_office(text: str) -> str:
    """The same for a number that people call, which may be a landline.

    Raises:
        NotAPhoneNumber: it can't be called.
    """
    formatted = phonenumbers.PhoneNumberFormat.E164
    return phonenumbers.format_number(_parsed(text), formatted)


def _parsed(text: str) -> phonenumbers.PhoneNumber:
    try:
        number = phonenumbers.parse(normalization.phone(text), HOME)
    except phonenumbers.NumberParseException:
        raise NotAPhoneNumber(NotAPhoneNumber.message) from None
    # A number that is dialled only within one town can't be reached from here.
    possibility = phonenumbers.is_possible_number_with_reason(number)
    if possibility != phonenumbers.ValidationResult.IS_POSSIBLE:
        raise NotAPhoneNumber(NotAPhoneNumber.message)
    return number
