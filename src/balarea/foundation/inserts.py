"""What an operation adds is written together: one statement for many rows.

Inside an operation `add` only remembers. The rows are written before a statement that
names one of their tables, before a savepoint, and at the latest at the end of the
operation, so nothing that looks can miss them. Each insert by itself would cost a
round trip and Django's work of building its statement; a filing has ten.

What a table refuses (a second reference, a state that there isn't) is therefore told
when the rows are written, not where they were added. Who wants to know at once calls
`write`.
"""

import contextlib
import functools
from collections.abc import Callable, Iterator, Mapping
from contextvars import ContextVar
from typing import Any

from django.db import connection, models
from django.db.models.sql import InsertQuery

type Fields = tuple[models.Field[Any, Any], ...]
type Shape = tuple[tuple[type[models.Model], int], ...]
type Execute = Callable[[Any, Any, bool, Mapping[str, Any]], Any]

# What doesn't begin like this may settle the fate of what was written before it.
_PLAIN = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")


class _Pending:
    """The rows that the running operation has added and not yet written."""

    def __init__(self) -> None:
        self.rows: dict[type[models.Model], list[models.Model]] = {}

    def before(
        self, execute: Execute, sql: Any, params: Any, many: bool, context: Any
    ) -> Any:
        """Django calls this around each statement: see `connection.execute_wrapper`."""
        if self.rows and self._matters(sql):
            self.write()
        return execute(sql, params, many, context)

    def _matters(self, sql: Any) -> bool:
        if not isinstance(sql, str) or not sql.lstrip().upper().startswith(_PLAIN):
            return True
        return any(model._meta.db_table in sql for model in self.rows)

    def write(self) -> None:
        written, self.rows = self.rows, {}
        if not written:
            return
        params = [value for rows in written.values() for r in rows for value in _of(r)]
        shape = tuple((model, len(rows)) for model, rows in written.items())
        with connection.cursor() as cursor:
            cursor.execute(_statement(shape), params)


_pending: ContextVar[_Pending | None] = ContextVar("inserts", default=None)


@contextlib.contextmanager
def together() -> Iterator[None]:
    """Write at the end what is added inside; for the outermost operation."""
    pending = _Pending()
    token = _pending.set(pending)
    try:
        with connection.execute_wrapper(pending.before):
            yield
            pending.write()
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
        with together():
            add(row)
        return row
    pending.rows.setdefault(type(row), []).append(row)
    return row


def write() -> None:
    """Write what was added so far, for somebody who acts on its being there."""
    pending = _pending.get()
    if pending is not None:
        pending.write()


@functools.cache
def _fields(model: type[models.Model]) -> Fields:
    """The columns that we fill, and not the database."""
    return tuple(
        field for field in model._meta.concrete_fields if not field.has_db_default()
    )


def _of(row: models.Model) -> list[Any]:
    """A row's values as the driver takes them."""
    return [
        field.get_db_prep_save(field.pre_save(row, add=True), connection)
        for field in _fields(type(row))
    ]


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
