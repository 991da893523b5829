"""One rule of what a phone number is, at sign-in and in forms: pure Python.

Codes cost money. Whoever lets them be sent to numbers abroad, or to ranges that are no
mobile's, earns from it with a carrier ("SMS pumping"). So only numbers of the named
regions are taken, and only those that their numbering plan gives to mobiles.
"""

import os

import phonenumbers
from phonenumbers import PhoneNumberType

from balarea.foundation import normalization

HOME = "ID"  # of numbers that are typed without a country
# Some plans, as that of the United States, don't tell mobiles from the rest.
MOBILE = frozenset({PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE})


def regions_of(text: str) -> frozenset[str]:
    """``"ID, my"`` → {"ID", "MY"}.

    Raises:
        ValueError: a region that there isn't, or none.
    """
    found = frozenset(filter(None, (one.strip().upper() for one in text.split(","))))
    if not found or not found <= set(phonenumbers.SUPPORTED_REGIONS):
        raise ValueError(f"BALAREA_PHONE_REGIONS names no such region: {text}")
    return found


REGIONS = regions_of(os.environ.get("BALAREA_PHONE_REGIONS", HOME))


class NoPhone(ValueError):
    """This is no phone number."""


class NoMobile(NoPhone):
    """It is a phone number, but no mobile's of a region that we reach."""


def mobile(text: str) -> str:
    """``0812 3456-7890`` → ``+6281234567890``.

    Raises:
        NoMobile: a number elsewhere, or a landline's, or in no range of mobiles.
        NoPhone: anything else.
    """
    try:
        number = phonenumbers.parse(normalization.phone(text), HOME)
    except phonenumbers.NumberParseException:
        raise NoPhone(NoPhone.__doc__) from None
    # A number that is possible within one town only reaches nobody from here.
    found = phonenumbers.is_possible_number_with_reason(number)
    if found != phonenumbers.ValidationResult.IS_POSSIBLE:
        raise NoPhone(NoPhone.__doc__)
    region = phonenumbers.region_code_for_number(number)
    if region not in REGIONS or phonenumbers.number_type(number) not in MOBILE:
        raise NoMobile(NoMobile.__doc__)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
