"""What the serving role may do: rows of every table, and no way around the guards."""

import psycopg
from psycopg import sql

from balarea.config.launcher.database_roles import Roles, user_of
from balarea.config.launcher.errors import CannotRun

# Two nodes that start together grant one after the other.
LOCK = "SELECT pg_advisory_xact_lock(hashtext('balarea.roles'))"
# Run by the owner, as often as one likes; later tables are granted by default.
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
# The record of migrations is only read.
RECORD = "REVOKE INSERT, UPDATE, DELETE ON {schema}.django_migrations FROM {serving}"

# The role of the streams reads what hangs on the walls, and nothing else.
STREAM_GRANTS = """
REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {streaming};
GRANT USAGE ON SCHEMA {schema} TO {streaming};
GRANT SELECT (seq, site_id, zone, kind, label, desk, text, text_translations, at)
    ON {schema}.visits_announcement TO {streaming};
GRANT SELECT (site_id, zone, last_seq) ON {schema}.visits_boardzone TO {streaming};
"""

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


def grant(roles: Roles) -> None:
    """Grant the serving role its privileges, and refuse a role that has more."""
    with psycopg.connect(roles.migrating) as owner:
        row = owner.execute("SELECT current_database(), current_schema()").fetchone()
        names = {
            name: sql.Identifier(str(value))
            for name, value in zip(("database", "schema"), row or (), strict=True)
        } | {"serving": sql.Identifier(user_of(roles.serving))}
        owner.execute(LOCK)
        owner.execute(sql.SQL(GRANTS).format(**names))
        has_record = "SELECT to_regclass('django_migrations') IS NOT NULL"
        if owner.execute(has_record).fetchone() == (True,):
            owner.execute(sql.SQL(RECORD).format(**names))
        has_boards = "SELECT to_regclass('visits_announcement') IS NOT NULL"
        if roles.streaming and owner.execute(has_boards).fetchone() == (True,):
            names |= {"streaming": sql.Identifier(user_of(roles.streaming))}
            owner.execute(sql.SQL(STREAM_GRANTS).format(**names))
    with psycopg.connect(roles.serving) as serving:
        powers = serving.execute(POWERS).fetchone() or (["is unknown"],)
    if powers[0]:
        raise CannotRun(
            f"The role {user_of(roles.serving)} of DATABASE_URL {', '.join(powers[0])},"
            " so it could put the database's guards aside: give it an account of its "
            "own that owns nothing (SECURITY.md)."
        )
