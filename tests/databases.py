"""Tables are made once: later workers and later runs copy what was migrated.

The copy stays on the server, under a name that changes with every migration. Django
migrates what it lacks, and a run with `--create-db` makes it anew.
"""

import fcntl
import functools
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test import TransactionTestCase
from pytest_django import DjangoDbBlocker

MADE_BY_MIGRATE = {"django_content_type", "auth_permission"}
JOBS = ("procrastinate_jobs", "procrastinate_workers")  # no models of Django's own
PREFIX = "test_template_"
LARGE = 256 * 1024  # bytes of a table that is truncated rather than deleted row by row


def migrations_hash() -> str:
    """A hash of all migrations of all apps, ours and others', and their SQL."""
    digest = hashlib.sha256()
    for app in apps.get_app_configs():
        for file in sorted((Path(app.path) / "migrations").glob("*")):
            if file.suffix in {".py", ".sql"}:
                digest.update(f"{app.label}/{file.name}\n".encode())
                digest.update(file.read_bytes())
    return digest.hexdigest()[:24]


class Template:
    """The database that is copied, and whose turn it is to make it."""

    def __init__(self, turn: IO[str], *, is_anew: bool) -> None:
        self.name, self.turn = f"{PREFIX}{migrations_hash()}", turn
        fcntl.flock(turn, fcntl.LOCK_EX)  # until the worker before has made it
        is_first = not turn.read()  # of this run
        self.is_made = self.name in self._existing()
        if is_first and is_anew:
            self.is_made = False
        if self.is_made:
            connection.settings_dict["TEST"]["TEMPLATE"] = self.name
            self._end_turn()

    def make(self) -> None:
        """Copy this worker's database, which must be as tests find it."""
        own = connection.settings_dict["NAME"]
        connection.close()  # a database in use can't be copied
        for name in self._existing():
            self._run(f'DROP DATABASE IF EXISTS "{name}"')
        self._run(f'CREATE DATABASE "{self.name}" TEMPLATE "{own}"')
        self._end_turn()

    def _end_turn(self) -> None:
        self.turn.write(self.name)
        self.turn.flush()
        fcntl.flock(self.turn, fcntl.LOCK_UN)

    def _existing(self) -> list[str]:
        rows = self._run(
            "SELECT datname FROM pg_database WHERE starts_with(datname, %s)", PREFIX
        )
        return [name for (name,) in rows]

    def _run(self, statement: str, *params: str) -> list[tuple[str, ...]]:
        creation: Any = connection.creation
        with creation._nodb_cursor() as cursor:  # of the database `postgres`
            cursor.execute(statement, params or None)
            return cursor.fetchall() if cursor.description else []


@pytest.fixture(scope="session")
def database_template(
    worker_id: str,
    tmp_path_factory: pytest.TempPathFactory,
    pytestconfig: pytest.Config,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[Template]:
    base = tmp_path_factory.getbasetemp()
    place = (base if worker_id == "master" else base.parent) / "database-template"
    with place.open("a+") as turn:
        turn.seek(0)
        with django_db_blocker.unblock():
            template = Template(turn, is_anew=pytestconfig.getvalue("create_db"))
        yield template


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    database_template: Template,
    django_db_modify_db_settings_parallel_suffix: None,
) -> None:
    """Before the test database is made; see pytest-django."""


@dataclass(frozen=True)
class Emptying:
    """How the rows of a table go, while its triggers, which refuse that, are off."""

    triggers: tuple[str, ...]
    is_referenced: bool

    def statements(self, name: str, size: int) -> tuple[list[str], str, list[str]]:
        """What comes before, what removes the rows, and what comes after."""
        alter = f'ALTER TABLE "{name}" {{}} TRIGGER "{{}}"'
        before = [alter.format("DISABLE", one) for one in self.triggers]
        after = [alter.format("ENABLE", one) for one in self.triggers]
        if size > LARGE and not self.is_referenced:
            return before, f'TRUNCATE "{name}"', after
        return before, f'DELETE FROM "{name}"', after


@functools.cache
def _emptyings() -> dict[str, Emptying]:
    """Of each table: its triggers that are on, and whether others refer to it."""
    names = connection.introspection.django_table_names(only_existing=True)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, coalesce(array_agg(t.tgname)"
            "   FILTER (WHERE t.tgenabled <> 'D' AND NOT t.tgisinternal), '{}'),"
            " EXISTS (SELECT FROM pg_constraint f WHERE f.confrelid = c.oid)"
            " FROM pg_class c LEFT JOIN pg_trigger t ON t.tgrelid = c.oid"
            " WHERE c.relnamespace = 'public'::regnamespace AND c.relname = ANY(%s)"
            " GROUP BY c.oid, c.relname",
            [sorted({*names, *JOBS} - MADE_BY_MIGRATE)],
        )
        return {
            name: Emptying(tuple(triggers), is_referenced)
            for name, triggers, is_referenced in cursor.fetchall()
        }


def _empty(_: TransactionTestCase) -> None:
    """Delete the rows that are there, after a test that commits.

    Django's own way truncates a hundred empty tables with their indexes, which takes a
    fifth of a second, makes the content types and permissions anew, which no test
    changes, and leaves the jobs.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relname = ANY(%s)"
            " AND relnamespace = 'public'::regnamespace AND pg_relation_size(oid) > 0",
            [list(_emptyings())],
        )
        queries = [
            f"SELECT '{name}', pg_relation_size('\"{name}\"')"
            f' WHERE EXISTS (SELECT FROM "{name}")'
            for (name,) in cursor.fetchall()
        ]
        if not queries:
            return
        cursor.execute(" UNION ALL ".join(queries))
        ways = [_emptyings()[name].statements(name, n) for name, n in cursor.fetchall()]
        if not ways:
            return
        statements = [one for before, _, _ in ways for one in before]
        statements += [removal for _, removal, _ in ways]
        # A table can't be altered while the check of a deleted row waits for COMMIT.
        statements += ["SET CONSTRAINTS ALL IMMEDIATE"]
        statements += [one for _, _, after in ways for one in after]
        cursor.execute("; ".join(statements))


@pytest.fixture(scope="session", autouse=True)
def _quickly_emptied() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", _empty)
        yield
