"""Starting, stopping, being killed: with real processes and a real PostgreSQL."""

import os
import signal
import stat
import time

import psutil
import pytest

from balarea.config.house import account, processes

from .conftest import House, wait_for


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_leaves_nothing_running_when_stopped(house: House, number: int) -> None:
    run = house.open()
    living = house.living()
    assert len(living) >= 4  # the database, web with two workers, jobs

    run.send_signal(number)

    said, complaint = run.communicate(timeout=30)
    assert (run.returncode, complaint) == (0, "")
    assert f"http://localhost:{house.port}/" in said
    assert house.living() == []
    assert not any(process.is_running() for process in living)


def test_keeps_what_was_committed_when_it_starts_again(house: House) -> None:
    run = house.open()
    before = house.ask()
    run.send_signal(signal.SIGINT)
    run.wait(30)

    house.open()

    assert house.ask() > before


def test_takes_over_after_the_supervisor_was_killed(house: House) -> None:
    run = house.open()
    before = house.ask()
    run.kill()
    run.wait(30)
    left = house.living()
    assert left, "the test proves nothing when nothing was left"

    house.open()

    assert house.ask() > before
    assert not any(process.is_running() for process in left)


def test_takes_over_after_everything_was_killed(house: House) -> None:
    run = house.open()
    before = house.ask()
    run.kill()
    run.wait(30)
    for process in house.living():
        process.kill()

    house.open()

    assert house.ask() > before


def test_starts_well_after_a_kill_in_the_middle_of_the_first_start(
    house: House,
) -> None:
    run = house.start()
    wait_for(lambda: list(_place(house).glob("data.new/base")))
    run.kill()
    run.wait(30)

    house.open()

    assert house.ask()


def test_stops_at_once_in_the_middle_of_the_first_start(house: House) -> None:
    run = house.start()
    wait_for(lambda: (_place(house) / "data").exists())

    run.send_signal(signal.SIGTERM)

    assert run.wait(30) == 0
    assert house.living() == []


@pytest.mark.parametrize("name", ["postgres", "web", "jobs"])
def test_starts_again_what_dies(house: House, name: str) -> None:
    run = house.open()
    victim = _program(house, run.pid, name)
    before = house.ask()

    victim.kill()

    wait_for(lambda: not victim.is_running() or victim.status() == "zombie")
    wait_for(lambda: house.ask() > before)
    assert run.poll() is None
    wait_for(lambda: _program(house, run.pid, name).pid != victim.pid)


def test_says_which_program_does_not_start(house: House) -> None:
    sentence = house.refused(STANDIN_BROKEN="1")

    assert "The job worker doesn't start: planned" in sentence
    assert house.living() == []


def test_gives_no_secret_of_its_own_to_the_database(house: House) -> None:
    house.environment["BALAREA_SECRET_KEY"] = "not for the database"

    house.open()

    assert "BALAREA_SECRET_KEY" not in house.database().environ()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root needs another account")
def test_as_root_the_database_has_an_account_and_a_place_of_its_own(
    house: House,
) -> None:
    house.open()

    assert house.database().username() == account.NAME
    data = _place(house) / "data"
    assert stat.S_IMODE(data.stat().st_mode) == 0o700
    assert data.owner() == account.NAME
    assert stat.S_IMODE(house.path.stat().st_mode) == 0o700
    assert house.path.owner() == "root"


@pytest.mark.skipif(os.geteuid() == 0, reason="root's database has its own account")
def test_as_ordinary_user_everything_lies_in_the_data_folder(house: House) -> None:
    house.open()

    assert house.database().uids().effective == os.geteuid()
    assert (house.path / "postgres" / "data" / "PG_VERSION").exists()


def test_syncs_to_disk(house: House) -> None:
    house.open()

    command = house.database().cmdline()

    assert not [option for option in command if "fsync" in option]


def test_a_later_start_takes_seconds(house: House) -> None:
    run = house.open()
    run.send_signal(signal.SIGTERM)
    run.wait(30)
    began = time.monotonic()

    house.open()

    assert time.monotonic() - began < 8


def _place(house: House):  # type: ignore[no-untyped-def]
    if os.geteuid():
        return house.path / "postgres"
    return account.PLACES / (house.identity or "none")


def _program(house: House, supervisor: int, name: str) -> psutil.Process:
    """The head of one of the house's programs."""
    words = {"postgres": "postgres", "web": "granian", "jobs": "time.sleep"}
    for process in processes.marked(house.identity):
        if process.ppid() == supervisor and words[name] in " ".join(process.cmdline()):
            return process
    return psutil.Process()
