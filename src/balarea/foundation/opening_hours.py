"""Opening hours and phone numbers as YAML files give them, and what is wrong there."""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Protocol

from balarea.foundation.texts import Shape

type Week = tuple[tuple[str, str] | None, ...]
"""Opening hours by weekday, Monday first; None is a closed day."""

_NUMBER = re.compile(r"\+[1-9][0-9]{7,14}")


class SpecialDay(Shape, frozen=True):
    """Other hours on one day; closed where `hours` is None. `reason` is public."""

    day: dt.date
    hours: tuple[str, str] | None = None
    reason: str = ""


class Contact(Protocol):
    """What an agency's desk and the mall have in common."""

    @property
    def hours(self) -> Week: ...
    @property
    def phone(self) -> str | None: ...
    @property
    def whatsapp(self) -> str | None: ...


def contact_defects(contact: Contact) -> Iterator[str]:
    """Defects in contact details and hours."""
    for number in (contact.phone, contact.whatsapp):
        if number is not None and not _NUMBER.fullmatch(number):
            yield f"{number!r} is no international number such as +622610000000"
    if len(contact.hours) != 7:
        yield "hours are seven, Monday first"
    for times in contact.hours:
        if times is not None and not is_span(*times):
            yield f"{times[0]} to {times[1]} are no hours such as 08:00 to 15:00"


def is_span(opens: str, closes: str) -> bool:
    """Whether these are two times of one day such as `08:00` and `15:00`."""
    try:
        times = [dt.time.fromisoformat(time) for time in (opens, closes)]
    except ValueError:
        return False
    return times[0] < times[1] and all(len(time) == 5 for time in (opens, closes))
