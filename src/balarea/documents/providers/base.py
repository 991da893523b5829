"""The interface of a signer. How to add one: see `providers/__init__.py`."""

import dataclasses
import datetime as dt
from collections.abc import Sequence
from typing import Protocol


class SigningFailed(Exception):
    """The signer did not sign; trying again later may help."""


class SignerNotValid(SigningFailed):
    """The signer's certificates are not valid now; new ones are needed."""


@dataclasses.dataclass(frozen=True, slots=True)
class Validity:
    """The time that all certificates of a signer share, both ends included."""

    since: dt.datetime
    until: dt.datetime

    def holds(self, at: dt.datetime) -> bool:
        return self.since <= at <= self.until

    def check(self, at: dt.datetime) -> None:
        """Refuse a time outside of the validity.

        Raises:
            SignerNotValid: `at` is outside.
        """
        if not self.holds(at):
            raise SignerNotValid(
                f"valid {self.since:%Y-%m-%d} to {self.until:%Y-%m-%d}"
            )


@dataclasses.dataclass(frozen=True, slots=True)
class Seal:
    """The fields of a signature; none is personal data of the document's holder."""

    office: str
    name: str
    place: str
    reason: str


class Signer(Protocol):
    """Signs a finished PDF (PAdES), and names the roots of its signatures."""

    def sign(self, pdf: bytes, *, seal: Seal, at: dt.datetime) -> bytes:
        """The PDF with one more revision: the signature over all that was there.

        The result must still conform to PDF/A-3a and PDF/UA-1 (`test_standards`).

        Raises:
            SigningFailed: the caller tries again later.
        """

    def validity(self) -> Validity:
        """When it may sign; checked by the caller before each signature."""

    def roots(self) -> Sequence[str]:
        """Certificates (PEM) at which the chains of its signatures end."""
