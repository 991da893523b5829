from pathlib import Path

import pytest
import yaml

from balarea.catalogue import definition as definitions

from . import builders

AGENCY = """
- code: TST
  name: {id: Dinas, en: Office}
  short_name: D
  kind: LOCAL
  hours: [["08:00", "15:00"], null, null, null, null, null, null]
  desk: A1
"""
EVENT = """
- code: WORK
  name: {id: Kerja, en: Work}
  description: {id: Kerja, en: Work}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A catalogue of one service, whose family holds its standard."""
    (tmp_path / "families").mkdir()
    (tmp_path / "TST").mkdir()
    (tmp_path / "agencies.yaml").write_text(AGENCY)
    (tmp_path / "life_events.yaml").write_text(EVENT)
    tree = builders.tree()
    family = {"standard": tree.pop("standard"), "illustrative": True}
    family["standard"]["duration"] = {"value": 9, "unit": "HOUR"}
    tree["standard"] = {"duration": {"value": 2}}
    write(tmp_path / "families" / "licence.yaml", family)
    write(tmp_path / "TST" / "TST-001.yaml", tree)
    return tmp_path


def write(path: Path, tree: object) -> None:
    path.write_text(yaml.safe_dump(tree))


def refusal(folder: Path) -> str:
    with pytest.raises(definitions.InvalidDefinitions) as refused:
        definitions.load_all(folder)
    return str(refused.value)


def test_lays_a_service_over_its_family(folder: Path) -> None:
    duration = definitions.load_all(folder)["TST-001"].standard.duration
    assert (duration.value, duration.unit) == (2, "HOUR")


def test_refuses_a_key_that_stands_twice(folder: Path) -> None:
    path = folder / "TST" / "TST-001.yaml"
    path.write_text(path.read_text() + "\ncode: TST-001\n")
    assert "a key stands twice" in refusal(folder)


def test_refuses_a_service_in_the_wrong_place(folder: Path) -> None:
    (folder / "TST" / "TST-001.yaml").rename(folder / "TST" / "TST-002.yaml")
    assert "differs from the name of the file" in refusal(folder)


def test_names_the_defects_of_all_files(folder: Path) -> None:
    tree = builders.tree()
    write(folder / "TST" / "TST-002.yaml", {**tree, "family": "ghost"})
    write(folder / "TST" / "TST-003.yaml", {**tree, "code": "TST-003", "extra": 1})
    (folder / "TST" / "TST-004.yaml").write_text("a: [")
    (folder / "TST" / "TST-005.yaml").write_text("- a list")
    message = refusal(folder)
    for number in (2, 3, 4, 5):
        assert f"TST-00{number}.yaml" in message


def test_refuses_an_agency_of_another_shape(folder: Path) -> None:
    (folder / "agencies.yaml").write_text("- code: TST")
    assert "agencies.yaml" in refusal(folder)


def test_replaces_a_rule_as_a_whole(folder: Path) -> None:
    family = folder / "families" / "licence.yaml"
    tree = yaml.safe_load(family.read_text())
    write(family, {**tree, "fee": {"amount": {"+": [1, 2]}}})
    assert (
        definitions.load_all(folder)["TST-001"].fee.amount
        == (builders.tree()["fee"]["amount"])
    )


def test_refuses_an_agency_whose_number_cannot_be_dialled(folder: Path) -> None:
    path = folder / "agencies.yaml"
    path.write_text(AGENCY + '  whatsapp: "12"\n')
    assert "international number" in refusal(folder)


@pytest.mark.parametrize(
    ("service", "message"),
    [
        ("TST-099", "TST-099 is no known service"),
        ("TST-001", "another service than this one"),
    ],
)
@pytest.mark.parametrize("is_listed", [True, False])
def test_refuses_a_link_that_leads_nowhere(
    folder: Path, service: str, message: str, is_listed: bool
) -> None:
    path = folder / "TST" / "TST-001.yaml"
    tree = builders.tree()
    if is_listed:
        tree["standard"]["requirements"] = [{**builders.text(), "service": service}]
    else:
        tree["requirements"][0]["service"] = service
    write(path, tree)
    assert message in refusal(folder)
