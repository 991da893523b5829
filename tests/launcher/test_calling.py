"""How it is called: the folder and the options that somebody types."""

import errno
import os
import socket
import subprocess
import sys
from pathlib import Path
from threading import Timer

import pytest
from balarea.config.launcher.folder import open_folder

from balarea.config.launcher import errors

from .conftest import PATIENCE, House
from .machine import ROOT

OTHER = "choose another folder with --data"


def call(house: House, *options: str) -> subprocess.CompletedProcess[str]:
    """Call it as it would go wrong; whatever opens all the same is closed again."""
    command = [sys.executable, "-m", "balarea.config.launcher", "server"]
    command += ["--port", str(house.port), *options]
    with subprocess.Popen(
        command,
        env=house.environment,
        cwd=house.path.parent,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as run:
        late = Timer(PATIENCE, run.terminate)
        late.start()
        said, complaint = run.communicate()
        late.cancel()
    return subprocess.CompletedProcess(command, run.returncode, said, complaint)


def refused(house: House, path: Path | str) -> str:
    said = call(house, "--data", str(path))
    assert (said.returncode, said.stderr.count("\n")) == (1, 1), said.stderr
    return said.stderr


@pytest.mark.parametrize("path", ["/proc/x", "/proc/x/y", "/dev/null/x", "/dev/null"])
def test_refuses_a_folder_that_cannot_be(house: House, path: str) -> None:
    assert OTHER in refused(house, path)


def test_refuses_a_path_that_is_too_long(house: House, tmp_path: Path) -> None:
    sentence = refused(house, tmp_path / ("long" * 75))

    assert OTHER in sentence
    assert os.strerror(errno.ENAMETOOLONG) in sentence


def test_refuses_a_path_below_a_file(house: House, tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    assert "it is not a folder" in refused(house, tmp_path / "file" / "data")


def test_refuses_links_in_a_circle(house: House, tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")

    assert OTHER in refused(house, tmp_path / "a" / "data")


def test_refuses_a_name_that_is_no_text(house: House, tmp_path: Path) -> None:
    assert OTHER in refused(house, tmp_path / os.fsdecode(b"\xff"))


def test_refuses_a_disk_that_only_gives(house: House, tmp_path: Path) -> None:
    if os.geteuid():
        pytest.skip("only root can mount")
    mount = ["mount", "-t", "tmpfs", "-o", "ro", "tmpfs", str(tmp_path)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("this machine lets nobody mount")
    try:
        with pytest.raises(errors.CannotRun) as refusal:
            open_folder(tmp_path / "data")
    finally:
        subprocess.run(["umount", str(tmp_path)], check=True)

    assert f"({os.strerror(errno.EROFS)})" in str(refusal.value)


def test_says_that_the_disk_is_full_when_the_folder_cannot_be_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_what: object, **_how: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "mkdir", full)

    with pytest.raises(errors.DiskFull, match="free some space"):
        open_folder(tmp_path / "not" / "there")


@pytest.mark.parametrize("name", ["", " "])
def test_refuses_a_folder_without_a_name(house: House, name: str) -> None:
    said = call(house, "--data", name)

    assert said.returncode == 2
    assert "argument --data: name a folder" in said.stderr
    assert not (house.path.parent / "house.json").exists()


def test_fills_no_folder_of_something_else(house: House) -> None:
    house.path.mkdir()
    (house.path / "thesis.txt").touch()

    sentence = refused(house, house.path)

    assert f"{house.path} holds other things (thesis.txt)" in sentence
    assert "choose an empty folder" in sentence
    assert [path.name for path in house.path.iterdir()] == ["thesis.txt"]


@pytest.mark.parametrize(
    "name", ["keys", "files", "logs", "lost+found", ".cache", "house.json.7", "test"]
)
def test_takes_a_folder_with_nothing_of_anybody_else(tmp_path: Path, name: str) -> None:
    # What is put back before a restored mall's first start, what the system leaves in
    # a home or on a disk, another first start's draft, the data of `script/test`.
    (tmp_path / "data" / name).mkdir(parents=True)
    (tmp_path / "data" / "test" / "house.json").parent.mkdir(exist_ok=True)
    (tmp_path / "data" / "test" / "house.json").touch()

    assert open_folder(tmp_path / "data").identity


def test_makes_no_folder_when_the_port_is_taken(house: House) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", house.port))
        other.listen()

        sentence = refused(house, house.path)

    assert f"Port {house.port} is taken" in sentence
    assert not house.path.exists()


def test_fills_no_empty_folder_when_the_port_is_taken(house: House) -> None:
    house.path.mkdir()
    with socket.socket() as other:
        other.bind(("127.0.0.1", house.port))
        other.listen()

        refused(house, house.path)

    assert list(house.path.iterdir()) == []


def test_asked_for_the_demo_makes_nothing_where_no_mall_is(house: House) -> None:
    command = [sys.executable, "-m", "balarea.config.launcher", "demo", "--json"]

    said = subprocess.run(
        [*command, "--data", str(house.path)],
        env=house.environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (said.returncode, said.stderr.count("\n")) == (1, 1), said.stderr
    assert f"No mall runs from {house.path}" in said.stderr
    assert not house.path.exists()


@pytest.mark.parametrize("unknown", ["--bogus", "bogus"])
def test_tells_its_name_and_its_options_to_who_types_others(unknown: str) -> None:
    said = subprocess.run(
        [ROOT / "script" / "server", unknown],
        capture_output=True,
        text=True,
        check=False,
    )

    assert said.returncode == 2
    assert said.stderr.startswith("usage: script/server [-h] ")
    for option in ("--port N", "--host ADDRESS", "--data DIR"):
        assert f"[{option}]" in said.stderr
    assert f"script/server: error: unrecognized arguments: {unknown}" in said.stderr
