import logging
import signal
import threading
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand
from django.db import DatabaseError, InterfaceError, connection

from balarea.foundation import clock
from balarea.foundation.operation import SYSTEM
from balarea.transparency.publishing import integration, log_settings
from balarea.transparency.publishing.sequencer import Sequencer, Stopped

logger = logging.getLogger(__name__)
# Seconds.
PERIOD = 0.25  # between two rounds
RETRY = 0.5  # after something was missing
RETRY_HISTORY = 10.0  # after two histories differed, which needs a person
LOG_AGAIN = 60  # rounds of the same fault between two lines of the log
LOCK = "SELECT pg_try_advisory_lock(hashtext('balarea.sequencer'))"


class Command(BaseCommand):
    """Continue the public log until a signal stops it.

    It goes on by itself once what is missing is back (database, signer, witnesses,
    disk). If histories differ it signs nothing, says why, and looks again. A second one
    waits for the first to end.
    """

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        self.prepare()
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        while not stop.is_set():
            stop.wait(self.step())

    def prepare(self) -> None:
        """Nothing is known yet: neither what goes wrong nor who holds the lock."""
        self.repeats, self.last = 0, ""
        self.holder: object = None
        self.sequencer: Sequencer | None = None

    def step(self) -> float:
        """One round; the seconds until the next."""
        try:
            if not self.is_alone():
                return RETRY
            if self.sequencer is None:
                sequencer = Sequencer(log_settings.read(), clock.now)
                sequencer.start()
                self.sequencer = sequencer
            pause = 0.0 if self.sequencer.run_round() else PERIOD
        except Stopped as stopped:
            self.report(stopped.fault, stopped.detail)
            if stopped.is_history:
                self.sequencer = None  # the next one compares histories first
            return RETRY_HISTORY if stopped.is_history else RETRY
        except (DatabaseError, InterfaceError, integration.SizeChanged) as error:
            first, *_ = str(error).splitlines() or [""]
            self.say(f"the database: {type(error).__name__} {first[:200]}")
            connection.close()
            self.sequencer = None
            return RETRY
        except ImproperlyConfigured as error:
            self.say(str(error))
            return RETRY_HISTORY
        except Exception:
            # A program that ends again and again would end the mall with it.
            logger.exception("The sequencer broke; it looks again in a while")
            self.sequencer = None
            return RETRY_HISTORY
        self.repeats, self.last = 0, ""
        return pause

    def is_alone(self) -> bool:
        """Whether this process holds the lock; each connection takes it anew.

        The lock only spares vain work: the fences are the size in the database and
        the signer's own state.
        """
        connection.ensure_connection()
        if self.holder is connection.connection:
            return True
        with connection.cursor() as cursor:
            cursor.execute(LOCK)
            (is_held,) = cursor.fetchone()
        self.holder = connection.connection if is_held else None
        if not is_held:
            self.say("another sequencer is running; waiting for it to end")
        return bool(is_held)

    def report(self, fault: str, detail: str) -> None:
        """To the log and, where it can be written, to the public page."""
        self.say(f"{fault}: {detail}")
        try:
            integration.note_fault(code=fault, detail=detail, by=SYSTEM, at=clock.now())
        except (DatabaseError, InterfaceError):
            connection.close()

    def say(self, text: str) -> None:
        """One line at the first time, and then now and then."""
        if text != self.last or self.repeats % LOG_AGAIN == 0:
            self.stderr.write(f"The public log waits. {text}")
        self.repeats = self.repeats + 1 if text == self.last else 1
        self.last = text
