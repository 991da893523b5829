"""Queries that run on every request, with their SQL compiled once.

Django compiles a query's SQL at each use, which on the hot paths costs more than
PostgreSQL's own work. Here a query is written as usual, as a function of its values.
Its SQL is compiled at the first call and reused with other values.
"""

import copy
import datetime as dt
import functools
import inspect
import secrets
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, get_origin
from uuid import UUID, uuid4

from django.db import connections, models
from django.db.models.query import ModelIterable
from django.db.models.sql.compiler import SQLCompiler

# Random placeholder values by type: no query contains them by chance.
_PLACEHOLDERS: dict[type, Callable[[], object]] = {
    UUID: uuid4,
    str: lambda: secrets.token_hex(16),
    dt.datetime: lambda: dt.datetime.fromtimestamp(secrets.randbelow(2**31), dt.UTC),
}


class NotCompilable(TypeError):
    """The SQL of this query can't be reused, because it hides or changes a value."""


class _CompiledQuery[M: models.Model]:
    """The SQL of a query, and the position of each value among its parameters."""

    def __init__(self, queryset: Any, placeholders: list[object]) -> None:
        if queryset._prefetch_related_lookups:
            raise NotCompilable("prefetching is a query of its own")
        self.queryset = queryset
        self.compiler: SQLCompiler = queryset.query.get_compiler(using=queryset.db)
        self.sql, params = self.compiler.as_sql()
        selected = [one[0] for one in self.compiler.select[: self.compiler.col_count]]
        self.converters = self.compiler.get_converters(selected)
        self.is_composite = self.compiler.has_composite_fields(selected)
        # For each parameter: the index of its value, or -1 and a constant.
        self.params = [
            (placeholders.index(param), None) if param in placeholders else (-1, param)
            for param in params
        ]
        used = {index for index, _ in self.params} - {-1}
        if used != set(range(len(placeholders))):
            raise NotCompilable(
                f"not every value stands in the SQL as it is: {self.sql}"
            )

    def fetch(self, values: list[object]) -> list[M]:
        """The rows for these values."""
        params = [values[at] if at >= 0 else constant for at, constant in self.params]
        compiler: Any = copy.copy(self.compiler)
        compiler.connection = connections[self.queryset.db]  # of this thread
        compiler.as_sql = lambda: (self.sql, params)
        compiler.get_converters = lambda expressions: self.converters
        compiler.has_composite_fields = lambda expressions: self.is_composite
        queryset: Any = SimpleNamespace(
            db=self.queryset.db,
            model=self.queryset.model,
            query=SimpleNamespace(get_compiler=lambda using: compiler),
            _fetch_mode=self.queryset._fetch_mode,
            _known_related_objects={},
        )
        return list(ModelIterable(queryset))


def compiled[**P, M: models.Model](
    build: Callable[P, models.QuerySet[M]],
) -> Callable[P, list[M]]:
    """Turn a function that returns a queryset into one that returns its rows.

    The arguments are positional and annotated as UUID, str, datetime or a frozenset of
    these. Nothing else in the query may depend on them: no ``if``, no None. One SQL
    statement is cached for each combination of the sets' sizes.

    Raises:
        NotCompilable: an argument isn't among the SQL's parameters unchanged.
    """
    types = [one.annotation for one in inspect.signature(build).parameters.values()]

    @functools.lru_cache(maxsize=64)
    def compile_for(sizes: tuple[int, ...]) -> _CompiledQuery[M]:
        arguments = [
            _placeholder(one, size) for one, size in zip(types, sizes, strict=True)
        ]
        build_queryset: Any = build
        return _CompiledQuery(build_queryset(*arguments), _flat(arguments))

    @functools.wraps(build)
    def fetch(*values: P.args, **_: P.kwargs) -> list[M]:
        if None in values:
            raise NotCompilable(f"{build.__name__} can't ask for None")
        sizes = tuple(len(v) if isinstance(v, frozenset) else 1 for v in values)
        return compile_for(sizes).fetch(_flat(values)) if all(sizes) else []

    return fetch


def _placeholder(kind: Any, size: int) -> object:
    if get_origin(kind) is frozenset:
        return frozenset(_PLACEHOLDERS[kind.__args__[0]]() for _ in range(size))
    return _PLACEHOLDERS[kind]()


def _flat(values: Any) -> list[object]:
    flat: list[object] = []
    for value in values:
        flat += value if isinstance(value, frozenset) else [value]
    return flat
