"""As root, once more as an account without rights: most people start it like that."""

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from balarea.config.launcher import processes

from . import ordinary
from .conftest import House, free_port

pytestmark = pytest.mark.skipif(
    os.geteuid() != 0, reason="everything else here runs as an ordinary user already"
)


@pytest.fixture
def modest() -> Iterator[House]:
    """A house of somebody without rights."""
    # Not in pytest's own folder, into which root lets nobody.
    home = Path(tempfile.mkdtemp(prefix="balarea-ordinary-"))
    try:
        outfit = ordinary.outfit(home)
        if not outfit.works():
            pytest.skip(f"{outfit.account.pw_name} can't run our Python here")
        house = House(
            home / "data",
            free_port(),
            outfit.environment,
            outfit.python,
            outfit.standin,
            outfit.account,
        )
        yield house
        house.clear_away()
    finally:
        shutil.rmtree(home)


def test_starts_stops_and_takes_over_without_rights(modest: House) -> None:
    modest.open()
    assert modest.account
    assert modest.database().uids().effective == modest.account.pw_uid
    assert (modest.path / "postgres" / "data" / "PG_VERSION").exists()
    before = modest.ask()
    left = modest.left_by_a_kill()

    modest.open()

    assert modest.ask() > before
    assert "an earlier, killed run" in modest.said
    assert not any(processes.lives(process) for process in left)
    modest.stop(signal.SIGINT)
    assert modest.living() == []


def test_opens_a_copy_that_was_made_while_its_original_was_closed(
    modest: House,
) -> None:
    modest.open()
    living, before = modest.living(), modest.ask()
    torn = modest.copied()
    assert f"is a copy of {modest.path}, made while its database ran" in torn.refused()
    assert all(processes.lives(process) for process in living)
    assert modest.ask() > before
    modest.stop()
    shutil.rmtree(torn.path)

    whole = modest.copied()
    modest.open()
    whole.open()

    assert whole.ask()
    whole.stop()
    assert modest.ask(), "it isn't the copy's to stop"


def test_finds_what_was_left_when_the_folder_was_moved_meanwhile(
    modest: House,
) -> None:
    modest.open()
    before = modest.ask()
    left = modest.left_by_a_kill()

    modest.path = modest.path.rename(modest.path.with_name("moved"))
    modest.open()

    assert modest.ask() > before
    assert not any(processes.lives(process) for process in left)


def test_names_a_key_that_was_put_back_for_another_user(modest: House) -> None:
    modest.open()
    modest.stop()
    key = modest.path / "keys" / "kek"
    key.parent.mkdir()
    key.parent.chmod(0o755)
    key.touch(mode=0o600)  # root's

    assert f"Can't use {key} (Permission denied): allow it" in modest.refused()
    key.parent.chmod(0o700)
    assert f"Can't use {key.parent} (Permission denied)" in modest.refused()


def test_may_not_enter_a_folder_of_somebody_else(modest: House) -> None:
    modest.path.mkdir(mode=0o700)  # root's

    assert "Can't use" in modest.refused()
