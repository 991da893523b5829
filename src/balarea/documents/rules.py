"""States of documents, verdicts of verification, and limits."""

import datetime as dt
import enum

# Signing takes seconds; a document that still waits after this may have lost its job.
FORGOTTEN_AFTER = dt.timedelta(minutes=10)
ISSUE, JOB_LOCK, QUEUE = "documents.issue", "document:", "documents"
MAX_FILES_OF_CASE = 60  # of all requirements; a large building plan has about 40
# Photos from a phone that wait for one requirement to be used, and their bytes.
MAX_PHOTOS = 20
MAX_PHOTO_BYTES = 20_000_000
# Longer than a desk takes for one case; what is left then is deleted.
UNUSED_PHOTO_LIFE = dt.timedelta(days=1)


class State(enum.StrEnum):
    """The states of a document. Only forwards; each change is a dated row."""

    PREPARED = "PREPARED"  # decided and numbered, not yet written and signed
    ISSUED = "ISSUED"
    REVOKED = "REVOKED"
    SUPERSEDED = "SUPERSEDED"  # another document has taken its place, see `LinkKind`


TRANSITIONS = {
    State.PREPARED: frozenset({State.ISSUED}),
    State.ISSUED: frozenset({State.REVOKED, State.SUPERSEDED}),
    # Only where an objection or appeal against the revocation was granted.
    State.REVOKED: frozenset({State.ISSUED}),
    State.SUPERSEDED: frozenset[State](),
}


ENDED = frozenset({State.REVOKED, State.SUPERSEDED})


class LinkKind(enum.StrEnum):
    """How a document takes the place of an earlier one."""

    RENEWED = "RENEWED"  # granted anew for a further period
    REPLACED = "REPLACED"  # the same content again, since the earlier one was lost
    CORRECTED = "CORRECTED"  # something in the earlier one was wrong
    TRANSFERRED = "TRANSFERRED"  # to another holder


class EndGround(enum.StrEnum):
    """Why a document is in force again; the codes are stored."""

    LIFTED = "LIFTED"  # the office ended its suspension
    OBJECTION = "OBJECTION"  # an objection (keberatan) was granted
    APPEAL = "APPEAL"  # an appeal (banding) was granted


def is_suspended(
    from_on: dt.date, until_on: dt.date | None, today: dt.date, *, is_ended: bool
) -> bool:
    """Whether a suspension runs on a day; its first and last day belong to it."""
    if is_ended or today < from_on:
        return False
    return until_on is None or today <= until_on


class Origin(enum.StrEnum):
    """Where a file of a case comes from."""

    UPLOADED = "UPLOADED"  # sent by the citizen for this case
    ISSUED = "ISSUED"  # a copy of a document issued here
    REUSED = "REUSED"  # a copy of a file of another application of the same citizen


# Days before the signer's certificates expire. From each of them on, the daily alarm is
# more urgent. An agency needs weeks to get new ones.
SIGNER_WARNINGS = (60, 30, 7)


def urgency(until: dt.datetime, at: dt.datetime) -> int:
    """How many warnings are due: 0 for none, 3 in the last week and after it."""
    left = until - at
    return sum(left <= dt.timedelta(days=days) for days in SIGNER_WARNINGS)


class Verdict(enum.StrEnum):
    """The result of a verification (UU 11/2008 art. 11; PP 71/2019 art. 59)."""

    VALID = "VALID"
    EXPIRED = "EXPIRED"
    SUSPENDED = "SUSPENDED"
    REVOKED = "REVOKED"
    SUPERSEDED = "SUPERSEDED"  # another document has taken its place
    ALTERED = "ALTERED"  # only for an uploaded file
    UNKNOWN = "UNKNOWN"
    # Only for an uploaded file, and only while the database doesn't answer.
    SIGNED = "SIGNED"


class Why(enum.StrEnum):
    """Why a text or file is no document of ours."""

    NOTHING_OF_OURS = "NOTHING_OF_OURS"  # opened; no code, number or signature of ours
    NO_PDF = "NO_PDF"
    LOCKED = "LOCKED"
    NOT_COMPARED = "NOT_COMPARED"  # no signature of ours, and no database to compare
    UNREADABLE = "UNREADABLE"  # damaged, cut off, or it takes too much work
    REFERENCE = "REFERENCE"  # typed: it names an application, not a document
    CODE_SLIP = "CODE_SLIP"  # typed: a code of ours in shape, with a wrong letter
    NO_NUMBER = "NO_NUMBER"  # typed: no number of ours looks like this


def verdict(
    state: str,
    valid_until: dt.date | None,
    today: dt.date,
    *,
    is_suspended: bool = False,
) -> Verdict:
    """The verdict on a document on a day. A prepared one is not published yet."""
    if state == State.PREPARED:
        return Verdict.UNKNOWN
    if state == State.REVOKED:
        return Verdict.REVOKED
    if state == State.SUPERSEDED:
        return Verdict.SUPERSEDED
    if valid_until is not None and valid_until < today:
        return Verdict.EXPIRED
    return Verdict.SUSPENDED if is_suspended else Verdict.VALID
