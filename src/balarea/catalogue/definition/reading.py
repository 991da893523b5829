"""Reads a form: what people type is cleaned and checked, question by question.

An answer is plain JSON: text, whole number, truth, list of choices; a measure
("12.5") and a date ("2026-08-17") are text in one canonical form. Reading an answer
that was read before gives the same answer, so stored answers can be checked again.
"""

import unicodedata
from collections.abc import Sequence

from balarea.foundation import normalization

from .format import Field
from .question_types import QUESTION_TYPES
from .questions import Answer as Answer
from .questions import Days as Days
from .questions import Question, Single
from .questions import Unreadable as Unreadable
from .readers import MAX_LONG_TEXT as MAX_LONG_TEXT
from .readers import MAX_TEXT as MAX_TEXT
from .readers import certain, most
from .readers import day as day

MAX_RAW = 4000


def read(field: Field, raw: Sequence[str], days: Days) -> Single | None:
    """The answer in a list of raw values, None when there is none.

    Raises `Unreadable`.
    """
    question = Question(field, days)
    kind = QUESTION_TYPES[field.type]
    if kind.reads_list is not None:
        return kind.reads_list(question, raw)
    if len(raw) > 1:
        raise Unreadable("ONE_VALUE")
    if len(typed := raw[0] if raw else "") > MAX_RAW:  # not worth examining
        raise Unreadable("TOO_LONG", max=most(field))
    text = _clean(typed, is_free=kind.is_free, lines=kind.has_lines)
    if not text:
        return None
    return kind.reads(question, text)


def raw(field: Field, answer: object) -> list[str]:
    """An answer as a form sends it: for a page shown again, or a second check."""
    match answer:
        case None:
            return []
        case bool():
            return ["YES" if answer else "NO"]
        case list() | tuple():
            return [str(value) for value in answer]
        case str() if QUESTION_TYPES[field.type].value == "DECIMAL":
            return [certain(answer)]
        case _:
            return [str(answer)]


_HIDDEN = frozenset({"Cc", "Cs", "Co", "Cn"})


def _clean(text: str, *, is_free: bool, lines: bool) -> str:
    """NFC, trimmed, without invisible characters.

    Refuses characters that can't be shown or affect the surrounding text.
    """
    text = text.replace("\r\n", "\n") if lines else text.replace("\t", " ")
    text = normalization.visible(text)
    for character in text:
        if lines and character in "\n\t":
            continue
        turns = is_free and character in normalization.OVERRIDES
        if turns or unicodedata.category(character) in _HIDDEN:
            raise Unreadable("CHARACTER")
    text = unicodedata.normalize("NFC", text).strip()
    visible = any(unicodedata.category(c)[0] not in "CZ" for c in text)
    return text if visible else ""
