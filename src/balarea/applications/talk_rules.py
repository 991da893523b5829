"""Questions between citizen and office inside a case: sides, outcomes, periods."""

import datetime as dt
import enum


class Side(enum.StrEnum):
    """Who asks; the codes are stored."""

    CITIZEN = "CITIZEN"
    OFFICE = "OFFICE"


class Ending(enum.StrEnum):
    """How a question ended; the codes are stored."""

    ANSWERED = "ANSWERED"
    CLOSED = "CLOSED"  # without an answer, by whoever asked


# How long after the end of a case either side may still ask something new; what is
# open then may be answered at any time. Our own rule, no law has one.
ASK_AFTER_CLOSING = dt.timedelta(days=30)


def may_ask(closed_at: dt.datetime | None, at: dt.datetime) -> bool:
    """Whether something new may be asked in a case that closed then, or is open."""
    return closed_at is None or at <= closed_at + ASK_AFTER_CLOSING


class NoticeWay(enum.StrEnum):
    """How a citizen came to know a decision; the codes are stored."""

    OPENED = "OPENED"  # its page, or its document
    HANDED = "HANDED"  # the document, at a desk
