"""`make_guard` writes a migration that guards a table, and its reverse."""

from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from balarea.foundation import ids
from balarea.foundation.models import CalendarOverride
from balarea.transparency import covers, guard
from balarea.transparency.management.commands import make_covers, make_guard

INSERT = "INSERT INTO things (id, about) VALUES (%s, %s)"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def insert() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL balarea.operation = 'test'")
        cursor.execute(INSERT, [ids.uuid7(), ids.uuid7()])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.django_db
def test_the_migration_refuses_unlogged_changes_until_it_is_reversed(
    folder: Path,
) -> None:
    run("CREATE TABLE things (id uuid, about uuid)")
    path = make_guard.write(CalendarOverride, guard.guard("things", "about"), folder)
    run(path.with_suffix(".sql").read_text())
    with pytest.raises(DatabaseError, match="no log, no commit"), transaction.atomic():
        insert()
    with pytest.raises(DatabaseError, match="never emptied"), transaction.atomic():
        run("TRUNCATE things")
    run(path.with_suffix(".reverse.sql").read_text())
    insert()


@pytest.mark.django_db
def test_append_only_is_an_option_of_its_own(folder: Path) -> None:
    run("CREATE TABLE things (id uuid, about uuid)")
    sql = guard.needs_operation("things") + guard.append_only("things")
    run(make_guard.write(CalendarOverride, sql, folder).with_suffix(".sql").read_text())
    insert()
    with pytest.raises(DatabaseError, match="never edited"), transaction.atomic():
        run("SET LOCAL balarea.operation = 'test'; DELETE FROM things")


def test_the_migration_follows_the_last_one_of_its_app(folder: Path) -> None:
    path = make_guard.write(CalendarOverride, guard.needs_operation("things"), folder)
    migrations = sorted(
        Path(apps.get_app_config("foundation").path, "migrations").glob("0*.py")
    )
    assert f'("foundation", "{migrations[-1].stem}")' in path.read_text()
    assert int(path.name[:4]) == len(migrations) + 1


@pytest.mark.parametrize(
    ("model", "subject"),
    [("people.Nothing", "id"), ("nothing", "id"), ("people.Agency", "case")],
)
def test_refuses_a_missing_model_or_field(model: str, subject: str) -> None:
    with pytest.raises(CommandError, match="no "):
        call_command("make_guard", model, subject=subject)


def test_make_covers_writes_a_migration_with_the_list(folder: Path) -> None:
    path = make_covers.write(folder)
    sql = path.with_suffix(".sql").read_text()
    assert sql == guard.covers(covers.COVERS)
    assert '"DECIDED"' in sql
    assert covers.covered_by("ERASED")["vault_casekey"] == ["UPDATE"]
