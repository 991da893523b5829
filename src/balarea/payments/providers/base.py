"""What every payment provider can do: make a code to pay, and be understood."""

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import Protocol

from balarea.payments.rules import Outcome


@dataclasses.dataclass(frozen=True, slots=True)
class Charge:
    """What the provider made for a bill."""

    reference: str
    qris: str


@dataclasses.dataclass(frozen=True, slots=True)
class Told:
    """A genuine callback: this `payment` of `amount` was made for bill `number`."""

    payment: str
    number: str
    amount: int
    paid_at: dt.datetime


class NotHeard(Exception):
    """A callback that says nothing: `outcome` is FORGED, STALE or MALFORMED."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome)
        self.outcome = outcome


class Provider(Protocol):
    """A bank or payment service. `code` stands in the callback's address.

    `charge` runs inside the billing operation, so it must not wait on a network: a
    provider who has to ask its bank reserves the code beforehand or in a job.
    """

    code: str

    def charge(
        self, *, number: str, amount: int, expires_at: dt.datetime
    ) -> Charge: ...

    def read(self, *, headers: Mapping[str, str], body: bytes, at: dt.datetime) -> Told:
        """Check the signature first, then its time, then the content.

        Raises:
            NotHeard: the callback is forged, stale or malformed.
        """
        ...
