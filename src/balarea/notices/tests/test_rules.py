"""How often, how long and how urgently a message is tried, without a database."""

import datetime as dt

import pytest

from balarea.notices import rules

MINUTE = dt.timedelta(minutes=1)


def test_a_message_is_tried_eight_times_within_about_five_hours() -> None:
    waits = [rules.NORMAL.wait_after(n) for n in range(1, 9)]
    minutes = [wait / MINUTE if wait else None for wait in waits]
    assert minutes == [10 / 60, 1, 5, 15, 30, 60, 180, None]


def test_a_code_is_tried_three_times_within_a_minute() -> None:
    waits = [rules.URGENT.wait_after(n) for n in range(1, 4)]
    assert waits == [dt.timedelta(seconds=5), dt.timedelta(seconds=30), None]


@pytest.mark.parametrize(
    ("policy", "pause", "is_urgent"),
    [(rules.NORMAL, 360 * MINUTE, False), (rules.URGENT, 10 * MINUTE, True)],
)
def test_a_message_waits_for_a_paused_carrier_only_as_long_as_it_is_useful(
    policy: rules.RetryPolicy, pause: dt.timedelta, is_urgent: bool
) -> None:
    assert (policy.longest_pause, policy.is_urgent) == (pause, is_urgent)


def test_a_message_whose_job_was_lost_waits_a_minute_for_another() -> None:
    assert rules.JOB_LOST_AFTER == MINUTE
