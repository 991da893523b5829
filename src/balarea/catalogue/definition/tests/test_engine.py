from typing import Any

import msgspec
import pytest

from balarea.catalogue import definition as definitions

from . import builders
from .builders import TODAY

WHO = {"full_name": "S", "nik": builders.NIK}
SMALL = {**WHO, "kind": "BOARD", "area": "2.5", "is_large": False}
LARGE = {**SMALL, "is_large": True, "height": 8}


def codes(problems: list[definitions.Problem]) -> list[tuple[str, str, str]]:
    return [(p.page, p.field, p.code) for p in problems]


def test_shows_only_the_pages_that_apply() -> None:
    definition = builders.make()
    for answers, pages in (
        ({}, ["who", "what"]),
        (SMALL, ["who", "what"]),
        (LARGE, ["who", "what", "structure"]),
    ):
        shown = definitions.visible_pages(definition, answers, as_of=TODAY)
        assert [page.id for page in shown] == pages


def test_asks_a_conditional_question_in_the_same_page() -> None:
    definition = builders.make()
    what = definition.pages[1]
    for answers, last in ((SMALL, "is_large"), (LARGE, "height")):
        fields = definitions.visible_fields(definition, what, answers, as_of=TODAY)
        assert fields[-1].id == last


def test_drops_answers_to_questions_that_are_not_asked() -> None:
    definition = builders.make()
    smuggled = {**SMALL, "height": 8, "engineer": "X", "is_admin": True}
    assert definitions.visible_answers(definition, smuggled, as_of=TODAY) == SMALL
    assert [
        r.id for r in definitions.requirements(definition, smuggled, as_of=TODAY)
    ] == ["R1"]


def test_drops_hidden_fields_from_a_form() -> None:
    definition = builders.make()
    raw = {"kind": ["BOARD"], "area": ["2,5"], "is_large": ["NO"], "height": ["8"]}
    answers, problems = definitions.check_page(
        definition, definition.pages[1], raw, answers=WHO, today=builders.TODAY
    )
    assert answers == {"kind": "BOARD", "area": "2.5", "is_large": False}
    assert problems == []


def test_ignores_what_this_page_answered_before() -> None:
    definition = builders.make()
    answers, problems = definitions.check_page(
        definition, definition.pages[1], {}, answers=LARGE, today=builders.TODAY
    )
    assert answers == {}
    assert [p.field for p in problems] == ["kind", "area", "is_large"]


def test_names_every_problem_of_a_page_at_once() -> None:
    definition = builders.make()
    raw = {"kind": ["NONE"], "area": ["101"], "is_large": ["YES"], "height": ["x"]}
    _, problems = definitions.check_page(
        definition, definition.pages[1], raw, answers=WHO, today=builders.TODAY
    )
    assert codes(problems) == [
        ("what", "kind", "CHOICE"),
        ("what", "area", "TOO_LARGE"),
        ("what", "height", "NUMBER"),
    ]
    assert problems[1].params == {"max": 100}
    assert {p.code for p in problems} <= definitions.CODES


def test_checks_everything_before_filing() -> None:
    definition = builders.make()
    check = definitions.check_all
    assert check(definition, SMALL, {"R1": 1}, today=builders.TODAY) == []
    assert codes(
        check(definition, {**LARGE, "nik": "1"}, {}, today=builders.TODAY)
    ) == [
        ("who", "nik", "NIK_DIGITS"),
        ("", "R1", "EVIDENCE_MISSING"),
        ("", "R2", "EVIDENCE_MISSING"),
    ]
    many = check(definition, LARGE, {"R1": 1, "R2": 3}, today=builders.TODAY)
    assert codes(many) == [("", "R2", "EVIDENCE_TOO_MANY")]


def test_ignores_evidence_that_is_no_longer_asked_for() -> None:
    definition = builders.make()
    evidence = {"R1": 1, "R2": 9, "R9": 1}
    assert (
        definitions.check_all(definition, SMALL, evidence, today=builders.TODAY) == []
    )


def test_knows_which_requirements_may_still_come() -> None:
    definition = builders.make()

    def possible(answers: dict[str, Any]) -> list[str]:
        requirements = definitions.possible_requirements(
            definition, answers, as_of=TODAY
        )
        return [requirement.id for requirement in requirements]

    assert possible({}) == ["R2"]
    assert possible(SMALL) == []
    assert possible(LARGE) == []


def test_calculates_the_fee_and_nothing_else() -> None:
    definition = builders.make()
    assert definitions.fee(definition, SMALL, as_of=TODAY).amount == 2500
    assert (
        definitions.fee(definition, {**SMALL, "area": "0.5001"}, as_of=TODAY).amount
        == 501
    )
    assert definitions.fee(definition, {"kind": "BOARD"}, as_of=TODAY).amount is None
    free = builders.make_asking(builders.field("it", "TEXT"))
    assert definitions.fee(free, {}, as_of=TODAY).amount == 0


def test_writes_the_document() -> None:
    definition = builders.make()
    [sentence] = definitions.statements(definition, SMALL, as_of=TODAY)
    assert (sentence.id, sentence.en) == ("Izin bagi S.", "Leave for S.")
    number = definitions.document_number(definition, 7, builders.TODAY)
    assert number == "503/0007/XI/2026"


@pytest.mark.parametrize(
    ("on", "until"),
    [("2026-11-24", "2027-11-23"), ("2028-02-29", "2029-02-28")],
)
def test_a_year_ends_on_the_day_before(on: str, until: str) -> None:
    day = builders.TODAY.fromisoformat(on)
    last = definitions.valid_until(builders.make(), SMALL, day)
    assert last is not None
    assert last.isoformat() == until


@pytest.mark.parametrize(
    ("kind", "answer", "indonesian", "english"),
    [
        ("MONEY", 1500000, "Rp1.500.000", "Rp1.500.000"),
        ("DECIMAL", "1250.50", "1.250,5", "1,250.5"),
        ("NUMBER", 1000, "1.000", "1,000"),
        ("DATE", "2026-08-17", "17 Agustus 2026", "17 August 2026"),
        ("YES_NO", False, "Tidak", "No"),
        ("TEXT", None, "-", "-"),
    ],
)
def test_shows_answers_in_both_languages(
    kind: str, answer: object, indonesian: str, english: str
) -> None:
    definition = builders.make_asking(builders.field("it", kind))
    shown = definitions.display(definition.fields["it"], answer)
    assert (shown.id, shown.en) == (indonesian, english)


def test_writes_a_year_without_a_separator() -> None:
    definition = builders.make_asking(
        builders.field("built", "NUMBER", min=1950, max=2100),
        builders.field("area", "NUMBER", min=1000, max=20000),
    )
    year, area = definition.fields.values()
    assert definitions.display(year, 2019).of("id") == "2019"
    assert definitions.display(area, 2019).of("id") == "2.019"


@pytest.mark.parametrize("wrong", [{"a": 1}, [1], 2.5, True, "ten", "1e9"])
def test_takes_an_answer_of_another_shape_for_none(wrong: object) -> None:
    definition = builders.make()
    answers = {**SMALL, "area": wrong}
    problems = definitions.check_all(
        definition, answers, {"R1": 1}, today=builders.TODAY
    )
    assert codes(problems) == [("what", "area", "REQUIRED")]
    assert definitions.fee(definition, answers, as_of=TODAY).amount is None


def ruled() -> definitions.Definition:
    """Two pages; a large screen breaks a rule, reported at the second question."""
    limit = {
        "breaks": {
            "and": [
                {"==": [{"var": "kind"}, "SCREEN"]},
                {"==": [{"var": "is_large"}, True]},
            ]
        },
        "text": builders.text(),
        "legal_basis": "L1",
    }
    tree = builders.tree()
    [large] = [f for f in tree["pages"][1]["fields"] if f["id"] == "is_large"]
    large["limits"] = [limit]
    tree["pages"][0]["fields"][1]["birth"] = "born"
    tree["pages"][0]["fields"].append(builders.field("born", "DATE"))
    return msgspec.convert(tree, definitions.Definition)


def test_a_rule_that_an_answer_breaks_is_told_at_its_question() -> None:
    definition = ruled()
    assert not definitions.defects(definition)
    raw = {"kind": ["SCREEN"], "area": ["1"], "is_large": ["YES"], "height": ["2"]}
    page = definition.pages[1]
    read, problems = definitions.check_page(
        definition, page, raw, answers={}, today=builders.TODAY
    )
    assert codes(problems) == [("what", "is_large", "RULE")]
    assert read["is_large"] is True  # stored, and reported until it is corrected
    whole = {**SMALL, "kind": "SCREEN", "is_large": True, "height": 2}
    problems = definitions.check_all(
        definition, {**whole, "born": "1990-07-01"}, {"R1": 1}, today=builders.TODAY
    )
    assert ("what", "is_large", "RULE") in codes(problems)


@pytest.mark.parametrize(
    ("born", "day_in_nik"),
    [
        ("1990-07-01", None),
        ("1990-07-02", "1990-07-01"),
        ("1991-07-01", "1990-07-01"),
        ("2091-07-01", "2090-07-01"),
    ],
)
def test_compares_a_nik_with_the_day_of_birth(
    born: str, day_in_nik: str | None
) -> None:
    answers = {**SMALL, "nik": builders.NIK, "born": born}
    contradictions = definitions.contradictions(ruled(), answers, as_of=TODAY)
    assert [one.day_in_nik.isoformat() for one in contradictions] == (
        [day_in_nik] if day_in_nik else []
    )
