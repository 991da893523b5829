"""Repeated groups: a few questions answered once for each person, tool or product.

The answer is a list of entries, each a map of answers by question. A form has one
field with the number of each entry under the group's id, and one for each question
under `name`: `workers=0`, `workers=1`, `workers-0-full_name=…`. An entry without any
answer is left out, unless the group needs it to reach its `min`.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from . import checks, reading, values
from .checks import Problem
from .format import Definition, Field, Page
from .logic import Facts, Single
from .question_types import QUESTION_TYPES
from .questions import Days
from .questions import Single as Answer

MAX_ENTRIES = 50
# Form fields of a full group. With the rest of a page they stay below the thousand
# that a request may have.
MAX_INPUTS = 600
_NUMBER = re.compile(r"[0-9]{1,3}")
_NAME = re.compile(r"([a-z][a-z0-9_]*)-([0-9]{1,3})-([a-z][a-z0-9_]*)")

type Raw = Mapping[str, Sequence[str]]
type Entry = dict[str, Answer]


class ShownEntry(NamedTuple):
    """One entry: its number in the form, what is asked, and what was answered."""

    number: int
    fields: list[Field]
    values: dict[str, Single]


class Place(NamedTuple):
    """A question of a group, found by its name in the form."""

    group: Field
    number: int
    field: Field


def is_group(field: Field) -> bool:
    return QUESTION_TYPES[field.type].value == "ENTRIES"


def least(field: Field) -> int:
    """How many entries there must be."""
    return int(field.min or 0)


def most(field: Field) -> int:
    """How many entries there may be."""
    return MAX_ENTRIES if field.max is None else int(field.max)


def name(group: str, number: int, question: str) -> str:
    """The name in the form of a question of one entry."""
    return f"{group}-{number}-{question}"


def is_number(text: str) -> bool:
    """Whether this is the number of an entry in a form."""
    return bool(_NUMBER.fullmatch(text))


def place(definition: Definition, named: str) -> Place | None:
    """The question of a group that has this name in the form."""
    match = _NAME.fullmatch(named)
    group = definition.fields.get(match[1]) if match else None
    if match is None or group is None:
        return None
    for field in group.fields:
        if field.id == match[3]:
            return Place(group, int(match[2]), field)
    return None


def field(definition: Definition, named: str) -> Field:
    """The question that has this name in the form, in a group or not."""
    location = place(definition, named)
    return definition.fields[named] if location is None else location.field


def question(definition: Definition, question_id: str) -> Field | None:
    """The question of this id, in a group or not; None if there is none."""
    every = (
        one for field in definition.fields.values() for one in (field, *field.fields)
    )
    return next((one for one in every if one.id == question_id), None)


def label(definition: Definition, named: str, language: str) -> str:
    """What the question is called; in a group after the entry: `Worker 2, Name`."""
    location = place(definition, named)
    if location is None:
        return definition.fields[named].label.of(language)
    entry = location.group.entry or location.group.label
    question = location.field.label.of(language)
    return f"{entry.of(language)} {location.number + 1}, {question}"


def listed(field: Field, raw: Raw) -> list[int]:
    """The numbers of the entries in a form, in order, at most one more than allowed.

    What is no number, or stands there twice, is ignored with all its answers.
    """
    numbers = [int(one) for one in raw.get(field.id, ()) if is_number(one)]
    return list(dict.fromkeys(numbers))[: most(field) + 1]


def entries(field: Field, answer: Any, facts: Facts) -> list[ShownEntry]:
    """The entries of a stored answer, without what is hidden in them.

    Entries without an answer are among them, because forms show them.
    """
    if not isinstance(answer, list):
        return []
    return [
        _shown_entry(field, number, entry if isinstance(entry, dict) else {}, facts)
        for number, entry in enumerate(answer)
    ]


def _shown_entry(
    group: Field, number: int, entry: Mapping[str, Any], facts: Facts
) -> ShownEntry:
    shown = ShownEntry(number, [], {})
    seen = dict(facts.answers)
    inner = facts._replace(answers=seen)
    for field in group.fields:
        if field.rule(inner) is not True:
            continue
        shown.fields.append(field)
        value = values.value_of(field, entry.get(field.id))
        if value is not None:
            shown.values[field.id] = seen[field.id] = value
    return shown


def value(
    field: Field, answer: Any, facts: Facts
) -> tuple[Mapping[str, Single], ...] | None:
    """The entries as rules calculate with them; None if the group isn't answered."""
    if not isinstance(answer, list):
        return None
    return tuple(one.values for one in entries(field, answer, facts) if one.values)


def visible(field: Field, answer: Any, facts: Facts) -> list[Entry]:
    """The answer without hidden questions and without empty entries."""
    return [
        {question: answer[one.number][question] for question in one.values}
        for one in entries(field, answer, facts)
        if one.values
    ]


def is_settled(field: Field, answer: Any, facts: Facts) -> bool:
    """Whether every question that is asked in the entries is answered."""
    return all(
        len(one.fields) == len(one.values)
        for one in entries(field, answer, facts)
        if one.values
    )


def raw(field: Field, answer: Any) -> dict[str, list[str]]:
    """A stored answer as a form sends it."""
    given = answer if isinstance(answer, list) else []
    fields = {field.id: [str(number) for number in range(len(given))]}
    for number, entry in enumerate(given):
        answers = entry if isinstance(entry, dict) else {}
        for question in field.fields:
            named = name(field.id, number, question.id)
            fields[named] = reading.raw(question, answers.get(question.id))
    return fields


def typed(field: Field, given: Sequence[Any]) -> dict[str, list[str]]:
    """Entries of an example, as people type them, as a form sends them."""
    fields = {field.id: [str(number) for number in range(len(given))]}
    for number, entry in enumerate(given):
        for question, text in entry.items():
            several = [text] if isinstance(text, str) else list(text)
            fields[name(field.id, number, question)] = several
    return fields


class _Checked(NamedTuple):
    """One entry of a form: its readable answers, and what is wrong."""

    answers: Entry
    problems: list[Problem]

    @property
    def is_empty(self) -> bool:
        return not self.answers and all(p.code == "REQUIRED" for p in self.problems)


def check(
    field: Field, raw: Raw, facts: Facts, page: Page, days: Days
) -> tuple[list[Entry], list[Problem]]:
    """Every readable answer of a form, empty entries included, and every problem.

    An empty entry is a problem only where the group has too few others.
    """
    numbers = listed(field, raw)
    checked = [_entry(field, number, raw, facts, page, days) for number in numbers]
    needed = least(field) - sum(not one.is_empty for one in checked)
    problems, count = [], 0
    for one in checked:
        if one.is_empty:
            needed -= 1
            if needed < 0 or not one.problems:
                continue
        count += 1
        problems += one.problems
    if count < least(field):
        problems.append(
            Problem(field.id, "TOO_FEW_ENTRIES", {"min": least(field)}, page.id)
        )
    if count > most(field):
        problems.append(
            Problem(field.id, "TOO_MANY_ENTRIES", {"max": most(field)}, page.id)
        )
    return [one.answers for one in checked], problems


def _entry(
    group: Field, number: int, raw: Raw, facts: Facts, page: Page, days: Days
) -> _Checked:
    checked, seen = _Checked({}, []), dict(facts.answers)
    inner = facts._replace(answers=seen)
    for field in group.fields:
        if field.rule(inner) is not True:
            continue
        named = name(group.id, number, field.id)
        answer, problem = checks.read(field, raw.get(named, ()), page, days, named)
        if problem is not None:
            checked.problems.append(problem)
        if answer is None:
            continue
        value = values.value_of(field, answer)
        if value is not None:
            checked.answers[field.id] = answer
            seen[field.id] = value
            checked.problems.extend(checks.broken(field, inner, page, named))
    return checked


def form_entries(
    field: Field, answer: Any, facts: Facts, count: int
) -> list[ShownEntry]:
    """The first `count` entries of a form, of which some may be without an answer."""
    given = answer if isinstance(answer, list) else []
    return entries(field, [*given, *[{}] * count][:count], facts)
