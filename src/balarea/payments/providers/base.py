"""What every payment provider can do: make a code to pay, and be understood."""

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import Protocol, runtime_checkable

from balarea.payments.rules import Outcome

MAX_PAYMENT = 60  # characters of a provider's own name of a payment
MAX_AMOUNT = 10**15  # rupiah; more than the whole country spends on fees
YEARS = range(2000, 2200)


@dataclasses.dataclass(frozen=True, slots=True)
class Charge:
    """What the provider made for a bill."""

    reference: str
    qris: str


class InvalidCallback(Exception):
    """A callback that says nothing: `outcome` is FORGED, STALE or MALFORMED."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome)
        self.outcome = outcome


@dataclasses.dataclass(frozen=True, slots=True)
class ReportedPayment:
    """A genuine callback: this `payment` of `amount` was made for bill `number`.

    Raises:
        InvalidCallback: a field doesn't fit its column. Nothing is cut to fit, because
            two payments with the same beginning would become one.
    """

    payment: str
    number: str
    amount: int
    paid_at: dt.datetime

    def __post_init__(self) -> None:
        is_named = 0 < len(self.payment) <= MAX_PAYMENT and self.payment.isprintable()
        is_dated = self.paid_at.tzinfo is not None and self.paid_at.year in YEARS
        if not (is_named and is_dated and 0 < self.amount <= MAX_AMOUNT):
            raise InvalidCallback(Outcome.MALFORMED)


class Provider(Protocol):
    """A bank or payment service. `code` stands in the callback's address.

    `charge` runs inside the billing operation, so it must not wait on a network: a
    provider who has to ask its bank reserves the code beforehand or in a job.
    """

    code: str

    def charge(
        self, *, number: str, amount: int, expires_at: dt.datetime
    ) -> Charge: ...

    def read(
        self, *, headers: Mapping[str, str], body: bytes, at: dt.datetime
    ) -> ReportedPayment:
        """Check the signature first, then its time, then the content.

        Raises:
            InvalidCallback: the callback is forged, stale or malformed.
        """
        ...


@runtime_checkable
class TakesAtCounter(Protocol):
    """A provider that may be paid at a bank's counter too, for who has no phone.

    The bank reports such a payment by the same callback. A provider without these two
    is paid by QRIS only.
    """

    counter_name: str  # what the bank's counters are called

    def counter_code(self, *, number: str, reference: str) -> str:
        """What the payer says there of a bill and its `Charge.reference`."""
        ...
