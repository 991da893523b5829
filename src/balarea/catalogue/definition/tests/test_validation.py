from typing import Any

import pytest

from .. import collection
from . import builders


def refused(message: str, **changes: Any) -> None:
    assert message in builders.messages(builders.make(**changes))


def test_accepts_the_small_definition() -> None:
    assert builders.messages(builders.make()) == ""


def test_lists_every_defect_at_once() -> None:
    definition = builders.make(
        code="x", version=0, steps=["DECIDE", "VERIFY"], title={"en": ""}
    )
    messages = builders.messages(definition)
    for part in ("code", "version", "steps", "title"):
        assert f"x: {part}: " in messages


def with_amount(amount: Any, **field: Any) -> dict[str, Any]:
    """A definition with this fee and changes to the question `area`."""
    tree = builders.tree()
    tree["pages"][1]["fields"][1].update(field)
    return {"pages": tree["pages"], "fee": {**tree["fee"], "amount": amount}}


@pytest.mark.parametrize(
    ("amount", "field", "message"),
    [
        ({"ceil": {"-": [{"var": "area"}, 2]}}, {}, "lies between"),
        ({"ceil": {"var": "area"}}, {"max": None}, "has no bounds"),
        ({"*": [{"var": "area"}, 5]}, {}, "is whole rupiah"),
        ({"ceil": {"var": "area"}}, {"required": False}, "may stay unanswered"),
        ({"ceil": {"var": "area"}}, {"max": 10**13}, "lies between"),
        ({"var": "height"}, {}, "may stay unanswered"),
        ({"+": [{"var": "kind"}, 1]}, {}, "does not take TEXT"),
        ({"var": "ghost"}, {}, "is no question"),
        ({"table": ["ghost", "rupiah", {"var": "kind"}]}, {}, "no table"),
        ({"table": ["rates", "ghost", {"var": "kind"}]}, {}, "no column"),
        ({"table": ["rates", "rupiah", {"var": "area"}]}, {}, "a key of table"),
        ({"pow": [2, 2]}, {}, "unknown operator"),
        (True, {}, "is whole rupiah"),
    ],
)
def test_refuses_a_tariff_that_is_not_bounded_rupiah(
    amount: Any, field: dict[str, Any], message: str
) -> None:
    refused(message, **with_amount(amount, **field))


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([["BOARD", 1]], "has no row for ('SCREEN',)"),
        ([["BOARD", 1], ["BOARD", 2], ["SCREEN", 3]], "two rows"),
        ([["BOARD", 1], ["SCREEN", "x"]], "either numbers or texts"),
        ([["BOARD", 1], ["SCREEN", -1]], "lies between"),
        ([["BOARD", 1], ["SCREEN"]], "as many cells as columns"),
    ],
)
def test_refuses_a_table_with_gaps(rows: list[Any], message: str) -> None:
    refused(message, tables={"rates": {"rows": rows}})


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ({"==": [{"var": "kind"}, "BORAD"]}, "never occurs"),
        ({"in": [{"var": "kind"}, ["BORAD"]]}, "never occurs"),
        ({"==": [{"var": "kind"}, 1]}, "like with like"),
        ({"<": [{"var": "kind"}, "BOARD"]}, "does not order"),
        ({"and": [{"var": "area"}]}, "does not take DECIMAL"),
        ({"var": "area"}, "a condition is true or false"),
    ],
)
def test_refuses_a_condition_that_makes_no_sense(rule: Any, message: str) -> None:
    requirement = {**builders.tree()["requirements"][0], "when": rule}
    refused(message, requirements=[requirement])


def test_refuses_a_condition_on_a_later_question() -> None:
    tree = builders.tree()
    tree["pages"][0]["show_if"] = {"==": [{"var": "is_large"}, True]}
    refused("asked before", pages=tree["pages"])


def test_refuses_two_questions_of_one_name() -> None:
    tree = builders.tree()
    tree["pages"][2]["fields"][0]["id"] = "nik"
    refused("'nik' stands there twice", pages=tree["pages"])


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"holder": {"name": "ghost"}}, "'ghost' is no question"),
        ({"output": {"shown": ["ghost"]}}, "'ghost' is no question"),
        (
            {"output": {"statements": [builders.text("{ghost}", "-")]}},
            "'ghost' is no question",
        ),
        ({"output": {"number_format": "{year}"}}, "holds sequence and year"),
        ({"output": {"number_format": "{sequence}{year}{x}"}}, "holds sequence"),
        ({"output": {"valid": {"years": 0}}}, "at least a month"),
        ({"output": {"valid": {"months_field": "area"}}}, "months_field"),
        ({"fee": {"legal_basis": "L9"}}, "'L9' is not in"),
        ({"fee": {"kind": "FIXED"}}, "a fixed fee depends on no answer"),
        ({"fee": {"kind": "FREE"}}, "what is free has no amount"),
        ({"agency": "XXX"}, "is the beginning of the code"),
        ({"clock": {"working_days": 0}}, "clock.working_days"),
        (
            {"clock": {"working_days": 5, "check_working_days": 0}},
            "clock.check_working_days",
        ),
        ({"steps": ["VERIFY"]}, "has DECIDE, VERIFY"),
        ({"tests": []}, "at least two examples"),
        ({"title": {"en": "two  spaces"}}, "empty or untidy"),
    ],
)
def test_refuses_a_reference_into_nothing(
    changes: dict[str, Any], message: str
) -> None:
    refused(message, **changes)


def limited(breaks: Any, basis: str = "L1") -> dict[str, Any]:
    limit = {"breaks": breaks, "text": builders.text(), "legal_basis": basis}
    return {"type": "YES_NO", "limits": [limit]}


@pytest.mark.parametrize(
    ("field", "message"),
    [
        ({"type": "TEXT", "pattern": "(a+)+"}, "repeats no group"),
        ({"type": "TEXT", "pattern": "["}, "no regular expression"),
        ({"type": "TEXT", "pattern": "a"}, "needs a hint"),
        ({"type": "CHOICE"}, "choices belong"),
        ({"type": "TEXT", "min": 1}, "bounds belong"),
        ({"type": "NUMBER", "min": 1.5}, "whole for whole"),
        ({"type": "NUMBER", "min": 2, "max": 1}, "min is not above max"),
        ({"type": "DATE", "min": "yesterday"}, "a bound of a date"),
        (
            {
                "type": "DATE",
                "min": "TODAY-60",
                "hint": {"id": "Contoh: 17-08-1990.", "en": "-"},
            },
            "grows too old",
        ),
        ({"type": "DATE", "min": "TODAY", "max": "2020-01-01"}, "not after"),
        ({"type": "NIK", "max_length": 16}, "for texts only"),
        ({"id": "Big", "type": "TEXT"}, "small letters"),
        ({"type": "TEXT", "birth": "it"}, "birth is for a NIK"),
        ({"type": "NIK", "birth": "it"}, "names a question for a date"),
        ({"type": "TEXT", "mismatch": builders.text()}, "told of a pattern"),
        (limited({"==": [{"var": "ghost"}, 1]}), "is no question"),
        (limited({"==": [{"var": "it"}, True]}, basis="L9"), "'L9' is not in"),
        (limited({"==": [True, True]}), "looks at its own question"),
    ],
)
def test_refuses_a_question_that_cannot_be_answered(
    field: dict[str, Any], message: str
) -> None:
    definition = builders.make_asking({**builders.field("it", "TEXT"), **field})
    assert message in builders.messages(definition)


COLLECT = {"thing": builders.text(), "bring": [builders.text()]}


@pytest.mark.parametrize(
    ("collect", "message"),
    [
        ({"bring": []}, "at least one thing to bring"),
        ({"ready_working_days": 61}, "is 0 to 60"),
        ({"thing": builders.text("Kartu " * 8)}, "has 42 letters"),
        ({"desk_value": "BOARD"}, "is a choice of place_field"),
        ({"place_field": "area"}, "no question of the type CHOICE"),
        ({"place_field": "nowhere"}, "no question of the type CHOICE"),
        ({"place_field": "kind", "desk_value": "MALL"}, "is no choice of kind"),
    ],
)
def test_refuses_a_thing_that_nobody_could_collect(
    collect: dict[str, Any], message: str
) -> None:
    output = {"collect": COLLECT | collect}
    assert message in builders.messages(builders.make(output=output))


def test_takes_a_thing_with_its_place_and_what_to_bring() -> None:
    collect = COLLECT | {"place_field": "kind", "desk_value": "BOARD"}
    definition = builders.make(output={"collect": collect})
    assert not builders.messages(definition)
    assert collection.place_chosen(definition, {"kind": "SCREEN"}) == "SCREEN"
    assert collection.place_chosen(builders.make(), {"kind": "SCREEN"}) == ""


def test_a_case_is_said_in_words_where_there_is_a_rule_and_only_there() -> None:
    requirements = builders.tree()["requirements"]
    words = requirements[1].pop("when_text")
    silent = builders.messages(builders.make(requirements=requirements))
    assert "says in which cases" in silent
    requirements[0]["when_text"] = requirements[1]["when_text"] = words
    assert "needs the rule" in builders.messages(
        builders.make(requirements=requirements)
    )


@pytest.mark.parametrize(
    "pattern", ["[0-9]{16}", "[0-9]{15,16}", r"\d{5}", "[0-9.]{5,20}", "[0-9]+ ?[0-9]*"]
)
def test_a_number_is_a_question_of_its_type(pattern: str) -> None:
    field = builders.field("it", "TEXT", pattern=pattern, hint=builders.text())
    messages = builders.messages(builders.make_asking(field))
    assert "a number is a question of its type" in messages


@pytest.mark.parametrize(
    "pattern", ["[A-Z]{2} ?[0-9]{6,9}", "([01][0-9])[.:][0-5][0-9]"]
)
def test_what_is_more_than_digits_keeps_its_pattern(pattern: str) -> None:
    field = builders.field("it", "TEXT", pattern=pattern, hint=builders.text())
    messages = builders.messages(builders.make_asking(field))
    assert "a number is a question of its type" not in messages


GOOD = "Mohon unggah foto yang semua tulisannya terlihat jelas."


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"text": {"id": "Buram.", "en": GOOD}}, "the text (id) has at least 20"),
        ({"text": {"id": GOOD, "en": "Blurred."}}, "the text (en) has at least 20"),
        ({"requirement": "R99"}, "'R99' is no requirement that officers check"),
        ({"id": "Too Short"}, "an id is of small letters"),
    ],
)
def test_refuses_a_ready_reason_that_says_nothing(
    changes: dict[str, Any], message: str
) -> None:
    one = {"id": "blurred", "use": "RETURN", "text": {"id": GOOD, "en": GOOD}}
    assert builders.messages(builders.make(reasons=[one])) == ""
    refused(message, reasons=[{**one, **changes}])
    refused("stands there twice", reasons=[one, one])


@pytest.mark.parametrize("birth", ["full_name", "ghost"])
def test_a_holder_is_born_on_a_date(birth: str) -> None:
    holder = {"name": "full_name", "birth": birth}
    definition = builders.make(holder=holder)
    assert "holder.birth: names a question for a date" in builders.messages(definition)


def continuing(**term: Any) -> dict[str, Any]:
    """A transfer with these keys."""
    return {"transfer": {"legal_basis": "L1", **term}}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (continuing(legal_basis="L9"), "transfer.legal_basis: 'L9' is not in"),
        (continuing(answers={"area": "9"}), "'area' is no CHOICE"),
        (continuing(answers={"kind": "GHOST"}), "'GHOST' is no choice of 'kind'"),
        (continuing(number_field="area"), "names a TEXT question"),
        (
            {"renewal": {"days_before": 9, "number_field": "ghost"}},
            "renewal.number_field: names a TEXT question",
        ),
    ],
)
def test_refuses_what_a_renewal_or_transfer_could_not_fill_in(
    changes: dict[str, Any], message: str
) -> None:
    refused(message, **changes)


def test_accepts_a_transfer_that_says_what_it_is() -> None:
    definition = builders.make(**continuing(answers={"kind": "BOARD"}))
    assert builders.messages(definition) == ""
