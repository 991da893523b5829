"""An office that people can go to, call or write to: where, and when it is open."""

import dataclasses
from collections.abc import Sequence
from itertools import groupby
from typing import Protocol

import phonenumbers
from django.conf import settings
from django.utils.dates import WEEKDAYS
from django.utils.translation import get_language

type Week = Sequence[tuple[str, str] | None]


class Reachable(Protocol):
    """What an agency and the mall have in common."""

    @property
    def hours(self) -> Week: ...
    @property
    def phone(self) -> str | None: ...
    @property
    def whatsapp(self) -> str | None: ...


@dataclasses.dataclass(frozen=True, slots=True)
class Number:
    """A phone number as a link wants it (`+62…`), and as people read it."""

    link: str
    shown: str

    @property
    def digits(self) -> str:
        """Without the plus sign, as WhatsApp wants it."""
        return self.link.removeprefix("+")


@dataclasses.dataclass(frozen=True, slots=True)
class Office:
    """One desk in the mall, in the reader's language."""

    name: str
    desk: str
    address: str
    hours: Sequence[tuple[str, str]]
    phone: Number | None
    whatsapp: Number | None


def mall() -> Office:
    """The information desk of the mall (`services/mall.yaml`)."""
    found, language = settings.BALAREA_MALL, get_language() or ""
    return Office(
        name=found.name.of(language),
        desk=found.desk.of(language),
        address=found.address,
        hours=hours(found.hours),
        phone=number(found.phone),
        whatsapp=number(found.whatsapp),
    )


def office(name: str, desk: str, of: Reachable | None) -> Office:
    """A desk in the mall; whoever has no phone is called through the mall's."""
    house = mall()
    if of is None:
        return dataclasses.replace(house, name=name, desk=desk or house.desk)
    has_own = of.phone is not None or of.whatsapp is not None
    return Office(
        name=name,
        desk=desk,
        address=house.address,
        hours=hours(of.hours),
        phone=number(of.phone) if has_own else house.phone,
        whatsapp=number(of.whatsapp) if has_own else house.whatsapp,
    )


def number(text: str | None) -> Number | None:
    """A number in the form that is dialled here."""
    if text is None:
        return None
    national = phonenumbers.PhoneNumberFormat.NATIONAL
    return Number(text, phonenumbers.format_number(phonenumbers.parse(text), national))


def hours(week: Week) -> list[tuple[str, str]]:
    """Days with the same hours together: `Monday–Thursday`, `08.00–15.00`."""
    lines = []
    for times, run in groupby(enumerate(week), key=lambda day: day[1]):
        days = [number for number, _times in run]
        if times is None:
            continue
        first, last = (str(WEEKDAYS[days[end]]) for end in (0, -1))
        name = first if len(days) == 1 else f"{first}–{last}"
        opens, closes = (time.replace(":", ".") for time in times)
        lines.append((name, f"{opens}–{closes} WIB"))
    return lines
