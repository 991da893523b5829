"""Which advice applies to answers, what its adviser sees of them, and their answers."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from . import checks, engine
from .advice import Advice, AdviceQuestion
from .checks import Problem
from .format import Choice, Definition, Field, Page
from .questions import Days
from .texts import Text


class SeenPage(NamedTuple):
    """A page of the form with those of its questions that an adviser sees."""

    page: Page
    fields: tuple[Field, ...]


def applying_advice(
    definition: Definition, answers: Mapping[str, Any], *, as_of: dt.date
) -> list[Advice]:
    """The advice to ask for with these answers; an unknown `when` asks for none."""
    if not definition.advice:
        return []
    facts = engine.facts(definition, answers, as_of=as_of)
    return [one for one in definition.advice if one.rule(facts) is True]


def advice_of(definition: Definition, advice_id: str) -> Advice:
    """The advice of this id.

    Raises:
        LookupError: the definition has none.
    """
    for one in definition.advice:
        if one.id == advice_id:
            return one
    raise LookupError(advice_id)


def seen_pages(
    definition: Definition,
    advice: Advice,
    answers: Mapping[str, Any],
    *,
    as_of: dt.date,
) -> list[SeenPage]:
    """What an adviser sees of the answers: only questions that were asked."""
    seen = []
    for page in engine.visible_pages(definition, answers, as_of=as_of):
        fields = tuple(
            field
            for field in engine.visible_fields(definition, page, answers, as_of=as_of)
            if page.id in advice.sees.pages or field.id in advice.sees.fields
        )
        if fields:
            seen.append(SeenPage(page, fields))
    return seen


def question_field(question: AdviceQuestion) -> Field:
    """The question as one of a form, so that it is drawn and read like these."""
    return Field(
        id=question.id,
        type=question.type,
        label=question.label,
        hint=question.hint,
        required=question.required,
        choices=tuple(Choice(value=c.value, label=c.label) for c in question.choices),
        min=question.min,
        max=question.max,
    )


def read_advice(
    advice: Advice, raw: Mapping[str, Sequence[str]], *, today: dt.date
) -> tuple[engine.Answers, list[Problem]]:
    """The adviser's answers as a form sent them, and every problem with them."""
    page, days = Page(id=advice.id, title=Text(id="-")), Days(today, today)
    answers: engine.Answers = {}
    problems: list[Problem] = []
    for field in map(question_field, advice.questions):
        raw_values = raw.get(field.id, ())
        answer, problem = checks.read(field, raw_values, page, days, field.id)
        if problem is not None:
            problems.append(problem)
        elif answer is not None:
            answers[field.id] = answer
    return answers, problems
