"""The messages of a case, for the citizen's page."""

import dataclasses
import datetime as dt
from collections.abc import Iterable

from balarea.notices import models
from balarea.notices.kinds import KINDS


@dataclasses.dataclass(frozen=True, slots=True)
class Message:
    """One message, without its text."""

    title: str
    to: str
    at: dt.datetime
    state: str


def messages(rows: Iterable[models.Message]) -> list[Message]:
    """The messages of a case, in the given order."""
    return [
        Message(str(KINDS[row.kind].citizen_label), row.masked, row.at, row.state)
        for row in rows
    ]
