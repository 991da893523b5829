"""The states of an application and the ways between them.

The deadline counts from the day on which the file is complete, and a file is sent
back at most once, with all its defects named together (UU 25/2009 art. 21; PP 96/2012
art. 34; UU 30/2014 arts. 50, 53).
"""

import enum


class State(enum.StrEnum):
    """What an application waits for."""

    AWAITING_FEE = "AWAITING_FEE"  # a fee that is due before work begins
    RECEIVED = "RECEIVED"  # for an officer to check the requirements
    RETURNED = "RETURNED"  # for the citizen to mend what the one notice lists
    AMENDED = "AMENDED"  # for an officer to check again
    TO_INSPECT = "TO_INSPECT"  # complete; for a visit on site
    TO_DECIDE = "TO_DECIDE"  # complete; for a decision
    TO_COUNTERSIGN = "TO_COUNTERSIGN"  # for a second person
    AWAITING_LEVY = "AWAITING_LEVY"  # granted; for a fee that is due then (retribusi)
    GRANTED = "GRANTED"  # for the document to be written and signed
    ISSUED = "ISSUED"
    REFUSED = "REFUSED"
    WITHDRAWN = "WITHDRAWN"


class Outcome(enum.StrEnum):
    GRANTED = "GRANTED"
    REFUSED = "REFUSED"


S = State
TRANSITIONS: dict[State, frozenset[State]] = {
    S.AWAITING_FEE: frozenset({S.RECEIVED, S.AMENDED, S.WITHDRAWN}),
    S.RECEIVED: frozenset({S.RETURNED, S.TO_INSPECT, S.TO_DECIDE, S.WITHDRAWN}),
    # Unanswered in its time, it is decided on what is there.
    # Amended answers may cost more than was paid.
    S.RETURNED: frozenset({S.AMENDED, S.AWAITING_FEE, S.TO_DECIDE, S.WITHDRAWN}),
    S.AMENDED: frozenset({S.TO_INSPECT, S.TO_DECIDE, S.WITHDRAWN}),
    S.TO_INSPECT: frozenset({S.TO_DECIDE, S.WITHDRAWN}),
    S.TO_DECIDE: frozenset(
        {S.TO_COUNTERSIGN, S.AWAITING_LEVY, S.GRANTED, S.REFUSED, S.WITHDRAWN}
    ),
    S.TO_COUNTERSIGN: frozenset({S.TO_DECIDE, S.AWAITING_LEVY, S.GRANTED, S.REFUSED}),
    S.AWAITING_LEVY: frozenset({S.GRANTED, S.WITHDRAWN}),
    S.GRANTED: frozenset({S.ISSUED}),
    S.ISSUED: frozenset(),
    S.REFUSED: frozenset(),
    S.WITHDRAWN: frozenset(),
}
CLOSED = frozenset({S.ISSUED, S.REFUSED, S.WITHDRAWN})
AWAITING_PAYMENT = frozenset({S.AWAITING_FEE, S.AWAITING_LEVY})
WITH_CITIZEN = AWAITING_PAYMENT | {S.RETURNED}
TO_VERIFY = (S.RECEIVED, S.AMENDED)
# Where a citizen may still take the application back: nobody has decided yet, or what
# was granted costs a levy that they would rather not pay.
MAY_WITHDRAW = frozenset(
    state for state, ways in TRANSITIONS.items() if S.WITHDRAWN in ways
)

DRAFT_DAYS = 30  # how long a draft waits for its owner
# And at most so long after it was begun: nobody keeps the rules of a bygone year alive.
MAX_DRAFT_DAYS = 180
MAX_DRAFTS = 20  # that one contact writes at the same time
MAX_DRAFT_BYTES = 300_000_000  # of the files of all of them
ANSWER_WORKING_DAYS = 10  # how long a returned application waits for its citizen
MAX_TEXT = 2000  # characters that an officer may write at once
MIN_LETTERS = 20  # of what an officer says is wrong, was found, or is decided and why
REMIND_WORKING_DAYS = 3  # how many of these are left when its citizen is reminded

# What a grant's action works on: the queues of the worklist.
QUEUES: dict[str, tuple[State, ...]] = {
    "VERIFY": TO_VERIFY,
    "INSPECT": (S.TO_INSPECT,),
    "DECIDE": (S.TO_DECIDE,),
    "COUNTERSIGN": (S.TO_COUNTERSIGN,),
}
# What waits for somebody outside: no action works on it; whoever works there sees it.
OUTSIDE: dict[str, tuple[State, ...]] = {
    "RETURNED": (S.RETURNED,),
    "UNPAID": (S.AWAITING_FEE, S.AWAITING_LEVY),
}


def says_something(text: str) -> bool:
    """Whether a text has the letters of a reason: dots and spaces give none."""
    return sum(letter.isalpha() for letter in text) >= MIN_LETTERS


def is_open(state: str) -> bool:
    return State(state) not in CLOSED


def after_complete(steps: tuple[str, ...]) -> State:
    """Where a complete file goes: to a visit on site if the service has one."""
    return State.TO_INSPECT if "INSPECT" in steps else State.TO_DECIDE
