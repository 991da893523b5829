"""Unit of work: an operation's rows are added, changed and removed in one statement.

Inside an operation `add`, `change` and `remove` only queue the row. The queue is
written before a statement that names one of its tables, before a savepoint, and at the
latest at the end of the operation, so no query misses a queued row. Writing each row by
itself would cost a round trip and the compilation of a statement; filing an application
writes ten.

Errors of constraints are therefore raised when the queue is written, not where the row
was added. Call `flush` to get them at once.
"""

import contextlib
import functools
import itertools
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from typing import Any

from django.db import DatabaseError, connection, models
from django.db.models.sql import InsertQuery, UpdateQuery

type Execute = Callable[[str, Any, bool, dict[str, Any]], Any]
# A table, and the columns to change, the number of rows to add, or None to remove one.
type Write = tuple[type[models.Model], tuple[str, ...] | int | None]
type Fields = tuple[models.Field[Any, Any], ...]

_PLAIN_FIELDS = frozenset(
    {
        models.UUIDField,
        models.CharField,
        models.TextField,
        models.BooleanField,
        models.DateField,
        models.DateTimeField,
    }
)
# Other statements (savepoints, COMMIT …) may affect rows that were queued before them.
_DATA_STATEMENTS = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")


class _Pending:
    """The queue of rows that the running operation has to write."""

    def __init__(self) -> None:
        self.added: dict[type[models.Model], list[models.Model]] = {}
        # Row → the columns to change; None to remove it.
        self.altered: dict[models.Model, tuple[str, ...] | None] = {}
        self.tables: set[str] = set()

    def add(self, row: models.Model) -> None:
        self.added.setdefault(type(row), []).append(row)
        self.tables.add(row._meta.db_table)

    def alter(self, row: models.Model, fields: tuple[str, ...] | None) -> None:
        # One statement can't change a row that it adds, nor change a row twice.
        if row in self.altered or row in self.added.get(type(row), ()):
            self.flush()
        self.altered[row] = fields
        self.tables.add(row._meta.db_table)

    def run_statement(
        self, execute: Execute, sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        """Flush before a statement that needs it: for `connection.execute_wrapper`."""
        if self.tables and str(sql).startswith("ROLLBACK TO"):
            self._clear()  # all of it was queued after the savepoint
        elif self.tables and self._needs_flush(sql):
            self.flush()
        return execute(sql, params, many, context)

    def _clear(self) -> None:
        self.added, self.altered, self.tables = {}, {}, set()

    def _needs_flush(self, sql: Any) -> bool:
        # Cursors also take bytes and psycopg's composed statements.
        if not isinstance(sql, str) or not sql.lstrip().upper().startswith(
            _DATA_STATEMENTS
        ):
            return True
        return any(table in sql for table in self.tables)

    def flush(self) -> None:
        added, altered = self.added, self.altered
        if not self.tables:
            return
        self._clear()
        writes = [
            *((model, len(rows)) for model, rows in added.items()),
            *((type(row), fields) for row, fields in altered.items()),
        ]
        params = [v for rows in added.values() for row in rows for v in _values(row)]
        for row, fields in altered.items():
            params += _altered(row, fields)
        wrapper: Any = connection  # `foundation.postgresql.base.DatabaseWrapper`
        with wrapper.raw_cursor() as cursor:
            cursor.execute(_statement(tuple(writes)), params)
            if altered and cursor.fetchone()[0] != len(altered):
                raise DatabaseError("a row that was to be changed is not there")


_pending: ContextVar[_Pending | None] = ContextVar("unit_of_work", default=None)


@contextlib.contextmanager
def batch() -> Iterator[_Pending]:
    """Queue rows inside the block and write them at its end, at the latest."""
    pending = _Pending()
    token = _pending.set(pending)
    try:
        with connection.execute_wrapper(pending.run_statement):
            yield pending
            pending.flush()
    finally:
        _pending.reset(token)


@contextlib.contextmanager
def _current_or_new() -> Iterator[_Pending]:
    """The running operation's queue; else a new one, written at once."""
    pending = _pending.get()
    if pending is not None:
        yield pending
        return
    with batch() as pending:
        yield pending


def add[M: models.Model](row: M) -> M:
    """Insert a new row.

    Its attributes are plain values, no expressions. Values that the database fills in
    are not read back, so the key must be set already (ours are UUIDv7). Only a row with
    an automatic key has none, and it can't be changed afterwards.

    Raises:
        TypeError: the row has no key.
    """
    if row.pk is None and not isinstance(row._meta.pk, models.AutoField):
        raise TypeError(f"{type(row).__name__} has no key yet")
    row._state.adding, row._state.db = False, connection.alias
    with _current_or_new() as pending:
        pending.add(row)
    return row


def change(row: models.Model, *fields: str) -> None:
    """Update the named fields of a row, as `save(update_fields=…)` does.

    Writing it raises `DatabaseError` if the row doesn't exist.
    """
    with _current_or_new() as pending:
        pending.alter(row, fields)


def remove(row: models.Model) -> None:
    """Delete a row to which no other row refers.

    Deletion doesn't cascade: COMMIT fails if another row refers to it. Writing it
    raises `DatabaseError` if the row doesn't exist.
    """
    with _current_or_new() as pending:
        pending.alter(row, None)


def flush() -> None:
    """Write the queued rows now, for code that depends on them or on their errors."""
    pending = _pending.get()
    if pending is not None:
        pending.flush()


@functools.cache
def _fields(model: type[models.Model]) -> Fields:
    """The fields that are written, not filled in by the database."""
    return tuple(
        field
        for field in model._meta.concrete_fields
        if not field.has_db_default() and not isinstance(field, models.AutoField)
    )


def _values(row: models.Model) -> list[Any]:
    """The values of a new row, as parameters for the driver."""
    return _reader(type(row))(row)


def _altered(row: models.Model, fields: tuple[str, ...] | None) -> list[Any]:
    return [*_reader(type(row), fields or ())(row), row.pk]


@functools.cache
def _reader(
    model: type[models.Model], named: tuple[str, ...] | None = None
) -> Callable[[models.Model], list[Any]]:
    """A function that returns the named fields' values, or all those of a new row."""
    if named is None:
        return _make_reader(_fields(model), is_new=True)
    meta: Any = model._meta
    fields = tuple(meta.get_field(name) for name in named)
    return _make_reader(fields, is_new=False)


def _make_reader(
    fields: Fields, *, is_new: bool
) -> Callable[[models.Model], list[Any]]:
    names = [field.attname for field in fields]
    prepared = [(n, field) for n, field in enumerate(fields) if not _is_plain(field)]

    def read(row: models.Model) -> list[Any]:
        values = [getattr(row, name) for name in names]
        for n, field in prepared:
            value = field.pre_save(row, add=is_new)
            values[n] = field.get_db_prep_save(value, connection)
        return values

    return read


def _is_plain(field: Any) -> bool:
    """Whether Django would pass the attribute to the driver unchanged."""
    if isinstance(field, models.ForeignKey):
        return _is_plain(field.target_field)
    sets_itself = getattr(field, "auto_now", False) or getattr(
        field, "auto_now_add", False
    )
    return type(field) in _PLAIN_FIELDS and not sets_itself


@functools.lru_cache(maxsize=512)
def _statement(writes: tuple[Write, ...]) -> str:
    """`_combined` with PostgreSQL's own placeholders, `$1` and so on.

    psycopg caches its conversion of `%s` for statements up to fifty values only, so it
    is done here, once.
    """
    first, *rest = _combined(writes).split("%s")
    numbered = (f"${n}{part}" for n, part in enumerate(rest, start=1))
    return "".join([first, *numbered]).replace("%%", "%")


def _combined(writes: tuple[Write, ...]) -> str:
    """One statement for all writes; it returns how many rows it changed or removed.

    Foreign keys are checked at COMMIT, so the order of the tables doesn't matter.
    """
    parts = [_part(model, what) for model, what in writes]
    altering = [not isinstance(what, int) for _, what in writes]
    if len(parts) == 1 and not any(altering):
        return parts[0]
    named = ", ".join(
        f"part_{n} AS ({sql}{' RETURNING 1' if alters else ''})"
        for n, (sql, alters) in enumerate(zip(parts, altering, strict=True))
    )
    counted = " + ".join(
        f"(SELECT count(*) FROM part_{n})"  # noqa: S608 - a number
        for n in itertools.compress(range(len(parts)), altering)
    )
    return f"WITH {named} SELECT {counted or '0'}"


def _part(model: type[models.Model], what: tuple[str, ...] | int | None) -> str:
    if what is None:
        meta = model._meta
        table, key = meta.db_table, meta.pk.column
        return f'DELETE FROM "{table}" WHERE "{key}" = %s'  # noqa: S608 - our own names
    return _insert(model, what) if isinstance(what, int) else _update(model, what)


def _insert(model: type[models.Model], count: int) -> str:
    """Django's INSERT of one row, extended to `count` rows."""
    query = InsertQuery(model)
    query.insert_values(list(_fields(model)), [model()])
    [(sql, _)] = query.get_compiler(connection=connection).as_sql()
    head, _, values = sql.partition(" VALUES ")
    return f"{head} VALUES {', '.join([values] * count)}"


def _update(model: type[models.Model], fields: tuple[str, ...]) -> str:
    """Django's UPDATE of a row by its key."""
    query = UpdateQuery(model)
    query.add_update_values(dict.fromkeys(fields))
    # The key must be in the range of its column, or Django makes no statement.
    query.add_q(models.Q(pk=model._meta.pk.to_python(1)))
    sql, _ = query.get_compiler(connection=connection).as_sql()
    return str(sql)
