"""Trees in memory, and vectors of other implementations."""

import json
import os
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from balarea.transparency.tlog import merkle

# Where test data of other implementations lies, see decision 135. It isn't part of this
# repository; tests that read it are skipped without it.
VARIABLE = "BALAREA_VECTORS"


class MemoryTree:
    """Reads hashes of complete subtrees over a list of leaves' hashes."""

    def __init__(self, leaves: list[bytes]) -> None:
        self.levels = [leaves]

    def read(self, level: int, index: int) -> bytes:
        while len(self.levels) <= level:
            below = self.levels[-1]
            self.levels.append(
                [
                    merkle.node_hash(below[i], below[i + 1])
                    for i in range(0, len(below) - 1, 2)
                ]
            )
        return self.levels[level][index]


@cache
def tree_of(size: int) -> MemoryTree:
    """The tree over `leaf 0`, `leaf 1` …, as in vectors.json."""
    return MemoryTree([merkle.leaf_hash(b"leaf %d" % i) for i in range(size)])


@cache
def vectors() -> Any:
    """What `vectors/make_vectors.go` wrote."""
    path = Path(__file__).parent / "vectors" / "vectors.json"
    return json.loads(path.read_text(encoding="utf-8"))


def foreign_vectors(folder: str) -> Path:
    """A folder of other implementations' test data, or the test is skipped."""
    if not (place := os.environ.get(VARIABLE)):
        pytest.skip(f"{VARIABLE} isn't set")
    return Path(place) / folder
