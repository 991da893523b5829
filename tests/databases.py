"""Tables are made once a run: the other workers copy what the first one migrated."""

import fcntl
from collections.abc import Iterator
from typing import IO, Any

import pytest
from django.db import connection
from django.test import TransactionTestCase

MADE_BY_MIGRATE = {"django_content_type", "auth_permission"}
JOBS = ("procrastinate_jobs", "procrastinate_workers")  # no models of Django's own


class Template:
    """The database that workers copy, and whose turn it is to make it."""

    def __init__(self, name: str, turn: IO[str]) -> None:
        self.name, self.turn = name, turn
        fcntl.flock(turn, fcntl.LOCK_EX)  # until the worker before has made it
        self.is_made = bool(turn.read())
        if self.is_made:
            connection.settings_dict["TEST"]["TEMPLATE"] = name
            fcntl.flock(turn, fcntl.LOCK_UN)

    def make(self) -> None:
        """Copy this worker's database, which must be as tests find it."""
        own = connection.settings_dict["NAME"]
        connection.close()  # a database in use can't be copied
        self._run(f'CREATE DATABASE "{self.name}" TEMPLATE "{own}"')
        self.turn.write(self.name)
        self.turn.flush()
        fcntl.flock(self.turn, fcntl.LOCK_UN)

    def drop(self) -> None:
        self._run(f'DROP DATABASE IF EXISTS "{self.name}"')

    def _run(self, statement: str) -> None:
        creation: Any = connection.creation
        with creation._nodb_cursor() as cursor:  # of the database `postgres`
            cursor.execute(statement)


@pytest.fixture(scope="session")
def database_template(
    worker_id: str, testrun_uid: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Template | None]:
    """None in a run without workers."""
    if worker_id == "master":
        yield None
        return
    place = tmp_path_factory.getbasetemp().parent / "database-template"
    with place.open("a+") as turn:
        turn.seek(0)
        yield Template(f"template_{testrun_uid}", turn)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    database_template: Template | None,
    django_db_modify_db_settings_parallel_suffix: None,
) -> None:
    """Before the test database is made; see pytest-django."""


def _empty(_: TransactionTestCase) -> None:
    """Empty the tables that have rows, instead of all, after a test that commits.

    Django's own way truncates a hundred empty tables with their indexes, makes the
    content types and permissions anew, which no test changes, and leaves the jobs.
    """
    names = connection.introspection.django_table_names(only_existing=True)
    tables = sorted({*names, *JOBS} - MADE_BY_MIGRATE)
    queries = (f"SELECT '{t}' WHERE EXISTS (SELECT FROM \"{t}\")" for t in tables)
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(queries))
        if filled := ", ".join(f'"{name}"' for (name,) in cursor.fetchall()):
            cursor.execute(f"TRUNCATE {filled} CASCADE")


@pytest.fixture(scope="session", autouse=True)
def _quickly_emptied() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", _empty)
        yield
