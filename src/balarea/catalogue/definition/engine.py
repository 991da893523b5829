"""Evaluates a definition for the answers of one applicant.

Every function first drops what is not asked: an answer to a hidden question never
counts, whoever sent it.

`as_of` is the day that `{today: []}` means in a rule: the day of the first filing, and
before it the day on which a page is shown or sent. A filed application is evaluated as
of its filing for ever, so that its fee and its requirements don't change with time.
"""

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from . import form_compiler, logic, questions, reading, registers
from .format import Definition, Field, Page, Requirement
from .logic import Facts, Value
from .question_types import QUESTION_TYPES
from .questions import Answer, Days, Param
from .texts import Text

type Answers = dict[str, Answer]


class Problem(NamedTuple):
    """A question or requirement with a problem; pages have a sentence for each code.

    `page` is empty for a requirement. `EXIT` is of an exit page, named twice.
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


def visible_pages(
    definition: Definition, answers: Mapping[str, Any], *, as_of: dt.date
) -> list[Page]:
    """The pages to fill in, in order."""
    return _walk(definition, answers, as_of).pages


def exit_page(
    definition: Definition, answers: Mapping[str, Any], *, as_of: dt.date
) -> Page | None:
    """The page on which the form ends without filing, if the answers lead to one."""
    return _walk(definition, answers, as_of).exit


def visible_fields(
    definition: Definition, page: Page, answers: Mapping[str, Any], *, as_of: dt.date
) -> list[Field]:
    """The questions of a page that are asked, in order."""
    return _walk(definition, answers, as_of).fields.get(page.id, [])


def visible_answers(
    definition: Definition, answers: Mapping[str, Any], *, as_of: dt.date
) -> Answers:
    """The answers to questions that are asked; all others are dropped."""
    visible = _walk(definition, answers, as_of).facts.answers
    return {name: answers[name] for name in visible}


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
    facts = _walk(definition, others, days.since, before=page).facts
    values = dict(facts.answers)
    facts = facts._replace(answers=values)
    read: Answers = {}
    problems: list[Problem] = []
    for field in page.fields:
        if field.rule(facts) is not True:
            continue
        answer, problem = _read(field, raw.get(field.id, ()), page, days)
        if problem is not None:
            problems.append(problem)
        if answer is not None and (value := _value(field, answer)) is not None:
            read[field.id] = answer
            values[field.id] = value
            problems += _broken(field, facts, page)
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

    On an exit page nothing is filed, so that no file is missing either.
    `evidence` counts the files by requirement; `since` is as in `check_page`.
    """
    problems, days = [], Days(since or today, today)
    walk = _walk(definition, answers, days.since)
    for page in walk.pages:
        for field in walk.fields[page.id]:
            is_answered = field.id in walk.facts.answers
            values = reading.raw(field, answers[field.id] if is_answered else None)
            _, problem = _read(field, values, page, days)
            if problem is not None:
                problems.append(problem)
            elif is_answered:
                problems += _broken(field, walk.facts, page)
    if walk.exit is not None:
        problems.append(Problem(walk.exit.id, "EXIT", {}, walk.exit.id))
    for requirement in _applying(definition, walk):
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
    definition: Definition, answers: Mapping[str, Any], *, as_of: dt.date
) -> list[Contradiction]:
    """NIKs whose day of birth differs from the answer.

    That is legitimate: a NIK stays when the day in the register is corrected.
    """
    walk = _walk(definition, answers, as_of)
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
    definition: Definition, answers: Mapping[str, Any], *, as_of: dt.date
) -> list[Requirement]:
    """The requirements that apply to these answers."""
    return _applying(definition, _walk(definition, answers, as_of))


def _applying(definition: Definition, walk: "_Walk") -> list[Requirement]:
    if walk.exit is not None:
        return []
    return [r for r in definition.requirements if r.rule(walk.facts) is True]


def possible_requirements(
    definition: Definition, answers: Mapping[str, Any], *, as_of: dt.date
) -> list[Requirement]:
    """Requirements that may still apply, depending on unanswered questions.

    A rule that depends only on hidden questions can no longer apply.
    """
    walk = _walk(definition, answers, as_of)
    if walk.exit is not None:
        return []
    settled = {*walk.facts.answers, *_hidden(definition, walk.facts)}
    return [
        requirement
        for requirement in definition.requirements
        if requirement.rule(walk.facts) is None
        and not settled.issuperset(logic.variables(requirement.when))
    ]


def fee(definition: Definition, answers: Mapping[str, Any], *, as_of: dt.date) -> Fee:
    """What is due by the definition's tariff, and how it is calculated."""
    rule = definition.fee
    if rule.kind == "FREE":
        return Fee(0, (), rule.due, rule.legal_basis or "")
    facts = _walk(definition, answers, as_of).facts
    amount = None if rule.amount is None else rule.rule(facts)
    lines = tuple(
        FeeStep(line.label, value, line.unit)
        for line in rule.lines
        if (value := line.rule(facts)) is not None
    )
    return Fee(amount, lines, rule.due, rule.legal_basis or "")


class _Walk(NamedTuple):
    """The pages and fields that are shown, and the answers given there; `exit` is the
    last page where nothing is filed."""

    pages: list[Page]
    fields: dict[str, list[Field]]
    facts: Facts

    @property
    def exit(self) -> Page | None:
        return self.pages[-1] if self.pages and self.pages[-1].exit else None


def _walk(
    definition: Definition,
    answers: Mapping[str, Any],
    as_of: dt.date,
    *,
    before: Page | None = None,
) -> _Walk:
    """Go through the pages in order; a rule sees only what was asked before it."""
    values: dict[str, Value] = {}
    facts = Facts(
        values, definition.lookup, as_of.isoformat(), definition.holiday_ordinals
    )
    walk = _Walk([], {}, facts)
    ids = [page.id for page in definition.pages] if before is not None else []
    stop = ids.index(before.id) if before is not None else -1
    _walker(definition)(answers, facts, stop, values, walk.pages, walk.fields)
    return walk


def _walker(definition: Definition) -> form_compiler.Walker:
    """The compiled form; stored with the definition, as its cached properties are."""
    derived = vars(definition)
    if "walker" not in derived:
        derived["walker"] = form_compiler.walker(definition, _STORED_AS, _read_other)
    walker: form_compiler.Walker = derived["walker"]
    return walker


def _read_other(field: Field, answer: Any, values: dict[str, Value]) -> Value | None:
    """The value of an answer that rules don't take as it is stored."""
    value = _value(field, answer)
    if value is not None:
        values[field.id] = value
    return value


def _hidden(definition: Definition, facts: Facts) -> Iterator[str]:
    """The questions that are certainly hidden, whatever is answered later."""
    for page in definition.pages:
        is_hidden = page.rule(facts) is False
        for field in page.fields:
            if is_hidden or field.rule(facts) is False:
                yield field.id


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


# Types whose answers rules take as they are stored, so that most answers are examined
# by one comparison; all others go through `_value`.
_PLAIN: Mapping[str, type] = {"INTEGER": int, "BOOLEAN": bool, "TEXT": str, "DATE": str}
_STORED_AS = {
    name: _PLAIN.get(kind.value, Decimal) for name, kind in QUESTION_TYPES.items()
}
_MEASURE = re.compile(r"-?[0-9]{1,16}(\.[0-9]{1,4})?")
