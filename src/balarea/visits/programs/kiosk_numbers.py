"""Gives out numbers while the mall can't be reached, from blocks that it leased.

No number is given out twice: which ones were is read from the ticket file, and a block
is of one kiosk, one queue and one day.
"""

import secrets
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from balarea.visits.programs import kiosk_signing, kiosk_state
from balarea.visits.programs.kiosk_clock import KioskClock
from balarea.visits.programs.kiosk_journal import Journal
from balarea.visits.programs.kiosk_state import Lease

# Why no number can be given out. The catalogue has a sentence for each.
NO_LEASE, USED_UP, DAY_OVER, CLOCK_WRONG, UNKNOWN_SERVICE = (
    "NO_LEASE",
    "USED_UP",
    "DAY_OVER",
    "CLOCK_WRONG",
    "UNKNOWN_SERVICE",
)
REGULAR = "REGULAR"
PRIORITIES = ("ELDERLY", "PREGNANT", "DISABLED", "INFANT")
# States of a ticket on paper; the mall's names.
SENT, PRINTED, FAILED, UNKNOWN = "SENT", "PRINTED", "FAILED", "UNKNOWN"
OLD = 3600  # seconds after a lease's end until its tickets are put aside


class NoNumber(Exception):
    """Why there is none: one of the codes above."""


class Numbers:
    """Leases, tickets and clock of one kiosk; safe for several threads."""

    def __init__(self, folder: Path, key: Ed25519PrivateKey) -> None:
        self.folder = folder
        self._key = key
        self._turn = threading.RLock()
        self.state = kiosk_state.read(folder)
        self.journal = Journal(folder)
        self.clock = KioskClock(
            max([self.state.latest, *(one["claimed_at"] for one in self.tickets())]),
            self.state.anchor,
        )

    def tickets(self) -> list[dict[str, Any]]:
        return [line for line in self.journal.lines if "number" in line]

    def issue(
        self, *, service: str, priority: str, language: str, form_key: str
    ) -> dict[str, Any]:
        """A new signed ticket, on the disk; the same one for the same form again.

        Raises `NoNumber`; `OSError` where the disk is full.
        """
        with self._turn:
            if form_key and (earlier := self._of_form(form_key)):
                return earlier
            if not self.clock.is_trusted:
                raise NoNumber(CLOCK_WRONG)
            queue = self._queue_of(service)
            at = self.clock.seconds()
            lease, number = self._next(queue, at)
            secret = secrets.token_urlsafe(18)
            ticket = {
                "id": kiosk_signing.ticket_id(secret),
                "lease": lease.id,
                "queue": queue,
                "business_date": lease.business_date,
                "number": number,
                "label": f"{lease.label}{number:03d}",
                "service": service,
                "priority": priority if priority in PRIORITIES else REGULAR,
                "language": language,
                "claimed_at": at,
                "form_key": form_key,
            }
            data = kiosk_signing.ticket_bytes(ticket)
            ticket["signature"] = kiosk_signing.sign(self._key, data)
            self.journal.append(ticket | {"secret": secret})
            return self.journal.lines[-1]

    def by_secret(self, secret: str) -> dict[str, Any] | None:
        """The ticket whose page was asked for; it stays here until the day is over."""
        identity = kiosk_signing.ticket_id(secret)
        with self._turn:
            return next((t for t in self.tickets() if t["id"] == identity), None)

    def note_print(self, ticket: str, copy: int, state: str) -> None:
        """Store what became of the ticket on paper; `copy` 0 is the first print."""
        with self._turn:
            self.journal.append({"printed": ticket, "copy": copy, "state": state})

    def print_state(self, ticket: str) -> tuple[str, int]:
        """The last state on paper and how often it was sent; empty where never."""
        with self._turn:
            states = [
                line["state"]
                for line in self.journal.lines
                if line.get("printed") == ticket
            ]
        return (states[-1] if states else "", states.count(SENT))

    def remaining(self, queue: str) -> int:
        """Numbers of a queue that are left on this day."""
        at = self.clock.seconds()
        with self._turn:
            return sum(
                lease.last - self._last_of(lease)
                for lease in self.state.leases
                if lease.queue == queue and at < lease.issue_until
            )

    def add_lease(self, lease: Lease) -> None:
        with self._turn:
            if all(one.id != lease.id for one in self.state.leases):
                self.state.leases.append(lease)
            self.write_state()

    def set_catalogue(self, catalogue: dict[str, Any]) -> None:
        with self._turn:
            self.state.catalogue = catalogue
            self.write_state()

    def set_time(self, mall_seconds: int) -> None:
        with self._turn:
            self.clock.set_by(mall_seconds)

    def not_uploaded(self, most: int) -> tuple[int, list[dict[str, Any]]]:
        """The next lines that the mall lacks, and up to which size the file has them.

        Their secrets stay here.
        """
        with self._turn:
            pairs = self.journal.after(self.state.uploaded)[:most]
            end = pairs[-1][0] if pairs else self.state.uploaded
        return end, [_without_secret(line) for _, line in pairs]

    def set_uploaded(self, size: int) -> None:
        with self._turn:
            self.state.uploaded = size
            self.write_state()

    def end_day(self) -> None:
        """Forget leases that are over; put their tickets aside once uploaded."""
        with self._turn:
            at = self.clock.seconds()
            ended = [x for x in self.state.leases if x.issue_until + OLD < at]
            if not ended or not self.clock.is_trusted:
                return
            left = [one for one in self.state.leases if one not in ended]
            if self.journal.lines and self.state.uploaded < self.journal.size:
                return
            if self.journal.lines and not left:
                # The state first: if the power goes in between, lines are sent twice.
                self.state.leases, self.state.uploaded = left, 0
                self.write_state()
                self.journal.archive(f"tickets-{ended[-1].business_date}.jsonl")
            elif not self.journal.lines:
                self.state.leases = left
                self.write_state()

    def write_state(self) -> None:
        """Write the state; the clock's anchor is saved with it."""
        self.state.latest = self.clock.seconds()
        self.state.anchor = self.clock.anchor
        kiosk_state.write(self.folder, self.state)

    def _of_form(self, form_key: str) -> dict[str, Any] | None:
        return next((t for t in self.tickets() if t["form_key"] == form_key), None)

    def _queue_of(self, service: str) -> str:
        services: dict[str, Any] = self.state.catalogue.get("services", {})
        if service not in services:
            raise NoNumber(UNKNOWN_SERVICE)
        return str(services[service]["queue"])

    def _next(self, queue: str, at: int) -> tuple[Lease, int]:
        leases = [one for one in self.state.leases if one.queue == queue]
        valid = [one for one in leases if at < one.issue_until]
        if not valid:
            raise NoNumber(DAY_OVER if leases else NO_LEASE)
        for lease in valid:
            if (number := self._last_of(lease) + 1) <= lease.last:
                return lease, number
        raise NoNumber(USED_UP)

    def _last_of(self, lease: Lease) -> int:
        """The last number of a lease that was given out; `first - 1` if none was."""
        numbers = [t["number"] for t in self.tickets() if t["lease"] == lease.id]
        return max(numbers, default=lease.first - 1)


def _without_secret(line: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in line.items() if name != "secret"}


def missing(numbers: Numbers, queues: Sequence[str], reserve: int) -> list[str]:
    """The queues whose numbers for a failure are fewer than `reserve`."""
    return [queue for queue in queues if numbers.remaining(queue) < reserve]
