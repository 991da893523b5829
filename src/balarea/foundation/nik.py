"""The NIK, the number of a resident: sixteen digits that contain a day of birth.

Six digits of a region, the day of birth (women: plus 40), month and year of two digits
each, and four serial digits. That it can exist is no proof that it was given out.
"""

import datetime as dt

from balarea.foundation import normalization

LENGTH = 16
_CENTURIES = (1900, 2000)


def read(text: str) -> str:
    """The digits of a possible NIK, as typed or pasted; empty if it isn't one."""
    number = normalization.digits(text)
    return number if len(number) == LENGTH and births(number) else ""


def births(number: str) -> list[dt.date]:
    """Possible days of birth of a NIK, whose year has two digits only."""
    day_of_birth, month, year = int(number[6:8]), int(number[8:10]), int(number[10:12])
    day_of_birth -= 40 if day_of_birth > 40 else 0
    return [
        dt.date(century + year, month, day_of_birth)
        for century in _CENTURIES
        if _exists(century + year, month, day_of_birth)
    ]


def _exists(year: int, month: int, day_of_month: int) -> bool:
    try:
        dt.date(year, month, day_of_month)
    except ValueError:
        return False
    return True
