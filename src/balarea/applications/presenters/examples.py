"""An example of what one very question wants, for the sentence that says it's wrong."""

import datetime as dt
import re
from collections.abc import Mapping
from decimal import Decimal

from balarea.catalogue import definition as engine
from balarea.foundation import money

_IN_HINT = re.compile(r"(?:contoh|misalnya|for example)[: ]\s*(.+?)\.?$", re.IGNORECASE)
# The first of them that the bounds of the question allow.
_NUMBERS: Mapping[str, tuple[str, ...]] = {
    "NUMBER": ("1250", "120", "12", "3", "1"),
    "DECIMAL": ("12.5", "2.5", "0.5"),
    "MONEY": ("1250000", "50000"),
}
_OTHERS: Mapping[str, str] = {
    "PHONE": "0812 3456 7890",
    "EMAIL": "nama@contoh.id",
}


_BORN = dt.date(1990, 8, 17)


def example(field: engine.Field | None, language: str, today: dt.date) -> str:
    """The one of its hint, else one that its bounds allow."""
    if field is None:
        return _date(_BORN)
    hint = field.hint.of(language) if field.hint else ""
    if match := _IN_HINT.search(hint):
        return match[1]
    if field.type in _NUMBERS:
        return _number(field, language)
    if field.type == "DATE":
        return _date(_allowed(field, today))
    return _OTHERS.get(field.type, "")


def _allowed(field: engine.Field, today: dt.date) -> dt.date:
    """A day within the bounds, which may lie in these weeks or in time to come."""
    least, most = (
        engine.day(str(bound), today) if bound is not None else other
        for bound, other in ((field.min, dt.date.min), (field.max, dt.date.max))
    )
    if least <= _BORN <= most:
        return _BORN
    return min(max(today, least), most)


def _date(day: dt.date) -> str:
    return f"{day.day}-{day.month}-{day.year}"


def _number(field: engine.Field, language: str) -> str:
    least = Decimal(str(0 if field.min is None else field.min))
    most = Decimal(str(10**15 if field.max is None else field.max))
    fitting = (Decimal(n) for n in _NUMBERS[field.type] if least <= Decimal(n) <= most)
    value = next(fitting, least)
    if field.type == "MONEY":
        return money.format_rupiah(int(value))
    return engine.written_number(value).of(language)
