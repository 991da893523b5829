"""Which states follow which, who acts in each, and the limits; the records: `states`.

The deadline counts from the day on which the file is complete, and a file is sent
back at most once, with all its defects named together (UU 25/2009 art. 21; PP 96/2012
art. 34; UU 30/2014 arts. 50, 53).
"""

import datetime as dt
import enum
from collections.abc import Collection, Mapping

from balarea.applications.states import STATES as STATES
from balarea.applications.states import State as State
from balarea.applications.states import StateRecord as StateRecord
from balarea.applications.states import gettext_noop as _
from balarea.foundation.retention import DRAFT_DAYS as DRAFT_DAYS


class Outcome(enum.StrEnum):
    GRANTED = "GRANTED"
    REFUSED = "REFUSED"


class Share(enum.StrEnum):
    """A part of a queue, by who works on it; the codes are stored."""

    ALL = "ALL"
    MINE = "MINE"
    FREE = "FREE"
    OTHERS = "OTHERS"


class AdviceOutcome(enum.StrEnum):
    """What came of advice that another agency was asked for; the codes are stored."""

    AGREES = "AGREES"
    CONDITIONS = "CONDITIONS"  # agrees with conditions
    AGAINST = "AGAINST"  # names the requirements that it finds unmet
    SILENT_AGREED = "SILENT_AGREED"  # no answer in time, which counts as agreed
    SILENT_NONE = "SILENT_NONE"  # no answer in time, so none was given
    ENDED = "ENDED"  # the application was decided or withdrawn before


# By a person; the others come by themselves.
GIVEN_ADVICE = frozenset(
    {AdviceOutcome.AGREES, AdviceOutcome.CONDITIONS, AdviceOutcome.AGAINST}
)
SILENT_ADVICE = frozenset({AdviceOutcome.SILENT_AGREED, AdviceOutcome.SILENT_NONE})


class Basis(enum.StrEnum):
    """What a decision rests on, besides the steps of its service; stored."""

    STEPS = ""  # checked and decided, by officers or by rules
    SILENCE = "SILENCE"  # the last day of the decision passed
    OBJECTION = "OBJECTION"  # an objection was granted, also by silence
    APPEAL = "APPEAL"  # the same of an appeal


class Silence(enum.StrEnum):
    """What follows where the last day of a decision passes; the codes are stored."""

    GRANTED = "GRANTED"  # the law grants it, and the system carries it out
    STATEMENT = "STATEMENT"  # a statement waits for the head
    NOTICE = "NOTICE"  # it is told, and a person still decides


S = State
# In which state an application may begin; see `operations.filing`.
FIRST_STATES = (S.AWAITING_FEE, S.PREPARED, S.RECEIVED)
# In which advice is waited for; any other state ends it.
ADVISED_IN = frozenset({S.TO_INSPECT, S.TO_DECIDE})
# To which filing leads at once where rules decide.
GRANTED = frozenset({S.AWAITING_LEVY, S.GRANTED, S.ISSUED})


def _in_queue(queue: str) -> tuple[State, ...]:
    return tuple(state for state, record in STATES.items() if record.queue == queue)


TRANSITIONS = {state: record.leads_to for state, record in STATES.items()}
CLOSED = frozenset(state for state, ways in TRANSITIONS.items() if not ways)
# The same for SQL, in the order of the partial indexes, so that these are used.
CLOSED_SQL = ", ".join(f"'{state}'" for state in sorted(CLOSED))
# The queues of the worklist: what each action of a grant works on.
ACTIONS = ("VERIFY", "INSPECT", "DECIDE", "COUNTERSIGN", "HAND_OVER", "SERVE")
QUEUES = {action: _in_queue(action) for action in ACTIONS}
# Complete, and waiting for a step of the decision: its deadline can pass.
LAPSING = frozenset({*QUEUES["INSPECT"], *QUEUES["DECIDE"], *QUEUES["COUNTERSIGN"]})
# What waits for the citizen: no action works on it; officers who work there see it.
OUTSIDE = {queue: _in_queue(queue) for queue in ("RETURNED", "UNPAID", "ANSWERED")}
TO_VERIFY = QUEUES["VERIFY"]
AWAITING_PAYMENT = frozenset(OUTSIDE["UNPAID"])
WITH_CITIZEN = AWAITING_PAYMENT | {S.RETURNED, S.PREPARED, S.ANSWERED}
# What somebody without a contact is told at the desk, see `operations.front_desk`.
NEWS_STATES = (CLOSED - {S.WITHDRAWN}) | {S.RETURNED, S.AWAITING_LEVY, S.ANSWERED}
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
SCAN_LINK_LIFE = dt.timedelta(minutes=10)  # how long a phone may send photos by a link
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
# Why an officer has no part in a case; the codes are stored sealed.
CONFLICTS: Mapping[str, str] = {
    "FAMILY": _("Somebody of my family is part of it."),
    "INTEREST": _("I have a financial or business interest in it."),
    "RELATION": _("I am close to, or in dispute with, somebody in it."),
    "PRIOR_PART": _("I advised on it or had a part in it before."),
}
# Recorded by the system alone: their contact, NIK or family card is in the case.
OWN_FILING, OWN_NIK, SAME_FAMILY = "OWN_FILING", "OWN_NIK", "SAME_FAMILY"
MAX_REGISTER_NUMBER = 60  # characters of the number that another register gave
PAPER_MARKS = ("ORIGINAL", "COPY")  # what a desk saw, or took, of a requirement
SECRET_LETTERS = 10  # 23¹⁰ tracking secrets: 45 bits beside a limit on tries
# UU 30/2014 arts. 76-77: how long a citizen may object, and the agency has to answer;
# the terms of each remedy: `objection_rules`.
OBJECTION_WORKING_DAYS = 21
OBJECTION_ANSWER_WORKING_DAYS = 10
# By which article a passed deadline grants; to be confirmed by a lawyer.
SILENCE_LAW = "UU 30/2014 pasal 53, sebagaimana diubah dengan UU 6/2023"
# Why an officer looks for cases by name and day of birth; the codes are in the log.
LOOKUP_REASONS: Mapping[str, str] = {
    "VISIT": _("They are here, without reference and NIK."),
    "CALL": _("They ask by phone or in writing."),
    "RELATED": _("I need another case of theirs for one that I work on."),
    "OVERSIGHT": _("I follow a complaint or an audit."),
}
UNDO_GIVING = dt.timedelta(minutes=15)  # after giving away what lies with somebody
MAX_GIVEN = 50  # cases at once
MAX_TOGETHER = 20  # cases of one simple service that an officer grants at once
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
