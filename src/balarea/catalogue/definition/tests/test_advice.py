"""Advice of other agencies: whom a definition asks, what they see, what they answer."""

from typing import Any

import pytest

from balarea.catalogue import definition as definitions
from balarea.catalogue.definition.tests.builders import (
    TODAY,
    field,
    make,
    messages,
    text,
    tree,
)

LARGE = {"==": [{"var": "is_large"}, True]}
ANSWERS: dict[str, Any] = {
    "full_name": "Siti Contoh",
    "nik": "9999014107900001",
    "kind": "BOARD",
    "area": "9",
    "is_large": True,
    "height": 7,
    "engineer": "Budi",
}


def asking(**changes: Any) -> dict[str, Any]:
    return {
        "id": "road",
        "agency": "PUT",
        "title": text(),
        "legal_basis": "L1",
        "working_days": 3,
        "sees": {"pages": ["what"], "requirements": ["R2"]},
        "questions": [field("is_safe", "YES_NO"), field("width", "NUMBER", min=2)],
        "silence": {"means": "AGREED", "legal_basis": "L1"},
        **changes,
    }


def advised(*askings: dict[str, Any], **changes: Any) -> definitions.Definition:
    return make(advice=list(askings or (asking(),)), **changes)


def test_a_plain_asking_has_no_defect() -> None:
    assert messages(advised()) == messages(make())


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"id": "Road"}, "small letters"),
        ({"agency": "TST"}, "is another one than the agency that decides"),
        ({"working_days": 5}, "is 1 to 4: a day is left to decide"),
        ({"working_days": 0}, "is 1 to 4"),
        ({"legal_basis": "L9"}, "'L9' is not in standard.legal_basis"),
        ({"silence": {"means": "NONE", "legal_basis": "L8"}}, "'L8' is not in"),
        ({"when": LARGE}, "there is none without the other"),
        ({"when_text": text()}, "there is none without the other"),
        ({"when": {"==": [1, 1]}, "when_text": text()}, "looks at an answer"),
        ({"when": {"var": "area"}, "when_text": text()}, "true or false"),
        ({"when": {"var": "colour"}, "when_text": text()}, "colour"),
        ({"sees": {"requirements": ["R9"]}}, "'R9' isn't there"),
        ({"sees": {"pages": ["roof"], "requirements": ["R1"]}}, "'roof' isn't there"),
        ({"sees": {"fields": ["eye"], "requirements": ["R1"]}}, "'eye' isn't there"),
        ({"sees": {"pages": ["what"]}}, "names what advice against it can rest on"),
        ({"questions": [field("a", "CHOICE")]}, "advice.road.questions.a"),
        ({"questions": [field("a", "TEXT")] * 2}, "each with its own id"),
        ({"questions": [field(f"q{n}", "TEXT") for n in range(11)]}, "at most 10"),
    ],
)
def test_names_what_is_wrong_with_an_asking(
    changes: dict[str, Any], words: str
) -> None:
    assert words in messages(advised(asking(**changes)))


def test_each_asking_has_an_id_of_its_own() -> None:
    assert "each with its own id" in messages(advised(asking(), asking()))


def test_knows_the_agencies_where_they_are_given() -> None:
    defects = definitions.defects(advised(), agencies=["TST", "DLH"])
    assert "PUT is no known agency" in "\n".join(map(str, defects))


def test_rules_and_other_ways_ask_nobody() -> None:
    offline = advised(online=False)
    assert "is for an online service that is decided here" in messages(offline)


def test_conditions_on_a_document_need_one() -> None:
    whole = {**tree(), "advice": [asking(on_document=True)]}
    del whole["output"]
    answered = {"kind": "ANSWER", "title": text()}
    definition = make(advice=whole["advice"], output=None, result=answered)
    assert "advice.road.on_document needs a document" in messages(definition).replace(
        ": ", " "
    )


def test_asks_only_where_its_condition_is_true() -> None:
    definition = advised(asking(when=LARGE, when_text=text()), asking(id="always"))

    def ids(answers: dict[str, Any]) -> list[str]:
        return [
            one.id
            for one in definitions.applying_advice(definition, answers, as_of=TODAY)
        ]

    assert ids(ANSWERS) == ["road", "always"]
    assert ids({**ANSWERS, "is_large": False}) == ["always"]
    assert ids({}) == ["always"]  # unknown asks nobody


def seen(definition: definitions.Definition, answers: dict[str, Any]) -> list[str]:
    [one] = definition.advice
    pages = definitions.seen_pages(definition, one, answers, as_of=TODAY)
    return [field.id for page in pages for field in page.fields]


def test_an_adviser_sees_the_named_pages_and_questions_that_were_asked() -> None:
    definition = advised(
        asking(sees={"pages": ["what"], "fields": ["engineer"], "requirements": ["R1"]})
    )
    assert seen(definition, ANSWERS) == [
        *("kind", "area", "is_large", "height", "engineer")
    ]
    small = {**ANSWERS, "is_large": False}
    assert seen(definition, small) == ["kind", "area", "is_large"]


def test_reads_answers_as_a_form_sends_them_and_lists_all_that_is_wrong() -> None:
    [one] = advised().advice
    read, problems = definitions.read_advice(
        one, {"is_safe": ["YES"], "width": ["2"]}, today=TODAY
    )
    assert (read, problems) == ({"is_safe": True, "width": 2}, [])
    read, problems = definitions.read_advice(one, {"width": ["1"]}, today=TODAY)
    assert [(one.field, one.code) for one in problems] == [
        ("is_safe", "REQUIRED"),
        ("width", "TOO_SMALL"),
    ]


def test_examples_say_who_is_asked() -> None:
    example = {"name": "one", "answers": {}, "expect": {"advice": ["roof"]}}
    assert "'roof' isn't there" in messages(make(tests=[example, example]))
    wrong = {"name": "one", "answers": {}, "expect": {"advice": []}}
    failures = definitions.failures(advised(tests=[wrong]), today=TODAY)
    assert any("advice is ('road',), expected ()" in one for one in failures)


def test_what_was_published_without_advice_keeps_its_identity() -> None:
    assert b"advice" not in definitions.canonical(make())
