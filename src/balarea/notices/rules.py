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

# A job that never ran (a lost worker, a restored database) is staged again after this.
FORGOTTEN_AFTER = dt.timedelta(minutes=15)


def wait_after(kind: str, attempts: int) -> dt.timedelta | None:
    """How long to wait after the `attempts`-th try; None: give up."""
    waits = CODE_WAITS if kind == Kind.CODE else WAITS
    return waits[attempts - 1] if attempts <= len(waits) else None
