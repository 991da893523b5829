"""The serving role owns nothing and can't disable a guard."""

import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.db import connection
from psycopg.types.json import Jsonb

from balarea.config.launcher import database_roles as roles
from balarea.config.launcher import embedded_database, server
from balarea.config.launcher.data_folder import open_folder
from balarea.config.launcher.database_roles import Roles
from balarea.config.launcher.errors import CannotRun
from balarea.config.set_up import __main__ as set_up
from balarea.config.set_up import grants
from balarea.visits.streaming import database

MALL = "relnamespace = 'public'::regnamespace"

# Attempts by the trigger, the function, the table, the session and the role.
WAYS = [
    "ALTER TABLE transparency_entry DISABLE TRIGGER ALL",
    "ALTER TABLE transparency_entry DISABLE TRIGGER transparency_entry_append_only",
    "ALTER TABLE people_grant DISABLE TRIGGER USER",
    "DROP TRIGGER people_grant_needs_log ON people_grant",
    "DROP TRIGGER transparency_entry_append_only ON transparency_entry",
    "ALTER TRIGGER people_grant_needs_log ON people_grant RENAME TO other",
    "CREATE TRIGGER early BEFORE INSERT ON people_grant"
    " FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    "CREATE RULE silent AS ON INSERT TO transparency_entry DO INSTEAD NOTHING",
    "SET session_replication_role = replica",
    "ALTER ROLE CURRENT_USER SET session_replication_role = replica",
    "ALTER DATABASE {database} SET session_replication_role = replica",
    "CREATE OR REPLACE FUNCTION balarea_require_operation() RETURNS trigger"
    " LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    "CREATE OR REPLACE FUNCTION people_grant_require_log() RETURNS trigger"
    " LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
    "CREATE FUNCTION public.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "ALTER FUNCTION people_grant_require_log() SET search_path = pg_temp",
    "ALTER FUNCTION people_grant_require_log() RENAME TO other",
    "ALTER FUNCTION balarea_refuse_edit() OWNER TO CURRENT_USER",
    "DROP FUNCTION balarea_require_operation() CASCADE",
    "DROP FUNCTION people_grant_require_log() CASCADE",
    "DROP TABLE transparency_entry CASCADE",
    "DROP SCHEMA public CASCADE",
    "DROP OWNED BY {owner}",
    "TRUNCATE transparency_entry",
    "TRUNCATE foundation_ratecounter",
    "ALTER TABLE transparency_entry OWNER TO CURRENT_USER",
    "ALTER TABLE transparency_entry RENAME TO other",
    "ALTER TABLE transparency_entry DROP COLUMN xid",
    "ALTER TABLE people_grant ADD COLUMN more int",
    "ALTER SCHEMA public RENAME TO other",
    "CREATE SCHEMA other",
    "CREATE TABLE public.transparency_entry_2 (id int)",
    "CREATE TEMP TABLE transparency_entry (xid xid8, subject uuid)",
    "CREATE EXTENSION citext",
    "CREATE ROLE friend SUPERUSER",
    "SET ROLE {owner}",
    "SET SESSION AUTHORIZATION {owner}",
    "GRANT {owner} TO CURRENT_USER",
    "ALTER ROLE CURRENT_USER SUPERUSER",
    "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} GRANT ALL ON TABLES TO PUBLIC",
    "UPDATE pg_trigger SET tgenabled = 'D'",
    "UPDATE pg_proc SET prosrc = 'BEGIN RETURN NEW; END'",
    "INSERT INTO django_migrations (app, name, applied) VALUES ('x', 'y', now())",
    "DELETE FROM django_migrations",
    "SELECT setval('catalogue_edition_number_seq', 1)",
    "COPY people_grant FROM PROGRAM 'true'",
    "SELECT pg_read_file('PG_VERSION')",
]


def here(url: str) -> str:
    """The same address, of the test database."""
    name = connection.settings_dict["NAME"]
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


@pytest.fixture(scope="module")
def own(django_db_setup: None) -> Roles:
    """Both roles of the test database, if there are two."""
    if roles.SERVING not in os.environ:
        pytest.skip("this PostgreSQL has one role: see SECURITY.md")
    return Roles(here(os.environ[roles.SERVING]), here(os.environ["DATABASE_URL"]))


@pytest.fixture(scope="module")
def serving(own: Roles) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    """A connection with the role of web and jobs."""
    grants.grant(own)
    with psycopg.connect(own.serving, autocommit=True) as connection_:
        yield connection_


@pytest.mark.parametrize("way", WAYS)
def test_no_way_round_the_guards(
    serving: psycopg.Connection[tuple[object, ...]], own: Roles, way: str
) -> None:
    statement = way.format(
        owner=f'"{roles.user_of(own.migrating)}"',
        database=f'"{connection.settings_dict["NAME"]}"',
    )
    refused = psycopg.errors.InsufficientPrivilege
    with serving.transaction(force_rollback=True), pytest.raises(refused):
        serving.execute(statement.encode())


def test_drops_no_database(
    serving: psycopg.Connection[tuple[object, ...]], own: Roles
) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        serving.execute(b"DROP DATABASE balarea")


def test_reads_and_writes_every_table_and_draws_every_number(
    serving: psycopg.Connection[tuple[object, ...]],
) -> None:
    query = (
        f"SELECT relname FROM pg_class WHERE relkind = 'r' AND {MALL}"
        " AND relname <> 'django_migrations' AND NOT ("
        "has_table_privilege(oid, 'SELECT') AND has_table_privilege(oid, 'INSERT')"
        " AND has_table_privilege(oid, 'UPDATE')"
        " AND has_table_privilege(oid, 'DELETE'))"
    )
    assert serving.execute(query.encode()).fetchall() == []
    query = (
        f"SELECT relname FROM pg_class WHERE {MALL} AND CASE WHEN relkind = 'S'"
        " THEN NOT has_sequence_privilege(oid, 'USAGE') END"
    )
    assert serving.execute(query.encode()).fetchall() == []


def test_a_table_that_is_made_later_is_granted_too(
    serving: psycopg.Connection[tuple[object, ...]], own: Roles
) -> None:
    name = f"later_{uuid.uuid4().hex}"
    with psycopg.connect(own.migrating, autocommit=True) as owner:
        owner.execute(f"CREATE TABLE {name} (id bigserial, word text)".encode())
        try:
            serving.execute(f"INSERT INTO {name} (word) VALUES ('a')".encode())
            serving.execute(f"UPDATE {name} SET word = 'b'".encode())
            serving.execute(f"DELETE FROM {name}".encode())
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                serving.execute(f"TRUNCATE {name}".encode())
        finally:
            owner.execute(f"DROP TABLE {name}".encode())


def test_guards_hold_for_it(serving: psycopg.Connection[tuple[object, ...]]) -> None:
    with pytest.raises(psycopg.Error, match="no operation, no change"):
        serving.execute(
            "INSERT INTO documents_counter (service, year, last) VALUES ('X', 1, 1)"
        )


def _grant_back(own: Roles) -> None:
    """Give the owner what it has just revoked from itself, for the tests after this."""
    name = connection.settings_dict["NAME"]
    with psycopg.connect(own.migrating) as owner:
        for what in (
            f'DATABASE "{name}"',
            "SCHEMA public",
            "ALL TABLES IN SCHEMA public",
            "ALL SEQUENCES IN SCHEMA public",
        ):
            owner.execute(f"GRANT ALL ON {what} TO CURRENT_USER".encode())


def test_refuses_a_serving_role_that_owns_what_it_serves(own: Roles) -> None:
    with pytest.raises(CannotRun) as refused:
        grants.grant(Roles(own.migrating, own.migrating))
    _grant_back(own)
    assert "owns tables" in str(refused.value)
    assert "SECURITY.md" in str(refused.value)


def test_one_role_given_twice_is_one_role() -> None:
    url = "postgres://mall:secret@db/mall"
    given = {"DATABASE_URL": url, roles.MIGRATING: f"{url}?connect_timeout=2"}
    assert roles.of_operator(given) == Roles(url)
    other = given | {roles.MIGRATING: "postgres://owner:x@db/mall"}
    assert roles.of_operator(other).migrating.startswith("postgres://owner")


def test_comes_in_as_owner_for_as_long_as_it_migrates(
    own: Roles, transactional_db: None
) -> None:
    def who() -> object:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user")
            return cursor.fetchone()

    before = who()
    with set_up.as_owner(Roles(own.migrating, own.serving)):  # the other way round
        assert who() == (roles.user_of(own.serving),)
        with pytest.raises(CannotRun) as refused:
            set_up.check_may_migrate()
    assert "BALAREA_MIGRATION_URL" in str(refused.value)
    assert who() == before


def test_web_and_jobs_are_not_told_how_to_come_in_as_owner(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(roles.MIGRATING, "postgres://owner:geheim@db/mall")
    variables = server.environment(
        open_folder(tmp_path / "data"), "postgres://mall@db/mall"
    )
    assert "geheim" not in str(variables)


@pytest.mark.skipif(sys.platform != "linux", reason="a means of Linux")
def test_the_supervisors_environment_is_read_by_no_other_program() -> None:
    code = (
        "import ctypes; from balarea.config.launcher import database_roles as roles;"
        " roles.hide_environment(); print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))"
    )
    for url, is_dumpable in {"": "1", "postgres://owner:geheim@db/mall": "0"}.items():
        said = subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, roles.MIGRATING: url},
            capture_output=True,
            text=True,
            check=True,
        )
        assert said.stdout.strip() == is_dumpable, "else /proc shows it to its account"


def test_the_role_of_the_streams_reads_what_hangs_on_the_walls_only(own: Roles) -> None:
    role = embedded_database.STREAMING
    parts = urlsplit(own.serving)
    user = roles.user_of(own.serving)
    if not parts.netloc.startswith(f"{embedded_database.SERVING}@"):
        pytest.skip(f"this PostgreSQL of {user} has no such role")
    url = urlunsplit(parts._replace(netloc=f"{role}@"))
    grants.grant(own._replace(streaming=url))
    refused = psycopg.errors.InsufficientPrivilege
    with psycopg.connect(url, autocommit=True) as streams:
        streams.execute("LISTEN balarea_boards")
        streams.execute(database.NEWER, {"after": Jsonb({}), "most": 5})
        for statement in (
            "SELECT subject FROM visits_announcement",
            "SELECT * FROM people_contact",
            "SELECT label FROM visits_ticket",
            "INSERT INTO visits_boardzone (zone) VALUES ('A')",
            "CREATE TABLE public.mine (id int)",
        ):
            with pytest.raises(refused):
                streams.execute(statement.encode())
