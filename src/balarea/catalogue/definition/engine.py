"""Evaluates a definition for the answers of one applicant.

Every function first drops what is not asked: an answer to a hidden question never
counts, whoever sent it.
"""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from . import logic, questions, reading, registers
from .format import Definition, Field, Page, Requirement
from .logic import Facts, Value
from .question_types import QUESTION_TYPES
from .questions import Answer, Days, Param
from .texts import Text

type Answers = dict[str, Answer]


class Problem(NamedTuple):
    """A question or requirement with a problem; pages have a sentence for each code.

    `page` is empty for a requirement.
    """

    field: str
    code: str
    params: Mapping[str, Param]
    page: str = ""


class Contradiction(NamedTuple):
    """A NIK whose day of birth differs from the answer."""

    nik: str
    birth: str
    day_in_nik: dt.date
    day_answered: dt.date
    page: str
    birth_page: str


class FeeStep(NamedTuple):
    """One line of the calculation. Without a unit the value is rupiah."""

    label: Text
    value: int | Decimal
    unit: Text | None


class Fee(NamedTuple):
    """What is due: rupiah, None while an answer that it needs is missing."""

    amount: int | None
    lines: tuple[FeeStep, ...]
    due: str
    legal_basis: str


def visible_pages(definition: Definition, answers: Mapping[str, Any]) -> list[Page]:
    """The pages to fill in, in order."""
    return _walk(definition, answers).pages


def visible_fields(
    definition: Definition, page: Page, answers: Mapping[str, Any]
) -> list[Field]:
    """The questions of a page that are asked, in order."""
    return _walk(definition, answers).fields.get(page.id, [])


def visible_answers(definition: Definition, answers: Mapping[str, Any]) -> Answers:
    """The answers to questions that are asked; all others are dropped."""
    visible = _walk(definition, answers).facts.answers
    return {name: answers[name] for name in visible}


def facts(definition: Definition, answers: Mapping[str, Any]) -> Facts:
    """What a rule may use that isn't one of the definition's own."""
    return _walk(definition, answers).facts


def check_page(
    definition: Definition,
    page: Page,
    raw: Mapping[str, Sequence[str]],
    *,
    answers: Mapping[str, Any],
    today: dt.date,
    since: dt.date | None = None,
) -> tuple[Answers, list[Problem]]:
    """Read one page as a browser sent it.

    `answers` are those of the other pages; those of this page in it are ignored.
    `since` is the day of the first filing, where this amends it; see `questions.Days`.
    Gives the readable answers of this page and every problem at once.
    """
    own, days = {field.id for field in page.fields}, Days(since or today, today)
    others = {name: value for name, value in answers.items() if name not in own}
    walk = _walk(definition, others, before=page)
    facts = walk.facts
    values = dict(facts.answers)
    read: Answers = {}
    problems: list[Problem] = []
    for field in page.fields:
        if _asks(field, Facts(values, facts.tables), walk.asked) is not True:
            continue
        answer, problem = _read(field, raw.get(field.id, ()), page, days)
        if problem is not None:
            problems.append(problem)
        if answer is not None and (value := _value(field, answer)) is not None:
            read[field.id] = answer
            values[field.id] = value
            problems += _broken(field, Facts(values, facts.tables), page)
    return read, problems


def check_all(
    definition: Definition,
    answers: Mapping[str, Any],
    evidence: Mapping[str, int],
    *,
    today: dt.date,
    since: dt.date | None = None,
) -> list[Problem]:
    """Every problem that prevents filing, all at once.

    `evidence` counts the files by requirement; `since` is as in `check_page`.
    """
    problems, days = [], Days(since or today, today)
    walk = _walk(definition, answers)
    for page in walk.pages:
        for field in walk.fields[page.id]:
            is_answered = field.id in walk.facts.answers
            values = reading.raw(field, answers[field.id] if is_answered else None)
            _, problem = _read(field, values, page, days)
            if problem is not None:
                problems.append(problem)
            elif is_answered:
                problems += _broken(field, walk.facts, page)
    for requirement in requirements(definition, answers):
        if requirement.evidence != "UPLOAD":
            continue
        count = evidence.get(requirement.id, 0)
        if requirement.required and count < 1:
            problems.append(Problem(requirement.id, "EVIDENCE_MISSING", {}))
        if count > requirement.max_files:
            limit = {"max": requirement.max_files}
            problems.append(Problem(requirement.id, "EVIDENCE_TOO_MANY", limit))
    return problems


def contradictions(
    definition: Definition, answers: Mapping[str, Any]
) -> list[Contradiction]:
    """NIKs whose day of birth differs from the answer.

    That is legitimate: a NIK stays when the day in the register is corrected.
    """
    walk = _walk(definition, answers)
    pages = {f.id: page.id for page in walk.pages for f in walk.fields[page.id]}
    results = []
    for name, page in pages.items():
        birth = definition.fields[name].birth or ""
        number, answer = (walk.facts.answers.get(key) for key in (name, birth))
        if not (isinstance(number, str) and isinstance(answer, str)):
            continue
        born, days = dt.date.fromisoformat(answer), registers.births(number)
        if days and born not in days:
            near = min(days, key=lambda day: abs(day - born))
            one = Contradiction(name, birth, near, born, page, pages[birth])
            results.append(one)
    return results


def requirements(
    definition: Definition, answers: Mapping[str, Any]
) -> list[Requirement]:
    """The requirements that apply to these answers."""
    facts = _walk(definition, answers).facts
    return [r for r in definition.requirements if r.rule(facts) is True]


def possible_requirements(
    definition: Definition, answers: Mapping[str, Any]
) -> list[Requirement]:
    """Requirements that may still apply, depending on unanswered questions.

    A rule that depends only on hidden questions can no longer apply.
    """
    walk = _walk(definition, answers)
    settled = {*walk.facts.answers, *walk.closed}
    return [
        requirement
        for requirement in definition.requirements
        if requirement.rule(walk.facts) is None
        and not settled.issuperset(logic.variables(requirement.when))
    ]


def fee(definition: Definition, answers: Mapping[str, Any]) -> Fee:
    """What is due by the definition's tariff, and how it is calculated."""
    rule = definition.fee
    if rule.kind == "FREE":
        return Fee(0, (), rule.due, rule.legal_basis or "")
    facts = _walk(definition, answers).facts
    amount = None if rule.amount is None else rule.rule(facts)
    lines = tuple(
        FeeStep(line.label, value, line.unit)
        for line in rule.lines
        if (value := line.rule(facts)) is not None
    )
    return Fee(amount, lines, rule.due, rule.legal_basis or "")


class _Walk(NamedTuple):
    """The pages and fields that are shown, the answers given there, and the ids of
    questions that are certainly hidden, and of those that are shown."""

    pages: list[Page]
    fields: dict[str, list[Field]]
    facts: Facts
    closed: set[str]
    asked: set[str | None]


def _walk(
    definition: Definition, answers: Mapping[str, Any], *, before: Page | None = None
) -> _Walk:
    """Go through the pages in order; a rule sees only what was asked before it."""
    values: dict[str, Value] = {}
    facts = Facts(values, definition.lookup)
    walk = _Walk([], {}, facts, set(), set())
    for page in definition.pages:
        if before is not None and page.id == before.id:
            break
        shows = page.rule(facts)
        if shows is not True:
            if shows is False:
                walk.closed.update(field.id for field in page.fields)
            continue
        walk.fields[page.id] = shown = []
        for field in page.fields:
            asks = _asks(field, facts, walk.asked)
            if asks is not True:
                if asks is False:
                    walk.closed.add(field.id)
                continue
            shown.append(field)
            walk.asked.add(field.id)
            value = _value(field, answers.get(field.id))
            if value is not None:
                values[field.id] = value
        if shown or not any(field.unless_asked for field in page.fields):
            walk.pages.append(page)
    return walk


def _asks(field: Field, facts: Facts, asked: set[str | None]) -> Any:
    """Whether a question is asked: true, false, or None while that isn't known."""
    if field.unless_asked is not None and field.unless_asked in asked:
        return False
    return field.rule(facts)


def _read(
    field: Field, raw: Sequence[str], page: Page, days: Days
) -> tuple[Answer | None, Problem | None]:
    try:
        answer = reading.read(field, raw, days)
    except questions.Unreadable as unreadable:
        problem = Problem(field.id, unreadable.code, unreadable.params, page.id)
        return None, problem
    if answer is None and field.required:
        return None, Problem(field.id, "REQUIRED", {}, page.id)
    return answer, None


def _broken(field: Field, facts: Facts, page: Page) -> list[Problem]:
    """The first rule that an answer breaks, by its place among those of its field."""
    for place, limit in enumerate(field.limits):
        if limit.rule(facts) is True:
            return [Problem(field.id, "RULE", {"rule": place}, page.id)]
    return []


def _value(field: Field, answer: Any) -> Value | None:
    """An answer as rules calculate with it; None if it isn't of the question's type."""
    if not _is_of(field, answer):
        return None
    kind = QUESTION_TYPES[field.type].value
    if kind == "TEXTS":
        return tuple(answer)
    if kind == "DECIMAL":
        return Decimal(answer)
    value: Value = answer
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
        case _:
            return isinstance(answer, str)


_MEASURE = re.compile(r"-?[0-9]{1,16}(\.[0-9]{1,4})?")
