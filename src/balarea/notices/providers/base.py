"""What every carrier of messages can do; see ``docs/how-to/``."""

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import Protocol
from uuid import UUID

from django.utils.functional import Promise

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
    """Brings letters to a phone or a mailbox; added by `registry.register`.

    One that calls something outside of this system must end every call within seconds
    by itself; `registry` puts a `Breaker` before it.
    """

    code: str

    def send(self, letter: Letter, *, at: dt.datetime) -> None:
        """Hand it over.

        Raises:
            errors.CannotSend: it was not taken; `is_final` if it never will be.
        """
        ...


class MissingCarrier:
    """Stands in where no carrier is set up, so that officers see the message fail."""

    code = ""
    fault_texts: Mapping[str, str | Promise] = {"NoCarrier": errors.NoCarrier.reason}

    def send(self, letter: Letter, *, at: dt.datetime) -> None:
        raise errors.CannotSend("NoCarrier", is_final=True)
