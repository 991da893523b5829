"""A PostgreSQL of one's own, named by DATABASE_URL."""

import psycopg

from balarea.config.house.errors import DatabaseTooOld, DatabaseUnreachable

OLDEST = 15
SCHEMES = ("postgres://", "postgresql://")


def check(url: str) -> None:
    """Refuse a database that can't be reached or is too old."""
    if not url.startswith(SCHEMES):
        raise DatabaseUnreachable(reason="it must begin with postgres://")
    try:
        with psycopg.connect(url, connect_timeout=5) as connection:
            version = connection.info.server_version // 10_000
    except (psycopg.OperationalError, psycopg.ProgrammingError) as error:
        # The driver's text names host and user, never the password.
        reason = str(error).strip().splitlines()
        raise DatabaseUnreachable(reason=reason[0] if reason else "") from None
    if version < OLDEST:
        raise DatabaseTooOld(found=version, needed=OLDEST)
