"""A PostgreSQL of one's own, named by DATABASE_URL."""

import re

import psycopg
from psycopg.conninfo import conninfo_to_dict

from balarea.config.launcher.errors import CannotRun

OLDEST = 15
# User and password, host and port, database, options: each without a delimiter inside.
PLAIN = re.compile(r"postgres(ql)?://([^@/?#\[]*@)?[^@/?#]*(/[^@/?#]*)?(\?[^@#]*)?")
SHAPE = (
    "it can't be read as postgres://user:password@host:port/name; in user and password"
    " @ / ? # [ % are written %40 %2F %3F %23 %5B %25"
)
SHOWN = ("host", "port", "dbname")
VARIABLES = {name: f"PG{name.upper()}" for name in ("host", "port", "user", "password")}
VARIABLES |= {"dbname": "PGDATABASE", "sslmode": "PGSSLMODE"}
VARIABLES |= {"sslrootcert": "PGSSLROOTCERT"}


def check(url: str) -> None:
    """Refuse a database that can't be reached or is too old.

    What can't be read for certain isn't quoted: any part may be the password.
    """
    parts, cause = parameters(url), SHAPE
    is_port = re.fullmatch(r"[0-9,]*", parts.get("port", ""))
    if parts and is_port and PLAIN.fullmatch(url):
        try:
            with psycopg.connect(url, connect_timeout=5) as connection:
                version = connection.info.server_version // 10_000
            if version >= OLDEST:
                return
            cause = f"it is PostgreSQL {version}, and Balarea needs {OLDEST} or newer"
        except (psycopg.OperationalError, psycopg.ProgrammingError) as error:
            cause = str(error).strip().partition("\n")[0]
            for secret in (parts[name] for name in parts if name not in SHOWN):
                cause = re.sub(rf"(?<!\w){re.escape(secret)}(?!\w)", "…", cause)
            cause = "{}:{}/{}: ".format(*(parts.get(n, "") for n in SHOWN)) + cause
    raise CannotRun(
        f"Can't reach the database of DATABASE_URL ({cause}): check the address and "
        "that PostgreSQL runs there, or unset DATABASE_URL to use the embedded one."
    )


def parameters(url: str) -> dict[str, str]:
    """The parts of an address as libpq reads them; empty if it can't."""
    try:
        return {name: str(value) for name, value in conninfo_to_dict(url).items()}
    except psycopg.ProgrammingError:
        return {}


def client_variables(url: str) -> dict[str, str]:
    """An address as psql, pg_dump and pg_restore read it from the environment."""
    parts = parameters(url).items()
    return {VARIABLES[name]: value for name, value in parts if name in VARIABLES}
