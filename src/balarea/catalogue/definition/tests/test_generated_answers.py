"""Every service is filled in by chance, without a browser or a database."""

from random import Random

import pytest
from tests import sampling

from balarea.catalogue import definition as engine
from balarea.catalogue import testing
from balarea.catalogue.definition import generated_answers

from . import builders
from .builders import TODAY

ONLINE = sorted(testing.online())
ROUNDS = 4  # fillings of each service; a soak takes many


def test_filled_in_by_chance_each_can_be_filed() -> None:
    for code in ONLINE:
        random = sampling.draw(f"walk {code}")
        for _ in range(ROUNDS * (10 if sampling.is_everything() else 1)):
            assert faults_of_filling(testing.online()[code], random) == [], code


def faults_of_filling(definition: engine.Definition, random: Random) -> list[str]:
    """What is wrong with a definition that is filled in by chance."""
    filled = generated_answers.fill(definition, random, today=builders.TODAY)
    problems = engine.check_all(
        definition, filled.answers, filled.evidence, today=builders.TODAY
    )
    faults = [f"problem: {problem}" for problem in problems]
    fee = engine.fee(definition, filled.answers, as_of=TODAY)
    is_known = fee.amount is not None and fee.amount >= 0
    if not is_known and fee.due != "ELSEWHERE":
        faults.append(f"fee: {fee}")
    if not engine.requirements(definition, filled.answers, as_of=TODAY):
        faults.append("no requirement")
    for sentence in engine.statements(definition, filled.answers, as_of=TODAY):
        if "{" in f"{sentence.id}{sentence.en}":
            faults.append(f"hole: {sentence}")
    return faults


def test_each_refuses_every_answer_past_its_bound() -> None:
    for code in ONLINE:
        assert accepted_past_bounds(testing.online()[code]) == [], code


def accepted_past_bounds(definition: engine.Definition) -> list[object]:
    """Answers past a bound that aren't refused at their own question."""
    accepted: list[object] = []
    filled = generated_answers.fill(
        definition, Random(definition.code), today=builders.TODAY
    )
    for page in engine.visible_pages(definition, filled.answers, as_of=TODAY):
        for field in engine.visible_fields(
            definition, page, filled.answers, as_of=TODAY
        ):
            for name, wrong in generated_answers.broken(field, today=builders.TODAY):
                raw = {**filled.raw, **wrong}
                _, problems = engine.check_page(
                    definition, page, raw, answers=filled.answers, today=builders.TODAY
                )
                if name not in {problem.field for problem in problems}:
                    accepted.append(wrong)
    return accepted


def test_a_page_that_allows_no_answer_is_named() -> None:
    tree = builders.tree()
    tree["pages"][0]["fields"][0]["limits"] = [
        {
            "breaks": {"!=": [{"var": "full_name"}, ""]},
            "text": builders.text(),
            "legal_basis": "L1",
        }
    ]
    definition = builders.make(pages=tree["pages"])
    with pytest.raises(generated_answers.NotFilled, match="page who"):
        generated_answers.fill(definition, Random(1), today=builders.TODAY)
