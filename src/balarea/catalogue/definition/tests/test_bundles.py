"""Each bundle compiles, and its answers are right for each service that applies."""

import datetime as dt
import itertools
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from balarea.catalogue.definition import (
    bundles,
    engine,
    generated_answers,
    validation,
)
from balarea.catalogue.definition.bundles import Bundle
from balarea.catalogue.testing import shipped, shipped_bundles

FOLDER = Path(__file__).parents[5] / "services"
TODAY = dt.date(2026, 11, 30)
CODES = {
    "BIRTH",
    "DEATH",
    "DISASTER",
    "FIRST_JOB",
    "FOOD_BUSINESS",
    "HOUSE",
    "LOST_DOCUMENTS",
    "MARRIAGE",
    "MOVING_IN",
    "MOVING_OUT",
    "RETIREMENT",
    "SCHOOL",
}


def every_choice(bundle: Bundle) -> Iterator[dict[str, list[str]]]:
    """Every combination of answers to the bundle's own questions.

    Of a question with several answers: none, each alone, and all of them.
    """
    options: dict[str, list[list[str]]] = {}
    for field in bundle.form.pages[0].fields:
        values = [choice.value for choice in field.choices] or ["YES", "NO"]
        options[field.id] = [[value] for value in values]
        if field.type == "CHOICES":
            options[field.id] += [values] if field.required else [values, []]
    for combination in itertools.product(*options.values()):
        yield dict(zip(options, combination, strict=True))


def test_the_twelve_bundles_are_there_and_compile() -> None:
    assert {*shipped_bundles()} == CODES
    for bundle in shipped_bundles().values():
        assert list(validation.form_defects(bundle.form)) == []
        assert 2 <= len(bundle.form.pages[0].fields) <= 5


@pytest.mark.parametrize("code", sorted(CODES))
def test_split_answers_are_valid_for_each_service_that_applies(code: str) -> None:
    bundle, random = shipped_bundles()[code], Random(code)
    applied: set[str] = set()
    for given in every_choice(bundle):
        filled = generated_answers.fill(bundle.form, random, today=TODAY, given=given)
        assert not engine.check_all(
            bundle.form, filled.answers, filled.evidence, today=TODAY
        )
        for member in bundles.applying(bundle, filled.answers, as_of=TODAY):
            definition = shipped()[member.code]
            own = bundles.own_answers(
                bundle, member, definition, filled.answers, as_of=TODAY
            )
            if engine.exit_page(definition, own, as_of=TODAY) is not None:
                continue  # it isn't filed, and the form says why
            files = {
                requirement: filled.evidence.get(shared, 0)
                for requirement, shared in member.requirements.items()
            }
            problems = engine.check_all(definition, own, files, today=TODAY)
            assert problems == [], (member.code, given)
            applied.add(member.code)
    assert applied == {member.code for member in bundle.members}


@pytest.mark.parametrize("code", sorted(CODES))
def test_nobody_is_asked_twice_for_the_same_entry_of_a_part(code: str) -> None:
    bundle = shipped_bundles()[code]
    for given in every_choice(bundle):
        filled = generated_answers.fill(
            bundle.form, Random(code), today=TODAY, given=given
        )
        parts = [
            field.part
            for page in engine.visible_pages(bundle.form, filled.answers, as_of=TODAY)
            for field in engine.visible_fields(
                bundle.form, page, filled.answers, as_of=TODAY
            )
            if field.part is not None
        ]
        assert len(parts) == len(set(parts)), given
        papers = [
            one.part
            for one in engine.requirements(bundle.form, filled.answers, as_of=TODAY)
            if one.part is not None
        ]
        assert len(papers) == len(set(papers)), given
