"""Villages are chosen, lie in the chosen district, and are read from the definition."""

from pathlib import Path
from random import Random
from typing import Any

import msgspec
import pytest

from balarea.catalogue import definition as engine
from balarea.catalogue.definition import generated_answers, loading, places
from balarea.catalogue.definition.parts import Parts, UnknownPart

from . import builders

FOLDER = Path(__file__).parents[5] / "services"
VILLAGES = {
    "NORTH": {"3211181001": "Kota Kaler", "3211182004": "Padasuka"},
    "SOUTH": {"3211171002": "Kota Kulon"},
}
DISTRICTS = [
    {"value": value, "label": builders.text(name, name)}
    for value, name in (("NORTH", "Sumedang Utara"), ("SOUTH", "Sumedang Selatan"))
]


def tree(**village: Any) -> dict[str, Any]:
    """The sample definition, asking for a place on its first page."""
    whole = builders.tree()
    keys = {"within": "district", "villages": VILLAGES} | village
    whole["pages"][0]["fields"] += [
        builders.field("district", "CHOICE", choices=DISTRICTS),
        builders.field("village", "VILLAGE", **keys),
    ]
    return whole


def definition(**village: Any) -> engine.Definition:
    return msgspec.convert(tree(**village), engine.Definition)


def read(**answers: str) -> tuple[engine.Answers, list[engine.Problem]]:
    one = definition()
    raw = {name: [value] for name, value in answers.items()}
    read, problems = engine.check_page(
        one, one.pages[0], raw, answers={}, today=builders.TODAY
    )
    return read, [p for p in problems if p.field == "village"]


def test_the_regency_has_26_districts_270_desa_and_7_kelurahan() -> None:
    listed = loading.load_places(FOLDER).districts
    codes = [code for district in listed for code in district.villages]
    assert len(listed) == 26
    assert len(codes) == len(set(codes)) == 277
    assert sum(code[6] == "1" for code in codes) == 7
    assert sum(code[6] == "2" for code in codes) == 270


def test_a_village_of_the_chosen_district_is_stored_by_its_code() -> None:
    answers, problems = read(district="NORTH", village="3211181001")
    assert answers["village"] == "3211181001"
    assert problems == []


def test_a_village_of_another_district_is_refused_by_both_names() -> None:
    _, [problem] = read(district="NORTH", village="3211171002")
    assert problem.code == "VILLAGE_ELSEWHERE"
    assert problem.params == {
        "village": "Kelurahan Kota Kulon",
        "lies_in": "Sumedang Selatan",
        "answered": "Sumedang Utara",
    }


def test_filing_refuses_it_too_where_the_district_was_changed_later() -> None:
    stored = {"district": "SOUTH", "village": "3211182004"}
    problems = engine.check_all(definition(), stored, {}, today=builders.TODAY)
    codes = {(p.field, p.code) for p in problems}
    assert ("village", "VILLAGE_ELSEWHERE") in codes


@pytest.mark.parametrize("typed", ["Kotakaler", "9999999999", "321118100", "NORTH"])
def test_what_is_no_listed_village_is_refused(typed: str) -> None:
    answers, [problem] = read(district="NORTH", village=typed)
    assert problem.code == "VILLAGE"
    assert "village" not in answers


def test_a_village_is_shown_with_what_it_is() -> None:
    field = definition().fields["village"]
    assert engine.display(field, "3211181001").id == "Kelurahan Kota Kaler"
    assert engine.display(field, "3211182004").en == "Desa Padasuka"
    assert engine.display(field, "1111111111").id == "1111111111"


def test_names_come_from_the_definition_that_was_published() -> None:
    renamed = {**VILLAGES, "SOUTH": {"3211171002": "Nama Baru"}}
    old, new = definition(), definition(villages=renamed)
    published = engine.decode(engine.canonical(old))
    shown = engine.display(published.fields["village"], "3211171002")
    assert shown.id == "Kelurahan Kota Kulon"
    assert engine.identity(old) != engine.identity(new)


@pytest.mark.parametrize(
    "village",
    [
        {"within": "full_name"},
        {"within": "nothing"},
        {"villages": {"NORTH": VILLAGES["NORTH"]}},
        {"villages": {**VILLAGES, "SOUTH": VILLAGES["NORTH"]}},
    ],
)
def test_a_question_without_its_districts_is_a_defect(village: dict[str, Any]) -> None:
    assert list(places.village_defects(definition())) == []
    [(path, _)] = places.village_defects(definition(**village))
    assert path == "fields.village"


def test_only_a_village_has_villages() -> None:
    whole = builders.tree()
    whole["pages"][0]["fields"][0]["within"] = "nik"
    one = msgspec.convert(whole, engine.Definition)
    assert [path for path, _ in places.village_defects(one)] == ["fields.full_name"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"code": "32.11"}, "six digits"),
        ({"villages": {}}, "and villages"),
        ({"villages": {"3211191001": "Ganeas"}}, "is no code of 32.11.18"),
        ({"villages": {"3211181001": " Kota"}}, "untidy"),
        ({"villages": {"3211181001": "A", "3211181002": "A"}}, "one name"),
    ],
)
def test_a_wrong_list_is_a_defect(change: dict[str, Any], message: str) -> None:
    right: dict[str, Any] = {"value": "NORTH", "code": "32.11.18", "name": "Utara"}
    right["villages"] = VILLAGES["NORTH"]
    defects = [
        list(places.place_defects(msgspec.convert({"districts": [one]}, places.Places)))
        for one in (right, right | change)
    ]
    assert defects[0] == []
    assert any(message in text for _, text in defects[1])


def test_choices_from_an_unknown_list_are_refused() -> None:
    fields = [builders.field("shop", "CHOICE", choices_from="shops")]
    with pytest.raises(UnknownPart, match="shops"):
        Parts({}).resolve({"pages": [{"id": "a", "fields": fields}]})


def test_a_prefix_renames_the_district_of_a_village() -> None:
    part = {"fields": [{"id": "village", "type": "VILLAGE", "within": "district"}]}
    page = {"part": "place", "prefix": "school_"}
    [resolved] = Parts({"place": part}).resolve({"pages": [page]})["pages"]
    assert resolved["fields"][0]["within"] == "school_district"


def test_villages_filled_in_by_chance_lie_in_their_district() -> None:
    one = definition()
    for seed in range(50):
        raw = generated_answers.fill(one, Random(seed), today=builders.TODAY).raw
        [district], [village] = raw["district"], raw["village"]
        assert village in VILLAGES[district]
