"""What tests and benches start ends with the run that started it, however it ended."""

import ast
from collections.abc import Iterator

import pytest

from .source import Source, findings_of, name_of, python, snippet

FOLDERS = ("tests/", "bench/")


def starting_programs() -> list[Source]:
    """Tests and benches. `subprocess.run` waits for its program's end by itself."""
    return [one for one in python() if one.is_test or one.path.startswith(FOLDERS)]


def surviving(source: Source) -> Iterator[str]:
    """Programs that go on after a run that was killed."""
    for node in source.nodes:
        if isinstance(node, ast.Call) and name_of(node).split(".")[-1] == "Popen":
            given = {one.arg: name_of(one.value) for one in node.keywords}
            if given.get("preexec_fn") != "end_with_parent":
                yield source.at(node, "Popen without preexec_fn=end_with_parent")


def test_every_program_of_a_test_ends_with_the_run() -> None:
    assert findings_of(surviving, starting_programs()) == ""


def test_there_are_such_programs() -> None:
    paths = [one.path for one in starting_programs() if "Popen(" in one.text]
    assert {"bench/serving.py", "tests/launcher/conftest.py"} <= set(paths)


@pytest.mark.parametrize(
    ("line", "is_found"),
    [
        ("subprocess.Popen(command)", True),
        ("Popen(command, preexec_fn=None)", True),
        ("subprocess.Popen(command, preexec_fn=os.setsid)", True),
        ("subprocess.Popen(command, preexec_fn=end_with_parent)", False),
        ("subprocess.run(command)", False),
    ],
)
def test_a_program_that_would_survive_is_found(line: str, is_found: bool) -> None:
    assert bool(list(surviving(snippet(line, "tests/test_x.py")))) is is_found
