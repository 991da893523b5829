"""Events of this app; `config/wiring.py` connects the handlers."""

import dataclasses
import datetime as dt
from uuid import UUID


@dataclasses.dataclass(frozen=True, slots=True)
class BillPaid:
    """A fee is settled; `at` is when we learned it."""

    case: UUID
    bill: UUID
    at: dt.datetime


@dataclasses.dataclass(frozen=True, slots=True)
class BillReplaced:
    """A shared bill has another code and amount, because a case left it."""

    case: UUID
    bill: UUID
    at: dt.datetime


@dataclasses.dataclass(frozen=True, slots=True)
class BillExpired:
    """A bill expired unpaid, and no other was requested yet."""

    case: UUID
    bill: UUID
    at: dt.datetime


@dataclasses.dataclass(frozen=True, slots=True)
class BillLeftUnpaid:
    """A bill is about to end unpaid, or ended so some days ago: time to remind."""

    case: UUID
    bill: UUID
    at: dt.datetime


@dataclasses.dataclass(frozen=True, slots=True)
class OverpaymentFound:
    """Real money came for a bill of this case and settles nothing."""

    case: UUID
    overpayment: UUID
    at: dt.datetime


@dataclasses.dataclass(frozen=True, slots=True)
class OverpaymentRefunded:
    """Such money was given back. What is accepted after all is a `BillPaid`."""

    case: UUID
    overpayment: UUID
    at: dt.datetime
