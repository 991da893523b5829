"""A circuit breaker: a carrier that doesn't answer isn't called for a moment.

Without it each message would wait for a relay that hangs, and block a slot of the
worker meanwhile. Its state is in the worker's memory; a new worker starts closed.
"""

import datetime as dt
import threading

from balarea.notices.errors import CannotSend, CarrierPaused
from balarea.notices.providers.base import Carrier, Letter

FAILURES = 2  # in a row, before it opens
PAUSES = tuple(dt.timedelta(seconds=s) for s in (5, 10, 20, 30))


class Breaker:
    """Stands before a carrier, and is one: see `base.Carrier`."""

    def __init__(self, carrier: Carrier) -> None:
        self.carrier = carrier
        self.code = carrier.code
        self._lock = threading.Lock()
        self.close()

    def close(self) -> None:
        """Reset it, as after a call that succeeded."""
        with self._lock:
            self._failures = 0
            self._until: dt.datetime | None = None

    def send(self, letter: Letter, *, at: dt.datetime) -> None:
        """Hand it over, unless the breaker is open.

        Raises:
            errors.CannotSend: it was not taken.
            errors.CarrierPaused: the carrier wasn't called.
        """
        self._admit(at)
        try:
            self.carrier.send(letter, at=at)
        except CannotSend as fault:
            if fault.is_carrier_down:
                self._failed(at)
            else:
                self.close()
            raise
        self.close()

    def _admit(self, at: dt.datetime) -> None:
        """Let one call through when the pause is over; the others wait for it."""
        with self._lock:
            if self._until is None:
                return
            if at < self._until:
                raise CarrierPaused(self._until)
            self._until = at + self._pause()

    def _failed(self, at: dt.datetime) -> None:
        with self._lock:
            self._failures += 1
            if self._failures >= FAILURES:
                self._until = at + self._pause()

    def _pause(self) -> dt.timedelta:
        step = max(self._failures - FAILURES, 0)
        return PAUSES[min(step, len(PAUSES) - 1)]
