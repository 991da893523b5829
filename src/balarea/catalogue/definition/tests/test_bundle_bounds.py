"""In a bundle the bounds count of the services that ask a question by its answers."""

from random import Random
from typing import Any

import msgspec
import pytest

from balarea.catalogue.definition import (
    bounds,
    bundle_merging,
    bundles,
    engine,
    generated_answers,
)
from balarea.catalogue.definition.bundles import Bundle, BundleSource
from balarea.catalogue.definition.format import Definition, Field
from balarea.catalogue.definition.tests import builders
from balarea.catalogue.definition.tests.test_bundles import (
    CODES,
    TODAY,
    every_choice,
)
from balarea.catalogue.testing import shipped, shipped_bundles

NAMES = bounds.NAMES


def asked_by_services(
    bundle: Bundle, shared: Field, answers: dict[str, Any]
) -> list[Field]:
    """A question of the form as each service has it that asks it by these answers."""
    findings = []
    for member in bundles.applying(bundle, answers, as_of=TODAY):
        definition = shipped()[member.code]
        own = bundles.own_answers(bundle, member, definition, answers, as_of=TODAY)
        findings += [
            field
            for page in engine.visible_pages(definition, own, as_of=TODAY)
            for field in engine.visible_fields(definition, page, own, as_of=TODAY)
            if member.fields[field.id][0] == shared.id
        ]
    return findings


@pytest.mark.parametrize("code", sorted(CODES))
def test_each_bound_is_the_strictest_of_the_services_that_ask(code: str) -> None:
    bundle, random = shipped_bundles()[code], Random(code)
    own_first_page = {field.id for field in bundle.form.pages[0].fields}
    for given in every_choice(bundle):
        filled = generated_answers.fill(bundle.form, random, today=TODAY, given=given)
        for page in engine.visible_pages(bundle.form, filled.answers, as_of=TODAY):
            for field in engine.visible_fields(
                bundle.form, page, filled.answers, as_of=TODAY
            ):
                own = asked_by_services(bundle, field, filled.answers)
                if field.id in own_first_page or not own or field.fields:
                    continue  # behind an exit page of its service nothing is asked
                counting = {name: getattr(field, name) for name in NAMES}
                assert counting == bounds.strictest(own), (field.id, given)


def test_a_bound_of_one_service_does_not_reach_another() -> None:
    """Some question is bounded in one choice and free, or laxer, in another."""
    differing = set()
    for code, bundle in shipped_bundles().items():
        seen: dict[str, set[tuple[object, ...]]] = {}
        for given in every_choice(bundle):
            filled = generated_answers.fill(
                bundle.form, Random(code), today=TODAY, given=given
            )
            for page in engine.visible_pages(bundle.form, filled.answers, as_of=TODAY):
                for field in engine.visible_fields(
                    bundle.form, page, filled.answers, as_of=TODAY
                ):
                    values = tuple(getattr(field, name) for name in NAMES)
                    seen.setdefault(field.id, set()).add(values)
        differing |= {(code, name) for name, values in seen.items() if len(values) > 1}
    assert ("LOST_DOCUMENTS", "applicant_nik") in differing
    assert len({code for code, _ in differing}) >= 3


def _service(code: str, **keys: object) -> Definition:
    """A service that asks for the height of one and the same thing."""
    height = builders.field("height", "NUMBER", part="thing.height", **keys)
    page = {"id": "thing", "title": builders.text(), "fields": [height]}
    return builders.make(
        code=code, agency=code[:3], pages=[page], requirements=[], tests=[]
    )


def _merged(*members: Definition) -> Bundle:
    choices = [
        {"value": one.agency, "label": builders.text(one.code, one.code)}
        for one in members
    ]
    source = msgspec.convert(
        {
            "code": "THINGS",
            "title": builders.text(),
            "summary": builders.text(),
            "life_event": "WORK",
            "intro": builders.text(),
            "questions": [builders.field("which", "CHOICES", choices=choices)],
            "services": [
                {
                    "code": one.code,
                    "when": {"in": [one.agency, {"var": "which"}]},
                    "when_text": builders.text(),
                }
                for one in members
            ],
        },
        BundleSource,
    )
    definitions = {one.code: one for one in members}
    return bundle_merging.merge(source, definitions, dict.fromkeys(definitions, "0"))


def _problems(bundle: Bundle, which: list[str], height: int) -> list[str]:
    page = bundle.form.pages[1]
    [field] = page.fields
    _, problems = engine.check_page(
        bundle.form,
        page,
        {field.id: [str(height)]},
        answers={"which": which},
        today=TODAY,
    )
    return [one.code for one in problems]


def test_refuses_by_the_bounds_of_the_services_that_apply() -> None:
    bundle = _merged(_service("AAA-001", max=10), _service("BBB-001", max=30))
    assert _problems(bundle, ["AAA"], 20) == ["TOO_LARGE"]
    assert _problems(bundle, ["BBB"], 20) == []
    assert _problems(bundle, ["BBB"], 31) == ["TOO_LARGE"]
    assert _problems(bundle, ["AAA", "BBB"], 20) == ["TOO_LARGE"]
    assert _problems(bundle, ["AAA", "BBB"], 10) == []


def test_a_limit_of_law_reaches_only_where_its_service_asks() -> None:
    limit = {
        "breaks": {">": [{"var": "height"}, 5]},
        "text": {"id": "Paling tinggi lima.", "en": "At most five."},
        "legal_basis": "L1",
    }
    bundle = _merged(_service("AAA-001", limits=[limit]), _service("BBB-001"))
    assert _problems(bundle, ["AAA"], 6) == ["RULE"]
    assert _problems(bundle, ["BBB"], 6) == []
    assert _problems(bundle, ["AAA", "BBB"], 6) == ["RULE"]


def test_nothing_is_required_of_whom_no_service_that_applies_requires_it() -> None:
    bundle = _merged(_service("AAA-001", required=False), _service("BBB-001"))
    page = bundle.form.pages[1]
    for which, codes in (["AAA"], []), (["AAA", "BBB"], ["REQUIRED"]):
        _, problems = engine.check_page(
            bundle.form, page, {}, answers={"which": which}, today=TODAY
        )
        assert [one.code for one in problems] == codes


def test_equal_bounds_stay_in_the_question() -> None:
    bundle = _merged(_service("AAA-001", max=10), _service("BBB-001", max=10))
    [field] = bundle.form.pages[1].fields
    assert (field.max, field.bounds) == (10, ())


def test_a_service_has_no_bounds_for_some_cases() -> None:
    service = _service("AAA-001", bounds=[{"max": 3}])
    assert "fields.height.bounds: are for the forms" in builders.messages(service)
