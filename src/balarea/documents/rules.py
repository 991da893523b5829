"""What a document can be, and what may be told about it."""

import datetime as dt
import enum

# Signing takes seconds; whatever still waits after this may have lost its job.
FORGOTTEN_AFTER = dt.timedelta(minutes=10)
ISSUE, JOB_LOCK, QUEUE = "documents.issue", "document:", "documents"
MAX_FILES_OF_CASE = 60  # all requirements together; a big building plan has about 40


class State(enum.StrEnum):
    """An issued document's life. Only forwards; each step is a dated row."""

    PREPARED = "PREPARED"  # decided and numbered, not yet written and signed
    ISSUED = "ISSUED"
    REVOKED = "REVOKED"


TRANSITIONS = {
    State.PREPARED: frozenset({State.ISSUED}),
    State.ISSUED: frozenset({State.REVOKED}),
    State.REVOKED: frozenset[State](),
}


# Days before the signer's certificates end from which on an alarm is raised, every day
# and more urgently at each of them. New ones take an agency weeks.
SIGNER_WARNINGS = (60, 30, 7)


def urgency(until: dt.datetime, at: dt.datetime) -> int:
    """How many of the warnings are due: 0 for none, 3 in the last week and after."""
    left = until - at
    return sum(left <= dt.timedelta(days=days) for days in SIGNER_WARNINGS)


class Verdict(enum.StrEnum):
    """What a verification comes to (UU 11/2008 art. 11; PP 71/2019 art. 59)."""

    VALID = "VALID"
    EXPIRED = "EXPIRED"
    REVOKED = "REVOKED"
    ALTERED = "ALTERED"  # only for an uploaded file
    UNKNOWN = "UNKNOWN"
    # Only for an uploaded file, and only while our records can't be asked.
    SIGNED = "SIGNED"


class Why(enum.StrEnum):
    """Why what was asked tells nothing: what it is instead of a document of ours."""

    NOTHING_OF_OURS = "NOTHING_OF_OURS"  # opened; no code, number or signature of ours
    NO_PDF = "NO_PDF"
    LOCKED = "LOCKED"
    NOT_COMPARED = "NOT_COMPARED"  # no signature of ours, and our records don't answer
    UNREADABLE = "UNREADABLE"  # damaged, cut off, or it takes too much work
    REFERENCE = "REFERENCE"  # typed: it names an application, not a document
    CODE_SLIP = "CODE_SLIP"  # typed: a code of ours in shape, with a wrong letter
    NO_NUMBER = "NO_NUMBER"  # typed: no number of ours looks like this


def verdict(state: str, valid_until: dt.date | None, today: dt.date) -> Verdict:
    """What holds for a document on a day. A prepared one is not yet in the world."""
    if state == State.PREPARED:
        return Verdict.UNKNOWN
    if state == State.REVOKED:
        return Verdict.REVOKED
    if valid_until is not None and valid_until < today:
        return Verdict.EXPIRED
    return Verdict.VALID
