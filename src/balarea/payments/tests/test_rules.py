"""The states of a bill, and its time limits."""

import datetime as dt

import pytest

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


def lines(*amounts: int) -> list[rules.Line]:
    """Lines as a bill stores them."""
    label = {"id": "Biaya", "en": "Fee"}
    return [rules.line_of({"label": label, "amount": one}) for one in amounts]


@pytest.mark.parametrize(
    ("amount", "amounts", "message"),
    [
        (0, (0,), "positive"),
        (-1, (-1,), "positive"),
        (5, (6, -1), "positive"),
        (5, (4,), "add up"),
        (5, (5, 1), "add up"),
        (5, (), "add up"),
    ],
)
def test_a_bill_is_of_a_positive_amount_that_its_lines_add_up_to(
    amount: int, amounts: tuple[int, ...], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        rules.check_lines(lines(*amounts), amount)


def test_a_bill_of_one_rupiah_and_of_a_line_without_a_price_is_in_order() -> None:
    rules.check_lines(lines(1), 1)
    rules.check_lines(lines(1, 0), 1)
