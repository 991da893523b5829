"""Decisions by rules: what each check finds, and what a definition may say of them."""

from collections.abc import Collection
from typing import Any

import pytest

from balarea.catalogue import definition as definitions
from balarea.catalogue.definition.tests.builders import (
    TODAY,
    make,
    messages,
    text,
    tree,
)
from balarea.catalogue.testing import shipped

SMALL = {"<": [{"var": "area"}, 10]}
BOARD = {"==": [{"var": "kind"}, "BOARD"]}
LOW = {"<=": [{"var": "height"}, 5]}  # asked only where `is_large`


def trace_of(
    definition: definitions.Definition,
    answers: dict[str, Any],
    files: Collection[str] = (),
) -> definitions.Trace:
    """The trace of answers that are filed today."""
    return definitions.trace(definition, answers, files, as_of=TODAY)


def decides(**changes: Any) -> dict[str, Any]:
    checks = [
        {"id": name, "rule": rule, "text": text(name), "legal_basis": "L1"}
        for name, rule in (("small", SMALL), ("board", BOARD), ("low", LOW))
    ]
    return {
        "by": "RULES",
        "office": text("Kepala dinas", "Head of the office"),
        "decree": text("Perbup contoh", "an example decree"),
        "legal_basis": "L1",
        "checks": checks,
        **changes,
    }


def requirement(id: str, evidence: str, **changes: Any) -> dict[str, Any]:
    own = {"id": id, "title": text(id), "evidence": evidence, "legal_basis": "L1"}
    return {**own, **changes}


ANSWERED = requirement("R1", "ANSWER")
PLAN = requirement(
    "R2", "UPLOAD", when={">=": [{"var": "height"}, 6]}, when_text=text()
)
WELCOME = requirement("R3", "UPLOAD", required=False)


def deciding(*requirements: dict[str, Any], **changes: Any) -> definitions.Definition:
    return make(
        requirements=list(requirements or (ANSWERED, PLAN, WELCOME)),
        decides=decides(**changes),
    )


LARGE_LOW = {"kind": "BOARD", "area": "9", "is_large": True, "height": 5}


def test_confirms_where_every_check_is_true() -> None:
    trace = trace_of(deciding(), LARGE_LOW)
    assert trace.is_confirmed
    assert trace.unconfirmed == []
    assert [one.result for one in trace.results] == [True, True, True]


@pytest.mark.parametrize(
    ("changed", "unconfirmed"),
    [
        ({"area": "10"}, ["small"]),
        ({"kind": "SCREEN", "area": "10"}, ["small", "board"]),
        ({"kind": None}, ["board"]),  # unknown is not confirmed
        ({"is_large": False}, ["low"]),  # a hidden question has no answer
        ({"height": 6}, ["low", "R2"]),  # a file that only a person can look at
    ],
)
def test_leaves_what_is_false_or_unknown_to_a_person(
    changed: dict[str, Any], unconfirmed: list[str]
) -> None:
    assert trace_of(deciding(), LARGE_LOW | changed).unconfirmed == unconfirmed


def test_tells_unknown_from_false() -> None:
    trace = trace_of(deciding(), {"area": "10"})
    assert [one.result for one in trace.results] == [False, None, None]


def test_a_file_that_was_sent_is_looked_at_by_a_person() -> None:
    assert trace_of(deciding(), LARGE_LOW, {"R3"}).unconfirmed == ["R3"]


def test_a_nik_of_another_birthday_is_looked_at_by_a_person() -> None:
    of = deciding()
    fields = of.pages[0].fields
    nik = next(one for one in fields if one.type == "NIK")
    questions = [
        {"id": "born", "type": "DATE", "label": text()},
        {"id": nik.id, "type": "NIK", "label": text(), "birth": "born"},
        {"id": "full_name", "type": "TEXT", "label": text()},
    ]
    pages = [{"id": "who", "title": text(), "fields": questions}, *tree()["pages"][1:]]
    own = make(pages=pages, requirements=[ANSWERED], decides=decides())
    answers = {**LARGE_LOW, nik.id: "9999010101900001", "born": "1990-01-02"}
    assert trace_of(own, answers).unconfirmed == ["nik_mismatch"]
    same = {**answers, "born": "1990-01-01"}
    assert trace_of(own, same).is_confirmed


def test_says_what_each_check_looked_at_in_words() -> None:
    [small, board, low] = trace_of(deciding(), LARGE_LOW).results
    assert [(f.answer.id, f.answer.en) for f in small.answers] == [("9", "9")]
    assert [f.answer.en for f in board.answers] == ["Board"]
    assert [f.answer.en for f in low.answers] == ["5"]
    hidden = trace_of(deciding(), LARGE_LOW | {"is_large": False}).results[2]
    assert hidden.answers == ()


def test_names_the_checks_and_requirements_that_were_not_confirmed() -> None:
    titles = definitions.check_titles(deciding(), ["R2", "low", "nik_mismatch"])
    assert [title.id for title in titles][:1] == ["low"]
    assert titles[-1].id == "R2"
    assert len(titles) == 3


def test_traces_nothing_where_officers_decide() -> None:
    with pytest.raises(ValueError, match="not decided by rules"):
        trace_of(make(), LARGE_LOW)


CONSTANT = {"id": "x", "rule": True, "text": text(), "legal_basis": "L1"}


@pytest.mark.parametrize(
    ("of", "says"),
    [
        (deciding(requirement("R1", "UPLOAD")), "no rule decides on a file"),
        (make(decides=decides(), steps=["VERIFY", "DECIDE", "COUNTERSIGN"]), "steps"),
        (make(decides=decides(), online=False), "online service"),
        (make(decides=decides(), output=None), "a document and its holder"),
        (deciding(legal_basis="L9"), "'L9' is not in standard.legal_basis"),
        (deciding(checks=[]), "1 to 20"),
        (deciding(office=text("x" * 121, "x")), "at most 120 characters"),
        (deciding(checks=[CONSTANT, CONSTANT]), "each with its own id"),
        (deciding(checks=[CONSTANT]), "looks at an answer"),
        (deciding(checks=[{**CONSTANT, "rule": {"var": "area"}}]), "not DECIMAL"),
        (deciding(checks=[{**CONSTANT, "rule": {"var": "nobody"}}]), "'nobody'"),
        (deciding(checks=[{**CONSTANT, "rule": BOARD, "id": "R1"}]), "small letters"),
        (
            deciding(
                checks=[{**CONSTANT, "rule": BOARD, "id": "nik_mismatch"}],
            ),
            "small letters",
        ),
    ],
)
def test_refuses_a_definition_that_rules_can_not_decide(
    of: definitions.Definition, says: str
) -> None:
    assert says in messages(of)


def test_an_example_expects_of_rules_only_where_rules_decide() -> None:
    tests: list[dict[str, Any]] = [
        {"name": name, "answers": {}, "expect": {"unconfirmed": []}}
        for name in ("one", "two")
    ]
    assert "no rules decide" in messages(make(tests=tests))


def test_a_definition_that_rules_decide_has_no_other_defects() -> None:
    assert "decides" not in messages(deciding())


def test_at_least_six_services_are_decided_by_rules_and_prove_both_ways() -> None:
    decided = [one for one in shipped().values() if one.decides]
    assert len(decided) >= 6
    for one in decided:
        expected = [example.expect.unconfirmed for example in one.tests]
        assert () in expected, one.code
        assert any(expected), one.code
