"""The states of a bill, and its time limits."""

import datetime as dt

from balarea.payments import rules
from balarea.payments.rules import State


def test_a_bill_goes_these_ways_only() -> None:
    ends = {State.PAID: set[State](), State.CANCELLED: set[State]()}
    assert (
        ends
        | {
            State.OPEN: {State.PAID, State.EXPIRED, State.CANCELLED},
            State.EXPIRED: {State.PAID, State.CANCELLED},
        }
        == rules.TRANSITIONS
    )


def test_limits_are_those_that_payers_and_providers_are_told() -> None:
    day = dt.timedelta(days=1)
    assert 3 * day == rules.VALID_FOR
    assert (day, 7 * day) == (rules.REMIND_BEFORE, rules.REMIND_AFTER)
    assert dt.timedelta(minutes=5) == rules.SIGNED_WITHIN
    assert (rules.MAX_BODY, rules.MAX_UNSIGNED) == (16_384, 60)
