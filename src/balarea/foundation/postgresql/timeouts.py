"""How long anybody waits for a database that says nothing: decision 96.

A server that was stopped, or whose disk hangs, closes nothing and answers nothing. Its
own time-outs don't help then, so whoever asks counts the seconds. Once it was silent
for too long, others don't wait as long again: for a moment nobody asks, then each
asks for a second only, until it answers.
"""

import time
from collections.abc import Callable
from typing import Any

import psycopg
from psycopg import errors

PAUSE = 2.0  # seconds after silence in which nobody asks
SHORT = 1.0  # seconds that a question may take after that, until one is answered
CONNECT_SHORT = 2  # the least that libpq knows
INTERVAL = 0.1  # seconds after which a wait looks whether it was interrupted
_WORDS = "The database did not answer in time."


class Silent(psycopg.OperationalError):
    """The database did not answer in time."""


class Silence:
    """Whether the database was silent when it was last asked, in this process."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self.since: float | None = None

    def begin(self) -> None:
        self.since = self.clock()

    def end(self) -> None:
        self.since = None

    def check(self) -> None:
        """Refuse to ask again at once.

        Raises:
            Silent: it did not answer a moment ago.
        """
        if self.since is not None and self.clock() - self.since < PAUSE:
            raise Silent(_WORDS)

    def seconds(self, ordinary: float | None) -> float | None:
        """How long an answer may take now; None for as long as it likes."""
        if self.since is None:
            return ordinary
        return SHORT if ordinary is None else min(SHORT, ordinary)


silence = Silence()


def limit(connection: psycopg.Connection[Any], ordinary: float | None) -> None:
    """Make every wait for an answer on this connection end.

    A connection that was given up is closed: an answer that comes later would be taken
    for that to another question.
    """

    def wait(gen: Any, interval: float = INTERVAL, timeout: float | None = None) -> Any:
        most = silence.seconds(ordinary)
        if most is not None:
            silence.check()
        if timeout is not None:
            most = timeout if most is None else min(timeout, most)
        try:
            found = psycopg.Connection.wait(
                connection, gen, interval=interval, timeout=most
            )
        except errors._WaitTimeout:
            connection.pgconn.finish()
            silence.begin()
            raise Silent(_WORDS) from None
        silence.since = None
        return found

    # On this one connection: psycopg has no setting for it.
    connection.wait = wait  # type: ignore[method-assign]
