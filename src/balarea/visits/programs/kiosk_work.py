"""What a kiosk does beside its pages: leases, uploads, prints, and says how it is.

Everything is repeated harmlessly: a lease has an id of the kiosk, a ticket its own, and
a print is taken over by the mall before a byte is sent to the printer.
"""

import threading
import uuid
from collections.abc import Callable
from typing import Any

from balarea.visits.programs import kiosk_ticket, kiosk_wording
from balarea.visits.programs.kiosk_mall import (
    CATALOGUE_SECONDS,
    Mall,
    Rejected,
    Unreachable,
)
from balarea.visits.programs.kiosk_numbers import SENT, Numbers
from balarea.visits.programs.kiosk_printer import Printer
from balarea.visits.programs.kiosk_state import Lease

EVERY = 3.0  # seconds between two rounds
RESERVE = 10  # numbers of each queue that are at hand for a failure
LINES = 50  # of the ticket file, in one upload
RETRY = 300  # seconds until a queue that got no numbers is asked for again
WAIT_FOR_PRINT = 5.0  # seconds that a visitor's page waits for the ticket


class Work:
    """The rounds of one kiosk, in a thread of their own.

    Attributes:
        is_reachable: whether the mall answered last.
        is_refused: the mall answered that this kiosk isn't one of its own any more.
    """

    def __init__(
        self,
        mall: Mall,
        numbers: Numbers,
        printer: Printer,
        report: Callable[[str], None],
    ) -> None:
        self.mall, self.numbers, self.printer = mall, numbers, printer
        self.is_reachable = self.is_refused = False
        self._report = report
        self._last_report = ""
        self._refused: dict[str, int] = {}
        self._lease_ids: dict[str, str] = {}
        self._print_turn = threading.Lock()
        self._is_over = threading.Event()
        self._wake = threading.Event()

    def run(self) -> None:
        """Rounds until `stop`."""
        while not self._is_over.is_set():
            self.round()
            self._wake.wait(EVERY)
            self._wake.clear()

    def stop(self) -> None:
        self._is_over.set()
        self._wake.set()

    def lose(self, reason: str) -> None:
        """The mall didn't answer: numbers go on here until it does."""
        self.is_reachable = False
        self._say(reason)

    def round(self) -> None:
        """One round; a fault ends it and is said once."""
        try:
            self._round()
        except Unreachable as error:
            self.lose(str(error))
        except Rejected as error:
            self.is_refused = error.status in {401, 403, 404}
            self.lose(f"The mall refuses this kiosk: {error}")
        except OSError as error:
            self._say(f"The state can't be stored: {error}")
        else:
            self.is_reachable, self.is_refused = True, False
            self._say("The mall answers.")

    def _round(self) -> None:
        status = self.printer.status()
        content = {"printer": status.printer, "paper": status.paper}
        answer = self.mall.call("POST", "report", content)
        self.numbers.set_time(int(answer["time"]))
        if answer["catalogue"] != self.numbers.state.catalogue.get("version"):
            catalogue = self.mall.call("GET", "catalogue", seconds=CATALOGUE_SECONDS)
            self.numbers.set_catalogue(catalogue)
        self._upload()
        self._lease()
        self.print_jobs()
        self.numbers.end_day()

    def _upload(self) -> None:
        while True:
            size, lines = self.numbers.not_uploaded(LINES)
            if not lines:
                return
            self.mall.call("POST", "tickets", {"lines": lines})
            self.numbers.set_uploaded(size)

    def _lease(self) -> None:
        at = self.numbers.clock.seconds()
        queues = [
            queue
            for queue in self.numbers.state.catalogue.get("queues", {})
            if self.numbers.remaining(queue) < RESERVE
            and at >= self._refused.get(queue, 0) + RETRY
        ]
        if not queues:
            return
        requests = [
            {"queue": queue, "id": self._lease_ids.setdefault(queue, uuid.uuid4().hex)}
            for queue in queues
        ]
        answer = self.mall.call("POST", "leases", {"leases": requests})
        leased = {str(one["queue"]): one for one in answer["leases"]}
        for queue in queues:
            if one := leased.get(queue):
                self.numbers.add_lease(Lease(**one))
                del self._lease_ids[queue]
            else:
                self._refused[queue] = at

    def print_jobs(self) -> None:
        """Print what the mall has for this kiosk, one after the other."""
        with self._print_turn:
            for job in self.mall.call("GET", "prints")["prints"]:
                self._print(job)

    def _print(self, job: dict[str, Any]) -> None:
        path = f"prints/{job['id']}"
        try:
            self.mall.call("POST", path, {"state": SENT})
        except Rejected:
            return  # somebody else took it over, or it was withdrawn
        text = kiosk_ticket.TicketText.of(job["text"])
        state = self.printer.print(kiosk_ticket.compose(text))
        self.mall.call("POST", path, {"state": state})

    def print_soon(self) -> None:
        """Print a ticket that was just taken, while its page waits for some seconds."""
        thread = threading.Thread(target=self._print_quietly, daemon=True)
        thread.start()
        thread.join(WAIT_FOR_PRINT)

    def _print_quietly(self) -> None:
        try:
            self.print_jobs()
        except (Unreachable, Rejected) as error:
            self._say(str(error))

    def print_local(self, ticket: dict[str, Any], *, again: bool = False) -> str:
        """Print a ticket of this kiosk itself; a further time as a copy, if asked."""
        with self._print_turn:
            before, count = self.numbers.print_state(ticket["id"])
            if before and not again:
                return before
            text = kiosk_wording.ticket_text(
                self.numbers.state.catalogue, ticket, is_copy=count > 0
            )
            self.numbers.note_print(ticket["id"], count, SENT)
            state = self.printer.print(kiosk_ticket.compose(text))
            self.numbers.note_print(ticket["id"], count, state)
        return state

    def _say(self, text: str) -> None:
        if text != self._last_report:
            self._last_report = text
            self._report(text)
