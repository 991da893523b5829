"""What people type, read into answers: one function for each way of reading.

`question_types` says which type is read by which. Each takes a question and a text that
`reading` has cleaned, and raises `Unreadable`.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal

from balarea.foundation import date_parsing as calendar
from balarea.foundation import email_addresses, normalization, phone_numbers

from .format import Field
from .questions import Param, Question, Unreadable

MAX_TEXT = 200
MAX_LONG_TEXT = 2000
MAX_NUMBER = 10**15
MAX_DECIMALS = 4


def day(bound: str, today: dt.date) -> dt.date:
    """A bound of a date: ISO, TODAY, or TODAY plus or minus days."""
    match = re.fullmatch(r"TODAY([+-]\d{1,5})?", bound)
    if match is None:
        return dt.date.fromisoformat(bound)
    return today + dt.timedelta(days=int(match[1] or 0))


def _is_picture(sign: str) -> bool:
    """Whether it is an emoji or the like, which can't be printed on a document.

    Signs that are typed, such as °, ™ and ℃, are symbols to Unicode as well.
    """
    category = unicodedata.category(sign)
    # An enclosing mark makes a picture of a digit.
    return category == "Me" or (category in {"So", "Sk"} and sign > "\u214f")


def most(field: Field) -> int:
    """How many characters an answer may have."""
    usual = MAX_LONG_TEXT if field.type == "LONG_TEXT" else MAX_TEXT
    return field.max_length or usual


def text(question: Question, text: str) -> str:
    field = question.field
    if len(text) > (limit := most(field)):
        raise Unreadable("TOO_LONG", max=limit)
    if field.type == "TEXT" and any(map(_is_picture, text)):
        raise Unreadable("PICTURE")
    if field.pattern is not None and not re.fullmatch(field.pattern, text):
        raise Unreadable("PATTERN")
    return text


def _number(text: str) -> Decimal:
    """A number as Indonesians write it: 1.250.000 and 12,5 (12.5 is understood).

    Thousands have no leading zero, so 0.125 is a fraction.
    """
    bare = normalization.amount(text)
    if re.fullmatch(r"-?[1-9][0-9]{0,2}(\.[0-9]{3})+(,[0-9]+)?", bare):
        bare = bare.replace(".", "").replace(",", ".")
    elif re.fullmatch(r"-?(0|[1-9][0-9]{0,15})[.,][0-9]+", bare):
        bare = bare.replace(",", ".")
    elif not re.fullmatch(r"-?[0-9]{1,16}", bare):
        raise Unreadable("NUMBER")
    return Decimal(bare)


# One separator and three digits are ambiguous: 1.250 and 1,250 can be a thousand or a
# fraction, depending on the notation.
_DOUBTFUL = re.compile(r"(-?[1-9][0-9]{0,2})[.,]([0-9]{3})")


def certain(number: str) -> str:
    """A measure in an unambiguous Indonesian form."""
    shown = number.replace(".", ",")
    return f"{shown}0" if _DOUBTFUL.fullmatch(shown) else shown


def _measured(question: Question, text: str) -> Decimal:
    """The number that was meant; the question's bounds decide between two readings."""
    value, doubtful = _number(text), _DOUBTFUL.fullmatch(normalization.amount(text))
    if doubtful is None:
        return value
    more, less = (Decimal(mark.join(doubtful.groups())) for mark in ("", "."))
    can_be = [number for number in (more, less) if _is_within(question.field, number)]
    if len(can_be) == 2:
        shown = certain(f"{less.normalize():f}")
        raise Unreadable("DOUBTFUL", more=str(more), less=shown)
    return can_be[0] if can_be else value


def _is_within(field: Field, value: Decimal) -> bool:
    least, most = _bounds(field)
    return Decimal(str(least)) <= value <= Decimal(str(most))


def _bounds(field: Field) -> tuple[float | str, float | str]:
    least = -MAX_NUMBER if field.min is None else field.min
    most = MAX_NUMBER if field.max is None else field.max
    return least, most


def _bounded(question: Question, value: Decimal) -> Decimal:
    least, most = _bounds(question.field)
    if value < Decimal(str(least)):
        raise Unreadable("TOO_SMALL", min=_written(least))
    if value > Decimal(str(most)):
        raise Unreadable("TOO_LARGE", max=_written(most))
    return value


def _written(bound: float | str) -> Param:
    return bound if isinstance(bound, int) else str(bound).replace(".", ",")


def whole(question: Question, text: str) -> int:
    value = _number(text)
    # 12,00 is whole, with cents; 12,000 is refused, because some mean thousands.
    if value != value.to_integral_value() or _places(value) > 2:
        raise Unreadable("WHOLE_NUMBER")
    return int(_bounded(question, value))


def decimal(question: Question, text: str) -> str:
    value = _measured(question, text).normalize()
    if _places(value) > MAX_DECIMALS:
        raise Unreadable("DECIMALS", max=MAX_DECIMALS)
    return f"{_bounded(question, value):f}"


def _places(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0


def date(question: Question, text: str) -> str:
    field, days = question
    least = day(field.min, days.since) if isinstance(field.min, str) else None
    most = day(field.max, days.today) if isinstance(field.max, str) else None
    value = _calendar_day(text, days.today, least, most)
    if least is not None and value < least:
        raise Unreadable("DATE_TOO_EARLY", min=f"{least:%d-%m-%Y}")
    if most is not None and value > most:
        raise Unreadable("DATE_TOO_LATE", max=f"{most:%d-%m-%Y}")
    return value.isoformat()


def _calendar_day(
    text: str, today: dt.date, least: dt.date | None, most: dt.date | None
) -> dt.date:
    try:
        return calendar.parse(text, today, least, most)
    except calendar.NonexistentDate as none:
        if not 1 <= none.month <= 12:
            raise Unreadable("NO_SUCH_MONTH", month=none.month) from None
        date = {"day": none.day, "month": none.month, "year": none.year}
        raise Unreadable("NO_SUCH_DAY", **date) from None
    except calendar.NotADate:
        raise Unreadable("DATE") from None


def choice(question: Question, text: str) -> str:
    if text not in {choice.value for choice in question.field.choices}:
        raise Unreadable("CHOICE")
    return text


def village(question: Question, text: str) -> str:
    """A village by its code; whether it lies in the district is the engine's."""
    if not any(text in villages for villages in question.field.villages.values()):
        raise Unreadable("VILLAGE")
    return text


def choices(question: Question, raw_values: Sequence[str]) -> list[str] | None:
    field = question.field
    offered = [choice.value for choice in field.choices]
    chosen = {value for value in raw_values if value}
    if not chosen <= set(offered):
        raise Unreadable("CHOICE")
    if not chosen:
        return None
    if isinstance(field.min, int) and len(chosen) < field.min:
        raise Unreadable("TOO_FEW", min=field.min)
    if isinstance(field.max, int) and len(chosen) > field.max:
        raise Unreadable("TOO_MANY", max=field.max)
    return [value for value in offered if value in chosen]


def yes_no(_: Question, text: str) -> bool:
    if text not in {"YES", "NO"}:
        raise Unreadable("CHOICE")
    return text == "YES"


def phone(_: Question, text: str) -> str:
    """In international form (+62…), read as at sign-in."""
    try:
        return phone_numbers.mobile(text)
    except phone_numbers.NotAPhoneNumber:
        raise Unreadable("PHONE") from None


def email(_: Question, text: str) -> str:
    """Read as at sign-in."""
    try:
        return email_addresses.parse(text)
    except email_addresses.NotAnEmailAddress:
        raise Unreadable("EMAIL") from None
