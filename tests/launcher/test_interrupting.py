"""A signal during the first run's bootstrap: nothing is left, the next run mends it."""

import os
import signal
import subprocess
from pathlib import Path

import psutil
import pytest

from balarea.config.launcher.processes import STOPS
from tests.children import output_of, wait_for

from .machine import PYTHON, Machine


@pytest.fixture
def slow(machine: Machine) -> Machine:
    """A bare machine whose packages take minutes to install."""
    machine.put("bin/python3.12", PYTHON)
    machine.put("bin/slow", "")
    return machine


def of_machine(machine: Machine) -> list[psutil.Process]:
    """Whatever runs with the environment of this machine."""
    processes = []
    for process in psutil.process_iter():
        try:
            if process.environ().get("CALLS") == str(machine.folder / "calls"):
                processes.append(process)
        except (psutil.Error, OSError):
            continue
    return processes


def _is_installing(machine: Machine) -> bool:
    return (machine.folder / "bin" / "tmpdir").exists()


TERMINAL = "Ctrl-C of a terminal, which reaches the whole group"


@pytest.mark.parametrize("number", [*STOPS, TERMINAL])
def test_leaves_nothing_when_stopped_while_packages_come(
    slow: Machine, number: signal.Signals | str
) -> None:
    run = slow.start("server", own_group=number == TERMINAL)
    wait_for(lambda: _is_installing(slow))
    assert len(of_machine(slow)) >= 3  # bootstrap, pip and what that started

    if isinstance(number, signal.Signals):
        run.send_signal(number)
    else:
        os.killpg(run.pid, number := signal.SIGINT)

    output_of(run)  # its end is that of all that it started
    assert run.returncode == -number
    wait_for(lambda: not of_machine(slow))


def test_begins_the_environment_anew_after_an_interruption(slow: Machine) -> None:
    run = slow.start("server")
    wait_for(lambda: _is_installing(slow))
    run.terminate()
    output_of(run)
    (slow.folder / "bin" / "slow").unlink()

    again = slow.run("server")

    assert (again.returncode, again.stdout.strip()) == (
        0,
        "serves -m balarea.config.launcher server",
    )
    assert [call.split()[1] for call in slow.calls] == ["venv", "pip", "venv", "pip"]
    assert (slow.clone / ".venv" / "half-installed").read_text() == "whole\n"
    assert not (slow.clone / ".venv" / "tmp").exists()


def test_goes_on_where_the_caller_stands_and_with_its_arguments(
    machine: Machine, tmp_path: Path
) -> None:
    machine.put("bin/python3.12", PYTHON)
    stands = tmp_path / "stands here"
    stands.mkdir()
    machine.link("pwd")

    done = subprocess.run(
        [machine.clone / "script" / "bootstrap", "--", "pwd"],
        env=machine.environment,
        cwd=stands,
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.strip() == str(stands)
