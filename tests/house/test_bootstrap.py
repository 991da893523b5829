"""Which Python script/bootstrap takes, tried with stand-ins for Python and uv."""

from .machine import Machine

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


def test_takes_the_python_on_path_first(machine: Machine) -> None:
    machine.put("bin/python3.12", FITTING)
    machine.put("pyenv/versions/3.13.1/bin/python3", FITTING)

    assert machine.run("bootstrap").returncode == 0

    assert _made_by(machine) == str(machine.folder / "bin" / "python3.12")


def test_takes_what_pyenv_has_installed_when_path_has_an_older_one(
    machine: Machine,
) -> None:
    machine.put("bin/python3", OLD)
    machine.put("pyenv/versions/3.9.18/bin/python3", OLD)
    machine.put("pyenv/versions/3.12.9/bin/python3", FITTING)

    assert machine.run("bootstrap").returncode == 0

    assert "3.12.9" in _made_by(machine)


def test_says_and_does_nothing_the_second_time(machine: Machine) -> None:
    machine.put("bin/python3.13", FITTING)
    machine.run("bootstrap")

    again = machine.run("bootstrap")

    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")


def test_asks_uv_for_a_python_through_an_older_one(machine: Machine) -> None:
    machine.put("bin/python3", OLD)

    refused = machine.run("bootstrap")

    assert (
        machine.folder / "asked"
    ).read_text() == "venv --quiet --python 3.13 .venv\n"
    assert refused.returncode == 1
    assert "could fetch none" in refused.stderr


def test_refuses_a_machine_without_any_python(machine: Machine) -> None:
    refused = machine.run("bootstrap")

    assert refused.returncode == 1
    sentence = refused.stderr.splitlines()[-1]
    assert "Balarea needs Python 3.12 or newer" in sentence
    assert "install it from" in sentence


def _made_by(machine: Machine) -> str:
    return (machine.clone / ".venv" / "made-by").read_text().strip()
