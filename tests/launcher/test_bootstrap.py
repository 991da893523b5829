"""Which Python script/bootstrap takes, tried with stand-ins for Python and uv."""

import select
import shutil

import pytest

from tests.children import output_of, wait_for

from .machine import PYTHON, Machine

# Too old, but it has pip, which brings the uv that lies at $BIN/fetched-uv.
OLD = """#!/usr/bin/env bash
case "$*" in
  -c*) exit 1 ;;
  "-m pip install "*" uv")
    while [ "$1" != --target ]; do shift; done
    mkdir -p "$2/bin"
    cp "$BIN/fetched-uv" "$2/bin/uv" ;;
esac
"""
UV = """#!/usr/bin/env bash
echo "$*" >> "$CALLS"
if [ "$1" = venv ]; then
  mkdir -p .venv/bin .venv/lib/python3.13/site-packages
  cp "$BIN/whole" .venv/bin/python
fi
"""
POWERLESS_UV = """#!/usr/bin/env bash
echo "$*" >> "$CALLS"
exit 1
"""
HASHED = "--require-hashes -r requirements/runtime.txt"


def test_takes_the_python_on_path_first(machine: Machine) -> None:
    machine.put("bin/python3.12", PYTHON)
    machine.put("pyenv/versions/3.13.1/bin/python3", PYTHON)

    assert machine.run("bootstrap").returncode == 0

    assert _made_by(machine) == str(machine.folder / "bin" / "python3.12")


def test_takes_what_pyenv_has_installed_when_path_has_an_older_one(
    machine: Machine,
) -> None:
    machine.put("bin/python3", OLD)
    machine.put("pyenv/versions/3.9.18/bin/python3", OLD)
    machine.put("pyenv/versions/3.12.9/bin/python3", PYTHON)

    assert machine.run("bootstrap").returncode == 0

    assert "3.12.9" in _made_by(machine)


def test_says_and_does_nothing_the_second_time(machine: Machine) -> None:
    machine.put("bin/python3.13", PYTHON)
    machine.run("bootstrap")

    again = machine.run("bootstrap")

    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")


def test_asks_uv_for_a_python_through_an_older_one(machine: Machine) -> None:
    machine.put("bin/python3", OLD)
    machine.put("bin/fetched-uv", POWERLESS_UV)

    refused = machine.run("bootstrap")

    assert machine.calls == ["venv --quiet --python 3.13 .venv"]
    assert refused.returncode == 1
    assert "could fetch none" in refused.stderr


def test_takes_the_python_that_uv_fetched_through_an_older_one(
    machine: Machine,
) -> None:
    machine.put("bin/python3", OLD)
    machine.put("bin/fetched-uv", UV)
    machine.put("bin/whole", PYTHON)

    assert machine.run("bootstrap").returncode == 0

    made, installed = machine.calls
    assert made == "venv --quiet --python 3.13 .venv"
    # That uv was thrown away; the new Python has a pip of its own.
    assert installed.startswith("-m pip install")
    assert installed.endswith(HASHED)


@pytest.mark.parametrize("has_python", [True, False])
def test_lets_an_installed_uv_take_the_python_that_fits_or_fetch_one(
    machine: Machine, has_python: bool
) -> None:
    machine.put("bin/uv", UV)
    machine.put("bin/whole", PYTHON)
    if has_python:
        machine.put("bin/python3.12", PYTHON)

    done = machine.run("bootstrap")

    python = f"{machine.folder}/bin/python3.12" if has_python else "3.13"
    assert (done.returncode, done.stdout) == (0, "")
    assert machine.calls == [
        f"venv --quiet --python {python} .venv",
        f"pip install --quiet --compile-bytecode --python .venv/bin/python {HASHED}",
    ]


@pytest.mark.parametrize("tool", ["flock", "perl"])  # macOS has no flock
def test_makes_one_environment_when_two_start_at_once(
    machine: Machine, tool: str
) -> None:
    if not shutil.which(tool):
        pytest.skip(f"this machine has no {tool}")
    machine.link(tool)
    machine.put("bin/python3.12", PYTHON)

    machine.put("bin/busy", "")

    first = machine.start("bootstrap")
    wait_for((machine.folder / "calls").exists)
    second = machine.start("bootstrap")
    assert second.stderr
    waiting = [second.stderr]
    wait_for(lambda: select.select(waiting, [], [], 0)[0])
    (machine.folder / "bin" / "busy").unlink()

    errors = [output_of(one)[1] for one in (first, second)]
    assert [one.returncode for one in (first, second)] == [0, 0], errors
    assert [call.split()[1] for call in machine.calls] == ["venv", "pip"]
    assert ["waiting for it" in text for text in errors] == [False, True]


def test_refuses_a_machine_without_any_python(machine: Machine) -> None:
    refused = machine.run("bootstrap")

    assert refused.returncode == 1
    sentence = refused.stderr.splitlines()[-1]
    assert "Balarea needs Python 3.12 or newer" in sentence
    assert "install it from" in sentence


def _made_by(machine: Machine) -> str:
    return (machine.clone / ".venv" / "made-by").read_text().strip()
