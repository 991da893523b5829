"""Parts and what is said of a way are put into a service while it is loaded."""

from typing import Any

import pytest

from balarea.catalogue.definition.parts import Parts, UnknownPart, said_of_way

PHONE = {"id": "phone", "type": "PHONE", "label": {"id": "HP", "en": "Phone"}}
NIK = {"id": "nik", "type": "NIK", "birth": "born", "show_if": {"var": "is_adult"}}
PERSON: dict[str, Any] = {
    "title": {"id": "Orang", "en": "Person"},
    "fields": [PHONE, NIK],
    "requirements": {"card": {"title": {"id": "KTP", "en": "Card"}}},
    "reasons": [{"id": "blurred"}, {"id": "torn"}],
    "example": {"phone": "0812", "nik": "9999"},
}
PARTS = Parts({"person": PERSON})


def page(**parameters: Any) -> dict[str, Any]:
    """The page that a service gets which takes the part with these parameters."""
    [resolved] = PARTS.resolve({"pages": [{"part": "person", **parameters}]})["pages"]
    whole: dict[str, Any] = resolved
    return whole


def part_of(field_id: str, entry: dict[str, Any]) -> dict[str, Any]:
    """The entry with its identity."""
    return {**entry, "part": f"person.{field_id}"}


def test_a_page_takes_title_and_questions_of_its_part() -> None:
    fields = [part_of("phone", PHONE), part_of("nik", NIK)]
    assert page() == {"id": "person", "title": PERSON["title"], "fields": fields}


def test_parameters_choose_change_and_loosen_questions() -> None:
    own = {"id": "note", "type": "TEXT"}
    taken = page(only=["phone"], optional=["phone"], fields=[own], title="Lain")
    assert taken["title"] == "Lain"
    assert taken["fields"] == [{**part_of("phone", PHONE), "required": False}, own]
    changed = page(only=["phone"], change={"phone": {"hint": "Angka"}})
    assert changed["fields"] == [{**part_of("phone", PHONE), "hint": "Angka"}]


def test_a_prefix_renames_questions_and_what_they_say_of_each_other() -> None:
    taken = page(prefix="wife_", only=["nik"])
    assert taken["id"] == "wife_person"
    [nik] = taken["fields"]
    assert (nik["id"], nik["birth"]) == ("wife_nik", "wife_born")
    assert nik["show_if"] == {"var": "wife_is_adult"}
    assert nik["part"] == "person.wife_nik"  # another person's


def test_what_is_asked_under_another_label_is_another_question() -> None:
    renamed = page(only=["phone"], change={"phone": {"label": {"id": "Telepon ayah"}}})
    assert "part" not in renamed["fields"][0]
    papers = [
        {"part": "person.card", "title": {"id": "Paspor"}},
        {"part": "person.card"},
    ]
    resolved = PARTS.resolve({"requirements": papers})["requirements"]
    assert [one.get("part") for one in resolved] == [None, "person.card"]


def test_a_question_a_requirement_and_reasons_are_taken_alone() -> None:
    resolved = PARTS.resolve(
        {
            "pages": [{"id": "a", "fields": [{"part": "person.phone", "min": 1}]}],
            "requirements": [{"part": "person.card", "id": "R1"}],
            "reasons": [{"part": "person.torn"}, {"part": "person"}],
        }
    )
    assert resolved["pages"][0]["fields"] == [{**part_of("phone", PHONE), "min": 1}]
    card = {**PERSON["requirements"]["card"], "part": "person.card"}
    assert resolved["requirements"] == [{**card, "id": "R1"}]
    assert [one["id"] for one in resolved["reasons"]] == ["torn", "blurred", "torn"]


def test_examples_have_the_samples_of_their_parts_and_of_the_example_named() -> None:
    tests = [
        {"name": "a", "answers": {"own": "1", "nik": None}},
        {"name": "b", "like": "a", "answers": {"own": "2"}},
    ]
    pages = [{"part": "person"}]
    resolved = PARTS.resolve({"pages": pages, "tests": tests})["tests"]
    assert [one["answers"] for one in resolved] == [
        {"phone": "0812", "own": "1"},
        {"phone": "0812", "own": "2"},
    ]
    assert "like" not in resolved[1]


@pytest.mark.parametrize(
    ("tree", "words"),
    [
        ({"pages": [{"part": "nobody"}]}, "no part 'nobody'"),
        ({"pages": [{"part": "person", "only": ["age"]}]}, "no question person.age"),
        ({"pages": [{"part": "person", "keeps": 1}]}, "unknown parameters"),
        ({"pages": [{"part": "person", "optional": ["age"]}]}, "isn't asked"),
        ({"requirements": [{"part": "person.visa"}]}, "no requirement person.visa"),
        ({"reasons": [{"part": "person.lost"}]}, "no reason person.lost"),
        ({"tests": [{"name": "a", "like": "b"}]}, "'b' isn't above it"),
    ],
)
def test_what_does_not_exist_is_named(tree: dict[str, Any], words: str) -> None:
    with pytest.raises(UnknownPart, match=words):
        PARTS.resolve(tree)


def test_a_part_has_no_unknown_keys() -> None:
    with pytest.raises(UnknownPart, match=r"parts/person\.yaml.*pages"):
        Parts({"person": {"pages": []}})


@pytest.mark.parametrize(
    ("tree", "said"),
    [
        ({"fee": {"kind": "FREE"}, "steps": ["VERIFY"]}, ["always"]),
        ({"fee": {"kind": "FIXED"}, "steps": ["INSPECT"]}, ["always", "visit", "pay"]),
        ({"fee": {"kind": "TARIFF", "due": "DECISION"}}, ["always", "pay later"]),
    ],
)
def test_a_way_says_what_fits_the_service(
    tree: dict[str, Any], said: list[str]
) -> None:
    procedure = [
        {"id": "always"},
        {"id": "visit", "only": "INSPECT"},
        {"id": "pay", "only": "PAY_AT_SUBMISSION"},
        {"id": "pay later", "only": "PAY_AT_DECISION"},
    ]
    whole = said_of_way(tree, {"standard": {"procedure": procedure}})
    assert whole["standard"]["procedure"] == [{"id": text} for text in said]


def test_requirements_of_the_standard_follow_those_of_the_service() -> None:
    requirement = {"id": "R1", "title": {"id": "KTP"}, "service": "POL-013", "hint": {}}
    standard = said_of_way({"requirements": [requirement]}, {})["standard"]
    assert standard["requirements"] == [{"id": "KTP", "service": "POL-013"}]
