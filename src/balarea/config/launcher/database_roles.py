"""Addresses of the database for two roles: one owns the tables, the other serves.

The owner of a table may switch its guards off, so only the set-up connects by that.
"""

import ctypes
import os
import re
import sys
from collections.abc import Mapping
from typing import NamedTuple

import psycopg
from psycopg.conninfo import conninfo_to_dict

from balarea.config.launcher.errors import CannotRun

MIGRATING = "BALAREA_MIGRATION_URL"
# In tests, whose DATABASE_URL is the owner's: they make databases.
SERVING = "BALAREA_TEST_SERVING_URL"
STREAMING = "BALAREA_STREAM_DATABASE_URL"
OLDEST = 15  # version of PostgreSQL


class Roles(NamedTuple):
    """Addresses of one database; `migrating` is empty where one role does both.

    `streaming` reads announcements only; it is empty where the serving role does that.
    """

    serving: str
    migrating: str = ""
    streaming: str = ""


def of_operator(environment: Mapping[str, str]) -> Roles:
    """What the operator gave; the same role twice is one role."""
    serving, migrating = environment["DATABASE_URL"], environment.get(MIGRATING, "")
    is_one = not migrating or user_of(migrating) == user_of(serving)
    streaming = environment.get(STREAMING, "")
    return Roles(serving, "" if is_one else migrating, streaming)


def check(url: str) -> None:
    """Refuse a database of one's own that can't be reached or is too old."""
    try:
        with psycopg.connect(url, connect_timeout=5) as connection:
            version = connection.info.server_version // 10_000
        if version >= OLDEST:
            return
        cause = f"it is PostgreSQL {version}, and Balarea needs {OLDEST} or newer"
    except (psycopg.OperationalError, psycopg.ProgrammingError) as error:
        _, _, cause = str(error).partition("\n")[0].rpartition(" failed: ")
        # What stands in quotation marks may be the password of a mistyped address.
        cause = re.sub(r"[\"'].*[\"']", "…", cause)
    raise CannotRun(
        f"Can't reach the database of DATABASE_URL ({cause}): check that PostgreSQL "
        "runs there and the address (user and password with @ / ? # [ % as %40 %2F %3F "
        "%23 %5B %25), or unset DATABASE_URL to use the embedded one."
    )


def user_of(url: str) -> str:
    """The role that an address names."""
    return str(conninfo_to_dict(url).get("user") or "")


def client_variables(url: str) -> dict[str, str]:
    """An address as psql, pg_dump and pg_restore read it from the environment."""
    parts = {f"PG{name.upper()}": str(v) for name, v in conninfo_to_dict(url).items()}
    return parts | {"PGDATABASE": parts.pop("PGDBNAME", "")}


def hide_environment() -> None:
    """On Linux, keep the owner's address from other programs of the same account."""
    if os.environ.get(MIGRATING) and sys.platform == "linux":
        ctypes.CDLL(None).prctl(4, 0, 0, 0, 0)  # PR_SET_DUMPABLE
