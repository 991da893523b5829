"""A part of what is too much for each run, drawn by a seed that the run prints.

`script/test` draws; `script/soak samples`, `journeys`, `pages` and `services` take
everything, and `script/soak lives` walks more random lives. What a test file draws for
itself alone (`file=__file__`) it takes whole when somebody named the file, or when it
is among those that were changed last.
"""

import functools
import os
import random
import secrets
import subprocess
from collections.abc import Callable, Hashable, Iterable, Sequence
from pathlib import Path

import pytest

SEED, ALL, LIVES = "BALAREA_SEED", "BALAREA_ALL", "BALAREA_LIVES"
ROOT = Path(__file__).resolve().parents[1]
NAMED: set[str] = set()  # test files that were named when the run was started


def is_everything() -> bool:
    return bool(os.environ.get(ALL))


def is_whole(file: str) -> bool:
    """Whether a test file is run without samples: it was named, or changed last."""
    path = relative(file)
    return is_everything() or path in NAMED or path in changed_files()


def relative(file: str | Path) -> str:
    """A file's path in the repository, if it is there."""
    path = Path(file).resolve()
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else str(path)


@functools.cache
def changed_files() -> frozenset[str]:
    """Files that aren't committed, and those of the last commit; none without git.

    A merge has no files of its own but those in which it solved a conflict.
    """
    commands = (
        ["git", "diff", "--name-only", "HEAD"],
        ["git", "show", "--name-only", "--format=", "HEAD"],
        ["git", "ls-files", "--others", "--exclude-standard"],
    )
    names: set[str] = set()
    for command in commands:
        done = subprocess.run(
            command, cwd=ROOT, capture_output=True, text=True, check=False
        )
        names.update(done.stdout.splitlines())
    return frozenset(names)


def seed() -> str:
    """The same in all workers of a run: it is handed on in the environment."""
    return os.environ.setdefault(SEED, str(secrets.randbelow(100_000)))


def draw(name: str) -> random.Random:
    """A generator for one purpose; its numbers depend on nothing else."""
    return random.Random(f"{seed()} {name}")


def lives(few: int) -> int:
    """How many random lives a test walks: `few`, or as `script/soak lives` says."""
    return int(os.environ.get(LIVES, few))


def sample[T](
    name: str,
    population: Sequence[T],
    traits: Callable[[T], Iterable[Hashable]],
) -> list[T]:
    """Few that together have every trait that anyone of them has; in order."""
    if is_everything():
        return list(population)
    shuffled = draw(name).sample(population, len(population))
    missing = {trait for one in population for trait in traits(one)}
    chosen = []
    while missing:
        chosen.append(max(shuffled, key=lambda one: len(missing & set(traits(one)))))
        missing -= set(traits(chosen[-1]))
    return [one for one in population if one in chosen]


def part[T](name: str, population: Sequence[T], *, of: int, file: str = "") -> list[T]:
    """One of so many parts of equal size, drawn; in order."""
    if is_everything() or (file and is_whole(file)):
        return list(population)
    number = -(-len(population) // of)
    drawn = set(draw(name).sample(range(len(population)), number))
    return [one for place, one in enumerate(population) if place in drawn]


def one_of[T](name: str, population: Sequence[T], file: str = "") -> list[T]:
    """One of them, drawn; all where everything is taken."""
    return part(name, population, of=len(population), file=file)


def pytest_configure(config: pytest.Config) -> None:
    seed()
    NAMED.update(relative(one.split("::")[0]) for one in config.args)


def pytest_report_header() -> str:
    return _said()


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, exitstatus: int
) -> None:
    if exitstatus:  # the header is not shown by -q
        terminalreporter.write_line(_said())


def _said() -> str:
    if is_everything():
        return "Everything is taken, no samples."
    return f"Samples were drawn by {SEED}={seed()}; {ALL}=1 takes everything."
