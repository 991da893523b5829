"""An example of what one very question wants, for the sentence that says it's wrong."""

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
    "DATE": "17-8-1990",
    "PHONE": "0812 3456 7890",
    "EMAIL": "nama@contoh.id",
}


def example(field: engine.Field | None, language: str) -> str:
    """The one of its hint, else one that its bounds allow."""
    if field is None:
        return _OTHERS["DATE"]
    hint = field.hint.of(language) if field.hint else ""
    if match := _IN_HINT.search(hint):
        return match[1]
    if field.type in _NUMBERS:
        return _number(field, language)
    return _OTHERS.get(field.type, "")


def _number(field: engine.Field, language: str) -> str:
    least = Decimal(str(0 if field.min is None else field.min))
    most = Decimal(str(10**15 if field.max is None else field.max))
    fitting = (Decimal(n) for n in _NUMBERS[field.type] if least <= Decimal(n) <= most)
    value = next(fitting, least)
    if field.type == "MONEY":
        return money.format_rupiah(int(value))
    return engine.written_number(value).of(language)
