"""Fills in a definition with random answers by its schema: valid, or past a bound.

For tests and soaks: every service is proven by answers that nobody wrote by hand. A
text with a pattern takes its answer from the definition's examples.
"""

import datetime as dt
from collections.abc import Callable, Collection, Iterator, Mapping
from decimal import Decimal
from random import Random
from typing import NamedTuple

from . import bounds, engine, examples, groups, reading, registers
from .format import Definition, Field, Page
from .logic import Facts
from .question_types import QUESTION_TYPES
from .questions import Days

TRIES = 200  # of a page, until the limits of law are kept
LONG_AGO = (3650, 25_000)  # days before a date without `min`: a child, an old person
FULL = 0.05  # how often a group has as many entries as it may
LEFT_OUT = 0.3  # how often an optional question stays unanswered
_LETTERS = "Contoh Kabupaten Siti Budi Ani Warung Jalan Raya 12"

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
    """Valid answers to every question that is asked, none of which ends the form;
    `given` ones as they are.

    Raises:
        NotFilled: a page allows no answer, or hardly any.
    """
    return _fill(definition, random, today, ends=(None,), given=given or {})


def fill_to_exit(
    definition: Definition, page: Page, random: Random, *, today: dt.date
) -> Filled:
    """Valid answers that end the form on this exit page.

    Raises:
        NotFilled: no answers that were tried lead there.
    """
    for _ in range(TRIES):
        filled = _fill(definition, random, today, ends=(None, page), given={})
        if engine.exit_page(definition, filled.answers, as_of=today) is page:
            return filled
    message = f"{definition.code}: no answers lead to the page {page.id}"
    raise NotFilled(message)


def _fill(
    definition: Definition,
    random: Random,
    today: dt.date,
    ends: Collection[Page | None],
    given: Mapping[str, list[str]],
) -> Filled:
    """Valid answers page by page that lead to no other exit than one of `ends`."""
    raw: Raw = {}
    answers: engine.Answers = {}
    for page in definition.pages:
        if page not in engine.visible_pages(definition, answers, as_of=today):
            continue
        own = {field.id for field in page.fields}
        for _ in range(TRIES):
            typed: Raw = {}
            facts = engine.facts(definition, answers, as_of=today)
            for field in page.fields:
                bounded = bounds.in_force(field, facts, unknown_too=True)
                typed |= _answered(definition, page, bounded, random, today)
            typed |= {name: given[name] for name in own & {*given}}
            _reconcile(definition, typed, raw)
            read, problems = engine.check_page(
                definition, page, typed, answers=answers, today=today
            )
            end = engine.exit_page(definition, {**answers, **read}, as_of=today)
            if not problems and end in ends:
                break
        else:
            message = f"{definition.code}, page {page.id}: {problems}"
            raise NotFilled(message)
        raw |= typed
        answers |= read
    needed = {
        one.id: 1
        for one in engine.requirements(definition, answers, as_of=today)
        if one.evidence == "UPLOAD"
    }
    return Filled(raw, answers, needed)


def _reconcile(definition: Definition, typed: Raw, raw: Raw) -> None:
    """Make a NIK contain the day of birth that is answered beside it or before it, and
    a village lie in the district."""
    for name in typed:
        field = groups.field(definition, name)
        district = typed.get(field.within or "") or raw.get(field.within or "")
        if typed[name] and district:
            here = list(field.villages[district[0]])
            typed[name] = [here[int(typed[name][0]) % len(here)]]
        day = birth(definition, name)
        born = typed.get(day) or raw.get(day)
        if typed[name] and born:
            typed[name] = [born_on(typed[name][0], born[0])]


def birth(definition: Definition, name: str) -> str:
    """The name in the form of the day of birth that a NIK contains; else empty."""
    if (place := groups.place(definition, name)) is None:
        return definition.fields[name].birth or ""
    if place.field.birth is None:
        return ""
    return groups.name(place.group.id, place.number, place.field.birth)


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


def broken(field: Field, *, today: dt.date) -> Iterator[tuple[str, Raw]]:
    """Forms that must be refused: with no answer at all, and one past each bound.

    Each with the name in the form at which the problem is. What stands in the form
    besides is left as it is.
    """
    if not groups.is_group(field):
        yield from ((field.id, {field.id: wrong}) for wrong in _wrong(field, today))
        return
    counts = [groups.least(field) - 1, groups.most(field) + 1]
    yield from (
        (field.id, groups.typed(field, [{field.fields[0].id: "1"}] * count))
        for count in counts
        if count >= 0
    )
    for one in field.fields:
        # Something else stands in the entry, else it would be none.
        rest = [other.id for other in field.fields if other.id != one.id][:1]
        if one.show_if is None and rest:
            for wrong in _wrong(one, today):
                entry = {rest[0]: "1", one.id: wrong}
                yield groups.name(field.id, 0, one.id), groups.typed(field, [entry])


def _wrong(field: Field, today: dt.date) -> Iterator[list[str]]:
    if field.required:
        yield []
    kind = QUESTION_TYPES[field.type]
    if kind.bounds == "DAY":
        yield from ([f"{day:%d-%m-%Y}"] for day in _past_days(field, today))
    elif kind.shown_as in {"NUMBER", "MONEY"}:
        yield from ([_decimal(number)] for number in _past_numbers(field))
    elif kind.has_choices or field.villages:
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


def _answered(
    definition: Definition, page: Page, field: Field, random: Random, today: dt.date
) -> Raw:
    """A question or a group of them as a form sends it."""
    if not groups.is_group(field):
        return {field.id: _typed(definition, field, random, today)}
    low, high = groups.least(field), groups.most(field)
    few = min(high, low + random.randrange(6))
    count = high if random.random() < FULL else few
    entries = [_entry(definition, page, field, random, today) for _ in range(count)]
    return groups.typed(field, entries)


def _entry(
    definition: Definition, page: Page, group: Field, random: Random, today: dt.date
) -> Raw:
    """One entry that breaks no limit of law by itself, if one is soon found."""
    facts = Facts({}, definition.lookup, today.isoformat(), definition.holiday_ordinals)
    days = Days(today, today)
    for _ in range(TRIES):
        typed = {one.id: _typed(definition, one, random, today) for one in group.fields}
        form = groups.typed(group, [typed])
        _, problems = groups.check(group, form, facts, page, days)
        if all(problem.code != "RULE" for problem in problems):
            break
    return typed


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
        low = (high or today) - dt.timedelta(days=random.choice(LONG_AGO))
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
            for name, typed in examples.as_typed(definition, example).items():
                if name == field.id or name.endswith(f"-{field.id}"):
                    return typed[0]
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
    "VILLAGE": lambda field, random, today: random.choice(
        [code for villages in field.villages.values() for code in villages]
    ),
    "PHONE": lambda field, random, today: f"0812{random.randrange(10**8):08}",
    "EMAIL": lambda field, random, today: "siti@contoh.id",
}
