"""A data folder remembers whose mall it is."""

import json
from pathlib import Path

import pytest

from balarea.config.launcher import mall_file
from balarea.config.launcher.data_folder import DataFolder, open_folder
from balarea.config.launcher.errors import CannotRun

OTHER = mall_file.DEFAULT.parents[1] / "tests" / "malls" / "contoh-utara" / "mall.yaml"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> DataFolder:
    monkeypatch.delenv(mall_file.VARIABLE, raising=False)
    return open_folder(tmp_path / "data")


def test_is_the_example_where_nothing_says_otherwise(folder: DataFolder) -> None:
    assert mall_file.choose(folder) == mall_file.DEFAULT
    mall_file.remember(folder, mall_file.DEFAULT)
    # The example moves with each copy of the code, so its path isn't noted.
    card = json.loads((folder.path / mall_file.CARD).read_text())
    assert card == {"file": "", "region": "32.11"}
    assert mall_file.choose(folder) == mall_file.DEFAULT


def test_remembers_the_file_of_the_variable(
    folder: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(mall_file.VARIABLE, str(OTHER))
    mall_file.remember(folder, mall_file.choose(folder))
    monkeypatch.delenv(mall_file.VARIABLE)
    assert mall_file.choose(folder) == OTHER


def test_refuses_the_file_of_another_region(
    folder: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    mall_file.remember(folder, mall_file.DEFAULT)
    monkeypatch.setenv(mall_file.VARIABLE, str(OTHER))
    with pytest.raises(CannotRun, match=r"is of the mall of region 32\.11, and"):
        mall_file.choose(folder)


@pytest.mark.parametrize("content", ["", "[]", '{"file": 1}', "{}"])
def test_a_broken_note_counts_as_none(folder: DataFolder, content: str) -> None:
    (folder.path / mall_file.CARD).write_text(content)
    assert mall_file.choose(folder) == mall_file.DEFAULT
