"""Runs the tests that a definition contains."""

import datetime as dt
from typing import Any

from . import advice_forms, engine, groups, rule_trace
from .checks import Problem
from .format import Definition, Example


def failures(definition: Definition, *, today: dt.date) -> list[str]:
    """Differences from the expectations; empty when every example passes."""
    return [
        f"{definition.code}: {example.name}: {difference}"
        for example in definition.tests
        for difference in _differences(definition, example, today)
    ]


def as_typed(definition: Definition, example: Example) -> dict[str, list[str]]:
    """The answers of an example as a form sends them."""
    raw: dict[str, list[str]] = {}
    for name, answer in example.answers.items():
        if name in definition.fields and groups.is_group(definition.fields[name]):
            raw |= groups.typed(definition.fields[name], list(answer))
        else:
            raw[name] = [answer] if isinstance(answer, str) else list(map(str, answer))
    return raw


def _differences(definition: Definition, example: Example, today: dt.date) -> list[str]:
    answers, problems = _fill(definition, example, today)
    unproven = engine.check_all(definition, answers, example.evidence, today=today)
    # Problems of a page were already listed while filling it.
    problems += [p for p in unproven if not p.page or p.code == "EXIT"]
    pages = engine.visible_pages(definition, answers, as_of=today)
    requirements = engine.requirements(definition, answers, as_of=today)
    actual: dict[str, Any] = {
        "pages": tuple(page.id for page in pages),
        "requirements": tuple(requirement.id for requirement in requirements),
        "fee": engine.fee(definition, answers, as_of=today).amount,
        "problems": tuple(f"{p.field} {p.code}" for p in problems),
        "advice": tuple(
            one.id
            for one in advice_forms.applying_advice(definition, answers, as_of=today)
        ),
    }
    if definition.decides is not None:
        trace = rule_trace.trace(definition, answers, example.evidence, as_of=today)
        actual["unconfirmed"] = tuple(trace.unconfirmed)
    return [
        f"{name} is {value}, expected {expected}"
        for name, value in actual.items()
        if (expected := getattr(example.expect, name)) not in (None, value)
    ]


def _fill(
    definition: Definition, example: Example, today: dt.date
) -> tuple[engine.Answers, list[Problem]]:
    """Fill in page by page, as a person does."""
    raw = as_typed(definition, example)
    answers: engine.Answers = {}
    problems: list[Problem] = []
    for page in definition.pages:
        if page not in engine.visible_pages(definition, answers, as_of=today):
            continue
        read, page_problems = engine.check_page(
            definition, page, raw, answers=answers, today=today
        )
        answers.update(read)
        problems += page_problems
    return answers, problems
