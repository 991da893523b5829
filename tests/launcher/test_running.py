"""Starting, stopping, being killed: with real processes and a real PostgreSQL."""

import contextlib
import os
import signal
import stat
import subprocess
import sys
import time

import psutil
import psycopg
import pytest
from balarea.config.launcher.folder import FirstSetUp

from balarea.config.launcher import account, processes

from .conftest import House, wait_for


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_leaves_nothing_running_when_stopped(
    house: House, number: signal.Signals
) -> None:
    house.open()
    living = house.living()
    assert len(living) >= 4  # the database, web with two workers, jobs
    assert f"http://localhost:{house.port}/" in house.said

    house.stop(number)

    assert house.living() == []
    assert not any(processes.lives(process) for process in living)


def test_starts_again_in_seconds_with_everything_committed(house: House) -> None:
    house.open()
    before = house.ask()
    house.stop(signal.SIGHUP)
    began = time.monotonic()

    house.open()

    assert time.monotonic() - began < 8
    assert house.ask() > before


def test_takes_over_after_the_supervisor_was_killed(house: House) -> None:
    house.open()
    before = house.ask()
    left = house.left_by_a_kill()

    house.open()

    assert house.ask() > before
    assert not any(processes.lives(process) for process in left)
    assert "an earlier, killed run" in house.said


def test_stops_quietly_while_it_clears_up_after_a_killed_run(house: House) -> None:
    house.open()
    house.stop()
    asked = house.path / "asked"
    stubborn = (
        "import pathlib, signal, time\n"
        f"asked = pathlib.Path({str(asked)!r})\n"
        "signal.signal(signal.SIGTERM, lambda *_: asked.touch())\n"
        "print(flush=True)\n"
        "while True: time.sleep(1)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", stubborn],
        env={processes.MARK: house.mark},
        stdout=subprocess.PIPE,
    ) as left:
        assert left.stdout
        left.stdout.readline()
        house.start()
        wait_for(asked.exists)

        house.stop(signal.SIGINT)

        assert left.wait(5) == -signal.SIGKILL
    assert house.said == "Stopping.\n"


def test_waits_for_the_end_of_what_a_kill_left_not_for_its_burial() -> None:
    # Its parent never asks after it, like the first program of many a container.
    parent = (
        "import subprocess, sys, time\n"
        "left = subprocess.Popen([sys.executable, '-c', sys.argv[1]],"
        " env={sys.argv[2]: sys.argv[3]})\n"
        "print(left.pid, flush=True)\n"
        "time.sleep(60)"
    )
    told = [processes.MARK, "the mark of this test"]
    command = [sys.executable, "-c", parent, "import time; time.sleep(60)", *told]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as lazy:
        assert lazy.stdout
        left = psutil.Process(int(lazy.stdout.readline()))
        wait_for(lambda: processes.marked(told[1]) == [left])
        began = time.monotonic()

        assert processes.stop_marked(told[1]) == 1

        assert time.monotonic() - began < 2
        assert left.status() == psutil.STATUS_ZOMBIE
        lazy.kill()


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
    wait_for(lambda: list(house.place.glob("data.new/base")))
    run.kill()
    run.wait(30)

    house.open()

    assert house.ask()


@pytest.mark.parametrize(("of_this_database", "rows"), [(True, 2), (False, 4)])
def test_begins_anew_when_the_first_set_up_of_this_database_was_interrupted(
    house: House, of_this_database: bool, rows: int
) -> None:
    house.open()
    assert house.ask() == 2  # the supervisor asked first
    house.stop()
    url = f"postgresql://balarea@/balarea?host={house.place}/socket"
    FirstSetUp(house.path, url if of_this_database else "another").begin()

    house.open()

    assert house.ask() == rows


def test_stops_at_once_in_the_middle_of_the_first_start(house: House) -> None:
    house.start()
    wait_for(lambda: (house.place / "data").exists())

    house.stop()

    assert house.living() == []


@pytest.mark.parametrize("name", ["postgres", "web", "jobs"])
def test_starts_again_what_dies(running: House, name: str) -> None:
    run = running.runs[-1]
    [victim] = _programs(running, run.pid, name)
    before = running.ask()

    victim.kill()

    wait_for(lambda: victim not in _programs(running, run.pid, name))
    wait_for(lambda: running.ask() > before)
    assert run.poll() is None
    wait_for(lambda: _programs(running, run.pid, name))


def test_says_which_program_does_not_start(house: House) -> None:
    sentence = house.refused(STANDIN_BROKEN="1")

    assert "The job worker doesn't start: planned" in sentence
    assert house.living() == []


def test_gives_no_secret_of_its_own_to_the_database(running: House) -> None:
    assert "BALAREA_SECRET_KEY" not in running.database().environ()


def test_syncs_to_disk_and_has_the_extensions_that_search_needs(
    running: House,
) -> None:
    socket = running.place / "socket"
    with psycopg.connect(host=str(socket), user="balarea", dbname="balarea") as base:
        settings = base.execute(
            "SELECT setting FROM pg_settings WHERE name = ANY(%s)",
            [["fsync", "synchronous_commit", "full_page_writes"]],
        ).fetchall()
        # By its own, unprivileged role.
        base.execute("CREATE EXTENSION pg_trgm")
        base.execute("CREATE EXTENSION unaccent")
        base.rollback()

    assert settings == [("on",)] * 3


@pytest.mark.skipif(os.geteuid() != 0, reason="only root needs another account")
def test_as_root_the_database_has_an_account_and_a_place_of_its_own(
    running: House,
) -> None:
    assert running.database().username() == account.NAME
    data = running.place / "data"
    assert stat.S_IMODE(data.stat().st_mode) == 0o700
    assert data.owner() == account.NAME
    assert stat.S_IMODE(running.path.stat().st_mode) == 0o700
    assert running.path.owner() == "root"


@pytest.mark.skipif(os.geteuid() == 0, reason="root's database has its own account")
def test_as_ordinary_user_everything_lies_in_the_data_folder(running: House) -> None:
    assert running.database().uids().effective == os.geteuid()
    assert (running.path / "postgres" / "data" / "PG_VERSION").exists()


def _programs(house: House, supervisor: int, name: str) -> list[psutil.Process]:
    """The living heads of one of the house's programs; one, unless it just died."""
    words = {"postgres": "postgres", "web": "granian", "jobs": "time.sleep"}
    found = []
    for process in house.living():
        # Between two looks a process may be gone: then it is no living head.
        with contextlib.suppress(psutil.NoSuchProcess):
            told = " ".join(process.cmdline())
            if process.ppid() == supervisor and words[name] in told:
                found.append(process)
    return found
