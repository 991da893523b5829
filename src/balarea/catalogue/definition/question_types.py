"""Every type of question: one record each, and nothing listed elsewhere.

Reading, rules, validation, display and the form follow from this table. How to add one:
``docs/how-to/``.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from . import readers, registers
from .questions import Question, Single

# How an answer is stored and what rules calculate with: JSON true or false, a whole
# number, a measure ("12.5") or a day ("2026-08-17") as text, a text, a list of texts.
# A group of questions is a list of entries, which `groups` reads.
type Value = Literal[
    "BOOLEAN", "INTEGER", "DECIMAL", "TEXT", "DATE", "TEXTS", "ENTRIES"
]
type Form = Literal[
    "TEXT", "YES_NO", "CHOICE", "VILLAGE", "DATE", "MONEY", "NUMBER", "ENTRIES"
]
type Bounds = Literal["NONE", "WHOLE", "MEASURE", "DAY"]


def _unread(question: Question, text: str) -> Single:
    raise NotImplementedError(f"{question.field.type} is read as a list or by entries")


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionType:
    """One type of question.

    Args:
        reads: makes an answer of what was typed, or raises `questions.Unreadable`.
        reads_list: the same of a list of values; None where there is one value.
        value: how the answer is stored, and what rules calculate with.
        shown_as: how pages and documents show it; see `display_texts.display`.
        bounds: what `min` and `max` may be.
        codes: the codes of `Unreadable` that only this type raises; pages hold a
            sentence for each.
        is_free: people answer in their own words, which may run either way.
        has_lines: the answer may have several lines.
        has_choices: the definition lists the answers.
        has_length: the definition may say `max_length`.
        component: the component that draws it (``ui/templates/cotton/field``).
        attributes: of the `<input>`: `type`, `inputmode`, `width`.
        examples: answers as they are stored, for the sentence that says what is
            expected; shown is the first that the bounds allow.
    """

    reads: Callable[[Question, str], Single] = _unread
    reads_list: Callable[[Question, Sequence[str]], list[str] | None] | None = None
    value: Value = "TEXT"
    shown_as: Form = "TEXT"
    bounds: Bounds = "NONE"
    codes: frozenset[str] = frozenset()
    is_free: bool = False
    has_lines: bool = False
    has_choices: bool = False
    has_length: bool = False
    component: str = "text"
    attributes: Mapping[str, str] = field(default_factory=dict)
    examples: tuple[str, ...] = ()


_NUMERIC = {"inputmode": "numeric", "width": "24"}


def _register(name: str) -> QuestionType:
    """A question type for numbers of a fixed length in a register."""
    return QuestionType(
        reads=registers.numbered,
        codes=frozenset({f"{name}_DIGITS"}),
        attributes=_NUMERIC,
    )


QUESTION_TYPES: Mapping[str, QuestionType] = {
    "TEXT": QuestionType(
        reads=readers.text,
        codes=frozenset({"PICTURE"}),
        is_free=True,
        has_length=True,
    ),
    "LONG_TEXT": QuestionType(
        reads=readers.text,
        is_free=True,
        has_lines=True,
        has_length=True,
        component="textarea",
    ),
    "NIK": QuestionType(
        reads=registers.nik,
        bounds="WHOLE",
        codes=frozenset({"NIK_DIGITS", "NIK_DATE", "TOO_YOUNG"}),
        attributes=_NUMERIC,
    ),
    "KK": _register("KK"),
    "NPWP": _register("NPWP"),
    "NIB": _register("NIB"),
    "KBLI": _register("KBLI"),
    "DIGITS": QuestionType(
        reads=registers.digits,
        bounds="WHOLE",
        codes=frozenset({"DIGITS", "COUNT_DIGITS", "FEWER_DIGITS", "MORE_DIGITS"}),
        attributes=_NUMERIC,
    ),
    "NUMBER": QuestionType(
        reads=readers.whole,
        value="INTEGER",
        shown_as="NUMBER",
        bounds="WHOLE",
        component="number",
        examples=("1250", "120", "12", "3", "1"),
    ),
    "DECIMAL": QuestionType(
        reads=readers.decimal,
        value="DECIMAL",
        shown_as="NUMBER",
        bounds="MEASURE",
        codes=frozenset({"DECIMALS", "DOUBTFUL"}),
        component="decimal",
        examples=("12.5", "2.5", "0.5"),
    ),
    "MONEY": QuestionType(
        reads=readers.whole,
        value="INTEGER",
        shown_as="MONEY",
        bounds="WHOLE",
        component="money",
        examples=("1250000", "50000"),
    ),
    "DATE": QuestionType(
        reads=readers.date,
        value="DATE",
        shown_as="DATE",
        bounds="DAY",
        codes=frozenset(
            {"DATE", "NO_SUCH_DAY", "NO_SUCH_MONTH", "DATE_TOO_EARLY", "DATE_TOO_LATE"}
        ),
        component="date",
    ),
    "CHOICE": QuestionType(
        reads=readers.choice,
        shown_as="CHOICE",
        is_free=True,
        has_choices=True,
        component="radios",
    ),
    "CHOICES": QuestionType(
        reads_list=readers.choices,
        value="TEXTS",
        shown_as="CHOICE",
        bounds="WHOLE",
        codes=frozenset({"TOO_FEW", "TOO_MANY"}),
        has_choices=True,
        component="checkboxes",
    ),
    "VILLAGE": QuestionType(
        reads=readers.village,
        shown_as="VILLAGE",
        codes=frozenset({"VILLAGE", "VILLAGE_ELSEWHERE"}),
        is_free=True,
        component="grouped_select",
    ),
    "YES_NO": QuestionType(
        reads=readers.yes_no,
        value="BOOLEAN",
        shown_as="YES_NO",
        is_free=True,
        component="yes_no",
    ),
    "PHONE": QuestionType(
        reads=readers.phone,
        codes=frozenset({"PHONE"}),
        attributes={"type": "tel", "inputmode": "tel", "width": "24"},
        examples=("0812 3456 7890",),
    ),
    "EMAIL": QuestionType(
        reads=readers.email,
        codes=frozenset({"EMAIL"}),
        attributes={"type": "email", "inputmode": "email"},
        examples=("nama@contoh.id",),
    ),
    "GROUP": QuestionType(
        value="ENTRIES",
        shown_as="ENTRIES",
        bounds="WHOLE",
        codes=frozenset({"TOO_FEW_ENTRIES", "TOO_MANY_ENTRIES"}),
        component="entries",
    ),
}
# Codes of problems that several types share; see `CODES`.
_SHARED = frozenset(
    {"REQUIRED", "ONE_VALUE", "TOO_LONG", "CHARACTER", "PATTERN", "RULE"}
    | {"NUMBER", "WHOLE_NUMBER", "TOO_SMALL", "TOO_LARGE", "CHOICE"}
    | {"EVIDENCE_MISSING", "EVIDENCE_TOO_MANY", "EVIDENCE_UNFIT", "EXIT"}
)
# Every code that a problem can have: pages hold one sentence for each.
CODES = _SHARED.union(*(one.codes for one in QUESTION_TYPES.values()))
