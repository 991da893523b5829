"""Run whole every test file of which `script/test` takes a sample.

Those that no other soak runs whole: pages, services, journeys and lives have their own.
"""

import argparse as argparse  # script/soak lists what takes arguments
import sys
from pathlib import Path

from bench.soak import journeys, lives, pages, services

ROOT = Path(__file__).resolve().parents[2]
ELSEWHERE = {*journeys.SAMPLED, *lives.TESTS, *pages.TESTS, *services.TESTS}


def files() -> list[str]:
    """Test files that draw a sample."""
    every = (path for top in ("src", "tests") for path in (ROOT / top).rglob("*.py"))
    names = {
        path.relative_to(ROOT).as_posix()
        for path in every
        if path.name.startswith("test_") and "sampling." in path.read_text("utf-8")
    }
    apart = ("tests/journeys/", *sorted(ELSEWHERE))
    return sorted(name for name in names if not name.startswith(apart))


if __name__ == "__main__":
    sys.exit(journeys.run(__doc__, *files()))
