"""Limits of kiosks, and what a printer's words mean for visitor and manager; pure."""

import datetime as dt
import enum
import re

CODE = re.compile(r"K[0-9]{1,3}")  # of a kiosk; it stands in its numbers
LEASE_SIZE = 20  # numbers of one block
LEASED_A_DAY = 1_000  # numbers of one kiosk and queue on one day
# How far a kiosk's clock may run from the mall's between two contacts.
DRIFT = dt.timedelta(minutes=2)
SEEN_EVERY = dt.timedelta(seconds=30)  # how often a sign of a kiosk is stored
AWAY_AFTER = dt.timedelta(minutes=2)  # no sign of a kiosk since then
# A print that was sent and never reported: the machine stopped in between.
LOST_AFTER = dt.timedelta(minutes=1)
MOST_COPIES = 5  # prints of one ticket
NUMBER_SHOWN = dt.timedelta(minutes=5)  # at a kiosk, after it was taken
PAIRING_LIFE = dt.timedelta(hours=1)  # of the link that makes a browser a kiosk


class PrinterState(enum.StrEnum):
    """What a kiosk last said of its printer; the stored value."""

    OK = "OK"
    LOW = "LOW"  # the paper is about to end
    NO_PAPER = "NO_PAPER"
    AWAY = "AWAY"  # off, its cover open, or no printer
    UNKNOWN = "UNKNOWN"  # it doesn't say


class PrintState(enum.StrEnum):
    """What is known of one print."""

    QUEUED = "QUEUED"
    SENT = "SENT"  # the kiosk has taken it over
    PRINTED = "PRINTED"
    FAILED = "FAILED"
    UNKNOWN = "UNKNOWN"


ENDED = frozenset({PrintState.PRINTED, PrintState.FAILED, PrintState.UNKNOWN})
NOT_PRINTED = frozenset({PrintState.FAILED, PrintState.UNKNOWN})


def printer_state(printer: str, paper: str) -> PrinterState:
    """One word for what a kiosk's program reports of printer and paper."""
    if printer == "OFFLINE":
        return PrinterState.NO_PAPER if paper == "OUT" else PrinterState.AWAY
    states = {
        "OUT": PrinterState.NO_PAPER,
        "LOW": PrinterState.LOW,
        "OK": PrinterState.OK,
    }
    return states.get(paper, PrinterState.UNKNOWN)


def may_follow(before: str, after: str) -> bool:
    """Whether a print may go from one state to another; each only forwards."""
    if before == PrintState.QUEUED:
        return after in {PrintState.SENT, PrintState.FAILED}
    return before == PrintState.SENT and after in ENDED


def claimed_time(
    claimed: dt.datetime, leased_at: dt.datetime, at: dt.datetime
) -> dt.datetime:
    """The time at which an offline ticket counts as taken.

    Its kiosk's word, within the time from its lease to its upload; what lies outside is
    moved to the nearer end, so that no clock lets anybody pass.
    """
    return min(max(claimed, leased_at), at)


def is_corrected(claimed: dt.datetime, leased_at: dt.datetime, at: dt.datetime) -> bool:
    """Whether a claimed time is off by more than clocks run apart."""
    return not leased_at - DRIFT <= claimed <= at + DRIFT
