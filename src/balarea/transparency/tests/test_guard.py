"""The two promises hold for raw SQL too."""

import datetime as dt
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction

from balarea.foundation import ids
from balarea.foundation.operation import SYSTEM, Actor, operation
from balarea.people import models as people
from balarea.transparency import models, operations

pytestmark = pytest.mark.django_db(transaction=True)

INSERT = (
    "INSERT INTO people_agency (id, code, name, name_en, short_name, kind, hours, desk)"
    " VALUES (%s, 'XXX', 'X', 'X', 'X', 'LOCAL', '', '')"
)


@operation
def insert_silently(*, by: Actor, at: dt.datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [ids.uuid7()])


@operation
def insert_for_another(*, by: Actor, at: dt.datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [ids.uuid7()])
    operations.record(type="AGENCY_OPENED", subject=ids.uuid7(), by=by, at=at)


def insert_outside() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(INSERT, [ids.uuid7()])


def test_no_operation_no_change() -> None:
    with pytest.raises(DatabaseError, match="no operation, no change"):
        insert_outside()


def test_no_log_no_commit(at: dt.datetime) -> None:
    with pytest.raises(DatabaseError, match="no log, no commit"):
        insert_silently(by=SYSTEM, at=at)
    assert not people.Agency.objects.exists()


def test_the_log_entry_must_be_about_the_changed_row(at: dt.datetime) -> None:
    with pytest.raises(DatabaseError, match="no log, no commit"):
        insert_for_another(by=SYSTEM, at=at)


@pytest.mark.parametrize(
    "sql",
    ["UPDATE transparency_entry SET type = 'X'", "DELETE FROM transparency_entry"],
)
def test_history_is_never_edited(at: dt.datetime, sql: str) -> None:
    @operation
    def note(*, by: Actor, at: dt.datetime) -> None:
        operations.record(type="AGENCY_OPENED", subject=ids.uuid7(), by=by, at=at)

    note(by=SYSTEM, at=at)
    with (
        pytest.raises(DatabaseError, match="never edited"),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)
    assert models.Entry.objects.count() == 1


def test_an_entry_outside_an_operation_is_refused(at: dt.datetime) -> None:
    with pytest.raises(operations.OutsideOperation):
        operations.record(type="AGENCY_OPENED", subject=ids.uuid7(), by=SYSTEM, at=at)


ENTRY = (
    "INSERT INTO transparency_entry (id, xid, type, subject, agency, service, rules,"
    " actor_kind, actor, tag, commitment, at) SELECT %s, '3'::xid8, 'AGENCY_OPENED',"
    " %s, '', '', '', 'SYSTEM', 'x', ''::bytea, ''::bytea, now()"
)


@operation
def enter_by_hand(*, subject: UUID, by: Actor, at: dt.datetime) -> str:
    """Write an entry that claims an older transaction; returns this one's id."""
    with connection.cursor() as cursor:
        cursor.execute(ENTRY, [ids.uuid7(), subject])
        cursor.execute("SELECT pg_current_xact_id()::text")
        return str(cursor.fetchone()[0])


def test_an_entry_by_raw_sql_outside_an_operation_is_refused() -> None:
    with (
        pytest.raises(DatabaseError, match="no operation, no change"),
        connection.cursor() as cursor,
    ):
        cursor.execute(ENTRY, [ids.uuid7(), ids.uuid7()])
    assert not models.Entry.objects.exists()


def test_an_entry_can_not_claim_another_transaction(at: dt.datetime) -> None:
    written_in = enter_by_hand(subject=ids.uuid7(), by=SYSTEM, at=at)
    assert str(models.Entry.objects.get().xid) == written_in


def test_an_entry_of_an_older_transaction_excuses_no_change(at: dt.datetime) -> None:
    agency = ids.uuid7()

    @operation
    def note(*, by: Actor, at: dt.datetime) -> None:
        operations.record(type="AGENCY_OPENED", subject=agency, by=by, at=at)

    @operation
    def insert_later(*, by: Actor, at: dt.datetime) -> None:
        with connection.cursor() as cursor:
            cursor.execute(INSERT, [agency])

    note(by=SYSTEM, at=at)
    with pytest.raises(DatabaseError, match="no log, no commit"):
        insert_later(by=SYSTEM, at=at)


def kept_tables() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            " JOIN pg_proc p ON p.oid = t.tgfoid"
            " WHERE p.proname = 'balarea_refuse_truncate' ORDER BY 1"
        )
        return [name for (name,) in cursor.fetchall()]


def test_no_kept_table_is_ever_emptied(at: dt.datetime) -> None:
    """As in earnest; conftest.py has switched these triggers off for other tests."""

    @operation
    def empty(*, table: str, by: Actor, at: dt.datetime) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER {table}_kept")
            cursor.execute(f"TRUNCATE {table} CASCADE")

    tables = kept_tables()
    assert "transparency_entry" in tables
    for table in tables:
        with pytest.raises(DatabaseError, match=f"never emptied: table {table}"):
            empty(table=table, by=SYSTEM, at=at)
