"""What every carrier of messages can do."""

import dataclasses
import datetime as dt
from typing import Protocol
from uuid import UUID

from balarea.notices import errors


@dataclasses.dataclass(frozen=True, slots=True)
class Letter:
    """A finished text on its way. It lives in memory only.

    `id` is the message's: carriers that can drop a second copy of it know it by this.
    """

    id: UUID
    to: str
    subject: str
    text: str
    language: str


class Carrier(Protocol):
    """Brings letters to a phone or a mailbox.

    One that is outside of this house stands behind a `Breaker`, and ends every talk in
    seconds by itself.
    """

    code: str

    def send(self, letter: Letter, *, at: dt.datetime) -> None:
        """Hand it over.

        Raises:
            errors.CannotSend: it was not taken; `is_final` if it never will be.
        """
        ...


class Nobody:
    """Stands where no carrier is set up, so that the message fails in sight."""

    code = ""

    def send(self, letter: Letter, *, at: dt.datetime) -> None:
        raise errors.CannotSend("NoCarrier", is_final=True)
