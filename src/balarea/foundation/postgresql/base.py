import select
from typing import Any

from django.db.backends.postgresql import base, operations
from django.db.backends.utils import CursorWrapper
from psycopg import RawCursor, errors, pq

from balarea.foundation.postgresql import timeouts

_RAW = "balarea: numbered places"


class DatabaseOperations(operations.DatabaseOperations):
    """Shows a statement with numbered places as it was sent, without its values."""

    def last_executed_query(self, cursor: Any, sql: Any, params: Any) -> Any:
        if isinstance(getattr(cursor, "cursor", cursor), RawCursor):
            return sql
        return super().last_executed_query(cursor, sql, params)


class DatabaseWrapper(base.DatabaseWrapper):
    """Asks the server whether it is there only when the socket gives reason to.

    A server that stops, or ends a session, closes its side: the socket then has
    something to read, which an idle connection never has. So a kept connection costs
    a request no round trip of its own. One that broke without a word (a pulled cable)
    is found by the first statement, as it would be in the middle of any request.
    """

    ops_class = DatabaseOperations

    def get_new_connection(self, conn_params: Any) -> Any:
        """One on which nobody waits for longer than `PATIENCE` of the settings."""
        silence = timeouts.silence
        ordinary = self.settings_dict.get("PATIENCE") or None
        if silence.since is not None and ordinary:
            silence.check()
            conn_params = {**conn_params, "connect_timeout": timeouts.CONNECT_SHORT}
        try:
            connection = super().get_new_connection(conn_params)
        except errors.ConnectionTimeout:
            silence.begin()
            raise
        silence.end()
        timeouts.limit(connection, ordinary)
        return connection

    def raw_cursor(self) -> CursorWrapper:
        """A cursor whose statements number their places themselves: $1, $2, …"""
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
        wire = self.connection.pgconn
        if wire.status != pq.ConnStatus.OK:
            return False
        look = select.poll()
        look.register(wire.socket, select.POLLIN)
        is_idle = wire.transaction_status == pq.TransactionStatus.IDLE
        return True if is_idle and not look.poll(0) else super().is_usable()
