"""The states of an application: which follow which, and who acts in each."""

import pytest

from balarea.applications import rules
from balarea.applications.rules import State

WAYS = """
    PREPARED: SERVED NOT_SERVED WITHDRAWN
    AWAITING_FEE: RECEIVED AMENDED WITHDRAWN
    RECEIVED: RETURNED TO_INSPECT TO_DECIDE TO_HAND_OVER WITHDRAWN
    RETURNED: AMENDED AWAITING_FEE TO_DECIDE TO_HAND_OVER WITHDRAWN
    AMENDED: TO_INSPECT TO_DECIDE TO_HAND_OVER WITHDRAWN
    TO_INSPECT: TO_DECIDE WITHDRAWN
    TO_DECIDE: TO_COUNTERSIGN AWAITING_LEVY GRANTED ANSWERED REFUSED WITHDRAWN
    TO_COUNTERSIGN: TO_DECIDE AWAITING_LEVY GRANTED ANSWERED REFUSED
    AWAITING_LEVY: GRANTED ANSWERED WITHDRAWN
    ANSWERED: CONFIRMED TO_DECIDE DISPUTED UNCONFIRMED
    TO_HAND_OVER: HANDED_OVER WITHDRAWN
    HANDED_OVER: COMPLETED
    GRANTED: ISSUED
    ISSUED:
    REFUSED:
    SERVED:
    NOT_SERVED:
    CONFIRMED:
    DISPUTED:
    UNCONFIRMED:
    COMPLETED:
    WITHDRAWN:
"""
OPEN = set(State) - {
    State.ISSUED,
    State.REFUSED,
    State.SERVED,
    State.NOT_SERVED,
    State.CONFIRMED,
    State.DISPUTED,
    State.UNCONFIRMED,
    State.COMPLETED,
    State.WITHDRAWN,
}


def test_an_application_goes_these_ways_only() -> None:
    lines = (line.split(":") for line in WAYS.strip().splitlines())
    expected = {
        State(name.strip()): {State(word) for word in ways.split()}
        for name, ways in lines
    }
    assert {state: set(ways) for state, ways in rules.TRANSITIONS.items()} == expected


def test_a_state_without_a_way_on_is_closed() -> None:
    assert {s for s in State if not rules.TRANSITIONS[s]} == rules.CLOSED
    assert {s for s in State if rules.is_open(s)} == OPEN


def test_a_citizen_may_withdraw_until_it_is_decided_or_while_the_levy_is_unpaid() -> (
    None
):
    decided = {
        State.TO_COUNTERSIGN,
        State.GRANTED,
        State.ANSWERED,
        State.HANDED_OVER,
    }
    assert OPEN - decided == rules.MAY_WITHDRAW


def test_an_open_application_waits_for_one_party() -> None:
    """GRANTED waits for the signing job, and every other open state for people."""
    queues = [state for states in rules.QUEUES.values() for state in states]
    assert len(queues) == len(set(queues))
    assert {*queues, *rules.WITH_CITIZEN, State.GRANTED} == OPEN
    # The citizen has to come with a prepared file, and an officer serves them.
    assert rules.WITH_CITIZEN & set(queues) == {State.PREPARED}


def test_queues_and_lists_hold_these_states() -> None:
    assert rules.QUEUES == {
        "VERIFY": (State.RECEIVED, State.AMENDED),
        "INSPECT": (State.TO_INSPECT,),
        "DECIDE": (State.TO_DECIDE,),
        "COUNTERSIGN": (State.TO_COUNTERSIGN,),
        "HAND_OVER": (State.TO_HAND_OVER, State.HANDED_OVER),
        "SERVE": (State.PREPARED,),
    }
    assert rules.OUTSIDE == {
        "RETURNED": (State.RETURNED,),
        "UNPAID": (State.AWAITING_FEE, State.AWAITING_LEVY),
        "ANSWERED": (State.ANSWERED,),
    }
    assert {State.AWAITING_FEE, State.AWAITING_LEVY} == rules.AWAITING_PAYMENT
    assert {State.HANDED_OVER} == rules.ELSEWHERE
    assert rules.TO_VERIFY == (State.RECEIVED, State.AMENDED)


def test_limits_are_those_that_citizens_and_officers_read() -> None:
    assert (rules.DRAFT_DAYS, rules.MAX_DRAFT_DAYS, rules.MAX_DRAFTS) == (30, 180, 20)
    assert rules.MAX_DRAFT_BYTES == 300_000_000
    assert rules.CONFIRM_WORKING_DAYS == 10
    assert (rules.PREPARED_DAYS, rules.BRING_REMIND_DAYS) == (90, 14)
    assert (rules.ANSWER_WORKING_DAYS, rules.REMIND_WORKING_DAYS) == (10, 3)
    assert (rules.MAX_TEXT, rules.MIN_LETTERS) == (2000, 20)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a" * 19, False),
        ("a" * 20, True),
        (" .1" * 20, False),
        (" .1" * 20 + "b" * 19, False),
        ("é, " * 20, True),
        ("", False),
    ],
)
def test_a_reason_needs_twenty_letters(text: str, expected: bool) -> None:
    assert rules.has_enough_letters(text) is expected


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        (("VERIFY", "DECIDE"), State.TO_DECIDE),
        (("VERIFY", "INSPECT", "DECIDE"), State.TO_INSPECT),
        ((), State.TO_DECIDE),
        (("VERIFY", "HAND_OVER"), State.TO_HAND_OVER),
    ],
)
def test_a_complete_file_goes_where_the_steps_say(
    steps: tuple[str, ...], expected: State
) -> None:
    assert rules.after_complete(steps) == expected


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        (("VERIFY", "INSPECT", "DECIDE"), State.TO_DECIDE),
        (("VERIFY", "HAND_OVER"), State.TO_HAND_OVER),
    ],
)
def test_a_file_that_was_not_mended_goes_to_its_last_step(
    steps: tuple[str, ...], expected: State
) -> None:
    assert rules.to_conclude(steps) == expected


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("NIB 0220001234567", True),
        ("9" * 60, True),
        ("9" * 61, False),
        ("nomor", False),
        ("", False),
        ("12\n34", False),
    ],
)
def test_a_number_of_another_register_is_short_and_has_a_digit(
    number: str, expected: bool
) -> None:
    assert rules.is_register_number(number) is expected


def test_sql_lists_the_closed_states() -> None:
    assert rules.CLOSED_SQL == (
        "'COMPLETED', 'CONFIRMED', 'DISPUTED', 'ISSUED', 'NOT_SERVED', 'REFUSED',"
        " 'SERVED', 'UNCONFIRMED', 'WITHDRAWN'"
    )


@pytest.mark.parametrize(
    ("steps", "is_fee_first", "expected"),
    [
        (("VERIFY", "DECIDE"), False, State.RECEIVED),
        (("VERIFY", "HAND_OVER"), True, State.AWAITING_FEE),
        (("SERVE",), False, State.PREPARED),
        (("SERVE",), True, State.PREPARED),
    ],
)
def test_a_filed_application_begins_where_its_steps_say(
    steps: tuple[str, ...], is_fee_first: bool, expected: State
) -> None:
    assert rules.first_state(steps, is_fee_first=is_fee_first) == expected
