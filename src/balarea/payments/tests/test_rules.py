"""The states of a bill, and its time limits."""

import datetime as dt

import pytest

from balarea.payments import rules
from balarea.payments.rules import Outcome, State


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


def test_real_money_is_what_pays_a_bill_or_is_an_overpayment() -> None:
    overpaid = {
        Outcome.PAID_LATE,
        Outcome.PAID_TWICE,
        Outcome.WRONG_AMOUNT,
        Outcome.UNKNOWN_BILL,
    }
    assert overpaid == rules.OVERPAID
    assert overpaid | {Outcome.PAID} == rules.MONEY


def test_what_anybody_can_send_is_counted_for_a_week_and_not_stored() -> None:
    assert {Outcome.FORGED, Outcome.STALE} == rules.UNSIGNED
    assert dt.timedelta(days=7) == rules.UNSIGNED_SHOWN


def test_providers_learn_by_the_status_what_they_sent_wrongly() -> None:
    refused = {
        Outcome.CONFLICT: 409,
        Outcome.MALFORMED: 422,
        Outcome.FORGED: 401,
        Outcome.STALE: 401,
    }
    assert refused == rules.STATUS


def test_a_stored_line_is_read_as_it_was_written() -> None:
    label = {"id": "Papan", "en": "Board"}
    steps = ((label, {"id": "6 m²", "en": "6 m²"}),)
    line = rules.Line(label, 120_000, steps)
    assert rules.line_of(line.to_json()) == line


def test_steps_stored_as_pairs_of_two_languages_are_still_read() -> None:
    stored = {
        "label": {"id": "Papan", "en": "Board"},
        "amount": 120_000,
        "steps": [[["Luas", "Area"], ["6 m²", "6 m²"]]],
    }
    [(label, figure)] = rules.line_of(stored).steps
    assert label == {"id": "Luas", "en": "Area"}
    assert figure == {"id": "6 m²", "en": "6 m²"}


@pytest.mark.parametrize("texts", [["Luas"], ["Luas", "Area", "more"]])
def test_refuses_a_pair_of_texts_that_is_none(texts: list[str]) -> None:
    label = {"id": "Papan", "en": "Board"}
    stored = {"label": label, "amount": 1, "steps": [[texts, label]]}
    with pytest.raises(ValueError, match="zip"):
        rules.line_of(stored)
