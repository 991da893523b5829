"""Tables are made once a run: the other workers copy what the first one migrated."""

import fcntl
from collections.abc import Iterator
from typing import IO, TYPE_CHECKING, Any

import pytest
from django.db import connection

if TYPE_CHECKING:
    from pytest_django import DjangoDbBlocker


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


@pytest.fixture(autouse=True)
def leave_no_jobs(
    request: pytest.FixtureRequest, django_db_blocker: "DjangoDbBlocker"
) -> Iterator[None]:
    """Empty the tables of procrastinate after a test that commits.

    Django empties the tables of its own models only.
    """
    yield
    if "transactional_db" in request.fixturenames or _commits(request):
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")


def _commits(request: pytest.FixtureRequest) -> bool:
    marker = request.node.get_closest_marker("django_db")
    return marker is not None and bool(marker.kwargs.get("transaction"))
