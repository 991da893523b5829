"""Persistent connections: a living one is reused unchecked, a dead one replaced."""

import contextlib
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _persistent_connection() -> Iterator[None]:
    connection.ensure_connection()
    yield
    connection.close()


def ask() -> int:
    """As a request begins with the persistent connection of the last one."""
    wrapper: Any = connection
    wrapper.health_check_done, wrapper.health_check_enabled = False, True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def test_a_living_connection_is_reused_without_a_query(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pid = ask()
    sent: list[str] = []
    execute: Any = psycopg.Cursor.execute

    def watch(cursor: Any, query: str, *args: Any, **more: Any) -> Any:
        sent.append(query)
        return execute(cursor, query, *args, **more)

    monkeypatch.setattr(psycopg.Cursor, "execute", watch)
    assert ask() == pid
    assert sent == ["SELECT pg_backend_pid()"]


def test_a_connection_that_the_server_ended_is_replaced() -> None:
    pid = ask()
    info = connection.connection.info
    with psycopg.connect(info.dsn, password=info.password, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
    assert ask() != pid


def test_a_closed_connection_is_not_usable() -> None:
    connection.connection.close()
    assert not connection.is_usable()
    assert ask()


def test_a_connection_whose_transaction_failed_is_not_usable() -> None:
    with contextlib.suppress(DatabaseError), transaction.atomic():
        connection.cursor().execute("SELECT 1/0")
        pytest.fail("one can't divide by nothing")
    assert connection.is_usable()
    with transaction.atomic():
        with contextlib.suppress(DatabaseError):
            connection.cursor().execute("SELECT 1/0")
        assert not connection.is_usable()
        transaction.set_rollback(True)
