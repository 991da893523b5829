"""The holidays of rules are those of the deadlines."""

import datetime as dt

from hypothesis import example, given, settings
from hypothesis import strategies as st

from balarea.catalogue import testing
from balarea.catalogue.definition import days, loading
from balarea.foundation import working_days

HOLIDAYS = [
    dt.date.fromisoformat(text).toordinal()
    for text in loading.load_holidays(testing.SERVICES)
]
COVERED = (dt.date(2026, 1, 1), dt.date(2028, 12, 31))


@settings(deadline=None)  # holidays of a year are read from the library once
@given(st.dates(*COVERED), st.dates(*COVERED))
@example(*COVERED)
def test_counts_working_days_as_deadlines_do(first: dt.date, last: dt.date) -> None:
    expected = working_days.between(first, last)
    assert days.working_days_between(first, last, HOLIDAYS) == expected
