"""The two promises hold for raw SQL too."""

import datetime as dt

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
