"""Queries that are asked on every request, with their SQL built once.

Django builds a query's SQL anew each time: on the hot paths that is more work than all
of PostgreSQL's. Here a query is written as ever, as a function of its values; what
Django made of it the first time is asked again with other values.
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

# A value of each type that no query holds by chance.
_STAND_INS: dict[type, Callable[[], object]] = {
    UUID: uuid4,
    str: lambda: secrets.token_hex(16),
    dt.datetime: lambda: dt.datetime.fromtimestamp(secrets.randbelow(2**31), dt.UTC),
}


class Unkept(TypeError):
    """A query whose SQL can't be kept: it hides or changes one of its values."""


class _Kept[M: models.Model]:
    """What Django made of a query: its SQL, and where in it each value goes."""

    def __init__(self, queryset: Any, stand_ins: list[object]) -> None:
        if queryset._prefetch_related_lookups:
            raise Unkept("prefetching is a query of its own")
        self.queryset = queryset
        self.compiler: SQLCompiler = queryset.query.get_compiler(using=queryset.db)
        self.sql, params = self.compiler.as_sql()
        selected = [one[0] for one in self.compiler.select[: self.compiler.col_count]]
        self.converters = self.compiler.get_converters(selected)
        self.is_composite = self.compiler.has_composite_fields(selected)
        self.params = [
            (stand_ins.index(one), None) if one in stand_ins else (-1, one)
            for one in params
        ]
        if {place for place, _ in self.params} - {-1} != set(range(len(stand_ins))):
            raise Unkept(f"not every value stands in the SQL as it is: {self.sql}")

    def ask(self, values: list[object]) -> list[M]:
        params = [values[at] if at >= 0 else fixed for at, fixed in self.params]
        compiler: Any = copy.copy(self.compiler)
        compiler.connection = connections[self.queryset.db]  # of this thread
        compiler.as_sql = lambda: (self.sql, params)
        compiler.get_converters = lambda expressions: self.converters
        compiler.has_composite_fields = lambda expressions: self.is_composite
        asked: Any = SimpleNamespace(
            db=self.queryset.db,
            model=self.queryset.model,
            query=SimpleNamespace(get_compiler=lambda using: compiler),
            _fetch_mode=self.queryset._fetch_mode,
            _known_related_objects={},
        )
        return list(ModelIterable(asked))


def compiled[**P, M: models.Model](
    build: Callable[P, models.QuerySet[M]],
) -> Callable[P, list[M]]:
    """Make a function from values to a queryset one from values to its rows.

    The values are positional and annotated as UUID, str, datetime or a frozenset of
    these. Nothing else may depend on them: no ``if``, no None. The SQL is kept for
    each size of the sets.

    Raises:
        Unkept: a value doesn't come out in the SQL's parameters as it went in.
    """
    types = [one.annotation for one in inspect.signature(build).parameters.values()]

    @functools.lru_cache(maxsize=64)
    def kept(sizes: tuple[int, ...]) -> _Kept[M]:
        told = [_stand_in(one, size) for one, size in zip(types, sizes, strict=True)]
        write: Any = build
        return _Kept(write(*told), _flat(told))

    @functools.wraps(build)
    def ask(*values: P.args, **_: P.kwargs) -> list[M]:
        if None in values:
            raise Unkept(f"{build.__name__} can't ask for None")
        sizes = tuple(len(v) if isinstance(v, frozenset) else 1 for v in values)
        return kept(sizes).ask(_flat(values)) if all(sizes) else []

    return ask


def _stand_in(kind: Any, size: int) -> object:
    if get_origin(kind) is frozenset:
        return frozenset(_STAND_INS[kind.__args__[0]]() for _ in range(size))
    return _STAND_INS[kind]()


def _flat(values: Any) -> list[object]:
    found: list[object] = []
    for value in values:
        found += value if isinstance(value, frozenset) else [value]
    return found
