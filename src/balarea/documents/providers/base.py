"""What the house asks of a signer."""

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
        """What is signed outside this time, nobody needs to believe.

        Raises:
            SignerNotValid: the time is not now.
        """
        if not self.holds(at):
            raise SignerNotValid(
                f"valid {self.since:%Y-%m-%d} to {self.until:%Y-%m-%d}"
            )


@dataclasses.dataclass(frozen=True, slots=True)
class Seal:
    """What a signature says about itself; nothing of it is personal to the holder."""

    office: str
    name: str
    place: str
    reason: str


class Signer(Protocol):
    """Signs a finished PDF (PAdES) and tells whose signatures are its own."""

    def sign(self, pdf: bytes, *, seal: Seal, at: dt.datetime) -> bytes:
        """The PDF with one more revision: the signature over all that was there.

        It keeps what the typesetter kept of PDF/A-3 and PDF/UA (`test_standards`).

        Raises:
            SigningFailed: and the caller tries again later.
        """

    def validity(self) -> Validity:
        """When it may sign. Who asks it to sign looks at this first."""

    def roots(self) -> Sequence[str]:
        """Certificates (PEM) at which the chains of its signatures end."""
