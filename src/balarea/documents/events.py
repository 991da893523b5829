"""Events of this app; `config/wiring.py` says which operations follow."""

import dataclasses
import datetime as dt
from uuid import UUID


@dataclasses.dataclass(frozen=True, slots=True)
class DocumentIssued:
    """A document was written and signed, and its holder can fetch it."""

    case: UUID
    document: UUID
    number: str
    at: dt.datetime


@dataclasses.dataclass(frozen=True, slots=True)
class DocumentRevoked:
    """A document is no longer in force."""

    case: UUID
    document: UUID
    number: str
    at: dt.datetime


@dataclasses.dataclass(frozen=True, slots=True)
class DocumentSuperseded:
    """A later document, which is issued now, takes the place of the one of `case`."""

    case: UUID
    document: UUID
    number: str
    later_number: str
    kind: str
    at: dt.datetime
