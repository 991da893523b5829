"""The same services for another regency, in its words and with its places."""

import copy
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest

from balarea.catalogue import definition as definitions
from balarea.catalogue import vocabulary
from balarea.catalogue.definition import (
    absence,
    canonical,
    examples,
    loading,
    overlay,
    placeholders,
    places,
)
from balarea.catalogue.definition.tests import builders
from balarea.catalogue.definition.tests.test_loading import (
    folder as folder,  # a fixture
)
from balarea.catalogue.definition.tests.test_loading import refusal, write
from balarea.foundation import mall

ROOT = Path(__file__).parents[4]
OTHER = mall.read(ROOT / "tests" / "malls" / "contoh-utara" / "mall.yaml")
FIRST = re.compile(r"sumedang|(?<!\d)3211|bank bjb\b(?! \()", re.IGNORECASE)
# Another region, and numbers that begin alike by chance.
OF_OTHERS = re.compile(r'"321100000001"')
BELOW: dict[str, Any] = {
    "title": {"id": "Judul", "en": "Title"},
    "pages": [
        {"part": "applicant", "only": ["nik"]},
        {
            "id": "place",
            "fields": [{"id": "market", "choices": [1, 2]}, {"part": "place.street"}],
        },
    ],
}


@pytest.fixture(scope="module")
def loaded() -> dict[str, definitions.Definition]:
    return definitions.load_all(Path(OTHER.services), OTHER)


def test_no_service_of_another_regency_names_the_first(
    loaded: dict[str, definitions.Definition],
) -> None:
    assert len(loaded) == 361
    for code, definition in loaded.items():
        text = OF_OTHERS.sub("", canonical(definition).decode())
        assert not (match := FIRST.search(text)), f"{code}: {match}"


def test_a_city_without_some_agencies_speaks_of_itself_and_links_to_none_of_them() -> (
    None
):
    absent = ("BSM", "IMG", "SPD")
    region = msgspec.structs.replace(OTHER.region, kind="KOTA")
    city = msgspec.structs.replace(OTHER, region=region, absent=absent)
    services = Path(city.services)
    loaded = definitions.load_all(services, city)
    assert {code[:3] for code in loaded}.isdisjoint(absent)
    assert len({code[:3] for code in loaded}) == 29
    for code, definition in loaded.items():
        text = canonical(definition).decode()
        match = re.search(r"kabupaten ini|this regency", text, re.IGNORECASE)
        assert not match, code
        linked = re.search(r'"(?:service|fulfilled_by)":\[?"(BSM|IMG|SPD)-', text)
        assert not linked, f"{code}: {linked}"
    assert "di kota ini" in canonical(loaded["BPD-001"]).decode()
    assert not [
        f
        for one in loaded.values()
        for f in examples.failures(one, today=builders.TODAY)
    ]
    agencies = {one.code for one in definitions.load_agencies(services, city)}
    assert agencies.isdisjoint(absent)
    bundles = definitions.load_bundles(services, city)
    assert bundles
    for bundle in bundles:
        assert {member.code for member in bundle.services} <= loaded.keys()
        assert {later.code for later in bundle.later} <= loaded.keys()


def test_refuses_to_leave_out_an_agency_whose_advice_the_law_wants(
    loaded: dict[str, definitions.Definition],
) -> None:
    [defect] = absence.advice_defects(loaded["DHB-005"], ("POL", "IMG"))
    assert "POL is absent from this mall: say by an overlay" in str(defect)
    assert not list(absence.advice_defects(loaded["DHB-005"], ("IMG",)))


def test_every_example_holds_with_the_places_of_another_regency(
    loaded: dict[str, definitions.Definition],
) -> None:
    failures = [
        failure
        for definition in loaded.values()
        for failure in examples.failures(definition, today=builders.TODAY)
    ]
    assert not failures


def test_bundles_phrases_and_agencies_name_the_region_too() -> None:
    services = Path(OTHER.services)
    bundles = {one.code: one for one in definitions.load_bundles(services, OTHER)}
    assert bundles["MOVING_IN"].title.id == "Saya pindah ke Contoh Utara"
    phrases = vocabulary.load(services, OTHER).phrases["DKC-013"]["id"]
    assert "baru pindah ke contoh utara" in phrases
    names = {a.code: a.name.id for a in definitions.load_agencies(services, OTHER)}
    assert names["BSM"] == "Perumda BPR Bank Contoh Utara"


def test_an_overlay_changes_the_entries_that_it_names_and_nothing_else() -> None:
    before = copy.deepcopy(BELOW)
    changed = overlay.laid_over(
        BELOW,
        {
            "title": {"en": "Other"},
            "pages": {
                "applicant": {"title": {"id": "Anda"}},
                "place": {"fields": {"market": {"choices": [3]}, "street": {"x": 1}}},
            },
        },
    )
    assert changed == {
        "title": {"id": "Judul", "en": "Other"},
        "pages": [
            {"part": "applicant", "only": ["nik"], "title": {"id": "Anda"}},
            {
                "id": "place",
                "fields": [
                    {"id": "market", "choices": [3]},
                    {"part": "place.street", "x": 1},
                ],
            },
        ],
    }
    assert before == BELOW


def test_an_overlay_replaces_a_whole_list_by_a_list() -> None:
    assert overlay.laid_over(BELOW, {"pages": []})["pages"] == []


def test_refuses_an_overlay_of_an_entry_that_is_not_there() -> None:
    with pytest.raises(overlay.NoSuchEntry, match="fields has no entry hall"):
        overlay.laid_over(BELOW, {"pages": {"place": {"fields": {"hall": {}}}}})


def with_overlay(folder: Path, name: str, tree: object) -> mall.Mall:
    """The second mall over a small catalogue, with one file in its overlay."""
    own = folder / "overlay" / Path(name).parent
    own.mkdir(parents=True)
    write(own / Path(name).name, tree)
    return msgspec.structs.replace(
        OTHER,
        services=str(folder),
        agencies=str(folder / "agencies.yaml"),
        overlay=str(folder / "overlay"),
    )


def refused(folder: Path, own: mall.Mall) -> str:
    with pytest.raises(definitions.InvalidDefinitions) as refusal:
        definitions.load_all(folder, own)
    return str(refusal.value)


def test_an_overlay_is_laid_over_its_service(folder: Path) -> None:
    title = {"title": {"id": "Izin {mall.region}", "en": "{mall.region_full_en}"}}
    own = with_overlay(folder, "TST/TST-001.yaml", title)
    read = definitions.load_all(folder, own)["TST-001"]
    assert read.title.texts == {
        "id": "Izin Contoh Utara",
        "en": "Contoh Utara Regency",
    }


@pytest.mark.parametrize(
    ("name", "tree", "said"),
    [
        (
            "TST/TST-009.yaml",
            {},
            "TST/TST-009.yaml: file: lies over no service",
        ),
        ("TST-001.yaml", {}, "TST-001.yaml: file: lies over no service"),
        (
            "TST/TST-001.yaml",
            {"pages": {"none": {}}},
            "overlay/TST/TST-001.yaml: entry: pages has no entry none",
        ),
        ("TST/TST-001.yaml", {"title": {"id": "{mall.regent}"}}, "is none of region"),
    ],
)
def test_refuses_an_overlay_that_fits_nothing(
    folder: Path, name: str, tree: object, said: str
) -> None:
    assert said in refused(folder, with_overlay(folder, name, tree))


def test_fills_texts_and_keys_and_leaves_other_braces() -> None:
    words = {"region": "Contoh"}
    tree = {"a {mall.region}": ["{full_name} di {mall.region}", 7, None, "{mall}"]}
    assert placeholders.fill(tree, words) == {
        "a Contoh": ["{full_name} di Contoh", 7, None, "{mall}"]
    }
    with pytest.raises(placeholders.UnknownPlaceholder, match="regency"):
        placeholders.fill("{mall.regency}", words)


def test_refuses_a_placeholder_where_nothing_says_whose_mall_it_is(
    folder: Path,
) -> None:
    tree = builders.tree()
    write(folder / "TST" / "TST-001.yaml", {**tree, "title": {"id": "{mall.region}"}})
    assert "{mall.region} is none of" in refusal(folder)


def test_districts_lie_in_the_region_of_the_mall() -> None:
    listed = loading.load_places(Path(OTHER.services), OTHER)
    assert not list(places.place_defects(listed, "99.01"))
    [first, second] = places.place_defects(listed, "32.11")
    assert first == ("PANTAI", "lies in no district of 32.11, the mall's region")
    assert second[0] == "GUNUNG"


def test_examples_answer_with_a_place_of_the_mall() -> None:
    listed = loading.load_places(Path(OTHER.services), OTHER)
    assert places.example_words(listed) == {
        "example_district": "PANTAI",
        "example_village": "9901011001",
    }
    wrong = places.ExamplePlace(district="PANTAI", village="9901022001")
    astray = msgspec.structs.replace(listed, example=wrong)
    assert ("example", "names no village of its district") in list(
        places.place_defects(astray)
    )
    assert not places.example_words(places.Places(districts=()))
