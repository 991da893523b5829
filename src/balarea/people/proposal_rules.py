"""Proposals: changes that give power wait for a second person."""

import datetime as dt
import enum

# A mall's own rule: a proposal that nobody confirms lapses after its last day.
DAYS = 14
MIN_REASON, MAX_REASON = 10, 500  # letters


class ProposalState(enum.StrEnum):
    """`WAITING` is the only one that changes."""

    WAITING = "WAITING"
    CONFIRMED = "CONFIRMED"
    REJECTED = "REJECTED"
    LAPSED = "LAPSED"


def last_day(today: dt.date) -> dt.date:
    """The last day on which a proposal of today may be confirmed."""
    return today + dt.timedelta(days=DAYS)
