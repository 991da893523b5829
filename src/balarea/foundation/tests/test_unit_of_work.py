"""An operation's rows are written in one statement, before queries of their tables."""

import contextlib
import datetime as dt
from collections.abc import Callable

import pytest
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import DatabaseError, DataError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from balarea.foundation import errors, unit_of_work
from balarea.foundation.models import CalendarOverride, IdempotencyKey, RateCounter
from balarea.foundation.operation import SYSTEM, Actor, operation

AT = dt.datetime(2026, 11, 24, 9, tzinfo=dt.UTC)


def key(number: int) -> IdempotencyKey:
    return IdempotencyKey(
        scope="t", key=str(number), body_hash=b"%s", answer="it's", created_at=AT
    )


def keys() -> list[str]:
    return sorted(row.key for row in IdempotencyKey.objects.all())


def count(number: int) -> RateCounter:
    return RateCounter(scope="t", key=b"k", count=number, since=AT)


def run(do: Callable[[], object], at: dt.datetime) -> object:
    @operation
    def step(*, by: Actor, at: dt.datetime) -> object:
        return do()

    return step(by=SYSTEM, at=at)


def statements(do: Callable[[], object], at: dt.datetime) -> list[str]:
    """The SQL of an operation without the statements that begin and end it."""
    with CaptureQueriesContext(connection) as captured:
        run(do, at)
    sent = [query["sql"] for query in captured]
    return [sql for sql in sent if "POINT" not in sql and "set_config" not in sql]


@pytest.mark.django_db
def test_rows_of_several_tables_are_one_statement(at: dt.datetime) -> None:
    def do() -> None:
        for number in (1, 2, 3):
            unit_of_work.add(key(number))
        unit_of_work.add(count(1))

    [sql] = statements(do, at)
    assert sql.count("INSERT INTO") == 2
    assert keys() == ["1", "2", "3"]
    assert {bytes(row.body_hash) for row in IdempotencyKey.objects.all()} == {b"%s"}
    assert RateCounter.objects.get().count == 1


@pytest.mark.django_db
def test_a_query_of_the_table_sees_the_added_row(at: dt.datetime) -> None:
    def do() -> int:
        unit_of_work.add(key(1))
        unit_of_work.add(key(2))
        return IdempotencyKey.objects.count()

    assert run(do, at) == 2


@pytest.mark.django_db
def test_a_query_of_another_table_does_not_flush(at: dt.datetime) -> None:
    def do() -> None:
        unit_of_work.add(key(1))
        assert not CalendarOverride.objects.exists()
        unit_of_work.add(key(2))

    query, insert = statements(do, at)
    assert query.startswith("SELECT")
    assert insert.count("VALUES") == 1


@pytest.mark.django_db
def test_an_added_row_is_changed_and_removed_like_any_other(at: dt.datetime) -> None:
    def do() -> None:
        changed, gone = unit_of_work.add(key(1)), unit_of_work.add(key(2))
        changed.answer = "other"
        changed.save(update_fields=["answer"])
        gone.delete()

    run(do, at)
    assert [row.answer for row in IdempotencyKey.objects.all()] == ["other"]


def session(name: str, data: str = "before") -> Session:
    return Session(session_key=name, session_data=data, expire_date=AT)


def sessions() -> dict[str, str]:
    return dict(Session.objects.values_list("session_key", "session_data"))


@pytest.mark.django_db
def test_changes_and_removals_are_in_the_same_statement(at: dt.datetime) -> None:
    changed, removed, left = (unit_of_work.add(session(name)) for name in "abc")

    def do() -> None:
        changed.session_data = "after"
        left.session_data = "not written"
        unit_of_work.change(changed, "session_data")
        unit_of_work.remove(removed)
        unit_of_work.add(key(1))

    [sql] = statements(do, at)
    assert sql.count("RETURNING 1") == 2
    assert sessions() == {"a": "after", "c": "before"}
    assert keys() == ["1"]


@pytest.mark.django_db
def test_the_last_of_several_changes_to_a_row_holds(at: dt.datetime) -> None:
    def do() -> None:
        row = unit_of_work.add(session("a"))
        for text in ("one", "two"):
            row.session_data = text
            unit_of_work.change(row, "session_data")
        gone = unit_of_work.add(session("b"))
        unit_of_work.change(gone, "session_data")
        unit_of_work.remove(gone)

    run(do, at)
    assert sessions() == {"a": "two"}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("alter", [unit_of_work.remove, unit_of_work.change])
def test_refuses_to_change_or_remove_a_missing_row(
    alter: Callable[..., None], at: dt.datetime
) -> None:
    def do() -> None:
        unit_of_work.add(key(1))
        alter(
            session("nobody"),
            *(["session_data"] if alter is unit_of_work.change else []),
        )

    with pytest.raises(DatabaseError, match="not there"):
        run(do, at)
    assert keys() == []


@pytest.mark.django_db
def test_a_savepoint_rolls_back_only_later_rows(at: dt.datetime) -> None:
    def do() -> None:
        unit_of_work.add(key(1))
        with contextlib.suppress(errors.NotPermitted), transaction.atomic():
            unit_of_work.add(key(2))
            raise errors.NotPermitted
        unit_of_work.add(key(3))

    run(do, at)
    assert keys() == ["1", "3"]


@pytest.mark.django_db
def test_a_failed_statement_rolls_back_earlier_rows(
    at: dt.datetime,
) -> None:
    def do() -> None:
        unit_of_work.add(key(1))
        with contextlib.suppress(DataError), transaction.atomic():
            unit_of_work.add(key(2))
            connection.cursor().execute("SELECT 1/0")
        unit_of_work.add(key(3))

    run(do, at)
    assert keys() == ["1", "3"]


@pytest.mark.django_db(transaction=True)
def test_a_failed_operation_writes_nothing(at: dt.datetime) -> None:
    def do() -> None:
        unit_of_work.add(key(1))
        unit_of_work.flush()
        unit_of_work.add(key(2))
        raise errors.NotPermitted

    with pytest.raises(errors.NotPermitted):
        run(do, at)
    assert not IdempotencyKey.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_constraints_are_checked_at_the_end(at: dt.datetime) -> None:
    def do() -> None:
        unit_of_work.add(key(1))
        unit_of_work.add(key(1))

    with pytest.raises(IntegrityError):
        run(do, at)
    assert not IdempotencyKey.objects.exists()


@pytest.mark.django_db
def test_a_row_is_written_at_once_outside_an_operation(at: dt.datetime) -> None:
    row = unit_of_work.add(key(1))
    assert IdempotencyKey.objects.get() == row


@pytest.mark.django_db
def test_an_automatic_key_is_not_read_back(
    at: dt.datetime,
) -> None:
    run(lambda: unit_of_work.add(ContentType(app_label="a", model="b")), at)
    assert ContentType.objects.filter(app_label="a", model="b").exists()


@pytest.mark.django_db
def test_a_row_without_a_key_is_refused(at: dt.datetime) -> None:
    with pytest.raises(TypeError, match="has no key yet"):
        run(lambda: unit_of_work.add(CalendarOverride(id=None)), at)


@pytest.mark.django_db
def test_writes_more_values_than_the_driver_caches(at: dt.datetime) -> None:
    """psycopg caches statements of up to fifty values; 2,000 are just many."""
    run(lambda: [unit_of_work.add(key(n)) for n in range(500)], at)
    assert IdempotencyKey.objects.count() == 500
    assert {row.key for row in IdempotencyKey.objects.all()} == {
        key(n).key for n in range(500)
    }
