"""How operations write rows: what they add goes together, in one statement.

Inside an operation `add` only remembers. The rows are written before a statement that
names one of their tables, before a savepoint, and at the latest at the end of the
operation, so nothing that looks can miss them. Each insert by itself would cost a
round trip and Django's work of building its statement; a filing has ten.

What a table refuses (a second reference, a state that there isn't) is therefore told
when the rows are written, not where they were added. Who wants to know at once calls
`flush`.
"""

import contextlib
import functools
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from typing import Any
from uuid import uuid4

from django.db import DatabaseError, connection, models
from django.db.models.sql import InsertQuery, UpdateQuery

type Fields = tuple[models.Field[Any, Any], ...]
type Shape = tuple[tuple[type[models.Model], int], ...]
type Execute = Callable[[str, Any, bool, dict[str, Any]], Any]

# What doesn't begin like this may settle the fate of what was written before it.
_PLAIN = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")


class _Pending:
    """The rows that the running operation has added and not yet written."""

    def __init__(self) -> None:
        self.rows: dict[type[models.Model], list[models.Model]] = {}

    def before(
        self, execute: Execute, sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        """Django calls this around each statement: see `connection.execute_wrapper`."""
        if self.rows and self._matters(sql):
            self.flush()
        return execute(sql, params, many, context)

    def _matters(self, sql: Any) -> bool:
        # Cursors also take bytes and psycopg's composed statements.
        if not isinstance(sql, str) or not sql.lstrip().upper().startswith(_PLAIN):
            return True
        return any(model._meta.db_table in sql for model in self.rows)

    def flush(self) -> None:
        written, self.rows = self.rows, {}
        if not written:
            return
        params = [value for rows in written.values() for r in rows for value in _of(r)]
        shape = tuple((model, len(rows)) for model, rows in written.items())
        with connection.cursor() as cursor:
            cursor.execute(_statement(shape), params)


_pending: ContextVar[_Pending | None] = ContextVar("store", default=None)


@contextlib.contextmanager
def batch() -> Iterator[None]:
    """Write at the end what is added inside; for the outermost operation."""
    pending = _Pending()
    token = _pending.set(pending)
    try:
        with connection.execute_wrapper(pending.before):
            yield
            pending.flush()
    finally:
        _pending.reset(token)


def add[M: models.Model](row: M) -> M:
    """Insert a new row together with the running operation's others.

    Its primary key must be known already (ours are UUIDv7), its values plain, and
    what the database fills in by a default of its own isn't read back.
    """
    if row.pk is None:
        raise TypeError(f"{type(row).__name__} gets its key from the database")
    row._state.adding, row._state.db = False, connection.alias
    pending = _pending.get()
    if pending is None:  # outside an operation nothing waits
        with batch():
            add(row)
        return row
    pending.rows.setdefault(type(row), []).append(row)
    return row


def flush() -> None:
    """Write what was added so far, for somebody who acts on its being there."""
    pending = _pending.get()
    if pending is not None:
        pending.flush()


def change(row: models.Model, *fields: str) -> None:
    """Write the named columns of a row that is there, as `save(update_fields=…)` does.

    Raises:
        DatabaseError: there is no such row.
    """
    columns = [row._meta.get_field(name) for name in fields]
    params = [_prepared(row, field, is_new=False) for field in columns]
    with connection.cursor() as cursor:
        cursor.execute(_update(type(row), fields), [*params, row.pk])
        if cursor.rowcount != 1:
            raise DatabaseError(f"no row of {row._meta.db_table} was changed")


def remove(row: models.Model) -> None:
    """Delete a row that nothing else refers to: nothing is looked for that would go
    with it, and COMMIT fails where something does refer to it.
    """
    with connection.cursor() as cursor:
        cursor.execute(_delete(type(row)), [row.pk])


@functools.cache
def _fields(model: type[models.Model]) -> Fields:
    """The columns that we fill, and not the database."""
    return tuple(
        field for field in model._meta.concrete_fields if not field.has_db_default()
    )


def _of(row: models.Model) -> list[Any]:
    """A row's values as the driver takes them."""
    return [_prepared(row, field, is_new=True) for field in _fields(type(row))]


def _prepared(row: models.Model, field: Any, *, is_new: bool) -> Any:
    return field.get_db_prep_save(field.pre_save(row, add=is_new), connection)


@functools.lru_cache(maxsize=512)
def _statement(shape: Shape) -> str:
    """One statement that inserts so many rows into each of these tables.

    Foreign keys are checked at COMMIT, so the order of the tables doesn't matter.
    """
    *first, last = [_insert(model, count) for model, count in shape]
    if not first:
        return last
    parts = ", ".join(f"added_{n} AS ({insert})" for n, insert in enumerate(first))
    return f"WITH {parts} {last}"


def _insert(model: type[models.Model], count: int) -> str:
    """As Django would write it for one row, with more of them."""
    query = InsertQuery(model)
    query.insert_values(list(_fields(model)), [model()])
    [(sql, _)] = query.get_compiler(connection=connection).as_sql()
    head, _, values = sql.partition(" VALUES ")
    return f"{head} VALUES {', '.join([values] * count)}"


@functools.cache
def _update(model: type[models.Model], fields: tuple[str, ...]) -> str:
    """As Django would write it; plain values only."""
    query = UpdateQuery(model)
    query.add_update_values(dict.fromkeys(fields))
    query.add_q(models.Q(pk=uuid4()))
    sql, _ = query.get_compiler(connection=connection).as_sql()
    return str(sql)


@functools.cache
def _delete(model: type[models.Model]) -> str:
    meta = model._meta
    return f'DELETE FROM "{meta.db_table}" WHERE "{meta.pk.column}" = %s'  # noqa: S608
