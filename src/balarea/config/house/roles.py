"""Two roles in the database: one owns the tables and migrates, the other serves.

Whoever owns a table may switch its guards off. So web and jobs come in by a role that
owns nothing: it reads and writes rows, and every trigger holds for it. Only the set-up
is told the address of the owner, and only for as long as it runs.
"""

import ctypes
import os
import sys
from collections.abc import Mapping
from typing import NamedTuple

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from balarea.config.house.errors import ServingRoleTooStrong

MIGRATING = "BALAREA_MIGRATION_URL"
# Beside the owner's address in tests, which begin as owner: they make databases.
SERVING = "BALAREA_TEST_SERVING_URL"
PR_SET_DUMPABLE = 4

# Two nodes that start together grant one after the other.
LOCK = "SELECT pg_advisory_xact_lock(hashtext('balarea.roles'))"
# In the schema of the mall; run by the owner, as often as one likes. What it makes
# later is granted by default, and the record of migrations is only read.
GRANTS = """
REVOKE TEMPORARY ON DATABASE {database} FROM PUBLIC, {serving};
REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC, {serving};
GRANT USAGE ON SCHEMA {schema} TO {serving};
REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {serving};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {serving};
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {serving};
ALTER DEFAULT PRIVILEGES IN SCHEMA {schema}
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {serving};
ALTER DEFAULT PRIVILEGES IN SCHEMA {schema}
    GRANT USAGE, SELECT ON SEQUENCES TO {serving};
"""
RECORD = "REVOKE INSERT, UPDATE, DELETE ON {schema}.django_migrations FROM {serving}"

# Whatever of this is so lets a role put a guard aside.
POWERS = """
SELECT array_remove(ARRAY[
  CASE WHEN rolsuper THEN 'is a superuser' END,
  CASE WHEN rolcreaterole THEN 'may make roles' END,
  CASE WHEN has_parameter_privilege(oid, 'session_replication_role', 'SET')
    THEN 'may set session_replication_role' END,
  CASE WHEN has_schema_privilege(oid, current_schema(), 'CREATE')
    THEN 'may make tables and functions' END,
  CASE WHEN EXISTS (
    SELECT FROM pg_class WHERE relnamespace = current_schema()::regnamespace
      AND pg_has_role(pg_roles.oid, relowner, 'MEMBER')
  ) THEN 'owns tables, or is a member of who does' END
], NULL)
FROM pg_roles WHERE rolname = current_user
"""


class Roles(NamedTuple):
    """Addresses of one database; `migrating` is empty where one role does both."""

    serving: str
    migrating: str = ""


def of_operator(environment: Mapping[str, str]) -> Roles:
    """What the operator gave; the same role twice is one role."""
    serving, migrating = environment["DATABASE_URL"], environment.get(MIGRATING, "")
    if migrating and user_of(migrating) == user_of(serving):
        return Roles(serving)
    return Roles(serving, migrating)


def user_of(url: str) -> str:
    """The role that an address names."""
    return str(conninfo_to_dict(url).get("user") or "")


def grant(roles: Roles) -> None:
    """Give the serving role what it needs and nothing more, and look that it is so.

    Raises:
        ServingRoleTooStrong: it has more power by other ways, which aren't ours.
    """
    with psycopg.connect(roles.migrating) as owner:
        row = owner.execute("SELECT current_database(), current_schema()").fetchone()
        database, schema = row or ("", "")
        names = {
            "database": sql.Identifier(str(database)),
            "schema": sql.Identifier(str(schema)),
            "serving": sql.Identifier(user_of(roles.serving)),
        }
        owner.execute(LOCK)
        owner.execute(sql.SQL(GRANTS).format(**names))
        has_record = "SELECT to_regclass('django_migrations') IS NOT NULL"
        if owner.execute(has_record).fetchone() == (True,):
            owner.execute(sql.SQL(RECORD).format(**names))
    with psycopg.connect(roles.serving) as serving:
        found = serving.execute(POWERS).fetchone()
    if found is None or found[0]:
        powers = ", ".join(found[0]) if found else "is unknown"
        raise ServingRoleTooStrong(role=user_of(roles.serving), powers=powers)


def hide_environment() -> None:
    """Keep this process's environment from others of the same account.

    Web and jobs run by the account of their supervisor: on Linux they could read the
    owner's address out of it otherwise.
    """
    if os.environ.get(MIGRATING) and sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
