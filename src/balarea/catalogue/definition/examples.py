"""Runs the tests that a definition contains."""

import datetime as dt
from typing import Any

from . import engine, rule_trace
from .format import Definition, Example


def failures(definition: Definition, *, today: dt.date) -> list[str]:
    """Differences from the expectations; empty when every example passes."""
    return [
        f"{definition.code}: {example.name}: {difference}"
        for example in definition.tests
        for difference in _differences(definition, example, today)
    ]


def _differences(definition: Definition, example: Example, today: dt.date) -> list[str]:
    answers, problems = _fill(definition, example, today)
    unproven = engine.check_all(definition, answers, example.evidence, today=today)
    # Problems of a page were already listed while filling it.
    problems += [p for p in unproven if not p.page]
    pages = engine.visible_pages(definition, answers)
    requirements = engine.requirements(definition, answers)
    actual: dict[str, Any] = {
        "pages": tuple(page.id for page in pages),
        "requirements": tuple(requirement.id for requirement in requirements),
        "fee": engine.fee(definition, answers).amount,
        "problems": tuple(f"{p.field} {p.code}" for p in problems),
    }
    if definition.decides is not None:
        trace = rule_trace.trace(definition, answers, example.evidence)
        actual["unconfirmed"] = tuple(trace.unconfirmed)
    return [
        f"{name} is {value}, expected {expected}"
        for name, value in actual.items()
        if (expected := getattr(example.expect, name)) not in (None, value)
    ]


def _fill(
    definition: Definition, example: Example, today: dt.date
) -> tuple[engine.Answers, list[engine.Problem]]:
    """Fill in page by page, as a person does."""
    raw = {
        name: [value] if isinstance(value, str) else list(value)
        for name, value in example.answers.items()
    }
    answers: engine.Answers = {}
    problems: list[engine.Problem] = []
    for page in definition.pages:
        if page not in engine.visible_pages(definition, answers):
            continue
        read, page_problems = engine.check_page(
            definition, page, raw, answers=answers, today=today
        )
        answers.update(read)
        problems += page_problems
    return answers, problems
