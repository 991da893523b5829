"""The mall, its agencies and the life events, beside the services."""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Literal

from .texts import Shape, Text

type Week = tuple[tuple[str, str] | None, ...]
"""Opening hours by weekday, Monday first; None is a closed day."""


class Agency(Shape, frozen=True):
    """An agency with a desk in the mall; without a phone of its own, the mall's.

    Numbers are international: `+62…`.
    """

    code: str
    name: Text
    short_name: str
    kind: Literal["LOCAL", "CENTRAL", "JUSTICE", "ENTERPRISE"]
    hours: Week
    desk: str
    phone: str | None = None
    whatsapp: str | None = None


class Mall(Shape, frozen=True):
    """The building: where it is, when its information desk is open, whom to call."""

    name: Text
    address: str
    desk: Text
    hours: Week
    phone: str
    whatsapp: str | None = None


class LifeEvent(Shape, frozen=True):
    """An event in a person's life that leads to services."""

    code: str
    name: Text
    description: Text


def contact_defects(contact: Agency | Mall) -> Iterator[str]:
    """Defects in contact details and hours."""
    for number in (contact.phone, contact.whatsapp):
        if number is not None and not _NUMBER.fullmatch(number):
            yield f"{number!r} is no international number such as +622610000000"
    if len(contact.hours) != 7:
        yield "hours are seven, Monday first"
    for times in contact.hours:
        if times is not None and not _is_span(*times):
            yield f"{times[0]} to {times[1]} are no hours such as 08:00 to 15:00"


_NUMBER = re.compile(r"\+[1-9][0-9]{7,14}")


def _is_span(opens: str, closes: str) -> bool:
    try:
        times = [dt.time.fromisoformat(time) for time in (opens, closes)]
    except ValueError:
        return False
    return times[0] < times[1] and all(len(time) == 5 for time in (opens, closes))
