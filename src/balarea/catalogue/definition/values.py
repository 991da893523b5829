"""Stored answers as rules calculate with them."""

import re
from decimal import Decimal
from typing import Any

from .format import Field
from .logic import Single
from .question_types import QUESTION_TYPES

_MEASURE = re.compile(r"-?[0-9]{1,16}(\.[0-9]{1,4})?")


def value_of(field: Field, answer: Any) -> Single | None:
    """The answer to one question; None if it isn't of the question's type."""
    if not _is_of(field, answer):
        return None
    kind = QUESTION_TYPES[field.type].value
    if kind == "TEXTS":
        return tuple(answer)
    if kind == "DECIMAL":
        return Decimal(answer)
    value: Single = answer
    return value


def _is_of(field: Field, answer: Any) -> bool:
    """Whether an answer has the shape in which this question is stored."""
    match QUESTION_TYPES[field.type].value:
        case "INTEGER":
            return isinstance(answer, int) and not isinstance(answer, bool)
        case "BOOLEAN":
            return isinstance(answer, bool)
        case "TEXTS":
            return isinstance(answer, list) and all(isinstance(v, str) for v in answer)
        case "DECIMAL":
            return isinstance(answer, str) and bool(_MEASURE.fullmatch(answer))
        case "ENTRIES":
            return False
        case _:
            return isinstance(answer, str)
