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


@pytest.mark.parametrize("code", ONLINE)
def test_filled_in_by_chance_it_can_be_filed(code: str) -> None:
    definition = testing.online()[code]
    random = sampling.draw(f"walk {code}")
    for _ in range(ROUNDS * (10 if sampling.is_everything() else 1)):
        filled = generated_answers.fill(definition, random, today=builders.TODAY)
        problems = engine.check_all(
            definition, filled.answers, filled.evidence, today=builders.TODAY
        )
        assert problems == []
        fee = engine.fee(definition, filled.answers, as_of=TODAY)
        is_known = fee.amount is not None and fee.amount >= 0
        assert is_known or fee.due == "ELSEWHERE"
        assert engine.requirements(definition, filled.answers, as_of=TODAY)
        for sentence in engine.statements(definition, filled.answers, as_of=TODAY):
            assert "{" not in sentence.id
            assert "{" not in sentence.en


@pytest.mark.parametrize("code", ONLINE)
def test_refuses_each_answer_past_its_bound(code: str) -> None:
    definition = testing.online()[code]
    filled = generated_answers.fill(definition, Random(code), today=builders.TODAY)
    for page in engine.visible_pages(definition, filled.answers, as_of=TODAY):
        for field in engine.visible_fields(
            definition, page, filled.answers, as_of=TODAY
        ):
            for name, wrong in generated_answers.broken(field, today=builders.TODAY):
                raw = {**filled.raw, **wrong}
                _, problems = engine.check_page(
                    definition, page, raw, answers=filled.answers, today=builders.TODAY
                )
                named = {problem.field for problem in problems}
                assert name in named, wrong


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
