"""The log's guards in the database, against raw SQL too."""

import datetime as dt
from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from balarea.foundation import clock, ids, unit_of_work
from balarea.foundation.operation import SYSTEM, Actor, operation
from balarea.people import models as people
from balarea.transparency import models, operations

pytestmark = pytest.mark.django_db(transaction=True)

INSERT = (
    "INSERT INTO people_agency"
    " (id, code, name, name_translations, short_name, kind, hours, desk)"
    " VALUES (%s, 'XXX', 'X', '{}', 'X', 'LOCAL', '', '')"
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


HASH = "decode(repeat('ab', 32), 'hex')"
ENTRY = (
    "INSERT INTO transparency_entry (id, xid, written_at, type, subject, agency,"
    " service, rules, actor_kind, actor, tag, commitment, link, scheme, at)"
    " SELECT %s, '3'::xid8, now() - interval '1 year', 'AGENCY_OPENED', %s, '', '', '',"
    f" 'SYSTEM', repeat('ab', 16), {HASH}, {HASH}, {HASH}, 2, now()"
)


@operation
def enter_by_hand(
    *, id: UUID | None = None, subject: UUID, by: Actor, at: dt.datetime
) -> str:
    """Write an entry that claims an older transaction; returns this one's id."""
    with connection.cursor() as cursor:
        cursor.execute(ENTRY, [id or ids.uuid7(), subject])
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
    row = models.Entry.objects.get()
    assert str(row.xid) == written_in


def test_an_entry_can_not_claim_when_it_was_written(at: dt.datetime) -> None:
    before = clock.now()
    enter_by_hand(subject=ids.uuid7(), by=SYSTEM, at=at)
    written_at = models.Entry.objects.get().written_at
    assert written_at is not None
    assert abs(written_at - before) < dt.timedelta(seconds=60)


@pytest.mark.parametrize("seconds", [-90, 90])
def test_an_id_that_lies_about_its_time_is_refused(
    at: dt.datetime, seconds: int
) -> None:
    lying = UUID(int=ids.uuid7().int + (seconds * 1000 << 80))
    with pytest.raises(DatabaseError, match="an id tells the time"):
        enter_by_hand(id=lying, subject=ids.uuid7(), by=SYSTEM, at=at)
    near = UUID(int=ids.uuid7().int + (seconds // 3 * 1000 << 80))
    enter_by_hand(id=near, subject=ids.uuid7(), by=SYSTEM, at=at)


def test_an_id_without_a_time_is_refused(at: dt.datetime) -> None:
    with pytest.raises(DatabaseError, match="an id tells the time"):
        enter_by_hand(id=uuid4(), subject=ids.uuid7(), by=SYSTEM, at=at)


@pytest.mark.parametrize(
    "change",
    [
        "agency = 'Dinas Kita'",
        "service = 'siti aminah'",
        "rules = '3211010101900001'",
        "actor = 'Siti'",
        "tag = '\\x00'",
        "type = 'a word'",
        "scheme = 1",
        "link = ''",
    ],
)
def test_an_entry_that_fits_no_leaf_is_refused(at: dt.datetime, change: str) -> None:
    column, value = change.split(" = ")

    @operation
    def enter(*, by: Actor, at: dt.datetime) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO transparency_entry SELECT (jsonb_populate_record(e,"
                f" jsonb_build_object('id', %s::text, '{column}', {value}))).*"
                " FROM transparency_entry e",
                [str(ids.uuid7())],
            )

    enter_by_hand(subject=ids.uuid7(), by=SYSTEM, at=at)
    with pytest.raises(DatabaseError, match="transparency_entry_is_a_leaf"):
        enter(by=SYSTEM, at=at)


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


def kept_tables() -> dict[str, str]:
    """Table → the trigger that refuses to empty it; older ones have another name."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, t.tgname FROM pg_trigger t"
            " JOIN pg_class c ON c.oid = t.tgrelid"
            " JOIN pg_proc p ON p.oid = t.tgfoid"
            " WHERE p.proname = 'balarea_refuse_truncate' ORDER BY 1"
        )
        return dict(cursor.fetchall())


def test_no_guarded_table_can_be_truncated(at: dt.datetime) -> None:
    """With the triggers as in production; conftest.py disables them for other tests."""

    @operation
    def empty(*, table: str, by: Actor, at: dt.datetime) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER {tables[table]}")
            cursor.execute(f"TRUNCATE {table} CASCADE")

    tables = kept_tables()
    assert "transparency_entry" in tables
    for table in tables:
        with pytest.raises(DatabaseError, match=f"never emptied: table {table}"):
            empty(table=table, by=SYSTEM, at=at)


# The id of an entry that was just written, with its last digit changed.
OTHER_ID = (
    "left(e.id::text, -1) || CASE right(e.id::text, 1) WHEN '0' THEN '1' ELSE '0' END"
)
# Temporary objects that hide the log and the clock if SQL doesn't name the schema.
FAKED = {
    "a temporary table": (
        "CREATE TEMP TABLE transparency_entry (xid xid8, subject uuid)",
        "INSERT INTO pg_temp.transparency_entry SELECT pg_current_xact_id(), id"
        " FROM people_agency",
    ),
    "a schema before ours": (
        "CREATE SCHEMA elsewhere",
        "CREATE TABLE elsewhere.transparency_entry AS"
        " SELECT pg_current_xact_id() AS xid, id AS subject FROM people_agency",
        "SET LOCAL search_path = elsewhere, public",
    ),
    "an operator before PostgreSQL's": (
        "CREATE SCHEMA elsewhere",
        "CREATE FUNCTION elsewhere.always(uuid, uuid) RETURNS boolean"
        " LANGUAGE sql AS 'SELECT true'",
        "CREATE OPERATOR elsewhere.="
        " (FUNCTION = elsewhere.always, LEFTARG = uuid, RIGHTARG = uuid)",
        "INSERT INTO transparency_entry SELECT (jsonb_populate_record(e, jsonb_build_"
        f"object('id', {OTHER_ID}, 'subject', gen_random_uuid()))).*"
        " FROM transparency_entry e LIMIT 1",
        "SET LOCAL search_path = elsewhere, pg_catalog, public",
    ),
}


@operation
def open_agency(*, by: Actor, at: dt.datetime) -> UUID:
    agency = ids.uuid7()
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [agency])
    operations.record(type="AGENCY_OPENED", subject=agency, by=by, at=at)
    return agency


@pytest.fixture
def agency(at: dt.datetime) -> UUID:
    return open_agency(by=SYSTEM, at=at)


@pytest.fixture
def elsewhere() -> Iterator[None]:
    """Remove what a fake leaves if it gets through, for the other tests."""
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA IF EXISTS elsewhere CASCADE")
        cursor.execute("DROP TABLE IF EXISTS pg_temp.transparency_entry")


@operation
def run(*, statements: tuple[str, ...], by: Actor, at: dt.datetime) -> None:
    """Raw SQL in a transaction that has an operation's name and no log."""
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@pytest.mark.usefixtures("elsewhere")
@pytest.mark.parametrize("fake", FAKED)
def test_nothing_passes_for_the_log(agency: UUID, at: dt.datetime, fake: str) -> None:
    change = "UPDATE public.people_agency SET hours = 'never'"
    with pytest.raises(DatabaseError, match="no log, no commit"):
        run(statements=(*FAKED[fake], change), by=SYSTEM, at=at)
    assert people.Agency.objects.get().hours == ""


@pytest.mark.usefixtures("elsewhere")
def test_nothing_passes_for_the_transaction(agency: UUID, at: dt.datetime) -> None:
    """An entry can't be written in advance for a later transaction."""
    faked = (
        "CREATE SCHEMA elsewhere",
        "CREATE FUNCTION elsewhere.pg_current_xact_id() RETURNS xid8"
        " LANGUAGE sql AS $$SELECT '999999999'::xid8$$",
        "SET LOCAL search_path = elsewhere, pg_catalog, public",
        "INSERT INTO transparency_entry SELECT (jsonb_populate_record(e,"
        f" jsonb_build_object('id', {OTHER_ID}))).* FROM transparency_entry e",
        "DROP SCHEMA elsewhere CASCADE",
    )
    run(statements=faked, by=SYSTEM, at=at)
    assert "999999999" not in {str(entry.xid) for entry in models.Entry.objects.all()}


def test_an_entry_that_is_rolled_back_excuses_no_change(
    agency: UUID, at: dt.datetime
) -> None:
    @operation
    def take_back(*, by: Actor, at: dt.datetime) -> None:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE people_agency SET hours = 'never'")
            cursor.execute("SAVEPOINT excuse")
            operations.record(type="AGENCY_OPENED", subject=agency, by=by, at=at)
            unit_of_work.flush()
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ROLLBACK TO SAVEPOINT excuse")

    with pytest.raises(DatabaseError, match="no log, no commit"):
        take_back(by=SYSTEM, at=at)


@pytest.mark.parametrize("logged", ["old", "new"])
def test_a_row_that_moves_needs_an_entry_of_both_subjects(
    agency: UUID, at: dt.datetime, logged: str
) -> None:
    other = ids.uuid7()

    @operation
    def move(*, tell: tuple[UUID, ...], by: Actor, at: dt.datetime) -> None:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE people_agency SET id = %s", [other])
        for subject in tell:
            operations.record(type="AGENCY_OPENED", subject=subject, by=by, at=at)

    with pytest.raises(DatabaseError, match="no log, no commit"):
        move(tell=(agency if logged == "old" else other,), by=SYSTEM, at=at)
    assert people.Agency.objects.get().id == agency
    move(tell=(agency, other), by=SYSTEM, at=at)
    assert people.Agency.objects.get().id == other
