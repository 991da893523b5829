"""What happened to each ticket of a simulated day, as whoever watched would note it.

The player writes it down by itself, not from the dispatcher's records: what an app
computes from its events is compared with it.
"""

import dataclasses
import datetime as dt

MINUTE = dt.timedelta(minutes=1)


@dataclasses.dataclass(slots=True)
class TicketFacts:
    """One ticket.

    Attributes:
        step: 1 for the number that was taken, more for those of transfers.
        waiting_since: when it began to wait in the building; None: never did.
        called_at: the last call, recalls left out.
        first_called_at: the first call, which not everybody heard.
        served_at: when the visitor reached the desk for the first time.
        ended: its last state; empty while it is open.
        away: minutes on hold.
        is_passed_on: whether it was followed by a ticket in another queue.
    """

    queue: str
    priority: str
    channel: str
    step: int
    joined_at: dt.datetime
    slot: dt.datetime | None = None
    waiting_since: dt.datetime | None = None
    first_called_at: dt.datetime | None = None
    called_at: dt.datetime | None = None
    served_at: dt.datetime | None = None
    done_at: dt.datetime | None = None
    desk: str = ""
    recalls: int = 0
    returns: int = 0
    holds: int = 0
    away: float = 0.0
    ended: str = ""
    is_passed_on: bool = False

    @property
    def wait(self) -> float | None:
        """Minutes from waiting in the building to the first call."""
        if self.waiting_since is None or self.first_called_at is None:
            return None
        return (self.first_called_at - self.waiting_since) / MINUTE

    @property
    def walk(self) -> float | None:
        """Minutes from that call, which may have been repeated, to the desk."""
        if self.called_at is None or self.served_at is None:
            return None
        return (self.served_at - self.called_at) / MINUTE

    @property
    def service(self) -> float | None:
        """Minutes at the desk, without those on hold."""
        if self.served_at is None or self.done_at is None:
            return None
        return (self.done_at - self.served_at) / MINUTE - self.away


def overtakes(tickets: list[TicketFacts]) -> dict[int, list[int]]:
    """For each ticket by its place: who waited since later and was called before it."""
    passed: dict[int, list[int]] = {}
    waited = [
        (place, one.waiting_since, one.first_called_at)
        for place, one in enumerate(tickets)
        if one.waiting_since and one.first_called_at
    ]
    for place, since, called in waited:
        passed[place] = [
            other
            for other, later, before in waited
            if later > since
            and before < called
            and tickets[other].queue == tickets[place].queue
        ]
    return passed
