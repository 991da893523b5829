"""A moment at which the mall is open, whatever the hour of the test."""

import datetime as dt

import pytest

AT = dt.datetime(2026, 11, 25, 3, tzinfo=dt.UTC)  # a Wednesday, 10 in the morning


@pytest.fixture
def at() -> dt.datetime:
    return AT
