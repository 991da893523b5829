from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balarea.catalogue.definition.errors import RuleError
from balarea.catalogue.definition.logic import Facts, Value, compile_rule


def evaluate(expression: Any, **answers: Value) -> Any:
    tables: Any = {"rates": {("A",): {"rupiah": 5}, ("B",): {"rupiah": 7}}}
    return compile_rule(expression)(Facts(answers, tables, "2026-11-24"))


TRUTH = (True, False, None)


@pytest.mark.parametrize("left", TRUTH)
@pytest.mark.parametrize("right", TRUTH)
def test_joins_truths_as_kleene_does(left: bool | None, right: bool | None) -> None:
    variables = {
        name: value for name, value in (("a", left), ("b", right)) if value is not None
    }
    both = [{"var": "a"}, {"var": "b"}]
    rank = {False: 0, None: 1, True: 2}
    back = {number: value for value, number in rank.items()}
    low, high = sorted((rank[left], rank[right]))
    assert evaluate({"and": both}, **variables) is back[low]
    assert evaluate({"or": both}, **variables) is back[high]


def test_keeps_what_is_unknown_unknown() -> None:
    assert evaluate({"==": [{"var": "a"}, 1]}) is None
    assert evaluate({"!": [{"var": "a"}]}) is None
    assert evaluate({"+": [{"var": "a"}, 1]}) is None
    assert evaluate({"table": ["rates", "rupiah", {"var": "a"}]}) is None


def test_calculates_without_floats() -> None:
    assert evaluate({"*": [0.1, 3]}) == Decimal("0.3")
    assert evaluate({"ceil": {"*": [0.25, 3]}}) == 1
    assert evaluate({"ceil": {"-": [0, 0.5]}}) == 0
    assert evaluate({"max": [{"min": [9, 4]}, 2]}) == 4


def test_finds_a_row_by_its_key() -> None:
    assert evaluate({"table": ["rates", "rupiah", {"var": "k"}]}, k="B") == 7


def test_looks_for_a_choice_in_both_directions() -> None:
    assert evaluate({"in": [{"var": "k"}, ["A", "B"]]}, k="A") is True
    assert evaluate({"in": ["A", {"var": "many"}]}, many=("B",)) is False


@pytest.mark.parametrize(
    "expression",
    [
        {"exec": ["1"]},
        {"==": [1]},
        {"==": [1, 2], "!=": [1, 2]},
        {},
        {"var": 3},
        {"var": ["a", "b"]},
        {"table": ["rates", 1, 2]},
        {"+": [None, 1]},
        {"in": ["A", [1, 2]]},
        {"and": []},
    ],
)
def test_refuses_what_is_no_rule(expression: Any) -> None:
    with pytest.raises(RuleError):
        compile_rule(expression)


def test_refuses_a_rule_that_is_too_deep_or_too_long() -> None:
    deep: Any = {"var": "a"}
    for _ in range(5000):
        deep = {"!": [deep]}
    with pytest.raises(RuleError):
        compile_rule(deep)
    with pytest.raises(RuleError):
        compile_rule({"in": ["A", ["A"] * 300]})


@given(
    st.integers(0, 10**6),
    st.decimals(min_value=0, max_value=10**4, places=4),
    st.integers(0, 100),
)
def test_a_tariff_is_never_below_its_parts(
    rate: int, area: Decimal, months: int
) -> None:
    expression = {"ceil": {"*": [{"var": "r"}, {"var": "a"}, {"var": "m"}]}}
    amount = evaluate(expression, r=rate, a=area, m=months)
    assert isinstance(amount, int)
    assert 0 <= amount - rate * area * months < 1
