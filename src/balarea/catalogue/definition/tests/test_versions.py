"""The list of versions, and raising them."""

import shutil
from pathlib import Path

import pytest
import yaml

from balarea.catalogue import definition as definitions
from balarea.catalogue.definition import __main__ as command
from balarea.catalogue.definition import versions

from . import builders
from .test_loading import folder as folder
from .test_loading import refusal as refusal
from .test_loading import write
from .test_services import FOLDER, services

FILE = Path("TST") / "TST-001.yaml"


@pytest.fixture
def listed(folder: Path) -> Path:
    """A catalogue of one service, whose text is in the list."""
    assert command.main(["raise"], folder) == 0
    return folder


def retitle(folder: Path, title: str) -> None:
    change(folder / FILE, "title:\n  en: Text", f"title:\n  en: {title}")


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_every_text_in_services_has_a_version_of_its_own() -> None:
    changed = versions.changed(services(), versions.read(FOLDER))
    message = "changed without a new version: run `script/versions raise`"
    assert [definition.code for definition, _ in changed] == [], message


def test_notes_a_new_service_under_the_version_that_it_has(listed: Path) -> None:
    definition = definitions.load_all(listed)["TST-001"]
    assert versions.read(listed) == {"TST-001": {1: definitions.identity(definition)}}


def test_says_which_text_changed_and_what_raises_it(
    listed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main(["check"], listed) == 0
    retitle(listed, "Other")
    capsys.readouterr()
    assert command.main(["check"], listed) == 1
    said = capsys.readouterr().out
    assert "TST-001: version 1 is not this text" in said
    assert "script/versions raise" in said


def test_raises_what_changed_in_its_file_and_in_the_list(listed: Path) -> None:
    first = definitions.load_all(listed)["TST-001"]
    retitle(listed, "Other")
    assert command.main(["raise"], listed) == 0
    second = definitions.load_all(listed)["TST-001"]
    assert second.version == 2
    assert versions.read(listed) == {
        "TST-001": {1: definitions.identity(first), 2: definitions.identity(second)}
    }
    assert command.main(["check"], listed) == 0


def test_raises_what_changed_with_its_family(listed: Path) -> None:
    path = listed / "families" / "licence.yaml"
    path.write_text(
        path.read_text("utf-8").replace("cost:\n    en: Text", "cost:\n    en: A fee")
    )
    assert command.main(["raise"], listed) == 0
    assert definitions.load_all(listed)["TST-001"].version == 2


def test_keeps_a_version_that_somebody_raised_by_hand(listed: Path) -> None:
    change(listed / FILE, "version: 1", "version: 5")
    assert command.main(["raise"], listed) == 0
    assert sorted(versions.read(listed)["TST-001"]) == [1, 5]


def test_changes_nothing_but_the_line_of_the_version(tmp_path: Path) -> None:
    shutil.copytree(FOLDER, tmp_path / "services")
    path = tmp_path / "services" / "POL" / "POL-001.yaml"
    change(path, "SKCK baru,", "SKCK pertama,")
    text = path.read_text("utf-8")
    assert command.main(["raise"], tmp_path / "services") == 0
    old, new = text.splitlines(), path.read_text("utf-8").splitlines()
    others = [line for line, now in zip(old, new, strict=True) if line != now]
    assert len(others) == 1
    assert others[0].startswith("version: ")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("TST-001 1", "line 2: is not CODE VERSION SHA-256"),
        ("<<<<<<< HEAD", "line 2: is not CODE VERSION SHA-256"),
        (f"TST-001 1 {'0' * 64}", "line 3: TST-001 has version 1 twice"),
    ],
)
def test_refuses_a_list_that_two_branches_broke(
    listed: Path, capsys: pytest.CaptureFixture[str], line: str, message: str
) -> None:
    path = listed / versions.NAME
    head, *rest = path.read_text("ascii").splitlines(keepends=True)
    path.write_text("".join([head, f"{line}\n", *rest]), "ascii")
    assert command.main(["check"], listed) == 1
    assert message in capsys.readouterr().out


def test_a_changed_part_raises_the_services_that_take_it_and_no_other(
    listed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (listed / "parts").mkdir()
    part = listed / "parts" / "person.yaml"
    write(part, {"fields": [builders.field("phone", "PHONE")]})
    tree = yaml.safe_load((listed / FILE).read_text("utf-8"))
    tree |= {"code": "TST-002", "standard": {"duration": {"value": 2}}}
    tree["pages"][0]["fields"].append({"part": "person.phone"})
    tree["output"]["number_format"] = "504/{sequence}/{year}"
    write(listed / "TST" / "TST-002.yaml", tree)
    assert command.main(["raise"], listed) == 0
    capsys.readouterr()
    write(part, {"fields": [builders.field("phone", "PHONE", required=False)]})
    assert command.main(["raise"], listed) == 0
    assert capsys.readouterr().out.splitlines()[:-1] == ["TST-002 2"]
