"""Evaluates a definition for the answers of one applicant.

Every function first drops what is not asked: an answer to a hidden question never
counts, whoever sent it.

`as_of` is the day that `{today: []}` means in a rule: the day of the first filing, and
before it the day on which a page is shown or sent. A filed application is evaluated as
of its filing for ever, so that its fee and its requirements don't change with time.
"""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from . import checks, form_compiler, groups, logic, places, reading, registers, values
from .checks import Problem
from .format import Definition, Field, Page, Requirement
from .logic import Facts, Value
from .question_types import QUESTION_TYPES
from .questions import Answer, Days
from .texts import Text

type Answers = dict[str, Answer]


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


def form_entries(
    definition: Definition,
    group: Field,
    answers: Mapping[str, Any],
    count: int,
    *,
    as_of: dt.date,
) -> list[groups.ShownEntry]:
    """What the first `count` entries of a group ask, as far as they are answered."""
    facts = _walk(definition, answers, as_of).facts
    return groups.form_entries(group, answers.get(group.id), facts, count)


def visible_answers(
    definition: Definition, answers: Mapping[str, Any], *, as_of: dt.date
) -> Answers:
    """The answers to questions that are asked; all others are dropped."""
    facts, fields = _walk(definition, answers, as_of).facts, definition.fields
    return {
        name: groups.visible(fields[name], answers[name], facts)
        if groups.is_group(fields[name])
        else answers[name]
        for name in facts.answers
    }


def facts(
    definition: Definition, answers: Mapping[str, Any], *, as_of: dt.date
) -> Facts:
    """The inputs of a rule over all answers to questions that are asked."""
    return _walk(definition, answers, as_of).facts


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
    walk = _walk(definition, others, days.since, before=page)
    shown_ids = walk.shown_ids
    seen = dict(walk.facts.answers)
    now = walk.facts._replace(answers=seen)
    read: Answers = {}
    problems: list[Problem] = []
    for field in page.fields:
        if _asks(field, now, shown_ids) is not True:
            continue
        answer, field_problems = _read(field, raw, now, page, days)
        problems += field_problems
        value = _value(field, answer, now)
        if answer is not None and value is not None:
            read[field.id] = answer
            seen[field.id] = value
            problems += _misplaced(definition, field, now, page)
            problems += checks.broken(field, now, page, field.id)
    return read, problems


def _read(
    field: Field, raw: Mapping[str, Sequence[str]], facts: Facts, page: Page, days: Days
) -> tuple[Answer | None, list[Problem]]:
    """The answer in a form, of a group too, and every problem with it."""
    if groups.is_group(field):
        entries, problems = groups.check(field, raw, facts, page, days)
        return list(entries), problems
    answer, problem = checks.read(field, raw.get(field.id, ()), page, days, field.id)
    return answer, [] if problem is None else [problem]


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
            raw = _raw(field, answers[field.id] if is_answered else None)
            _, field_problems = _read(field, raw, walk.facts, page, days)
            problems += field_problems
            if is_answered and not field_problems:
                problems += _misplaced(definition, field, walk.facts, page)
                problems += checks.broken(field, walk.facts, page, field.id)
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


def _misplaced(
    definition: Definition, field: Field, facts: Facts, page: Page
) -> list[Problem]:
    """A village outside the district that was answered before it."""
    elsewhere = places.elsewhere(definition, field, facts.answers)
    if elsewhere is None:
        return []
    return [Problem(field.id, "VILLAGE_ELSEWHERE", elsewhere._asdict(), page.id)]


def _raw(field: Field, answer: Any) -> Mapping[str, Sequence[str]]:
    if groups.is_group(field):
        return groups.raw(field, answer)
    return {field.id: reading.raw(field, answer)}


def contradictions(
    definition: Definition, answers: Mapping[str, Any], *, as_of: dt.date
) -> list[Contradiction]:
    """NIKs whose day of birth differs from the answer.

    That is legitimate: a NIK stays when the day in the register is corrected.
    """
    walk = _walk(definition, answers, as_of)
    shown = [(f, page.id) for page in walk.pages for f in walk.fields[page.id]]
    pages = {field.id: page for field, page in shown}
    results: list[Contradiction] = []
    for field, page in shown:
        if groups.is_group(field):
            results += _within(field, answers.get(field.id), walk.facts, page)
            continue
        birth = field.birth or ""
        if days := _differing(field, walk.facts.answers):
            results.append(Contradiction(field.id, birth, *days, page, pages[birth]))
    return results


def _within(
    group: Field, answer: Any, facts: Facts, page: str
) -> Iterator[Contradiction]:
    """Those of the entries of a group, by their names in the form."""
    for one in groups.entries(group, answer, facts):
        for field in one.fields:
            if days := _differing(field, one.values):
                nik, birth = (
                    groups.name(group.id, one.number, key)
                    for key in (field.id, field.birth or "")
                )
                yield Contradiction(nik, birth, *days, page, page)


def _differing(
    field: Field, answers: Mapping[str, Value]
) -> tuple[dt.date, dt.date] | None:
    """The day in a NIK and the day that was answered, if they differ."""
    number, answer = answers.get(field.id), answers.get(field.birth or "")
    if field.birth is None or not (isinstance(number, str) and isinstance(answer, str)):
        return None
    born, days = dt.date.fromisoformat(answer), registers.births(number)
    if not days or born in days:
        return None
    return min(days, key=lambda day: abs(day - born)), born


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
    settled = {*_hidden(definition, walk)}
    for name in walk.facts.answers:
        field = definition.fields[name]
        if not groups.is_group(field) or groups.is_settled(
            field, answers[name], walk.facts
        ):
            settled.add(name)
    return [
        requirement
        for requirement in definition.requirements
        if requirement.rule(walk.facts) is None
        and not settled.issuperset(
            # Questions inside a group are settled with their group.
            definition.fields.keys() & set(logic.variables(requirement.when))
        )
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
    def shown_ids(self) -> set[str]:
        """The ids of all questions that are shown."""
        return {field.id for shown in self.fields.values() for field in shown}

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
    seen: dict[str, Value] = {}
    facts = Facts(
        seen, definition.lookup, as_of.isoformat(), definition.holiday_ordinals
    )
    walk = _Walk([], {}, facts)
    ids = [page.id for page in definition.pages] if before is not None else []
    stop = ids.index(before.id) if before is not None else -1
    _walker(definition)(answers, facts, stop, seen, walk.pages, walk.fields)
    return walk


def _walker(definition: Definition) -> form_compiler.Walker:
    """The compiled form; stored with the definition, as its cached properties are."""
    derived = vars(definition)
    if "walker" not in derived:
        derived["walker"] = form_compiler.walker(definition, _STORED_AS, _read_other)
    walker: form_compiler.Walker = derived["walker"]
    return walker


def _read_other(
    field: Field, answer: Any, facts: Facts, seen: dict[str, Value]
) -> Value | None:
    """The value of an answer that rules don't take as it is stored."""
    value = _value(field, answer, facts)
    if value is not None:
        seen[field.id] = value
    return value


def _hidden(definition: Definition, walk: _Walk) -> Iterator[str]:
    """The questions that are certainly hidden, whatever is answered later."""
    shown_ids = walk.shown_ids
    for page in definition.pages:
        is_hidden = page.rule(walk.facts) is False
        for field in page.fields:
            if is_hidden or _asks(field, walk.facts, shown_ids) is False:
                yield field.id


def _asks(field: Field, facts: Facts, shown_ids: Collection[str]) -> Any:
    """Whether a question is asked: true, false, or None while that isn't known."""
    if field.unless_asked is not None and field.unless_asked in shown_ids:
        return False
    return field.rule(facts)


def _value(field: Field, answer: Any, facts: Facts) -> Value | None:
    """An answer as rules calculate with it; None if it isn't of the question's type."""
    if groups.is_group(field):
        return groups.value(field, answer, facts)
    return values.value_of(field, answer)


# Types whose answers rules take as they are stored, so that most answers are examined
# by one comparison; all others go through `_value`.
_PLAIN: Mapping[str, type] = {"INTEGER": int, "BOOLEAN": bool, "TEXT": str, "DATE": str}
_STORED_AS = {
    name: _PLAIN.get(kind.value, Decimal) for name, kind in QUESTION_TYPES.items()
}
