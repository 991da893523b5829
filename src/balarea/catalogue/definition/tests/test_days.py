"""Days in rules: what they count, and that a definition always counts the same."""

import datetime as dt
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from balarea.catalogue import definition as definitions
from balarea.catalogue import testing
from balarea.catalogue.definition import days, loading, logic

from . import builders

FILED, LATER = dt.date(2026, 11, 24), dt.date(2027, 3, 1)
AGE = {"years_between": [{"var": "born"}, {"today": []}]}


def holidays() -> list[int]:
    texts = loading.load_holidays(testing.SERVICES)
    return [dt.date.fromisoformat(text).toordinal() for text in texts]


def evaluate(rule: Any, as_of: dt.date = FILED, **answers: Any) -> Any:
    facts = logic.Facts(answers, {}, as_of.isoformat(), holidays())
    return logic.compile_rule(rule)(facts)


@pytest.mark.parametrize(
    ("first", "last", "passed", "years"),
    [
        ("2026-11-24", "2026-11-24", 0, 0),
        ("2026-11-24", "2026-11-25", 1, 0),
        ("2026-11-25", "2026-11-24", -1, 0),
        ("2009-11-24", "2026-11-24", 6209, 17),  # on the birthday itself
        ("2009-11-25", "2026-11-24", 6208, 16),  # the day before it
        ("2026-11-24", "2009-11-24", -6209, -17),
        ("2024-02-28", "2024-03-01", 2, 0),  # a leap year has one day more
        ("2008-02-29", "2025-02-28", 6209, 16),
        ("2008-02-29", "2025-03-01", 6210, 17),
        ("2008-02-29", "2024-02-29", 5844, 16),
    ],
)
def test_counts_days_and_completed_years(
    first: str, last: str, passed: int, years: int
) -> None:
    assert evaluate({"days_between": [first, last]}) == passed
    assert evaluate({"years_between": [first, last]}) == years


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("2026-11-20", "2026-11-23", 1),  # Friday to Monday
        ("2026-11-21", "2026-11-22", 0),  # a weekend
        ("2026-12-23", "2026-12-28", 1),  # joint leave and Christmas between
        ("2026-11-24", "2026-12-08", 10),
        ("2026-12-08", "2026-11-24", -10),
    ],
)
def test_counts_working_days_without_holidays(
    first: str, last: str, expected: int
) -> None:
    assert evaluate({"working_days_between": [first, last]}) == expected


@given(st.dates(), st.dates())
def test_counts_the_same_in_both_directions(first: dt.date, last: dt.date) -> None:
    for count in days.BETWEEN.values():
        assert count(first, last, ()) == -count(last, first, ())


@given(st.dates(), st.dates())
def test_stays_within_the_bounds_that_types_promise(
    first: dt.date, last: dt.date
) -> None:
    assert abs(days.days_between(first, last)) <= days.MOST_DAYS
    assert abs(days.working_days_between(first, last)) <= days.MOST_DAYS
    assert abs(days.years_between(first, last)) <= days.MOST_YEARS


def test_a_day_that_is_not_known_leaves_the_rule_unknown() -> None:
    for operator in days.BETWEEN:
        rule = {">=": [{operator: [{"var": "born"}, {"today": []}]}, 17]}
        assert evaluate(rule) is None
        assert evaluate(rule, born="2026-02-30") is None
        assert evaluate({"or": [rule, True]}) is True
        assert evaluate(rule, born="1990-07-01") is True


def aged() -> definitions.Definition:
    """The small definition: a fee and a requirement that depend on days."""
    tree = builders.tree()
    tree["pages"][0]["fields"].append(
        builders.field("born", "DATE", min="1900-01-01", max="TODAY")
    )
    late = {
        "max": [0, {"min": [365, {"days_between": [{"var": "born"}, {"today": []}]}]}]
    }
    tree["fee"] |= {"amount": {"*": [1000, late]}}
    tree["requirements"][1] |= {"when": {">=": [AGE, 17]}}
    tree["pages"][2]["show_if"] = {"<": [AGE, 17]}
    return msgspec.convert(tree, definitions.Definition)


def test_a_definition_with_days_is_sound() -> None:
    assert not builders.messages(aged())


def test_evaluates_the_same_answers_as_of_the_day_that_is_given() -> None:
    definition = aged()
    answers = {"full_name": "S", "nik": builders.NIK, "born": "2009-12-24"}
    whole = answers | {"kind": "BOARD", "area": "2", "is_large": False}

    def outcome(as_of: dt.date) -> tuple[list[str], list[str], int | None]:
        pages = definitions.visible_pages(definition, whole, as_of=as_of)
        listed = definitions.requirements(definition, whole, as_of=as_of)
        fee = definitions.fee(definition, whole, as_of=as_of).amount
        return [page.id for page in pages], [one.id for one in listed], fee

    young = (["who", "what", "structure"], ["R1"], 365_000)
    assert outcome(FILED) == young
    assert outcome(LATER) == (["who", "what"], ["R1", "R2"], 365_000)
    assert outcome(FILED) == young


def test_checks_an_amendment_as_of_the_first_filing() -> None:
    definition = aged()
    answers = {"full_name": "S", "nik": builders.NIK, "born": "2009-12-24"}
    whole = answers | {"kind": "BOARD", "area": "2", "is_large": False}
    problems = definitions.check_all(
        definition, whole, {"R1": 1}, today=LATER, since=FILED
    )
    assert problems == []
    new = definitions.check_all(definition, whole, {"R1": 1}, today=LATER)
    assert [(one.field, one.code) for one in new] == [("R2", "EVIDENCE_MISSING")]


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ({">": [{"days_between": [{"var": "area"}, {"today": []}]}, 1]}, "DECIMAL"),
        ({">": [{"days_between": ["soon", {"today": []}]}, 1]}, "is no date"),
        ({">": [{"years_between": [{"var": "born"}]}, 1]}, "2 to 2 operands"),
        ({">": [{"today": [1]}, "2026-01-01"]}, "0 to 0 operands"),
        ({"==": [{"years_between": [{"var": "born"}, {"today": []}]}, "17"]}, "like"),
        ({"days_between": [{"var": "born"}, {"today": []}]}, "true or false"),
    ],
)
def test_refuses_a_rule_that_counts_something_else(rule: Any, message: str) -> None:
    tree = builders.tree()
    tree["pages"][0]["fields"].append(builders.field("born", "DATE"))
    tree["requirements"][1]["when"] = rule
    definition = msgspec.convert(tree, definitions.Definition)
    assert message in builders.messages(definition)


def test_compares_a_date_with_today() -> None:
    ended = {"<": [{"var": "valid_until"}, {"today": []}]}
    assert evaluate(ended, valid_until="2026-11-23") is True
    assert evaluate(ended, valid_until="2026-11-24") is False


def test_refuses_a_fixed_fee_that_changes_with_the_day() -> None:
    amount = {"max": [0, {"min": [9, {"days_between": ["2026-01-01", {"today": []}]}]}]}
    definition = builders.make(fee={"kind": "FIXED", "amount": amount})
    assert "depends on no answer and no day" in builders.messages(definition)


@pytest.mark.parametrize(
    "listed",
    [
        ["soon"],
        ["2026-11-21"],
        ["2026-11-24", "2026-11-24"],
        ["2026-11-24", "2026-11-23"],
    ],
)
def test_refuses_holidays_that_are_no_ascending_weekdays(listed: list[str]) -> None:
    assert "holidays" in builders.messages(builders.make(holidays=listed))
