"""Rules over the entries of a group: counted, summed, any and all of them."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balarea.catalogue import definition as definitions

from .. import rule_types
from ..errors import RuleError
from ..logic import Facts, compile_rule
from ..rule_types import Environment
from . import builders
from .group_samples import WORKERS, group, make

AGE, GOOD = {"var": "age"}, {"==": [{"var": "good"}, True]}
ADULT = {">=": [AGE, 18]}
TRUTHS = st.lists(st.sampled_from([True, False, None]), max_size=6)


def evaluate(expression: Any, entries: Any, **outside: Any) -> Any:
    facts = {"workers": entries} if entries is not None else {}
    return compile_rule(expression)(
        Facts(facts | outside, {}, builders.TODAY.isoformat())
    )


def workers(truths: list[bool | None]) -> tuple[dict[str, bool], ...]:
    return tuple({} if truth is None else {"good": truth} for truth in truths)


@given(TRUTHS)
def test_any_and_all_are_or_and_and_over_the_entries(truths: Any) -> None:
    some = evaluate({"any": [WORKERS, GOOD]}, workers(truths))
    every = evaluate({"all": [WORKERS, GOOD]}, workers(truths))
    unknown = None if None in truths else False
    assert some is (True if True in truths else unknown)
    assert every is (False if False in truths else None if None in truths else True)


@given(TRUTHS)
def test_counts_what_is_known_of_every_entry(truths: Any) -> None:
    entries = workers(truths)
    assert evaluate({"count": [WORKERS]}, entries) == len(truths)
    counted = evaluate({"count": [WORKERS, GOOD]}, entries)
    assert counted == (None if None in truths else truths.count(True))


@given(st.lists(st.integers(0, 10**6), max_size=50))
def test_sums_a_figure_of_every_entry(wages: list[int]) -> None:
    entries = tuple({"wage": wage} for wage in wages)
    assert evaluate({"sum": [WORKERS, {"var": "wage"}]}, entries) == sum(wages)
    rate = {"*": [{"var": "wage"}, 0.25, {"var": "months"}]}
    total = evaluate({"sum": [WORKERS, rate]}, entries, months=2)
    assert total == sum(wages) * Decimal("0.5")


def test_sums_only_where_a_condition_holds() -> None:
    some = {"sum": [WORKERS, {"var": "wage"}, GOOD]}
    entries = ({"wage": 5, "good": True}, {"wage": 7, "good": False}, {"good": False})
    assert evaluate(some, entries) == 5
    assert evaluate(some, (*entries, {"wage": 9})) is None  # good or not?
    assert evaluate(some, (*entries, {"good": True})) is None  # of what wage?


def test_is_unknown_while_the_group_is_not_answered() -> None:
    for expression in (
        {"count": WORKERS},
        {"sum": [WORKERS, {"var": "wage"}]},
        {"any": [WORKERS, GOOD]},
        {"all": [WORKERS, GOOD]},
    ):
        assert evaluate(expression, None) is None
    assert evaluate({"count": WORKERS}, ()) == 0
    assert evaluate({"any": [WORKERS, GOOD]}, ()) is False
    assert evaluate({"all": [WORKERS, GOOD]}, ()) is True


def test_an_entry_is_compared_with_what_stands_outside() -> None:
    above = {"count": [WORKERS, {">": [{"var": "wage"}, {"var": "least"}]}]}
    entries = ({"wage": 5}, {"wage": 7})
    assert evaluate(above, entries, least=5) == 1
    assert evaluate(above, entries) is None


@pytest.mark.parametrize(
    "expression",
    [
        {"count": []},
        {"count": ["workers"]},
        {"count": [{"var": 3}]},
        {"count": [{"==": [1, 1]}]},
        {"sum": [WORKERS]},
        {"any": WORKERS},
        {"all": [WORKERS, GOOD, GOOD]},
    ],
)
def test_refuses_what_is_no_rule_over_a_group(expression: Any) -> None:
    with pytest.raises(RuleError):
        compile_rule(expression)


SCOPE = Environment(
    {
        **{one.id: (one, True) for one in make().pages[0].fields},
        "months": (
            definitions.Field(
                id="months",
                type="NUMBER",
                label=definitions.Text(id="Bulan"),
                min=1,
                max=2,
            ),
            True,
        ),
    },
    {},
)


def infer(expression: Any) -> rule_types.Kind:
    return rule_types.infer(expression, SCOPE)


def bounds(expression: Any) -> tuple[str, int, int]:
    kind = infer(expression)
    assert kind.low is not None
    assert kind.high is not None
    return kind.type, int(kind.low), int(kind.high)


def test_bounds_follow_from_the_entries() -> None:
    wage, foreign = {"var": "wage"}, {"==": [{"var": "origin"}, "FOREIGN"]}
    assert bounds({"count": WORKERS}) == ("INTEGER", 1, 3)
    assert bounds({"count": [WORKERS, foreign]}) == ("INTEGER", 0, 3)
    assert bounds({"sum": [WORKERS, wage]}) == ("INTEGER", 100, 3000)
    assert bounds({"sum": [WORKERS, wage, foreign]}) == ("INTEGER", 0, 3000)
    long = {"sum": [WORKERS, {"*": [wage, {"var": "months"}]}]}
    assert bounds(long) == ("INTEGER", 100, 6000)
    assert bounds({"sum": [WORKERS, {"*": [wage, 0.5]}]}) == ("DECIMAL", 50, 1500)


def test_is_sure_only_of_what_every_entry_answers() -> None:
    assert infer({"count": WORKERS}).sure
    assert infer({"sum": [WORKERS, {"var": "wage"}]}).sure
    optional = {"==": [{"var": "passport"}, {"var": "name"}]}
    assert not infer({"any": [WORKERS, optional]}).sure


@pytest.mark.parametrize(
    "expression",
    [
        {"count": {"var": "months"}},
        {"count": {"var": "nobody"}},
        {"count": [WORKERS, {"var": "wage"}]},
        {"sum": [WORKERS, {"var": "name"}]},
        {"sum": [WORKERS, {"var": "wage"}, {"var": "wage"}]},
        {"any": [WORKERS, {"var": "wage"}]},
        {"any": [WORKERS, {"==": [{"var": "nothing"}, 1]}]},
        {"any": [WORKERS, {"any": [WORKERS, {"==": [{"var": "wage"}, 1]}]}]},
        {"==": [WORKERS, WORKERS]},
        {"!": [WORKERS]},
        {"+": [WORKERS, 1]},
        {"==": [{"var": "wage"}, 1]},
    ],
)
def test_refuses_what_a_group_does_not_have(expression: Any) -> None:
    with pytest.raises(RuleError):
        infer(expression)


def test_a_fee_is_the_sum_of_what_each_entry_costs() -> None:
    amount = {"sum": [WORKERS, {"*": [{"var": "wage"}, 2]}]}
    definition = builders.make(
        pages=[{"id": "only", "title": builders.text(), "fields": [group()]}],
        requirements=[builders.tree()["requirements"][0]],
        holder=None,
        output=None,
        fee={"kind": "TARIFF", "amount": amount, "lines": []},
    )
    assert "fee" not in builders.messages(definition)
    entries = [{"name": "Budi", "origin": "HERE", "wage": wage} for wage in (100, 250)]

    def due(**answers: Any) -> int | None:
        return definitions.fee(definition, answers, as_of=builders.TODAY).amount

    assert due(workers=entries) == 700
    assert due(workers=[*entries, {}]) == 700
    assert due() is None
    assert due(workers=[*entries, {"name": "Ani"}]) is None
