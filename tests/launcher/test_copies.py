"""One folder under several names, and several folders under one identity.

A copy of a data folder has the identity of its original, and yet nothing that runs
there is the copy's to stop.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from balarea.config.launcher.cluster import Cluster
from balarea.config.launcher.folder import open_folder

from balarea.config.launcher import processes

from .conftest import House

NEEDS_ROOT = pytest.mark.skipif(
    os.geteuid() != 0, reason="an ordinary user's database moves along with its folder"
)


def test_a_copy_is_refused_and_its_running_original_goes_on(house: House) -> None:
    run = house.open()
    living = house.living()

    copy = house.copied()
    sentence = copy.refused()

    assert f"is a copy of {house.path}" in sentence
    assert copy.said == ""
    assert all(processes.lives(process) for process in living)
    assert house.ask()
    assert run.poll() is None


@NEEDS_ROOT
def test_a_command_on_a_copy_stops_nothing_of_the_original(house: House) -> None:
    house.open()
    living = house.living()
    copy = house.copied()

    said = subprocess.run(
        [sys.executable, "-m", "balarea.config.launcher", "with-database"]
        + ["--data", str(copy.path), "--", "true"],
        env=house.environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (said.returncode, said.stderr.count("\n")) == (1, 1), said.stderr
    assert "is a copy of" in said.stderr
    assert all(processes.lives(process) for process in living)


def test_a_copy_leaves_alone_what_a_killed_run_of_its_original_left(
    house: House,
) -> None:
    house.open()
    living = house.left_by_a_kill()

    # On a database of its own even a copy of root's would be let in.
    house.copied().refused(DATABASE_URL="postgres://me@127.0.0.1:1/balarea")

    assert all(processes.lives(process) for process in living)


def test_stops_what_was_left_when_the_folder_was_moved_meanwhile(
    house: House,
) -> None:
    house.open()
    before = house.ask()
    left = house.left_by_a_kill()

    house.path = house.path.rename(house.path.with_name("moved"))
    house.open()

    assert house.ask() > before
    assert "an earlier, killed run" in house.said
    assert not any(processes.lives(process) for process in left)


def test_knows_its_folder_through_a_symbolic_link(house: House) -> None:
    house.open()
    linked = house.at(house.path.with_name("link"))
    linked.path.symlink_to(house.path)
    assert "is in use by a running Balarea" in linked.refused()
    left = house.left_by_a_kill()

    linked.open()

    assert "an earlier, killed run" in linked.said
    assert not any(processes.lives(process) for process in left)
    linked.clear_away()


@pytest.fixture
def mounted(house: House) -> Iterator[House]:
    """The same folder once more, at another place of the tree."""
    if os.geteuid():
        pytest.skip("only root can mount")
    again = house.at(house.path.with_name("mounted"))
    house.path.mkdir(mode=0o700)
    again.path.mkdir()
    mount = ["mount", "--bind", str(house.path), str(again.path)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("this machine lets nobody mount")
    yield again
    again.clear_away()
    subprocess.run(["umount", str(again.path)], check=True)


def test_takes_no_bind_mount_for_a_copy(house: House, mounted: House) -> None:
    house.open()
    before = house.ask()
    assert "is in use by a running Balarea" in mounted.refused()
    left = house.left_by_a_kill()

    mounted.open()

    assert mounted.ask() > before
    assert not any(processes.lives(process) for process in left)


def test_a_copy_has_a_socket_of_its_own_where_paths_are_too_long(
    tmp_path: Path,
) -> None:
    long = tmp_path / ("long" * 25)
    original = open_folder(long / "original")
    shutil.copytree(original.path, long / "copy")
    copy = open_folder(long / "copy")

    sockets = [
        Cluster(folder, folder.path, folder.path, None).socket
        for folder in (original, copy)
    ]

    assert original.identity == copy.identity
    assert sockets[0].parent == sockets[1].parent == Path(tempfile.gettempdir())
    assert sockets[0] != sockets[1]


def test_opens_a_folder_that_was_removed_and_copied_back(house: House) -> None:
    house.open()
    house.stop()
    copy = house.copied()
    shutil.rmtree(house.path)

    copy.path.rename(house.path)
    house.open()

    assert house.ask()
