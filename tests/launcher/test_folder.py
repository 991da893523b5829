"""The lock of a data folder: who only looks keeps nobody out."""

import fcntl
import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from balarea.config.launcher.folder import Folder, Holder, open_folder

from balarea.config.launcher import errors

ME = Holder(os.getpid(), "a test")


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return open_folder(tmp_path / "data")


def test_lets_somebody_start_while_others_ask_who_runs(folder: Folder) -> None:
    with folder.lock.open() as asking:
        fcntl.flock(asking, fcntl.LOCK_SH)
        threading.Timer(0.3, fcntl.flock, [asking, fcntl.LOCK_UN]).start()

        with folder.hold(ME):
            assert folder.holder() == ME


def test_names_the_process_that_holds_the_folder(folder: Folder) -> None:
    with (
        folder.hold(ME),
        pytest.raises(errors.FolderInUse, match=f"`kill {ME.pid}`"),
        folder.hold(ME),
    ):
        pass


def _dead() -> int:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    return ended.pid


@pytest.mark.parametrize(
    "note", ["", "{}", '{"pid": 0, "purpose": "?"}', "of the dead"]
)
def test_names_no_process_when_it_does_not_know(folder: Folder, note: str) -> None:
    if note == "of the dead":
        note = json.dumps({"pid": _dead(), "purpose": "an earlier run"})
    with folder.hold(ME):
        folder.lock.write_text(note)

        # `kill 0` would end the reader's own programs.
        with (
            pytest.raises(errors.FolderInUseBySomebody) as refused,
            folder.hold(ME),
        ):
            pass

    assert "kill" not in str(refused.value)
    assert "stop that one, or choose another folder" in str(refused.value)
