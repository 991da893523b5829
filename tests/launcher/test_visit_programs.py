"""Visitors are played in a demonstration only, and can be left out."""

from pathlib import Path

import pytest

from balarea.config.launcher import visit_programs
from balarea.config.launcher.data_folder import open_folder


def test_plays_visitors_in_a_demonstration(tmp_path: Path) -> None:
    folder = open_folder(tmp_path)
    [program] = visit_programs.programs(folder, {"BALAREA_DEMO": "1"})
    assert program.command[-1] == "demo_visits"
    assert program.log.parent == folder.path / "logs"


@pytest.mark.parametrize(
    "environment",
    [{}, {"BALAREA_DEMO": "0"}, {"BALAREA_DEMO": "1", "BALAREA_VISITORS": "0"}],
)
def test_plays_nobody_elsewhere(tmp_path: Path, environment: dict[str, str]) -> None:
    assert visit_programs.programs(open_folder(tmp_path), environment) == []
