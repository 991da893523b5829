"""Kinds of messages, channels, and how patient we are with a carrier."""

import datetime as dt
import enum


class Channel(enum.StrEnum):
    PHONE = "PHONE"
    EMAIL = "EMAIL"


class Kind(enum.StrEnum):
    CODE = "CODE"
    SIGN_IN = "SIGN_IN"
    DRAFT_SAVED = "DRAFT_SAVED"
    RECEIVED = "RECEIVED"
    BILL = "BILL"
    BILL_EXPIRED = "BILL_EXPIRED"
    UNPAID = "UNPAID"
    PAID = "PAID"
    SURPLUS = "SURPLUS"
    REFUNDED = "REFUNDED"
    RETURNED = "RETURNED"
    REMINDED = "REMINDED"
    AMENDED = "AMENDED"
    UNANSWERED = "UNANSWERED"
    COMPLETE = "COMPLETE"
    DUE_MOVED = "DUE_MOVED"
    INSPECTION = "INSPECTION"
    DECIDED = "DECIDED"
    REFUSED = "REFUSED"
    ISSUED = "ISSUED"
    WITHDRAWN = "WITHDRAWN"
    REVOKED = "REVOKED"


class State(enum.StrEnum):
    QUEUED = "QUEUED"
    SENT = "SENT"
    FAILED = "FAILED"


class Step(enum.StrEnum):
    """What a delivery row tells."""

    QUEUED = "QUEUED"
    DEFERRED = "DEFERRED"  # the carrier was not there; we try again
    SENT = "SENT"
    FAILED = "FAILED"


# Waiting times between attempts: eight attempts within about five hours. A one-time
# code is worth nothing after ten minutes, so it is tried three times within one.
WAITS = tuple(dt.timedelta(seconds=s) for s in (10, 60, 300, 900, 1800, 3600, 10800))
CODE_WAITS = tuple(dt.timedelta(seconds=s) for s in (5, 30))

# A message without a job (a restored database) gets another one after this.
FORGOTTEN_AFTER = dt.timedelta(minutes=1)
SEND, JOB_LOCK = "notices.send", "notice:"

# How long a message waits for a carrier that doesn't answer anybody, before it counts
# as failed and an officer sees it; a code is worth nothing after that.
LONGEST_PAUSE = dt.timedelta(hours=6)
LONGEST_PAUSE_OF_CODE = dt.timedelta(minutes=10)


def patience_with_carrier(kind: str) -> dt.timedelta:
    return LONGEST_PAUSE_OF_CODE if kind == Kind.CODE else LONGEST_PAUSE


def wait_after(kind: str, attempts: int) -> dt.timedelta | None:
    """How long to wait after the `attempts`-th try; None: give up."""
    waits = CODE_WAITS if kind == Kind.CODE else WAITS
    return waits[attempts - 1] if attempts <= len(waits) else None
