"""Client-side timeouts for a database that stops answering: decision 96.

A stopped server, or one whose disk hangs, neither closes its connections nor answers,
so its own timeouts don't help and the client must count the seconds. After one timeout
a circuit breaker spares the other requests the same wait: for `PAUSE` seconds no
statement is sent, then each waits `SHORT` seconds only, until the database answers.
"""

import time
from collections.abc import Callable
from typing import Any

import psycopg
from psycopg import errors

PAUSE = 2.0  # seconds after a timeout in which no statement is sent
SHORT = 1.0  # seconds to wait for an answer while the breaker is open
CONNECT_SHORT = 2  # seconds to connect while it is open; the least that libpq accepts
INTERVAL = 0.1  # seconds between checks whether a wait was interrupted
_MESSAGE = "The database did not answer in time."


class DatabaseTimeout(psycopg.OperationalError):
    """The database did not answer in time."""


class CircuitBreaker:
    """Open from a timeout of the database until its next answer, in this process.

    Attributes:
        opened_at: seconds of `clock` at the last timeout; None while closed.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self.opened_at: float | None = None

    def trip(self) -> None:
        """Open it, after a timeout."""
        self.opened_at = self.clock()

    def reset(self) -> None:
        """Close it, after an answer."""
        self.opened_at = None

    def check(self) -> None:
        """Refuse to send a statement during the pause.

        Raises:
            DatabaseTimeout: the database timed out less than `PAUSE` seconds ago.
        """
        if self.opened_at is not None and self.clock() - self.opened_at < PAUSE:
            raise DatabaseTimeout(_MESSAGE)

    def timeout(self, ordinary: float | None) -> float | None:
        """Seconds to wait for an answer now; None for no limit."""
        if self.opened_at is None:
            return ordinary
        return SHORT if ordinary is None else min(SHORT, ordinary)


breaker = CircuitBreaker()


def limit(connection: psycopg.Connection[Any], ordinary: float | None) -> None:
    """Limit every wait for an answer on this connection to `ordinary` seconds.

    A connection is closed after a timeout, because a late answer would be taken for
    that to the next statement.
    """

    def wait(gen: Any, interval: float = INTERVAL, timeout: float | None = None) -> Any:
        most = breaker.timeout(ordinary)
        if most is not None:
            breaker.check()
        if timeout is not None:
            most = timeout if most is None else min(timeout, most)
        try:
            result = psycopg.Connection.wait(
                connection, gen, interval=interval, timeout=most
            )
        except errors._WaitTimeout:
            connection.pgconn.finish()
            breaker.trip()
            raise DatabaseTimeout(_MESSAGE) from None
        breaker.reset()
        return result

    # On this one connection: psycopg has no setting for it.
    connection.wait = wait  # type: ignore[method-assign]
