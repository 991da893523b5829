"""The compiled form shows what its rules say; rules agree with another engine."""

from random import Random
from typing import Any

import datalogic_py
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests import sampling

from balarea.catalogue import definition as definitions
from balarea.catalogue import testing
from balarea.catalogue.definition import engine, errors, generated_answers
from balarea.catalogue.definition.logic import Facts, compile_rule

from . import builders
from .builders import TODAY

ORACLE = datalogic_py.Engine()
NAMES = [f"q{place}" for place in range(8)]
KINDS = ["NUMBER", "CHOICE", "YES_NO", "CHOICES"]
VALUES = ["A", "B", "C"]


def comparisons(place: int) -> st.SearchStrategy[dict[str, Any]]:
    """Conditions on the question at this place, as its type allows them."""
    kind, var = KINDS[place % 4], {"var": NAMES[place]}
    order = st.sampled_from(["==", "!=", "<", "<=", ">", ">="])
    if kind == "NUMBER":
        number = st.integers(0, 5)
        plain = st.builds(lambda o, n: {o: [var, n]}, order, number)
        sums = st.builds(lambda o, n: {o: [{"+": [var, 1]}, n]}, order, number)
        return plain | sums
    if kind == "CHOICE":
        equal = st.sampled_from(["==", "!="])
        one = st.builds(lambda o, v: {o: [var, v]}, equal, st.sampled_from(VALUES))
        some = st.lists(st.sampled_from(VALUES), min_size=1)
        return one | st.builds(lambda v: {"in": [var, v]}, some)
    if kind == "CHOICES":
        return st.builds(lambda v: {"in": [v, var]}, st.sampled_from(VALUES))
    return st.builds(lambda v: {"==": [var, v]}, st.booleans())


def rules(before: int) -> st.SearchStrategy[Any]:
    """Rules over the questions before this one."""
    leaves = st.one_of([comparisons(place) for place in range(before)])
    return st.recursive(
        leaves | st.booleans(),
        lambda inner: st.one_of(
            st.builds(
                lambda name, parts: {name: parts},
                st.sampled_from(["and", "or"]),
                st.lists(inner, min_size=1, max_size=3),
            ),
            st.builds(lambda part: {"!": [part]}, inner),
        ),
        max_leaves=5,
    )


@st.composite
def forms(draw: st.DrawFn) -> definitions.Definition:
    """Two pages of four questions, most of them shown by a rule."""
    choices = [{"value": v, "label": builders.text()} for v in VALUES]
    fields = []
    for place, name in enumerate(NAMES):
        kind = KINDS[place % 4]
        field = builders.field(name, kind, required=draw(st.booleans()))
        if kind.startswith("CHOICE"):
            field["choices"] = choices
        if place and draw(st.booleans()):
            field["show_if"] = draw(rules(place))
        if place and draw(st.integers(0, 3)) == 0:
            field["unless_asked"] = draw(st.sampled_from(NAMES[:place]))
        fields.append(field)
    second = {"show_if": draw(rules(4))} if draw(st.booleans()) else {}
    pages = [
        {"id": "first", "title": builders.text(), "fields": fields[:4]},
        {"id": "second", "title": builders.text(), "fields": fields[4:], **second},
    ]
    tree = {**builders.tree(), "pages": pages, "fee": {"kind": "FREE"}}
    return msgspec.convert({**tree, "requirements": []}, definitions.Definition)


ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        name: {
            "NUMBER": st.integers(0, 5) | st.just("no number"),
            "CHOICE": st.sampled_from(VALUES),
            "YES_NO": st.booleans(),
            "CHOICES": st.lists(st.sampled_from(VALUES), unique=True),
        }[KINDS[place % 4]]
        for place, name in enumerate(NAMES)
    },
)


def shown_one_by_one(
    definition: definitions.Definition, answers: dict[str, Any]
) -> dict[str, list[str]]:
    """The same as the compiled form, by closures: slow, but simple."""
    values: dict[str, Any] = {}
    facts = Facts(values, {}, TODAY.isoformat())
    shown: dict[str, list[str]] = {}
    shown_ids: set[str | None] = set()
    for page in definition.pages:
        if page.rule(facts) is not True:
            continue
        shown[page.id] = []
        for field in page.fields:
            if field.rule(facts) is not True or field.unless_asked in shown_ids:
                continue
            shown[page.id].append(field.id)
            shown_ids.add(field.id)
            value = engine._value(field, answers.get(field.id), facts)
            if value is not None:
                values[field.id] = value
        if not shown[page.id] and any(field.unless_asked for field in page.fields):
            del shown[page.id]
    return shown


FORMS = 200 if sampling.is_whole(__file__) else 60


def shown(
    definition: definitions.Definition, answers: dict[str, Any]
) -> dict[str, list[str]]:
    return {
        page.id: [
            field.id
            for field in definitions.visible_fields(
                definition, page, answers, as_of=TODAY
            )
        ]
        for page in definitions.visible_pages(definition, answers, as_of=TODAY)
    }


@settings(max_examples=FORMS, deadline=None)
@given(forms(), st.lists(ANSWERS, min_size=1, max_size=5))
def test_shows_what_each_rule_shows_by_itself(
    definition: definitions.Definition, sets: list[dict[str, Any]]
) -> None:
    for answers in sets:
        assert shown(definition, answers) == shown_one_by_one(definition, answers)


@pytest.mark.parametrize("code", testing.ARRANGED)
def test_shows_what_each_rule_of_a_real_service_shows(code: str) -> None:
    definition = testing.online()[code]
    for seed in range(3):
        answers = generated_answers.fill(definition, Random(seed), today=TODAY).answers
        for count in range(len(answers) + 1):
            some = dict(list(answers.items())[:count])
            values = definitions.visible_answers(definition, some, as_of=TODAY)
            assert values.keys() <= some.keys()
        assert definitions.visible_answers(definition, answers, as_of=TODAY) == answers


@settings(max_examples=300, deadline=None)
@given(rules(8), ANSWERS.filter(lambda answers: len(answers) == 8))
def test_rules_agree_with_another_engine(rule: Any, answers: dict[str, Any]) -> None:
    numbers = {k: 3 if v == "no number" else v for k, v in answers.items()}
    values = {k: tuple(v) if isinstance(v, list) else v for k, v in numbers.items()}
    ours = compile_rule(rule)(Facts(values, {}, TODAY.isoformat()))
    assert ours is ORACLE.compile(rule).evaluate(numbers)


@settings(max_examples=300, deadline=None)
@given(
    st.recursive(
        st.integers(-50, 50) | st.sampled_from([{"var": "a"}, {"var": "b"}]),
        lambda inner: st.one_of(
            st.builds(
                lambda name, parts: {name: parts},
                st.sampled_from(["+", "*", "min", "max"]),
                st.lists(inner, min_size=2, max_size=3),
            ),
            st.builds(lambda a, b: {"-": [a, b]}, inner, inner),
        ),
        max_leaves=6,
    ),
    st.integers(-50, 50),
    st.integers(-50, 50),
)
def test_arithmetic_agrees_with_another_engine(rule: Any, a: int, b: int) -> None:
    values: dict[str, Any] = {"a": a, "b": b}
    ours = compile_rule(rule)(Facts(values, {}, TODAY.isoformat()))
    # The other engine calculates with floats, which are exact below 2**53.
    assert ours == ORACLE.compile(rule).evaluate(values) or abs(ours) > 2**53


def test_content_of_a_definition_never_becomes_code() -> None:
    bad = 'x"); raise SystemExit(1) #'
    tree = builders.tree()
    tree["pages"][1]["fields"][0]["id"] = bad
    tree["pages"][2]["show_if"] = {"==": [{"var": bad}, "BOARD\n"]}
    definition = msgspec.convert(tree, definitions.Definition)
    pages = definitions.visible_pages(definition, {bad: "BOARD\n"}, as_of=TODAY)
    assert [page.id for page in pages] == ["who", "what", "structure"]


@pytest.mark.parametrize("rule", ["yes", 1, {"==": [1]}, {"exec": [1]}, {}])
def test_refuses_a_rule_that_is_none(rule: Any) -> None:
    tree = builders.tree()
    tree["pages"][2]["show_if"] = rule
    definition = msgspec.convert(tree, definitions.Definition)
    if isinstance(rule, dict):
        with pytest.raises(errors.RuleError):
            definitions.visible_pages(definition, {}, as_of=TODAY)
    else:
        pages = definitions.visible_pages(definition, {}, as_of=TODAY)
        assert [page.id for page in pages] == ["who", "what"]
