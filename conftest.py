"""Fixtures for all tests."""

import datetime as dt
import functools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.db import connection
from django.db.models import query
from django.test import override_settings
from tests.fetching import FETCH_ALONE

from balarea.documents import sandbox
from balarea.foundation import clock, ids
from balarea.foundation.operation import Actor, ActorKind
from balarea.payments.providers import keys as payment_keys
from balarea.vault import keys

if TYPE_CHECKING:
    from pytest_django import DjangoDbBlocker
    from tests.databases import Template

pytest_plugins = [
    "tests.collecting",
    "tests.midnight",
    "tests.distribution",
    "tests.sampling",
    "tests.turns",
    "tests.databases",
    "tests.snapshots",
    "tests.first_steps",
    "tests.browser",
    "tests.demonstration",
    "tests.log_facts",
]


EXAMINE = sandbox.run


@pytest.fixture(scope="session", autouse=True)
def plain_static() -> Iterator[None]:
    """Static files from where they lie: tests need no collectstatic."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(
        STORAGES={**settings.STORAGES, "staticfiles": plain},
        WHITENOISE_AUTOREFRESH=True,
        WHITENOISE_USE_FINDERS=True,
    ):
        yield


@pytest.fixture(scope="session", autouse=True)
def no_row_by_row() -> Iterator[None]:
    """Every queryset refuses N+1 queries; see `tests/fetching.py`."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(query, "DEFAULT_FETCH_MODE", FETCH_ALONE)
        yield


@pytest.fixture(scope="session", autouse=True)
def keys_and_files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Keys and sealed files of their own, away from any mall's."""
    folder = tmp_path_factory.mktemp("data")
    keys.make(folder / "keys")
    payment_keys.make(folder / "keys", "demo")
    with override_settings(
        BALAREA_KEYS_DIR=folder / "keys",
        BALAREA_FILES_DIR=folder / "files",
        BALAREA_PAYMENT_PROVIDER="demo",
        BALAREA_NOTICE_PROVIDERS={"PHONE": "demo", "EMAIL": "demo"},
        # Real passwords are hashed slowly on purpose; a test's are no secret.
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    ):
        yield folder


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None,
    django_db_blocker: "DjangoDbBlocker",
    database_template: "Template",
) -> Iterator[None]:
    """Let Django empty the tables between tests, in the test database only.

    No code of ours has a way round the guard, so none can be used in earnest:
    no name, role or setting opens it. Its owner switches the triggers off here, in the
    database that was just made for tests; test_guard.py switches them on to prove them.
    """
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT format('ALTER TABLE %I DISABLE TRIGGER %I', c.relname, t.tgname)"
            " FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            " JOIN pg_proc p ON p.oid = t.tgfoid"
            " WHERE p.proname = 'balarea_refuse_truncate'"
        )
        for (statement,) in cursor.fetchall():
            cursor.execute(statement)
        # All rows of a test are uncommitted: counted by the server as none, they would
        # be joined each with each.
        for table in ("vault_sealed", "vault_casekey"):
            cursor.execute(f"ALTER TABLE {table} SET (autovacuum_enabled = off)")
    if not database_template.is_made:
        with django_db_blocker.unblock():
            database_template.make()
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        # A thread of a test may have left its connection: a database in use isn't
        # dropped.
        cursor.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND usename = current_user"
            " AND pid <> pg_backend_pid()"
        )


@functools.lru_cache(maxsize=64)
def _examined(job: str, content: bytes, options: str) -> tuple[str, bytes]:
    facts, body = EXAMINE(job, content, **json.loads(options))
    return json.dumps(facts), body


@pytest.fixture
def examined_once() -> Iterator[None]:
    """Files are examined by a program of its own, which takes up to a second.

    Its answer to the same bytes is remembered.
    """

    def run(job: str, content: bytes, **options: Any) -> tuple[dict[str, Any], bytes]:
        facts, body = _examined(job, bytes(content), json.dumps(options))
        return json.loads(facts), body

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sandbox, "run", run)
        yield


@pytest.fixture(autouse=True)
def _examined_once_outside_of_documents(request: pytest.FixtureRequest) -> None:
    """Tests file the same few files again and again; `documents` tests that program."""
    if "documents" not in request.path.parts:
        request.getfixturevalue("examined_once")


@pytest.fixture
def at() -> dt.datetime:
    """Now, once for the whole test."""
    return clock.now()


@pytest.fixture
def citizen() -> Actor:
    """Somebody who asks for a service."""
    return Actor(ActorKind.CITIZEN, ids.uuid7())
