"""A part of what is too much for each run, drawn by a seed that the run prints.

`script/test` draws, `script/soak journeys` and `script/soak pages` take everything;
`script/soak lives` walks more random lives.
"""

import os
import random
import secrets
from collections.abc import Callable, Hashable, Iterable, Sequence

import pytest

SEED, ALL, LIVES = "BALAREA_SEED", "BALAREA_ALL", "BALAREA_LIVES"


def is_everything() -> bool:
    return bool(os.environ.get(ALL))


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


def tenth[T](name: str, population: Sequence[T]) -> list[T]:
    """Every tenth from a drawn one on, so that runs go round; in order."""
    if is_everything():
        return list(population)
    return list(population[draw(name).randrange(10) :: 10])


def part[T](name: str, population: Sequence[T], *, of: int) -> list[T]:
    """One of so many parts of equal size, drawn; in order."""
    if is_everything():
        return list(population)
    number = -(-len(population) // of)
    drawn = set(draw(name).sample(range(len(population)), number))
    return [one for place, one in enumerate(population) if place in drawn]


def one_of[T](name: str, population: Sequence[T]) -> list[T]:
    """One of them, drawn; all where everything is taken."""
    if is_everything():
        return list(population)
    return [draw(name).choice(population)]


def pytest_configure() -> None:
    seed()


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
