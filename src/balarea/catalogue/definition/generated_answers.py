"""Fills a definition in by chance, from its own schema: valid, or past a bound.

For tests and soaks: every service is proven by answers that nobody wrote by hand. A
text with a pattern takes its answer from the definition's examples.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from random import Random
from typing import NamedTuple

from . import engine, reading, registers
from .format import Definition, Field
from .question_types import QUESTION_TYPES

TRIES = 200  # of a page, until the limits of law are kept
LEFT_OUT = 0.3  # how often an optional question stays unanswered
_LETTERS = "Contoh Sumedang Siti Budi Ani Warung Jalan Raya 12"

type Raw = dict[str, list[str]]


class Filled(NamedTuple):
    """A whole application: what was typed, the answers read from it, files needed."""

    raw: Raw
    answers: engine.Answers
    evidence: Mapping[str, int]


class NotFilled(Exception):
    """No valid answers were found to a page; `problems` are those of the last try."""


def fill(
    definition: Definition,
    random: Random,
    *,
    today: dt.date,
    given: Mapping[str, list[str]] | None = None,
) -> Filled:
    """Valid answers to every question that is asked; `given` ones as they are.

    Raises:
        NotFilled: a page allows no answer, or hardly any.
    """
    raw: Raw = {}
    answers: engine.Answers = {}
    for page in definition.pages:
        if page not in engine.visible_pages(definition, answers):
            continue
        own = {field.id for field in page.fields}
        for _ in range(TRIES):
            typed = {
                field.id: _typed(definition, field, random, today)
                for field in page.fields
            } | {name: (given or {})[name] for name in own & {*(given or {})}}
            _let_agree(definition, typed, raw)
            read, problems = engine.check_page(
                definition, page, typed, answers=answers, today=today
            )
            if not problems:
                break
        else:
            message = f"{definition.code}, page {page.id}: {problems}"
            raise NotFilled(message)
        raw |= typed
        answers |= read
    needed = {
        one.id: 1
        for one in engine.requirements(definition, answers)
        if one.evidence == "UPLOAD"
    }
    return Filled(raw, answers, needed)


def _let_agree(definition: Definition, typed: Raw, raw: Raw) -> None:
    """A NIK tells the day of birth that is answered beside it or before it."""
    for name in typed:
        birth = definition.fields[name].birth or ""
        born = typed.get(birth) or raw.get(birth)
        if typed[name] and born:
            typed[name] = [born_on(typed[name][0], born[0])]


def born_on(nik: str, born: str) -> str:
    """The NIK of the same person (women: day plus 40), born on another day."""
    digits = nik.replace(" ", "")
    year, month, day = parts_of_day(born)
    day += 40 if int(digits[6:8]) > 40 else 0
    return f"{digits[:6]}{day:02}{month:02}{year % 100:02}{digits[12:]}"


def parts_of_day(day: str) -> tuple[int, int, int]:
    """Year, month and day of a date as examples write it, in either order."""
    first, month, last = (int(part) for part in day.split("-"))
    return (first, month, last) if first > 31 else (last, month, first)


def broken(field: Field, *, today: dt.date) -> Iterator[list[str]]:
    """Answers that must be refused: none at all, and one past each bound."""
    if field.required:
        yield []
    kind = QUESTION_TYPES[field.type]
    if kind.bounds == "DAY":
        yield from ([f"{day:%d-%m-%Y}"] for day in _past_days(field, today))
    elif kind.shown_as in {"NUMBER", "MONEY"}:
        yield from ([_decimal(number)] for number in _past_numbers(field))
    elif kind.has_choices:
        yield ["NO_SUCH_CHOICE"]
    elif kind.has_length and field.max_length:
        yield ["x" * (field.max_length + 1)]
    elif field.type in {"NIK", *registers.LENGTHS}:
        yield ["1"]


def _past_days(field: Field, today: dt.date) -> Iterator[dt.date]:
    for bound, step in ((field.min, -1), (field.max, 1)):
        if bound is not None:
            yield reading.day(str(bound), today) + dt.timedelta(days=step)


def _past_numbers(field: Field) -> Iterator[Decimal]:
    for bound, step in ((field.min, -1), (field.max, 1)):
        if bound is not None:
            yield Decimal(str(bound)) + step


def _typed(
    definition: Definition, field: Field, random: Random, today: dt.date
) -> list[str]:
    """One answer as people type it; an optional one is left out now and then."""
    if not field.required and random.random() < LEFT_OUT:
        return []
    kind = QUESTION_TYPES[field.type]
    if kind.has_choices:
        return _chosen(field, random)
    if kind.has_length:
        return [_text(definition, field, random)]
    return [_TYPED[field.type](field, random, today)]


def _chosen(field: Field, random: Random) -> list[str]:
    values = [choice.value for choice in field.choices]
    if QUESTION_TYPES[field.type].reads_list is None:
        return [random.choice(values)]
    least = int(field.min or 1)
    most = min(len(values), int(field.max or len(values)))
    return random.sample(values, random.randint(least, most))


def _day(field: Field, random: Random, today: dt.date) -> dt.date:
    low = reading.day(str(field.min), today) if field.min is not None else None
    high = reading.day(str(field.max), today) if field.max is not None else None
    if low is None:
        low = (high or today) - dt.timedelta(days=3650)
    if high is None:
        high = low + dt.timedelta(days=365)
    return low + dt.timedelta(days=_bounded(random, 0, (high - low).days))


def _bounded(random: Random, low: int, high: int) -> int:
    """Often one of the bounds, where faults are."""
    return random.choice([low, high, random.randint(low, high)])


def _nik(field: Field, random: Random, today: dt.date) -> str:
    age = max(int(field.min or 0), 20) + random.randrange(30)
    woman = 40 * random.randrange(2)
    day, month = random.randint(1, 28) + woman, random.randint(1, 12)
    year = (today.year - age - 1) % 100
    return f"999901{day:02}{month:02}{year:02}{random.randrange(1, 10**4):04}"


def _date(field: Field, random: Random, today: dt.date) -> str:
    return f"{_day(field, random, today):%d-%m-%Y}"


def _whole(field: Field, random: Random, today: dt.date) -> str:
    low = int(field.min) if field.min is not None else 0
    high = int(field.max) if field.max is not None else low + 1000
    return str(_bounded(random, low, high))


def _measure(field: Field, random: Random, today: dt.date) -> str:
    low, high = Decimal(str(field.min or 0)), Decimal(str(field.max or 1000))
    return _decimal(random.choice([low, high, (low + high) / 2]))


def _register(field: Field, random: Random, today: dt.date) -> str:
    return _digits(random, max(registers.LENGTHS[field.type]))


def _some_digits(field: Field, random: Random, today: dt.date) -> str:
    low = int(field.min or 1)
    return _digits(random, _bounded(random, low, int(field.max or low + 5)))


def _digits(random: Random, count: int) -> str:
    return "9" + "".join(str(random.randrange(10)) for _ in range(count - 1))


def _decimal(number: Decimal) -> str:
    return f"{number:f}".replace(".", ",")


def _text(definition: Definition, field: Field, random: Random) -> str:
    if field.pattern is not None:
        for example in definition.tests:
            if isinstance(answer := example.answers.get(field.id), str):
                return answer
    words = random.sample(_LETTERS.split(), 2)
    return " ".join(words)[: field.max_length]


_TYPED: Mapping[str, Callable[[Field, Random, dt.date], str]] = {
    "NIK": _nik,
    **dict.fromkeys(registers.LENGTHS, _register),
    "DIGITS": _some_digits,
    "NUMBER": _whole,
    "MONEY": _whole,
    "DECIMAL": _measure,
    "DATE": _date,
    "YES_NO": lambda field, random, today: random.choice(["YES", "NO"]),
    "PHONE": lambda field, random, today: f"0812{random.randrange(10**8):08}",
    "EMAIL": lambda field, random, today: "siti@contoh.id",
}
