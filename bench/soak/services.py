"""Take every service through the database, by its examples and by generated answers.

Filed, paid where it is due, every step of its way, to a signed document, an outcome of
another register, the desk, or an answer. `script/test` takes a sample of them.
"""

import argparse as argparse  # script/soak lists what takes arguments
import sys

from bench.soak.journeys import run

TESTS = (
    "src/balarea/catalogue/definition/tests/test_generated_answers.py",
    "src/balarea/catalogue/definition/tests/test_services.py",
    "src/balarea/applications/tests/test_steps.py",
    "src/balarea/applications/tests/citizen/test_every_service.py",
    "src/balarea/catalogue/definition/tests/test_versions.py",
    "src/balarea/catalogue/tests/test_any_regency.py",
    "src/balarea/catalogue/tests/test_publishing.py",
    "src/balarea/demo/tests/test_loading.py",
)

if __name__ == "__main__":
    sys.exit(run(__doc__, *TESTS))
