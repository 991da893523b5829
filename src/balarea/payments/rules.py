"""States of bills, how long one can be paid, when its payer is reminded, verdicts.

Money is whole rupiah.
"""

import dataclasses
import datetime as dt
import enum
from collections.abc import Mapping, Sequence
from typing import Any

# How long a bill's QRIS code can be paid; another one is given after that.
VALID_FOR = dt.timedelta(days=3)
# Who hasn't paid is reminded: before the code runs out, and once more so long after it.
# No law ends what was granted for want of a payment, so nothing here does.
REMIND_BEFORE = dt.timedelta(days=1)
REMIND_AFTER = dt.timedelta(days=7)
# A callback's signature is taken only this long before or after its own time.
SIGNED_WITHIN = dt.timedelta(minutes=5)
MAX_BODY = 16_384  # bytes; a callback is far smaller
# Unsigned callbacks are counted up to this number a minute, then refused.
MAX_UNSIGNED = 60


class State(enum.StrEnum):
    OPEN = "OPEN"
    PAID = "PAID"
    EXPIRED = "EXPIRED"
    CANCELLED = "CANCELLED"


# An expired bill becomes paid when its money was paid in time and reported late.
TRANSITIONS = {
    State.OPEN: frozenset({State.PAID, State.EXPIRED, State.CANCELLED}),
    State.EXPIRED: frozenset({State.PAID, State.CANCELLED}),
    State.PAID: frozenset[State](),
    State.CANCELLED: frozenset[State](),
}


class DueStep(enum.StrEnum):
    SUBMISSION = "SUBMISSION"
    AMENDMENT = "AMENDMENT"  # what amended answers made dearer than was billed
    DECISION = "DECISION"


class Outcome(enum.StrEnum):
    """What one callback came to."""

    PAID = "PAID"  # the bill is settled
    REPEATED = "REPEATED"  # this payment was reported before; nothing changes
    # Real money that settles no bill: an overpayment until an officer settles it.
    PAID_LATE = "PAID_LATE"
    PAID_TWICE = "PAID_TWICE"
    WRONG_AMOUNT = "WRONG_AMOUNT"
    UNKNOWN_BILL = "UNKNOWN_BILL"
    # No money is known to have moved.
    CONFLICT = "CONFLICT"  # a payment reported again with other figures
    FORGED = "FORGED"  # the signature is missing or wrong
    STALE = "STALE"  # signed too long ago or in the future: a replay
    MALFORMED = "MALFORMED"  # signed well, but not readable


OVERPAID = frozenset(
    {Outcome.PAID_LATE, Outcome.PAID_TWICE, Outcome.WRONG_AMOUNT, Outcome.UNKNOWN_BILL}
)
MONEY = OVERPAID | {Outcome.PAID}
# These need no signature: they are counted, and their content isn't stored.
UNSIGNED = frozenset({Outcome.FORGED, Outcome.STALE})
UNSIGNED_SHOWN = dt.timedelta(days=7)  # so long officers see how many came
# The HTTP status; 200, "received, don't send it again", for all others.
STATUS = {
    Outcome.CONFLICT: 409,
    Outcome.MALFORMED: 422,
    Outcome.FORGED: 401,
    Outcome.STALE: 401,
}


class Remedy(enum.StrEnum):
    """What an officer did with an overpayment."""

    ACCEPTED = "ACCEPTED"  # it settles the bill after all
    REFUNDED = "REFUNDED"  # the payer has it back


type Texts = Mapping[str, str]  # language code → text


@dataclasses.dataclass(frozen=True, slots=True)
class Line:
    """One line of a fee, in each language, in whole rupiah.

    `steps`: what its amount is reckoned from, each a label and a figure.
    """

    label: Texts
    amount: int
    steps: tuple[tuple[Texts, Texts], ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As a bill keeps it; see `models.Bill`."""
        return {
            "label": dict(self.label),
            "amount": self.amount,
            "steps": [[dict(label), dict(figure)] for label, figure in self.steps],
        }


def line_of(stored: Mapping[str, Any]) -> Line:
    """A line as a bill keeps it; early bills kept no steps."""
    steps = tuple(
        (_texts(label), _texts(figure)) for label, figure in stored.get("steps", [])
    )
    return Line(_texts(stored["label"]), stored["amount"], steps)


def _texts(stored: Any) -> Texts:
    """Bills until November 2026 keep the texts of a step as [Indonesian, English]."""
    if isinstance(stored, list):
        return dict(zip(("id", "en"), stored, strict=True))
    texts: Texts = stored
    return texts


def check_lines(lines: Sequence[Line], amount: int) -> None:
    """A bill asks for exactly its lines (UU 1/2022 art. 87: the tariff and no more)."""
    if amount <= 0 or any(line.amount < 0 for line in lines):
        raise ValueError("a bill asks for a positive amount")
    if sum(line.amount for line in lines) != amount:
        raise ValueError("the lines of a bill must add up to its amount")


def is_in_time(paid_at: dt.datetime, expires_at: dt.datetime) -> bool:
    """A payment in time counts, however late the bank reports it."""
    return paid_at <= expires_at


def outcome(
    *,
    state: str,
    billed: int,
    expires_at: dt.datetime,
    amount: int,
    paid_at: dt.datetime,
    is_fee_paid: bool,
) -> Outcome:
    """The outcome of a genuine, new payment for an existing bill.

    `is_fee_paid`: this bill, or another one for the same fee, is already settled.
    """
    if is_fee_paid:
        return Outcome.PAID_TWICE
    if amount != billed:
        return Outcome.WRONG_AMOUNT
    if state == State.CANCELLED or not is_in_time(paid_at, expires_at):
        return Outcome.PAID_LATE
    return Outcome.PAID
