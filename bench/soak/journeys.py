"""Run every journey, of every service, with all checks of every page and address.

`script/test` runs a sample of these. Arguments go to pytest, as in
`script/soak journeys -k returned`.
"""

import argparse
import json
import os
import subprocess
import sys
import time

from tests.sampling import ALL

_APPLICATIONS = "src/balarea/applications/tests"
# What `script/test` takes a part of, and no other soak the whole.
SAMPLED = (
    f"{_APPLICATIONS}/test_every_address.py",
    f"{_APPLICATIONS}/officer/test_going_back.py",
    "tests/launcher/test_handbook.py",
    "tests/launcher/test_mall.py",
    "tests/malls",
)


def run(description: str | None, *tests: str) -> int:
    """Run these tests without samples; prints a line of JSON at the end."""
    parser = argparse.ArgumentParser(description=description, prefix_chars="\0")
    parser.add_argument("arguments", nargs="*", help="what pytest gets")
    command = [sys.executable, "-m", "pytest", *tests, *parser.parse_args().arguments]
    began = time.monotonic()
    done = subprocess.run(command, env={**os.environ, ALL: "1"}, check=False)
    seconds = round(time.monotonic() - began)
    print(json.dumps({"failed": done.returncode != 0, "seconds": seconds}))
    return done.returncode


if __name__ == "__main__":
    sys.exit(run(__doc__, "tests/journeys", *SAMPLED))
