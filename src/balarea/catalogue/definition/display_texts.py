"""Answers and outcomes as people read them, in each language."""

import calendar
import datetime as dt
import functools
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from balarea.foundation import languages, money

from . import engine, places
from .format import Definition, Field
from .question_types import QUESTION_TYPES
from .texts import Text

PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")
NUMBER_PARTS = frozenset({"sequence", "code", "agency", "month", "year"})
NOTHING = Text.by_language(lambda _: "-")

_YES, _NO = Text(id="Ya", en="Yes"), Text(id="Tidak", en="No")
ROMAN = (
    *("I", "II", "III", "IV", "V", "VI"),
    *("VII", "VIII", "IX", "X", "XI", "XII"),
)


def display(field: Field, answer: Any) -> Text:
    """An answer as it stands on a page or a document."""
    if answer is None or answer == []:
        return NOTHING
    match QUESTION_TYPES[field.type].shown_as:
        case "YES_NO":
            return _YES if answer else _NO
        case "CHOICE" | "CHOICES":
            return _labels(field, answer)
        case "VILLAGE":
            return _same(places.named(field, str(answer)))
        case "DATE":
            return written_date(dt.date.fromisoformat(answer))
        case "MONEY":
            return rupiah(answer)
        case "NUMBER" | "DECIMAL":
            if field.is_year:
                return _same(str(answer))
            return written_number(Decimal(answer))
        case "ENTRIES":
            return Text.by_language(lambda language: _lines(field, answer, language))
        case _:
            return _same(str(answer))


def entries(group: Field, answer: Any, language: str) -> list[list[tuple[str, str]]]:
    """The (question, answer) pairs of each entry; empty entries are left out."""
    return [
        [
            (one.label.of(language), display(one, entry[one.id]).of(language))
            for one in group.fields
            if one.id in entry
        ]
        for entry in answer
        if entry
    ]


def _lines(group: Field, answer: Any, language: str) -> str:
    """One numbered line for each entry."""
    lines = (
        "; ".join(f"{label}: {text}" for label, text in pairs)
        for pairs in entries(group, answer, language)
    )
    return "\n".join(f"{place}. {line}" for place, line in enumerate(lines, 1))


def rupiah(amount: int) -> Text:
    """An amount of money, written alike in every language."""
    return _same(money.format_rupiah(amount))


def written_number(number: int | Decimal) -> Text:
    """A number with each language's separators, without empty decimals."""
    return Text.by_language(functools.partial(languages.number, number))


def written_date(on: dt.date) -> Text:
    """A day with its month in words."""
    return Text.by_language(functools.partial(languages.long_date, on))


def statements(
    definition: Definition, answers: Mapping[str, Any], *, as_of: dt.date
) -> list[Text]:
    """The sentences of the document, with the answers in their places."""
    if definition.output is None:
        return []
    visible = engine.visible_answers(definition, answers, as_of=as_of)
    texts = {
        name: display(field, visible.get(name))
        for name, field in definition.fields.items()
    }

    def fill(sentence: Text, language: str) -> str:
        return PLACEHOLDER.sub(
            lambda match: texts[match[1]].of(language), sentence.of(language)
        )

    return [
        Text.by_language(functools.partial(fill, text))
        for text in definition.output.statements
    ]


def placeholder_names(texts: Iterable[Text]) -> set[str]:
    """The questions whose answers these sentences have in them."""
    joined = " ".join(one for text in texts for one in text.texts.values())
    return set(PLACEHOLDER.findall(joined))


def document_number(definition: Definition, sequence: int, on: dt.date) -> str:
    """The number of the document, from its running number in the year."""
    if definition.output is None:
        message = f"{definition.code} issues no document"
        raise ValueError(message)
    parts = {
        "sequence": f"{sequence:04d}",
        "code": definition.code,
        "agency": definition.agency,
        "month": ROMAN[on.month - 1],
        "year": str(on.year),
    }
    return PLACEHOLDER.sub(
        lambda match: parts[match[1]], definition.output.number_format
    )


def valid_until(
    definition: Definition, answers: Mapping[str, Any], on: dt.date
) -> dt.date | None:
    """The last day of validity of a document issued that day; None: no end."""
    if definition.output is None or definition.output.valid is None:
        return None
    valid = definition.output.valid
    more_months = answers[valid.months_field] if valid.months_field else 0
    return last_day(on, valid.months + 12 * valid.years + int(more_months))


def last_day(on: dt.date, months: int) -> dt.date:
    """The last day of a period of so many months that begins on a day."""
    passed = on.month - 1 + months
    year, month = on.year + passed // 12, passed % 12 + 1
    length = calendar.monthrange(year, month)[1]
    if on.day > length:
        return dt.date(year, month, length)
    return dt.date(year, month, on.day) - dt.timedelta(days=1)


def _labels(field: Field, answer: str | list[str]) -> Text:
    chosen = [answer] if isinstance(answer, str) else answer
    labels = [c.label for c in field.choices if c.value in chosen]
    return Text.by_language(
        lambda language: "; ".join(label.of(language) for label in labels)
    )


def _same(text: str) -> Text:
    return Text.by_language(lambda _: text)


def figure(step: engine.FeeStep) -> Text:
    """The value of a step of the fee: rupiah, or a number with its unit."""
    if step.unit is None:
        return rupiah(int(step.value))
    number, unit = written_number(step.value), step.unit
    return Text.by_language(
        lambda language: f"{number.of(language)} {unit.of(language)}"
    )
