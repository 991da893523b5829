"""How often, how long and how urgently a message is tried, without a database."""

import datetime as dt

from balarea.notices import rules

MINUTE = dt.timedelta(minutes=1)


def test_a_message_is_tried_eight_times_within_about_five_hours() -> None:
    waits = [rules.NORMAL.wait_after(n) for n in range(1, 9)]
    minutes = [wait / MINUTE if wait else None for wait in waits]
    assert minutes == [10 / 60, 1, 5, 15, 30, 60, 180, None]


def test_a_code_is_tried_three_times_within_a_minute() -> None:
    waits = [rules.URGENT.wait_after(n) for n in range(1, 4)]
    assert waits == [dt.timedelta(seconds=5), dt.timedelta(seconds=30), None]


def test_a_message_waits_for_a_paused_carrier_only_as_long_as_it_is_useful() -> None:
    assert rules.NORMAL.longest_pause == dt.timedelta(hours=6)
    assert rules.URGENT.longest_pause == 10 * MINUTE


def test_only_a_code_is_urgent() -> None:
    assert (rules.NORMAL.is_urgent, rules.URGENT.is_urgent) == (False, True)


def test_a_message_whose_job_was_lost_waits_a_minute_for_another() -> None:
    assert rules.JOB_LOST_AFTER == MINUTE
