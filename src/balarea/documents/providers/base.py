"""What the house asks of a signer."""

import dataclasses
import datetime as dt
from collections.abc import Sequence
from typing import Protocol


class SigningFailed(Exception):
    """The signer did not sign; trying again later may help."""


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

    def roots(self) -> Sequence[str]:
        """Certificates (PEM) at which the chains of its signatures end."""
