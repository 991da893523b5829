"""An auditor's list of rows finds every edit past the guards, in every table.

Rows of all guarded tables are made by operations. Then a superuser, for whom no
trigger fires, changes, adds, removes and restores some of them.
"""

import contextlib
import datetime as dt
import random
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection, models, transaction

from balarea.foundation.operation import SYSTEM, Actor, operation
from balarea.transparency.state_root import catalogue, files, listing
from balarea.transparency.state_root.comparing import Finding, Kind
from balarea.transparency.state_root.files import Table
from tests.architecture.rows import (
    AT,
    CONSTRAINED,
    REFERRED,
    fresh,
    needs_value,
    value_of,
)
from tests.architecture.tables import OPERATION, TABLES
from tests.architecture.test_no_log_no_commit import ANSWERABLE, MODELS, log
from tests.superuser import past_the_guards

pytestmark = pytest.mark.django_db(transaction=True)

EDITS = 100
# Rows that the log itself has, or that need what only their own app can make.
PLAIN = sorted(
    name
    for name in MODELS
    if name in ANSWERABLE
    or (TABLES[name].kind == OPERATION and not name.startswith("transparency_"))
)
KINDS = {
    "UPDATE": Kind.CHANGED,
    "DELETE": Kind.DELETED,
    "INSERT": Kind.INSERTED,
    "RESTORE": Kind.REWRITTEN,
}


@operation
def make(*, model: type[models.Model], by: Actor, at: dt.datetime) -> models.Model:
    rows: list[models.Model] = []
    row = fresh(model, rows)
    with transaction.atomic():  # the row's version is that of a savepoint
        row.save(force_insert=True)
    log([*rows, row])
    return row


def compare(path: Path) -> list[Finding]:
    report = listing.compare(path, AT.isoformat())
    # Tests switch off the triggers that refuse to empty a table; see conftest.py.
    return [one for one in report.findings if not is_of_tests(one)]


def is_of_tests(finding: Finding) -> bool:
    name = finding.table
    return finding.kind is Kind.GUARD_OFF and name.endswith(("_truncate", "_kept"))


def tables() -> dict[str, Table]:
    with connection.cursor() as cursor:
        return catalogue.tables(cursor)


# The first that fits: to Django a DateTimeField is a DateField.
CHANGES = [
    (models.BooleanField, 'NOT t."{0}"'),
    (models.DateTimeField, "timestamptz '2001-02-03 04:05:06Z'"),
    (models.DateField, "'2001-02-03'"),
    (models.IntegerField, 't."{0}" + 1'),
    (models.UUIDField, "gen_random_uuid()"),
    (models.BinaryField, "sha256('other')"),
    (models.JSONField, "jsonb '{{\"other\": 1}}'"),
    (models.TextField, "'other'"),
    (models.CharField, "'X'"),
]


def stored_as(field: Any) -> Any:
    """The field whose values a foreign key stores, or the field itself."""
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    return field


class Intruder:
    """Edits rows one by one, each in a transaction, and remembers which."""

    def __init__(self, superuser: psycopg.Connection[Any], chance: random.Random):
        self.superuser, self.chance = superuser, chance
        self.tables = tables()
        self.edited: dict[tuple[str, str], Kind] = {}

    def run(self, statement: str, *values: object) -> list[Any]:
        cursor = self.superuser.execute(statement.encode(), values)
        return cursor.fetchall() if cursor.description else [cursor.rowcount]

    def edit(self, name: str, how: str) -> None:
        """Edit a row that wasn't edited before."""
        key = " || ' ' || ".join(f't."{one}"::text' for one in self.tables[name].key)
        keys = {one for (one,) in self.run(f'SELECT {key} FROM "{name}" t')}
        keys = {one for one in keys if (name, one) not in self.edited}
        chosen = self.chance.choice(sorted(keys))
        where = f"WHERE {key} = '{chosen}'"
        if how == "INSERT":
            chosen = self.insert(name)
        elif how == "DELETE":
            assert self.run(f'DELETE FROM "{name}" t {where}') == [1]
        elif how == "RESTORE" and not self.tables[name].unguarded:
            self.restore(name, where)
        else:
            how = "UPDATE"
            self.update(name, where)
        self.superuser.commit()
        self.edited[name, chosen] = KINDS[how]

    def update(self, name: str, where: str) -> None:
        """Change one column, of those whose constraints allow it."""
        changes = self.changes(name)
        self.chance.shuffle(changes)
        for column, value in changes:
            statement = (
                f'UPDATE "{name}" t SET "{column}" = {value} {where}'
                f' AND t."{column}" IS DISTINCT FROM {value}'
            )
            with (
                contextlib.suppress(psycopg.IntegrityError),
                self.superuser.transaction(),
            ):
                if self.run(statement) == [1]:
                    return
        pytest.fail(f"no column of {name} can be changed")

    def changes(self, name: str) -> list[tuple[str, str]]:
        """Columns that belong neither to the key nor to what is free; new values."""
        free = {*self.tables[name].key, *self.tables[name].unguarded}
        return [
            (field.column, change.format(field.column))
            for field in MODELS[name]._meta.concrete_fields
            for kind, change in CHANGES
            if field.column and field.column not in free
            if isinstance(stored_as(field), kind)
        ]

    def restore(self, name: str, where: str) -> None:
        """Put the row back as from a backup: the same content, written anew."""
        restored = self.run(
            f'WITH backup AS (DELETE FROM "{name}" t {where} RETURNING *)'
            f' INSERT INTO "{name}" OVERRIDING SYSTEM VALUE SELECT * FROM backup'
        )
        assert restored == [1]

    def insert(self, name: str) -> str:
        """A row with other values; foreign keys aren't checked."""
        model = MODELS[name]
        given = CONSTRAINED.get(name, {})
        row = model(**given)
        columns = {}
        for field in model._meta.concrete_fields:
            target = stored_as(field)
            value = getattr(row, field.attname)
            if not field.column or isinstance(field, models.AutoField):
                continue
            is_referred = field.name in REFERRED.get(name, ())
            is_empty = value in (None, "") and field.attname not in given
            if is_referred or (is_empty and needs_value(field)):
                value = value_of(target)
            columns[f'"{field.column}"'] = target.get_db_prep_save(value, connection)
        places = ", ".join(["%s"] * len(columns))
        key = " || ' ' || ".join(f't."{one}"::text' for one in self.tables[name].key)
        [(made,)] = self.run(
            f'INSERT INTO "{name}" AS t ({", ".join(columns)}) VALUES ({places})'
            f" RETURNING {key}",
            *columns.values(),
        )
        return str(made)


def test_names_each_of_a_hundred_edits_past_the_guards(tmp_path: Path) -> None:
    for name in PLAIN:
        make(model=MODELS[name], by=SYSTEM, at=AT)
    path = tmp_path / "list.txt.gz"
    listing.write(path, AT.isoformat())
    for name in PLAIN:
        make(model=MODELS[name], by=SYSTEM, at=AT)
    assert compare(path) == []

    chance = random.Random(20261130)
    with past_the_guards() as superuser:
        intruder = Intruder(superuser, chance)
        # Every table once, and some of them again.
        chosen = [*PLAIN, *chance.choices(PLAIN, k=EDITS)][: max(EDITS, len(PLAIN))]
        for name in chosen:
            intruder.edit(name, chance.choice(sorted(KINDS)))
    listed = {(row.table, row.key) for row in files.read(path).rows}
    expected = {
        # To a list, a row that was made since is a new one, whatever happened to it.
        row: kind if row in listed or kind is Kind.DELETED else Kind.INSERTED
        for row, kind in intruder.edited.items()
    }
    findings = {(one.table, one.key): one.kind for one in compare(path)}
    assert findings == expected
    assert len(findings) >= EDITS
