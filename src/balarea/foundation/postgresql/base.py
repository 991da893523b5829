import select
from typing import Any

from django.db.backends.postgresql import base, operations
from django.db.backends.utils import CursorWrapper
from psycopg import RawCursor, errors, pq

from balarea.foundation.postgresql import timeouts

_RAW = "balarea: numbered parameters"


class DatabaseOperations(operations.DatabaseOperations):
    """Logs a statement with numbered parameters as it was sent, without its values."""

    def last_executed_query(self, cursor: Any, sql: Any, params: Any) -> Any:
        if isinstance(getattr(cursor, "cursor", cursor), RawCursor):
            return sql
        return super().last_executed_query(cursor, sql, params)


class DatabaseWrapper(base.DatabaseWrapper):
    """Sends a health check only if the socket of a persistent connection is readable.

    A server that stops or ends a session closes its side, and the socket becomes
    readable, which that of an idle connection never is. So the health check usually
    costs no round trip. A connection that was cut silently (a pulled cable) fails at
    the first statement, as it would in the middle of any request.
    """

    ops_class = DatabaseOperations

    def get_new_connection(self, conn_params: Any) -> Any:
        """A connection with the `ANSWER_TIMEOUT` (seconds) of the settings."""
        breaker = timeouts.breaker
        ordinary = self.settings_dict.get("ANSWER_TIMEOUT") or None
        if breaker.opened_at is not None and ordinary:
            breaker.check()
            conn_params = {**conn_params, "connect_timeout": timeouts.CONNECT_SHORT}
        try:
            connection = super().get_new_connection(conn_params)
        except errors.ConnectionTimeout:
            breaker.trip()
            raise
        breaker.reset()
        timeouts.limit(connection, ordinary)
        return connection

    def raw_cursor(self) -> CursorWrapper:
        """A cursor whose statements number their parameters themselves: $1, $2, …"""
        django: Any = self
        cursor: CursorWrapper = django._cursor(_RAW)
        return cursor

    def create_cursor(self, name: str | None = None) -> Any:
        return (
            RawCursor(self.connection) if name == _RAW else super().create_cursor(name)
        )

    def is_usable(self) -> bool:
        if self.connection is None:
            return False
        pgconn = self.connection.pgconn
        if pgconn.status != pq.ConnStatus.OK:
            return False
        poller = select.poll()
        poller.register(pgconn.socket, select.POLLIN)
        is_idle = pgconn.transaction_status == pq.TransactionStatus.IDLE
        return True if is_idle and not poller.poll(0) else super().is_usable()
