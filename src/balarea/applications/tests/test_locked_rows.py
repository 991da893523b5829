"""Runs that find a row locked, because somebody works on it, leave it for the next."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from balarea.applications.operations import (
    discarding,
    reminding,
    unanswered_deficiencies,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("run", "table"),
    [
        (discarding.expire, "applications_draft"),
        (reminding.remind, "applications_application"),
        (unanswered_deficiencies.move_to_decision, "applications_draft"),
    ],
)
def test_a_run_skips_the_rows_that_somebody_has_locked(
    run: Callable[..., int], table: str, at: dt.datetime
) -> None:
    with CaptureQueriesContext(connection) as captured:
        assert not run(at=at)
    [locking] = [query["sql"] for query in captured if "FOR UPDATE" in query["sql"]]
    assert locking.endswith(f'FOR UPDATE OF "{table}" SKIP LOCKED')
