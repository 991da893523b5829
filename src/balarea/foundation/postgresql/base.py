import select

from django.db.backends.postgresql import base
from psycopg import pq


class DatabaseWrapper(base.DatabaseWrapper):
    """Asks the server whether it is there only when the socket gives reason to.

    A server that stops, or ends a session, closes its side: the socket then has
    something to read, which an idle connection never has. So a kept connection costs
    a request no round trip of its own. One that broke without a word (a pulled cable)
    is found by the first statement, as it would be in the middle of any request.
    """

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
