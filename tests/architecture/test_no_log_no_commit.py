"""No log, no commit: raw SQL on a table that needs log entries fails at COMMIT."""

import datetime as dt
import functools
import uuid
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection, models

from balarea.foundation.operation import SYSTEM, Actor, operation
from balarea.transparency import covers, guard
from balarea.transparency import operations as transparency
from balarea.transparency.entry_types import ENTRY_TYPES
from tests import sampling
from tests.architecture.rows import AT, fresh, planted
from tests.architecture.tables import CHANGES_LOGGED, LOGGED, TABLES

SOURCE = Path(settings.ROOT) / "src" / "balarea"
MODELS = {
    model._meta.db_table: model
    for model in apps.get_models(include_auto_created=True)
    if model._meta.db_table in TABLES
}
ANSWERABLE = sorted(
    name
    for name, table in TABLES.items()
    if table.kind in {LOGGED, CHANGES_LOGGED} and table.subject
)

pytestmark = pytest.mark.django_db(transaction=True)


@operation
def prepare(
    *, model: type[models.Model], by: Actor, at: dt.datetime
) -> tuple[models.Model, list[models.Model]]:
    """An unsaved row; the rows that it refers to are saved with their log entries."""
    rows: list[models.Model] = []
    row = fresh(model, rows)
    log(rows)
    return row, rows


def log(rows: Iterable[models.Model], *, change: str = "INSERT") -> None:
    """Write an entry about each row, of a type that covers the change."""
    for row in rows:
        name = row._meta.db_table
        types = covers.COVERS.get(name, {}).get(change)
        if types and TABLES[name].subject:
            record(sorted(types)[0], subject_of(row))


def record(type: str, subject: uuid.UUID) -> None:
    transparency.record(type=type, subject=subject, by=SYSTEM, at=AT)


def subject_of(row: models.Model) -> uuid.UUID:
    path = TABLES[row._meta.db_table].subject
    [subject] = type(row)._base_manager.filter(pk=row.pk).values_list(path).get()
    return uuid.UUID(str(subject))


@operation
def insert(*, row: models.Model, is_logged: bool, by: Actor, at: dt.datetime) -> None:
    row.save(force_insert=True)
    if is_logged:
        log([row])


@operation
def insert_with_all_others(*, row: models.Model, by: Actor, at: dt.datetime) -> None:
    """Insert a row with an entry of every type that doesn't cover this."""
    row.save(force_insert=True)
    fitting = covers.COVERS[row._meta.db_table].get("INSERT", ())
    for type in ENTRY_TYPES.keys() - set(fitting):
        record(type, subject_of(row))


@operation
def run(
    *,
    sql: str,
    row: models.Model,
    ran: list[str],
    by: Actor,
    at: dt.datetime,
) -> None:
    """Run raw SQL on one row; `ran` is set if the statement itself succeeded.

    Entries of every type that doesn't cover this change excuse nothing.
    """
    fitting = covers.COVERS[row._meta.db_table].get(sql.split()[0], ())
    for type in ENTRY_TYPES.keys() - set(fitting):
        record(type, subject_of(row))
    key: Any = row._meta.pk
    with connection.cursor() as cursor:
        names = {"table": row._meta.db_table, "key": f'"{key.column}"'}
        change = TABLES[names["table"]].change.format(**names)
        statement = sql.format(change=change, **names)
        cursor.execute(statement, [row.pk])
        assert cursor.rowcount == 1
    ran.append(sql)


silently = functools.partial(insert, is_logged=False)

CHANGES = [
    "UPDATE {table} SET {change} WHERE {key} = %s",
    "DELETE FROM {table} WHERE {key} = %s",
]


def test_the_database_has_the_same_list_of_what_an_entry_covers() -> None:
    """After a change of `transparency.covers`: `script/manage make_covers`."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT prosrc FROM pg_proc WHERE proname = 'balarea_entry_covers'"
        )
        [[source]] = cursor.fetchall()
    assert source.strip() in guard.covers(covers.COVERS)
    assert covers.COVERS.keys() == {
        name for name, table in TABLES.items() if table.kind in {LOGGED, CHANGES_LOGGED}
    }
    listed = [types for changes in covers.COVERS.values() for types in changes.values()]
    assert {type for types in listed for type in types} <= ENTRY_TYPES.keys()


def test_every_log_function_looks_at_the_type_of_the_entry() -> None:
    """`script/manage make_guard` writes such a function."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname, prosrc FROM pg_proc"
            r" WHERE starts_with(reverse(proname), reverse('_require_log'))"
        )
        functions = dict(cursor.fetchall())
    assert functions
    for name, source in functions.items():
        table = name.removesuffix("_require_log")
        asks = f"balarea_entry_covers(type, '{table}', TG_OP)"
        assert source.count(asks) == source.count("FROM transparency_entry\n"), name


# Tables without a path to the log's subject, and where they are tested.
ELSEWHERE = {
    "catalogue_searchentry": "catalogue/tests/test_damaged.py",
    "catalogue_searchword": "catalogue/tests/test_damaged.py",
    "documents_counter": "documents/tests/test_numbering.py",
}


def test_every_other_table_of_power_is_tried_elsewhere() -> None:
    others = {name for name, table in TABLES.items() if table.kind == LOGGED}
    assert others - set(ANSWERABLE) == ELSEWHERE.keys()
    for name, place in ELSEWHERE.items():
        assert name in (SOURCE / place).read_text("utf-8")


@pytest.mark.parametrize(
    "name", sampling.part("silent changes", ANSWERABLE, of=4, file=__file__)
)
def test_a_silent_change_fails_at_commit(name: str) -> None:
    row, _ = prepare(model=MODELS[name], by=SYSTEM, at=AT)
    refused = f"no log, no commit: table {name}"
    if TABLES[name].kind == LOGGED:
        for attempt in (silently, insert_with_all_others):
            with pytest.raises(DatabaseError, match=refused):
                attempt(row=row, by=SYSTEM, at=AT)
            if "AutoField" in type(row._meta.pk).__name__:
                row.pk = None  # the row was rolled back with its transaction
    insert(row=row, is_logged=TABLES[name].kind == LOGGED, by=SYSTEM, at=AT)
    for sql in () if TABLES[name].is_append_only else CHANGES:
        ran: list[str] = []
        with pytest.raises(DatabaseError, match=refused):
            run(sql=sql, row=row, ran=ran, by=SYSTEM, at=AT)
        assert ran, "refused before COMMIT, and for another reason"


# Tables whose rows can be changed, and that have their subject in a column.
MOVABLE = [
    name
    for name in ANSWERABLE
    if not TABLES[name].is_append_only
    and "__" not in TABLES[name].subject
    and "UPDATE" in covers.COVERS[name]
]


@operation
def move(
    *,
    row: models.Model,
    logs: str,
    ran: list[str],
    by: Actor,
    at: dt.datetime,
) -> None:
    """Change a row's subject by raw SQL, with a log entry for one of the two."""
    table, key = row._meta.db_table, row._meta.pk
    path = TABLES[table].subject
    field = next(f for f in row._meta.concrete_fields if path in {f.name, f.attname})
    other = uuid.uuid4()
    if isinstance(field, models.ForeignKey):
        rows: list[models.Model] = []
        other = planted(field.related_model, rows).pk
        log(rows)
    before = getattr(row, field.attname)
    with connection.cursor() as cursor:
        cursor.execute(
            f'UPDATE {table} SET "{field.column}" = %s WHERE "{key.column}" = %s',
            [other, row.pk],
        )
        assert cursor.rowcount == 1
    type = sorted(covers.COVERS[table]["UPDATE"])[0]
    for subject in {"both": (before, other), "old": (before,), "new": (other,)}[logs]:
        record(type, subject)
    ran.append(logs)


@pytest.mark.parametrize(
    "name", sampling.part("moved rows", MOVABLE, of=4, file=__file__)
)
def test_a_row_leaves_no_case_without_its_log(name: str) -> None:
    row, _ = prepare(model=MODELS[name], by=SYSTEM, at=AT)
    insert(row=row, is_logged=TABLES[name].kind == LOGGED, by=SYSTEM, at=AT)
    ran: list[str] = []
    with pytest.raises(DatabaseError, match=f"no log, no commit: table {name}"):
        move(row=row, logs="new", ran=ran, by=SYSTEM, at=AT)
    assert ran, "refused before COMMIT, and for another reason"
    move(row=row, logs="both", ran=ran, by=SYSTEM, at=AT)
