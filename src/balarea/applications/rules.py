"""The states of an application and the ways between them.

The deadline counts from the day on which the file is complete, and a file is sent
back at most once, with all its defects named together (UU 25/2009 art. 21; PP 96/2012
art. 34; UU 30/2014 arts. 50, 53).
"""

import dataclasses
import enum
from collections.abc import Collection, Mapping
from typing import Literal

from balarea.foundation.retention import DRAFT_DAYS as DRAFT_DAYS

type Tone = Literal["", "info", "warn", "ok", "bad"]


class State(enum.StrEnum):
    """What an application waits for; the codes are stored."""

    AWAITING_FEE = "AWAITING_FEE"  # a fee that is due before work begins
    PREPARED = "PREPARED"  # for its citizen to come to the desk with it
    RECEIVED = "RECEIVED"  # for an officer to check the requirements
    RETURNED = "RETURNED"  # for the citizen to mend what the one notice lists
    AMENDED = "AMENDED"  # for an officer to check again
    TO_INSPECT = "TO_INSPECT"  # complete; for a visit on site
    TO_DECIDE = "TO_DECIDE"  # complete; for a decision
    TO_COUNTERSIGN = "TO_COUNTERSIGN"  # for a second person
    AWAITING_LEVY = "AWAITING_LEVY"  # granted; for a fee that is due then (retribusi)
    ANSWERED = "ANSWERED"  # for the citizen to confirm an answer or an act
    TO_HAND_OVER = "TO_HAND_OVER"  # complete; to go to the register that decides
    HANDED_OVER = "HANDED_OVER"  # for the outcome at that register
    GRANTED = "GRANTED"  # for the document to be written and signed
    ISSUED = "ISSUED"
    REFUSED = "REFUSED"
    SERVED = "SERVED"  # at the desk
    NOT_SERVED = "NOT_SERVED"  # at the desk, for a reason; or nobody came
    CONFIRMED = "CONFIRMED"  # the answer, or the act, by its citizen
    DISPUTED = "DISPUTED"  # said to be not so, a second time
    UNCONFIRMED = "UNCONFIRMED"  # its citizen said nothing in time
    COMPLETED = "COMPLETED"  # the other register's outcome is on record
    WITHDRAWN = "WITHDRAWN"


class Outcome(enum.StrEnum):
    GRANTED = "GRANTED"
    REFUSED = "REFUSED"


def gettext_noop(message: str) -> str:
    """Marks a text for translation; pages translate it when they show it."""
    return message


_ = gettext_noop


@dataclasses.dataclass(frozen=True, slots=True)
class StateRecord:
    """One state: its rules, and its words on pages (English, to be translated).

    Args:
        leads_to: the states that may follow; none where an application is closed.
        queue: the list in which officers find it: the action that it waits for, or
            "RETURNED", "UNPAID" and "ANSWERED" while it is the citizen's turn. Empty
            where it waits for nobody: it is closed, or a job writes the document.
        citizen_label: the state in a word or two, with the tone of its tag.
        officer_label: the same for officers.
        entered: how the citizen's page names the step that led here.
        officer_entered: the same in the officers' history.
        now: what happens while it is in this state; empty where it is closed.
    """

    leads_to: frozenset[State]
    queue: str
    citizen_label: str
    citizen_tone: Tone
    officer_label: str
    officer_tone: Tone
    entered: str
    officer_entered: str
    now: str = ""


S = State
STATES: dict[State, StateRecord] = {
    S.AWAITING_FEE: StateRecord(
        # Amended answers may cost more than was paid, so it leads to AMENDED as well.
        leads_to=frozenset({S.RECEIVED, S.AMENDED, S.WITHDRAWN}),
        queue="UNPAID",
        citizen_label=_("Waiting for your payment"),
        citizen_tone="warn",
        officer_label=_("Waits for payment"),
        officer_tone="",
        entered=_("Application received"),
        officer_entered=_("Filed, with a bill"),
        now=_("You pay the fee"),
    ),
    S.PREPARED: StateRecord(
        leads_to=frozenset({S.SERVED, S.NOT_SERVED, S.WITHDRAWN}),
        queue="SERVE",
        citizen_label=_("Prepared, bring it to the desk"),
        citizen_tone="warn",
        officer_label=_("Prepared for the desk"),
        officer_tone="info",
        entered=_("File prepared"),
        officer_entered=_("Prepared"),
        now=_("You come to the desk"),
    ),
    S.RECEIVED: StateRecord(
        leads_to=frozenset(
            {S.RETURNED, S.TO_INSPECT, S.TO_DECIDE, S.TO_HAND_OVER, S.WITHDRAWN}
        ),
        queue="VERIFY",
        citizen_label=_("Received"),
        citizen_tone="info",
        officer_label=_("To check"),
        officer_tone="info",
        entered=_("Application received"),
        officer_entered=_("Received"),
        now=_("The requirements are checked"),
    ),
    S.RETURNED: StateRecord(
        # Not answered in time, it is decided (or goes over) on what was filed.
        leads_to=frozenset(
            {S.AMENDED, S.AWAITING_FEE, S.TO_DECIDE, S.TO_HAND_OVER, S.WITHDRAWN}
        ),
        queue="RETURNED",
        citizen_label=_("Please mend"),
        citizen_tone="warn",
        officer_label=_("Returned to the citizen"),
        officer_tone="",
        entered=_("Sent back once, with all that is missing"),
        officer_entered=_("Returned once"),
        now=_("You mend what is missing"),
    ),
    S.AMENDED: StateRecord(
        leads_to=frozenset({S.TO_INSPECT, S.TO_DECIDE, S.TO_HAND_OVER, S.WITHDRAWN}),
        queue="VERIFY",
        citizen_label=_("Mended, being checked"),
        citizen_tone="info",
        officer_label=_("Amended, to check"),
        officer_tone="info",
        entered=_("Mended and sent again"),
        officer_entered=_("Amended"),
        now=_("The requirements are checked again"),
    ),
    S.TO_INSPECT: StateRecord(
        leads_to=frozenset({S.TO_DECIDE, S.WITHDRAWN}),
        queue="INSPECT",
        citizen_label=_("Complete, visit to come"),
        citizen_tone="info",
        officer_label=_("To inspect"),
        officer_tone="info",
        entered=_("Requirements checked: complete"),
        officer_entered=_("Complete, to inspect"),
        now=_("The place is visited"),
    ),
    S.TO_DECIDE: StateRecord(
        leads_to=frozenset(
            {
                S.TO_COUNTERSIGN,
                S.AWAITING_LEVY,
                S.GRANTED,
                S.ANSWERED,
                S.REFUSED,
                S.WITHDRAWN,
            }
        ),
        queue="DECIDE",
        citizen_label=_("Complete, being decided"),
        citizen_tone="info",
        officer_label=_("To decide"),
        officer_tone="info",
        entered=_("Requirements checked: complete"),
        officer_entered=_("Ready for a decision"),
        now=_("The decision is made"),
    ),
    S.TO_COUNTERSIGN: StateRecord(
        leads_to=frozenset(
            {S.TO_DECIDE, S.AWAITING_LEVY, S.GRANTED, S.ANSWERED, S.REFUSED}
        ),
        queue="COUNTERSIGN",
        citizen_label=_("Complete, being decided"),
        citizen_tone="info",
        officer_label=_("To countersign"),
        officer_tone="info",
        entered=_("Decision prepared"),
        officer_entered=_("Decision proposed"),
        now=_("A second person checks the decision"),
    ),
    S.AWAITING_LEVY: StateRecord(
        leads_to=frozenset({S.GRANTED, S.ANSWERED, S.WITHDRAWN}),
        queue="UNPAID",
        citizen_label=_("Granted, waiting for your payment"),
        citizen_tone="warn",
        officer_label=_("Granted, waits for payment"),
        officer_tone="",
        entered=_("Granted"),
        officer_entered=_("Granted, with a bill"),
        now=_("You pay the levy"),
    ),
    S.ANSWERED: StateRecord(
        # Said to be not so, it is decided again once.
        leads_to=frozenset({S.CONFIRMED, S.TO_DECIDE, S.DISPUTED, S.UNCONFIRMED}),
        queue="ANSWERED",
        citizen_label=_("Answered, please confirm"),
        citizen_tone="warn",
        officer_label=_("Answered, to be confirmed"),
        officer_tone="",
        entered=_("Answered"),
        officer_entered=_("Answered"),
        now=_("You say whether it is so"),
    ),
    S.TO_HAND_OVER: StateRecord(
        leads_to=frozenset({S.HANDED_OVER, S.WITHDRAWN}),
        queue="HAND_OVER",
        citizen_label=_("Complete, being handed over"),
        citizen_tone="info",
        officer_label=_("To hand over"),
        officer_tone="info",
        entered=_("Requirements checked: complete"),
        officer_entered=_("Complete, to hand over"),
        now=_("The file is handed over to the register that decides"),
    ),
    S.HANDED_OVER: StateRecord(
        leads_to=frozenset({S.COMPLETED}),
        queue="HAND_OVER",
        citizen_label=_("Handed over, being decided there"),
        citizen_tone="info",
        officer_label=_("Handed over, outcome awaited"),
        officer_tone="",
        entered=_("Handed over to the register that decides"),
        officer_entered=_("Handed over"),
        now=_("The other register decides"),
    ),
    S.GRANTED: StateRecord(
        leads_to=frozenset({S.ISSUED}),
        queue="",
        citizen_label=_("Granted"),
        citizen_tone="ok",
        officer_label=_("Granted, being written"),
        officer_tone="",
        entered=_("Granted"),
        officer_entered=_("Granted"),
        now=_("The document is written and signed"),
    ),
    S.ISSUED: StateRecord(
        leads_to=frozenset(),
        queue="",
        citizen_label=_("Finished"),
        citizen_tone="ok",
        officer_label=_("Issued"),
        officer_tone="ok",
        entered=_("Document signed and issued"),
        officer_entered=_("Document issued"),
    ),
    S.REFUSED: StateRecord(
        leads_to=frozenset(),
        queue="",
        citizen_label=_("Refused"),
        citizen_tone="bad",
        officer_label=_("Refused"),
        officer_tone="bad",
        entered=_("Refused, with reasons"),
        officer_entered=_("Refused"),
    ),
    S.SERVED: StateRecord(
        leads_to=frozenset(),
        queue="",
        citizen_label=_("Done at the desk"),
        citizen_tone="ok",
        officer_label=_("Served"),
        officer_tone="ok",
        entered=_("Done at the desk"),
        officer_entered=_("Served"),
    ),
    S.NOT_SERVED: StateRecord(
        leads_to=frozenset(),
        queue="",
        citizen_label=_("Not done at the desk"),
        citizen_tone="bad",
        officer_label=_("Not served"),
        officer_tone="bad",
        entered=_("Not done at the desk"),
        officer_entered=_("Not served"),
    ),
    S.CONFIRMED: StateRecord(
        leads_to=frozenset(),
        queue="",
        citizen_label=_("Confirmed by you"),
        citizen_tone="ok",
        officer_label=_("Confirmed"),
        officer_tone="ok",
        entered=_("Confirmed by you"),
        officer_entered=_("Confirmed by the citizen"),
    ),
    S.DISPUTED: StateRecord(
        leads_to=frozenset(),
        queue="",
        citizen_label=_("Closed, you disagree"),
        citizen_tone="bad",
        officer_label=_("Disputed"),
        officer_tone="bad",
        entered=_("You said again that it isn’t so"),
        officer_entered=_("Disputed by the citizen"),
    ),
    S.UNCONFIRMED: StateRecord(
        leads_to=frozenset(),
        queue="",
        citizen_label=_("Closed, unconfirmed"),
        citizen_tone="",
        officer_label=_("Not confirmed"),
        officer_tone="",
        entered=_("Closed, because you did not reply"),
        officer_entered=_("Closed without a reply"),
    ),
    S.COMPLETED: StateRecord(
        leads_to=frozenset(),
        queue="",
        citizen_label=_("Decided there"),
        citizen_tone="info",
        officer_label=_("Outcome recorded"),
        officer_tone="",
        entered=_("Outcome of the other register recorded"),
        officer_entered=_("Outcome recorded"),
    ),
    S.WITHDRAWN: StateRecord(
        leads_to=frozenset(),
        queue="",
        citizen_label=_("Withdrawn"),
        citizen_tone="",
        officer_label=_("Withdrawn"),
        officer_tone="",
        entered=_("Taken back by you"),
        officer_entered=_("Withdrawn"),
    ),
}
# In which state an application may begin; see `operations.filing`.
FIRST_STATES = (S.AWAITING_FEE, S.PREPARED, S.RECEIVED)


def _in_queue(queue: str) -> tuple[State, ...]:
    return tuple(state for state, record in STATES.items() if record.queue == queue)


TRANSITIONS = {state: record.leads_to for state, record in STATES.items()}
CLOSED = frozenset(state for state, ways in TRANSITIONS.items() if not ways)
# The same for SQL, in the order of the partial indexes, so that these are used.
CLOSED_SQL = ", ".join(f"'{state}'" for state in sorted(CLOSED))
# The queues of the worklist: what each action of a grant works on.
ACTIONS = ("VERIFY", "INSPECT", "DECIDE", "COUNTERSIGN", "HAND_OVER", "SERVE")
QUEUES = {action: _in_queue(action) for action in ACTIONS}
# What waits for the citizen: no action works on it; officers who work there see it.
OUTSIDE = {queue: _in_queue(queue) for queue in ("RETURNED", "UNPAID", "ANSWERED")}
TO_VERIFY = QUEUES["VERIFY"]
AWAITING_PAYMENT = frozenset(OUTSIDE["UNPAID"])
WITH_CITIZEN = AWAITING_PAYMENT | {S.RETURNED, S.PREPARED, S.ANSWERED}
# Where another register decides: neither the agency's days nor the citizen's.
ELSEWHERE = frozenset({S.HANDED_OVER})
# Where no closed day moves a deadline: none runs, or it is counted in calendar days.
UNMOVED = ELSEWHERE | {S.PREPARED}
# Where a citizen may still take the application back: it is not decided yet, or the
# levy of what was granted is unpaid.
MAY_WITHDRAW = frozenset(
    state for state, ways in TRANSITIONS.items() if S.WITHDRAWN in ways
)

# A draft is stored for `DRAFT_DAYS` after its last saving, and at most this long after
# it was begun, so that no draft outlives its definition.
MAX_DRAFT_DAYS = 180
MAX_DRAFTS = 20  # that one contact writes at the same time
MAX_DRAFT_BYTES = 300_000_000  # of the files of all of them
ANSWER_WORKING_DAYS = 10  # how long a returned application waits for its citizen
CONFIRM_WORKING_DAYS = 10  # how long an answer waits for its citizen's word
PREPARED_DAYS = 90  # how long a prepared file waits to be brought to the desk
BRING_REMIND_DAYS = 14  # how many of these are left when its citizen is reminded
# Why somebody wasn't served at a desk; definitions add reasons of their own, in small
# letters. The codes are stored.
NOT_SERVED: Mapping[str, str] = {
    "DID_NOT_COME": _("Nobody came to the desk."),
    "DOCUMENT_MISSING": _("A document on the list was missing."),
    "DATA_DIFFERS": _("The documents differ from the answers."),
    "NOT_ELIGIBLE": _("The conditions of the service are not met."),
    "MACHINE_DOWN": _("A machine or a connection at the desk did not work."),
}
LAPSED = "LAPSED"  # recorded by the system alone
LAPSED_TEXT = _("The file was not brought to the desk in time.")
MAX_REGISTER_NUMBER = 60  # characters of the number that another register gave
SECRET_LETTERS = 10  # 23¹⁰ tracking secrets: 45 bits beside a limit on tries
# UU 30/2014 arts. 76-77: how long a citizen may object, and the agency has to answer.
OBJECTION_WORKING_DAYS = 21
OBJECTION_ANSWER_WORKING_DAYS = 10
MAX_TEXT = 2000  # characters that an officer may write at once
MIN_LETTERS = 20  # of what an officer says is wrong, was found, or is decided and why
REMIND_WORKING_DAYS = 3  # how many of these are left when its citizen is reminded


def is_register_number(text: str) -> bool:
    """Whether it may be another register's number: short, one line, with a digit."""
    return (
        len(text) <= MAX_REGISTER_NUMBER
        and text.isprintable()
        and any(letter.isdigit() for letter in text)
    )


def has_enough_letters(text: str) -> bool:
    """Whether a text has as many letters as a reason needs; dots don't count."""
    return sum(letter.isalpha() for letter in text) >= MIN_LETTERS


def is_open(state: str) -> bool:
    return State(state) not in CLOSED


def first_state(steps: Collection[str], *, is_fee_first: bool) -> State:
    """Where a filed application begins, by the steps of its definition."""
    if "SERVE" in steps:
        return State.PREPARED
    return State.AWAITING_FEE if is_fee_first else State.RECEIVED


def after_complete(steps: Collection[str]) -> State:
    """Where a complete file goes, by the steps of the pinned definition."""
    return State.TO_INSPECT if "INSPECT" in steps else to_conclude(steps)


def to_conclude(steps: Collection[str]) -> State:
    """Where it waits for its last step: a decision, or going to another register."""
    return State.TO_HAND_OVER if "HAND_OVER" in steps else State.TO_DECIDE
