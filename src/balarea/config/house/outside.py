"""A PostgreSQL of one's own, named by DATABASE_URL.

Of that address only scheme, host, port and database are ever told. What can't be read
for certain isn't quoted at all: any part of it may be the password's.
"""

import re
from urllib.parse import parse_qsl, urlsplit

import psycopg
from psycopg.conninfo import conninfo_to_dict

from balarea.config.house.errors import DatabaseTooOld, DatabaseUnreachable

OLDEST = 15
SCHEMES = ("postgres://", "postgresql://")
SHAPE = "postgres://user:password@host:port/name"
PLAIN = re.compile(
    r"""\w+://([^@/?#]*@)?[^@/?#]*      # user and password, host and port
    (/[^@/?#]*)?(\?[^@#]*)?            # database, options""",
    re.VERBOSE,
)
ESCAPES = "in user and password @ / ? # [ % are written %40 %2F %3F %23 %5B %25"
TOLD = ("host", "hostaddr", "port", "dbname")


def check(url: str) -> None:
    """Refuse a database that can't be reached or is too old."""
    parts = _parts(url)
    try:
        with psycopg.connect(url, connect_timeout=5) as connection:
            version = connection.info.server_version // 10_000
    except (psycopg.OperationalError, psycopg.ProgrammingError) as error:
        said = f"{_place(url, parts)}: {_without_secrets(str(error), url, parts)}"
        raise DatabaseUnreachable(reason=said) from None
    if version < OLDEST:
        raise DatabaseTooOld(found=version, needed=OLDEST)


def _parts(url: str) -> dict[str, str]:
    """The address as driver and settings read it; refused where they might differ."""
    if not url.startswith(SCHEMES):
        raise DatabaseUnreachable(reason="it must begin with postgres://")
    try:
        urlsplit(url)
        read = conninfo_to_dict(url)
    except (ValueError, psycopg.ProgrammingError):
        read = {}
    parts = {name: str(value) for name, value in read.items() if value is not None}
    is_port = re.fullmatch(r"[0-9,]*", parts.get("port", ""))
    if not (parts and is_port and PLAIN.fullmatch(url)):
        raise DatabaseUnreachable(reason=f"it can't be read as {SHAPE}; {ESCAPES}")
    return parts


def _place(url: str, parts: dict[str, str]) -> str:
    scheme = url.partition("://")[0]
    port = f":{parts['port']}" if parts.get("port") else ""
    return f"{scheme}://{parts.get('host', '')}{port}/{parts.get('dbname', '')}"


def _without_secrets(text: str, url: str, parts: dict[str, str]) -> str:
    """The first line of what the driver says, with nothing else of the address."""
    address = urlsplit(url)
    told = {parts[name] for name in TOLD if name in parts}
    typed = {value for _, value in parse_qsl(address.query)} | {*parts.values()}
    raw = {address.username or "", address.password or ""}  # as they were typed
    lines = text.strip().splitlines()
    said = lines[0] if lines else "no reason was given"
    for secret in sorted((typed | raw) - told - {""}, key=len, reverse=True):
        said = re.sub(rf"(?<!\w){re.escape(secret)}(?!\w)", "…", said)
    return said


def for_clients(url: str) -> dict[str, str]:
    """An address as psql and its kin read it from the environment."""
    names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER"}
    names |= {"password": "PGPASSWORD", "dbname": "PGDATABASE"}
    names |= {"sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT"}
    try:
        parts = conninfo_to_dict(url)
    except psycopg.Error:
        return {}  # `check` says what is wrong with it
    return {names[name]: str(part) for name, part in parts.items() if name in names}
