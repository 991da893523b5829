"""How operations write rows: what they add, change and remove goes in one statement.

Inside an operation `add`, `change` and `remove` only remember. The rows are written
before a statement that names one of their tables, before a savepoint, and at the latest
at the end of the operation, so nothing that looks can miss them. Each row by itself
would cost a round trip and Django's work of building its statement; a filing has ten.

What a table refuses (a second reference, a state that there isn't) is therefore told
when the rows are written, not where they were added. Who wants to know at once calls
`flush`.
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
# A table, and the columns to change, or how many rows to add, or None to remove one.
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
# What doesn't begin like this may settle the fate of what was written before it.
_PLAIN = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")


class _Pending:
    """What the running operation has to write."""

    def __init__(self) -> None:
        self.added: dict[type[models.Model], list[models.Model]] = {}
        self.altered: dict[models.Model, tuple[str, ...] | None] = {}
        self.tables: set[str] = set()

    def add(self, row: models.Model) -> None:
        self.added.setdefault(type(row), []).append(row)
        self.tables.add(row._meta.db_table)

    def alter(self, row: models.Model, fields: tuple[str, ...] | None) -> None:
        # One statement sees the rows as they were before it, and each of them once.
        if row in self.altered or row in self.added.get(type(row), ()):
            self.flush()
        self.altered[row] = fields
        self.tables.add(row._meta.db_table)

    def before(
        self, execute: Execute, sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        """Django calls this around each statement: see `connection.execute_wrapper`."""
        if self.tables and str(sql).startswith("ROLLBACK TO"):
            self._forget()  # all this came after the savepoint, and goes with it
        elif self.tables and self._matters(sql):
            self.flush()
        return execute(sql, params, many, context)

    def _forget(self) -> None:
        self.added, self.altered, self.tables = {}, {}, set()

    def _matters(self, sql: Any) -> bool:
        # Cursors also take bytes and psycopg's composed statements.
        if not isinstance(sql, str) or not sql.lstrip().upper().startswith(_PLAIN):
            return True
        return any(table in sql for table in self.tables)

    def flush(self) -> None:
        added, altered = self.added, self.altered
        if not self.tables:
            return
        self._forget()
        writes = [
            *((model, len(rows)) for model, rows in added.items()),
            *((type(row), fields) for row, fields in altered.items()),
        ]
        params = [v for rows in added.values() for row in rows for v in _values(row)]
        for row, fields in altered.items():
            params += _altered(row, fields)
        ours: Any = connection  # of `foundation.postgresql`
        with ours.raw_cursor() as cursor:
            cursor.execute(_statement(tuple(writes)), params)
            if altered and cursor.fetchone()[0] != len(altered):
                raise DatabaseError("a row that was to be changed is not there")


_pending: ContextVar[_Pending | None] = ContextVar("store", default=None)


@contextlib.contextmanager
def batch() -> Iterator[_Pending]:
    """Write at the end what is remembered inside; for the outermost operation."""
    pending = _Pending()
    token = _pending.set(pending)
    try:
        with connection.execute_wrapper(pending.before):
            yield pending
            pending.flush()
    finally:
        _pending.reset(token)


@contextlib.contextmanager
def _batched() -> Iterator[_Pending]:
    """The running operation's; outside an operation nothing waits."""
    pending = _pending.get()
    if pending is not None:
        yield pending
        return
    with batch() as pending:
        yield pending


def add[M: models.Model](row: M) -> M:
    """Insert a new row.

    Its values are plain, and what the database fills in isn't read back: so its key
    must be known already (ours are UUIDv7), but for rows that nobody looks at again.
    """
    if row.pk is None and not isinstance(row._meta.pk, models.AutoField):
        raise TypeError(f"{type(row).__name__} has no key yet")
    row._state.adding, row._state.db = False, connection.alias
    with _batched() as pending:
        pending.add(row)
    return row


def change(row: models.Model, *fields: str) -> None:
    """Update the named columns of a row, as `save(update_fields=…)` does.

    When it is written and the row isn't there, that is a `DatabaseError`.
    """
    with _batched() as pending:
        pending.alter(row, fields)


def remove(row: models.Model) -> None:
    """Delete a row that nothing else refers to.

    Nothing is looked for that would go with it; COMMIT fails where something refers
    to it. When it isn't there, that is a `DatabaseError`.
    """
    with _batched() as pending:
        pending.alter(row, None)


def flush() -> None:
    """Write what there is so far, for somebody who acts on its being there."""
    pending = _pending.get()
    if pending is not None:
        pending.flush()


@functools.cache
def _fields(model: type[models.Model]) -> Fields:
    """The columns that we fill, and not the database."""
    return tuple(
        field
        for field in model._meta.concrete_fields
        if not field.has_db_default() and not isinstance(field, models.AutoField)
    )


def _values(row: models.Model) -> list[Any]:
    """A new row's values as the driver takes them."""
    return _reader(type(row))(row)


def _altered(row: models.Model, fields: tuple[str, ...] | None) -> list[Any]:
    return [*_reader(type(row), fields or ())(row), row.pk]


@functools.cache
def _reader(
    model: type[models.Model], named: tuple[str, ...] | None = None
) -> Callable[[models.Model], list[Any]]:
    """What reads the values of these columns, or of a new row's.

    Django is asked where it has a say.
    """
    if named is None:
        return _reads(_fields(model), is_new=True)
    meta: Any = model._meta
    return _reads(tuple(meta.get_field(name) for name in named), is_new=False)


def _reads(fields: Fields, *, is_new: bool) -> Callable[[models.Model], list[Any]]:
    names = [field.attname for field in fields]
    asked = [(n, field) for n, field in enumerate(fields) if not _is_plain(field)]

    def read(row: models.Model) -> list[Any]:
        values = [getattr(row, name) for name in names]
        for n, field in asked:
            given = field.pre_save(row, add=is_new)
            values[n] = field.get_db_prep_save(given, connection)
        return values

    return read


def _is_plain(field: Any) -> bool:
    """Whether Django would hand the driver what stands in the attribute, as it is."""
    if isinstance(field, models.ForeignKey):
        return _is_plain(field.target_field)
    sets_itself = getattr(field, "auto_now", False) or getattr(
        field, "auto_now_add", False
    )
    return type(field) in _PLAIN_FIELDS and not sets_itself


@functools.lru_cache(maxsize=512)
def _statement(writes: tuple[Write, ...]) -> str:
    """`_together` with PostgreSQL's own places for values.

    The driver reads a statement of more than fifty values anew each time to number
    them; so it is numbered here, once.
    """
    first, *rest = _together(writes).split("%s")
    numbered = (f"${n}{part}" for n, part in enumerate(rest, start=1))
    return "".join([first, *numbered]).replace("%%", "%")


def _together(writes: tuple[Write, ...]) -> str:
    """One statement for all of these; it tells how many rows it changed or removed.

    Foreign keys are checked at COMMIT, so the order of the tables doesn't matter.
    """
    parts = [_one(model, what) for model, what in writes]
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


def _one(model: type[models.Model], what: tuple[str, ...] | int | None) -> str:
    if what is None:
        meta = model._meta
        table, key = meta.db_table, meta.pk.column
        return f'DELETE FROM "{table}" WHERE "{key}" = %s'  # noqa: S608 - our own names
    return _insert(model, what) if isinstance(what, int) else _update(model, what)


def _insert(model: type[models.Model], count: int) -> str:
    """As Django would write it for one row, with more of them."""
    query = InsertQuery(model)
    query.insert_values(list(_fields(model)), [model()])
    [(sql, _)] = query.get_compiler(connection=connection).as_sql()
    head, _, values = sql.partition(" VALUES ")
    return f"{head} VALUES {', '.join([values] * count)}"


def _update(model: type[models.Model], fields: tuple[str, ...]) -> str:
    """As Django would write it; plain values only."""
    query = UpdateQuery(model)
    query.add_update_values(dict.fromkeys(fields))
    # A placeholder in the range of the column: for others Django writes no statement.
    query.add_q(models.Q(pk=model._meta.pk.to_python(1)))
    sql, _ = query.get_compiler(connection=connection).as_sql()
    return str(sql)
