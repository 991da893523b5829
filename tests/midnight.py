"""No test begins in the last seconds of a day of the regency.

What it files before midnight would be due a day earlier than what it compares with.
The database's clock can't be set, so the test waits for the new day instead.
"""

import time

import pytest

from balarea.foundation import clock

LAST_SECONDS = 40


def seconds_left() -> float:
    """How long today still lasts, in seconds."""
    at = clock.now()
    tomorrow = clock.start_of(clock.today(at)).timestamp() + 86_400
    return tomorrow - at.timestamp()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    left = seconds_left()
    if left < LAST_SECONDS:
        time.sleep(left + 0.1)
