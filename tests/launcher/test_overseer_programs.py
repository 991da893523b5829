"""A demonstration has two simulated overseers, a mall with real ones has none."""

from pathlib import Path

from balarea.config.launcher import overseer_programs
from balarea.config.launcher.data_folder import DataFolder
from balarea.config.launcher.processes import Program
from balarea.transparency.programs import overseer
from balarea.transparency.tlog.policies import Policy

DEMO = {"BALAREA_DEMO": "1", "PATH": "/bin", "DATABASE_URL": "postgres://secret"}


def start(path: Path, **environment: str) -> list[Program]:
    folder = DataFolder(path, "id", path / "lock")
    return overseer_programs.programs(folder, DEMO | environment)


def listed(path: Path) -> list[str]:
    return (path / overseer_programs.LIST).read_text(encoding="utf-8").splitlines()


def test_starts_two_that_are_simulated_and_know_nothing_of_the_mall(
    tmp_path: Path,
) -> None:
    programs = start(tmp_path)
    assert [one.name for one in programs] == [
        "The overseer Ombudsman (simulasi)",
        "The overseer Inspektorat (simulasi)",
    ]
    assert all("DATABASE_URL" not in one.environment for one in programs)
    folders = [tmp_path / "overseer-1", tmp_path / "overseer-2"]
    keys = [overseer.make(folder).hex() for folder in folders]
    assert len(set(keys)) == 2
    for key, line, folder in zip(keys, listed(tmp_path), folders, strict=True):
        assert f"={key}@http://127.0.0.1:" in line
        assert Policy.parse((folder / overseer.POLICY).read_text()).logs


def test_keeps_keys_and_addresses_and_trusts_the_log_s_policy(tmp_path: Path) -> None:
    start(tmp_path)
    first = listed(tmp_path)
    text = (tmp_path / "overseer-1" / overseer.POLICY).read_text()
    (tmp_path / overseer_programs.LOG_POLICY).write_text(f"# the log's own\n{text}")
    start(tmp_path)
    assert listed(tmp_path) == first
    own = (tmp_path / "overseer-2" / overseer.POLICY).read_text()
    assert own.startswith("# the log's own\n")


def test_starts_none_beside_real_ones_or_where_draws_are_off(tmp_path: Path) -> None:
    start(tmp_path)
    for more in (
        {"BALAREA_DEMO": "0"},
        {"BALAREA_OVERSEERS": "Ombudsman=…"},
        {"BALAREA_DRAWS": "0"},
    ):
        assert start(tmp_path, **more) == []
        assert not (tmp_path / overseer_programs.LIST).exists()
