"""Desks of agencies and of the mall: address, phone numbers and opening hours."""

import dataclasses
import datetime as dt
import functools
from collections.abc import Sequence
from itertools import groupby
from typing import Protocol

import phonenumbers
from django.conf import settings
from django.utils.dates import WEEKDAYS
from django.utils.translation import get_language

type Week = Sequence[tuple[str, str] | None]


class Reachable(Protocol):
    """The contact details that an agency and the mall have in common."""

    @property
    def hours(self) -> Week: ...
    @property
    def phone(self) -> str | None: ...
    @property
    def whatsapp(self) -> str | None: ...


@dataclasses.dataclass(frozen=True, slots=True)
class Number:
    """A phone number as in links (`+62…`) and as shown."""

    link: str
    shown: str

    @property
    def digits(self) -> str:
        """Without the plus sign, for links to WhatsApp."""
        return self.link.removeprefix("+")


@dataclasses.dataclass(frozen=True, slots=True)
class Opening:
    """Whether a desk is open now, and the sentence that says until or from when."""

    is_open: bool
    text: str


@dataclasses.dataclass(frozen=True, slots=True)
class Desk:
    """One desk in the mall, in the active language.

    `hours`: pairs of days and times, such as `("Monday–Thursday", "08.00–15.00 …")`.
    `special`: days, times and reasons of days that differ.
    """

    name: str
    location: str
    address: str
    hours: Sequence[tuple[str, str]]
    phone: Number | None
    whatsapp: Number | None
    opening: Opening | None = None
    special: Sequence[tuple[dt.date, str, str]] = ()


def mall() -> Desk:
    """The information desk of the mall (`mall.yaml`)."""
    return _mall(get_language() or "")


@functools.lru_cache(maxsize=16)
def _mall(language: str) -> Desk:
    """The same in one language; read once, because each page shows it."""
    definition = settings.BALAREA_MALL
    return Desk(
        name=definition.name.of(language),
        location=definition.desk.of(language),
        address=definition.address,
        hours=hours(definition.hours),
        phone=number(definition.phone),
        whatsapp=number(definition.whatsapp),
    )


def desk(name: str, location: str, of: Reachable | None) -> Desk:
    """A desk in the mall; it has the mall's phone numbers if it has none."""
    information = mall()
    if of is None:
        return dataclasses.replace(
            information, name=name, location=location or information.location
        )
    has_own = of.phone is not None or of.whatsapp is not None
    return Desk(
        name=name,
        location=location,
        address=information.address,
        hours=hours(of.hours),
        phone=number(of.phone) if has_own else information.phone,
        whatsapp=number(of.whatsapp) if has_own else information.whatsapp,
    )


def number(text: str | None) -> Number | None:
    """A phone number, shown in national format."""
    if text is None:
        return None
    national = phonenumbers.PhoneNumberFormat.NATIONAL
    return Number(text, phonenumbers.format_number(phonenumbers.parse(text), national))


def hours(week: Week) -> list[tuple[str, str]]:
    """The opening hours, with consecutive days of the same hours in one pair."""
    lines = []
    for span, run in groupby(enumerate(week), key=lambda day: day[1]):
        days = [number for number, _span in run]
        if span is None:
            continue
        first, last = (str(WEEKDAYS[days[end]]) for end in (0, -1))
        name = first if len(days) == 1 else f"{first}–{last}"
        lines.append((name, times(span)))
    return lines


def times(span: tuple[str, str]) -> str:
    """`08.00–15.00` and the name of the mall's time."""
    opens, closes = (time.replace(":", ".") for time in span)
    return f"{opens}–{closes} {settings.BALAREA_MALL.time_zone}"
