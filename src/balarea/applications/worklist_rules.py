"""What a worklist shows: a queue, whose cases, of which service, due until when."""

import dataclasses
import datetime as dt
import enum

from balarea.applications.rules import Share

MAX_SAVED = 20  # filters of one officer
MAX_NAME = 40  # letters of a filter's name


class DueBy(enum.StrEnum):
    """Which deadlines a worklist shows; the codes are stored."""

    ANY = "ANY"
    LATE = "LATE"
    THIS_WEEK = "THIS_WEEK"  # with what is late


@dataclasses.dataclass(frozen=True, slots=True)
class WorklistFilter:
    """Without a `service` all of the officer's services."""

    queue: str
    share: Share = Share.ALL
    service: str = ""
    due_by: DueBy = DueBy.ANY

    def until(self, today: dt.date) -> dt.date:
        """The last deadline that it shows."""
        if self.due_by == DueBy.LATE:
            return today - dt.timedelta(days=1)
        if self.due_by == DueBy.THIS_WEEK:
            return today + dt.timedelta(days=6 - today.weekday())
        return dt.date.max
