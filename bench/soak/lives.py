"""Walk hundreds of random lives of cases and documents through the operations.

`script/test` walks a few of them. Each life is rolled back at its end.
"""

import argparse
import json
import os
import subprocess
import sys
import time

from tests.sampling import LIVES

TESTS = (
    "src/balarea/applications/tests/test_lives.py",
    "src/balarea/applications/tests/test_lives_of_documents.py",
    "src/balarea/applications/tests/test_lives_together.py",
)


def main() -> int:
    """Walk them; prints a line of JSON at the end."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lives", type=int, default=100, help="of each test")
    chosen, arguments = parser.parse_known_args()  # the rest is what pytest gets
    command = [sys.executable, "-m", "pytest", *TESTS, *arguments]
    variables = {**os.environ, LIVES: str(chosen.lives)}
    began = time.monotonic()
    done = subprocess.run(command, env=variables, check=False)
    seconds = round(time.monotonic() - began)
    figures = {"lives": chosen.lives, "failed": done.returncode != 0}
    print(json.dumps({**figures, "seconds": seconds}))
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
