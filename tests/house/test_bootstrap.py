"""Which Python script/bootstrap takes, tried with stand-ins for Python and uv."""

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from .conftest import ROOT

TOOLS = ["bash", "cat", "chmod", "cmp", "cp", "dirname", "env", "find", "head"]
TOOLS += ["mkdir", "mktemp", "rm", "touch"]
# A whole Python: it fits, and its `-m venv` leaves a copy of itself.
FITTING = """#!/usr/bin/env bash
case "$*" in
  "-m venv "*)
    mkdir -p "$3/bin" "$3/lib/python3.12/site-packages"
    cp "$0" "$3/bin/python"
    echo "$0" > "$3/made-by" ;;
esac
"""
# Too old, but it has pip, which brings a uv that can fetch nothing.
OLD = """#!/usr/bin/env bash
case "$*" in
  -c*) exit 1 ;;
  "-m pip install "*" uv")
    while [ "$1" != --target ]; do shift; done
    mkdir -p "$2/bin"
    printf '#!/usr/bin/env bash\\necho "$*" > "%s"\\nexit 1\\n' "$ASKED" > "$2/bin/uv"
    chmod +x "$2/bin/uv" ;;
esac
"""


@dataclass
class Machine:
    """A clone and a PATH with nothing but the tools that the script uses."""

    folder: Path

    def put(self, path: str, program: str) -> None:
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(program)
        target.chmod(0o755)

    def bootstrap(self) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self.folder / "clone" / "script" / "bootstrap"],
            env={
                "PATH": str(self.folder / "bin"),
                "PYENV_ROOT": str(self.folder / "pyenv"),
                "ASKED": str(self.folder / "asked"),
            },
            capture_output=True,
            text=True,
            check=False,
        )

    def made_by(self) -> str:
        return (self.folder / "clone" / ".venv" / "made-by").read_text().strip()


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    (tmp_path / "bin").mkdir()
    for tool in TOOLS:
        found = shutil.which(tool)
        assert found, tool
        (tmp_path / "bin" / tool).symlink_to(found)
    clone = tmp_path / "clone"
    for name in ("script", "requirements", "src"):
        (clone / name).mkdir(parents=True)
    shutil.copy(ROOT / "script" / "bootstrap", clone / "script")
    for lock in ("runtime", "dev"):
        (clone / "requirements" / f"{lock}.txt").touch()
    return Machine(tmp_path)


def test_takes_the_python_on_path_first(machine: Machine) -> None:
    machine.put("bin/python3.12", FITTING)
    machine.put("pyenv/versions/3.13.1/bin/python3", FITTING)

    assert machine.bootstrap().returncode == 0

    assert machine.made_by() == str(machine.folder / "bin" / "python3.12")


def test_takes_what_pyenv_has_installed_when_path_has_an_older_one(
    machine: Machine,
) -> None:
    machine.put("bin/python3", OLD)
    machine.put("pyenv/versions/3.9.18/bin/python3", OLD)
    machine.put("pyenv/versions/3.12.9/bin/python3", FITTING)

    assert machine.bootstrap().returncode == 0

    assert "3.12.9" in machine.made_by()


def test_says_and_does_nothing_the_second_time(machine: Machine) -> None:
    machine.put("bin/python3.13", FITTING)
    machine.bootstrap()

    again = machine.bootstrap()

    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")


def test_asks_uv_for_a_python_through_an_older_one(machine: Machine) -> None:
    machine.put("bin/python3", OLD)

    refused = machine.bootstrap()

    assert (
        machine.folder / "asked"
    ).read_text() == "venv --quiet --python 3.13 .venv\n"
    assert refused.returncode == 1
    assert "could fetch none" in refused.stderr


def test_refuses_a_machine_without_any_python(machine: Machine) -> None:
    refused = machine.bootstrap()

    assert refused.returncode == 1
    sentence = refused.stderr.splitlines()[-1]
    assert "Balarea needs Python 3.12 or newer" in sentence
    assert "install it from" in sentence
