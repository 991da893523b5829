"""Channels and states of messages, and how often sending is tried again."""

import dataclasses
import datetime as dt
import enum


class Channel(enum.StrEnum):
    PHONE = "PHONE"
    EMAIL = "EMAIL"


class State(enum.StrEnum):
    QUEUED = "QUEUED"
    SENT = "SENT"
    FAILED = "FAILED"


class Step(enum.StrEnum):
    """What happened to a message, one row of `models.Delivery` each."""

    QUEUED = "QUEUED"
    DEFERRED = "DEFERRED"  # the carrier could not take it; it is tried again
    SENT = "SENT"
    FAILED = "FAILED"


@dataclasses.dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How urgent a message is, and when it is given up.

    `waits` are the pauses between tries, so there is one try more than waits.
    `longest_pause` is how long it waits for a carrier whose breaker is open, before
    it counts as failed and an officer sees it.
    """

    waits: tuple[dt.timedelta, ...]
    longest_pause: dt.timedelta
    is_urgent: bool = False

    def wait_after(self, attempts: int) -> dt.timedelta | None:
        """How long to wait after the `attempts`-th try; None: give up."""
        return self.waits[attempts - 1] if attempts <= len(self.waits) else None


# Eight tries within about five hours.
NORMAL = RetryPolicy(
    waits=tuple(dt.timedelta(seconds=s) for s in (10, 60, 300, 900, 1800, 3600, 10800)),
    longest_pause=dt.timedelta(hours=6),
)
# A one-time code is useless after ten minutes, so it is tried three times within one.
URGENT = RetryPolicy(
    waits=tuple(dt.timedelta(seconds=s) for s in (5, 30)),
    longest_pause=dt.timedelta(minutes=10),
    is_urgent=True,
)

# A message without a job (a restored database) gets another one after this.
JOB_LOST_AFTER = dt.timedelta(minutes=1)
SEND, JOB_LOCK = "notices.send", "notice:"
