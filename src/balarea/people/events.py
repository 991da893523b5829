"""What other rooms may hear of this one."""

import dataclasses
import datetime as dt
from uuid import UUID


@dataclasses.dataclass(frozen=True, slots=True)
class DaysClosed:
    """Days on which offices would have worked, or already rested, are closed at once.

    By one decree: so that whoever waits is told once of all of them.
    """

    days: tuple[dt.date, ...]
    at: dt.datetime


@dataclasses.dataclass(frozen=True, slots=True)
class CodeWanted:
    """Somebody waits for a one-time code; send it to the sealed address.

    `code` is the id of a `ContactCode`, whose `sealed` is JSON {"address", "code"};
    `masked` is what officers may see of the address.
    """

    code: UUID
    masked: str
    language: str
    at: dt.datetime


@dataclasses.dataclass(frozen=True, slots=True)
class SignInChanged:
    """A way to sign in to an account was added, changed or used up; see `factors.TOLD`.

    Its owner hears of it at every contact in `queries.to_tell`.
    """

    account: UUID
    what: str
    at: dt.datetime
