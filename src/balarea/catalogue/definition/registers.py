"""Register numbers: read as digits, never calculated with."""

import datetime as dt
from collections.abc import Mapping

from balarea.foundation import nik as national_ids
from balarea.foundation import normalization
from balarea.foundation.nik import births as births

from .format import Field
from .logic import Value
from .questions import Question, Unreadable

MAX_DIGITS = 40
OLDEST = 105  # years; a NIK has no century
# Family card, tax number (15 before 2024, 16 since), business, field of business.
LENGTHS: Mapping[str, frozenset[int]] = {
    "KK": frozenset({16}),
    "NPWP": frozenset({15, 16}),
    "NIB": frozenset({13}),
    "KBLI": frozenset({5}),
}


def nik(question: Question, text: str) -> str:
    """16 digits; day (women: plus 40), month and year of birth must be possible.

    `min` is the minimum age in years of its owner.
    """
    number = normalization.digits(text)
    if len(number) != national_ids.LENGTH:
        raise Unreadable("NIK_DIGITS")
    if not births(number):
        raise Unreadable("NIK_DATE")
    least = question.field.min
    if isinstance(least, int) and _is_younger(number, least, question.days.today):
        raise Unreadable("TOO_YOUNG", age=least)
    return number


def _is_younger(number: str, age: int, today: dt.date) -> bool:
    """Whether no possible day of birth gives an age from `age` to `OLDEST` years."""
    ages = [today.year - born.year - _is_before(today, born) for born in births(number)]
    return not any(age <= years <= OLDEST for years in ages)


def _is_before(today: dt.date, born: dt.date) -> bool:
    """Whether this year's birthday is still ahead."""
    return (today.month, today.day) < (born.month, born.day)


def numbered(question: Question, text: str) -> str:
    """A register number: exactly the digits of its type."""
    kind, number = question.field.type, normalization.digits(text)
    if len(number) not in LENGTHS[kind]:
        raise Unreadable(f"{kind}_DIGITS")
    return number


def digits(question: Question, text: str) -> str:
    """Any other digits; `min` and `max` bound their number."""
    number, field = normalization.digits(text), question.field
    least, most = int(field.min or 1), int(field.max or MAX_DIGITS)
    if not number:
        raise Unreadable("DIGITS")
    if least == most != len(number):
        raise Unreadable("COUNT_DIGITS", count=most)
    if len(number) < least:
        raise Unreadable("MORE_DIGITS", min=least)
    if len(number) > most:
        raise Unreadable("FEWER_DIGITS", max=most)
    return number


def differing_days(
    field: Field, answers: Mapping[str, Value]
) -> tuple[dt.date, dt.date] | None:
    """The day in a NIK and the day that was answered, if they differ."""
    number, answer = answers.get(field.id), answers.get(field.birth or "")
    if field.birth is None or not (isinstance(number, str) and isinstance(answer, str)):
        return None
    born, days = dt.date.fromisoformat(answer), births(number)
    if not days or born in days:
        return None
    return min(days, key=lambda day: abs(day - born)), born
