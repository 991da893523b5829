"""Check every page of the mall for every role, in both languages, at all widths.

`script/test` checks each page once, in a random language and at a random width.
"""

import argparse as argparse  # script/soak lists what takes arguments
import sys

from bench.soak.journeys import run

TESTS = (
    "tests/journeys/test_every_page.py",
    "tests/journeys/test_every_no.py",
    "src/balarea/applications/tests/citizen/test_in_a_browser.py",
    "src/balarea/applications/tests/officer/test_layout.py",
    "src/balarea/catalogue/tests/test_pages.py",
    "src/balarea/people/tests/test_pages.py",
    "src/balarea/ui/tests/test_gallery.py",
    "src/balarea/ui/tests/test_pages.py",
)

if __name__ == "__main__":
    sys.exit(run(__doc__, *TESTS))
