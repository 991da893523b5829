"""An example answer to a question, for the sentence about a wrong answer."""

import datetime as dt
import re
from decimal import Decimal

from balarea.catalogue import definition as engine

_IN_HINT = re.compile(r"(?:contoh|misalnya|for example)[: ]\s*(.+?)\.?$", re.IGNORECASE)
_BORN = dt.date(1990, 8, 17)


def example(field: engine.Field | None, language: str, today: dt.date) -> str:
    """The example of the question's hint, else one that its bounds allow."""
    if field is None:
        return _date(_BORN)
    hint = field.hint.of(language) if field.hint else ""
    if match := _IN_HINT.search(hint):
        return match[1]
    kind = engine.QUESTION_TYPES[field.type]
    if kind.value in {"INTEGER", "DECIMAL"}:
        return _number(field, language)
    if kind.value == "DATE":
        return _date(_allowed(field, today))
    return next(iter(kind.examples), "")


def _allowed(field: engine.Field, today: dt.date) -> dt.date:
    """A day within the bounds of the question, which may lie in the future."""
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
    numbers = map(Decimal, engine.QUESTION_TYPES[field.type].examples)
    value = next((n for n in numbers if least <= n <= most), least)
    return engine.display(field, int(value) if value % 1 == 0 else value).of(language)
