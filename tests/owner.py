"""What the database's owner could do in a test's own transaction."""

import contextlib
from collections.abc import Iterator

from django.db import connection


@contextlib.contextmanager
def without_log(table: str) -> Iterator[None]:
    """Let a table change without an entry of the log, as its owner could.

    For tests of what is refused after somebody got past the guard. Constraints that
    wait for COMMIT are checked before.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t.tgname FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid"
            " WHERE t.tgrelid = %s::regclass AND p.proname = %s",
            [table, f"{table}_require_log"],
        )
        triggers = [name for (name,) in cursor.fetchall()]
        assert triggers
        for switch in ("DISABLE", "ENABLE"):
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            for name in triggers:
                cursor.execute(f'ALTER TABLE "{table}" {switch} TRIGGER "{name}"')
            if switch == "DISABLE":
                yield
