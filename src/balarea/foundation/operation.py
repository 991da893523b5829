"""Operations: every write runs in one, as one transaction with an actor and a time.

The database setting ``balarea.operation`` contains the name of the outermost operation
during its transaction. The triggers of guarded tables refuse changes without it (see
`balarea.transparency.guard`).
"""

import contextlib
import dataclasses
import enum
import functools
import inspect
from collections.abc import Callable, Iterator, Mapping
from contextvars import ContextVar
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from balarea.foundation import unit_of_work

SYSTEM_ID = UUID(int=0)


class ActorKind(enum.StrEnum):
    CITIZEN = "CITIZEN"
    OFFICER = "OFFICER"
    VISITOR = "VISITOR"  # without an account; identified by a verified contact
    PROVIDER = "PROVIDER"  # an outside system that calls back
    SYSTEM = "SYSTEM"  # a job, a schedule, the installer


@dataclasses.dataclass(frozen=True, slots=True)
class Actor:
    """Who acts.

    Attributes:
        agency: the code of an officer's agency, else empty.
        office: what citizens may know about an officer: position and agency, in
            Indonesian.
        office_translations: language code → the same in that language.
    """

    kind: ActorKind
    id: UUID
    agency: str = ""
    office: str = ""
    office_translations: Mapping[str, str] = dataclasses.field(
        default_factory=dict, hash=False
    )


SYSTEM = Actor(ActorKind.SYSTEM, SYSTEM_ID)

_current: ContextVar[str] = ContextVar("operation", default="")
_cache: ContextVar[dict[str, Any] | None] = ContextVar("cache", default=None)


def current() -> str:
    """The name of the outermost running operation, or an empty string."""
    return _current.get()


def cache() -> dict[str, Any]:
    """A cache for the running operation, emptied when the outermost one ends.

    Outside an operation it is a new dictionary at each call, so nothing is cached.
    """
    cached = _cache.get()
    return {} if cached is None else cached


def _set_name(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('balarea.operation', %s, true)", [name])


@contextlib.contextmanager
def _outermost(name: str) -> Iterator[None]:
    """Open the transaction, with its name and its batch of rows to write."""
    token, cache_token = _current.set(name), _cache.set({})
    try:
        with transaction.atomic():
            _set_name(name)
            with unit_of_work.batch():
                yield
        if connection.in_atomic_block:  # the caller's transaction goes on without it
            _set_name("")
    finally:
        _current.reset(token)
        _cache.reset(cache_token)


def operation[**P, R](function: Callable[P, R]) -> Callable[P, R]:
    """Make a keyword-only function with `by` and `at` an operation.

    The outermost one opens the transaction, and operations that it calls join it. An
    exception in one of these rolls everything back, also if the caller catches it.

    Raises:
        TypeError: the function has other parameters than keyword-only ones, or lacks
            `by` or `at`.
    """
    parameters = inspect.signature(function).parameters
    if {"by", "at"} - parameters.keys() or any(
        p.kind is not p.KEYWORD_ONLY for p in parameters.values()
    ):
        raise TypeError(f"{function.__qualname__} needs keyword-only by= and at=")
    app = function.__module__.removeprefix("balarea.").split(".")[0]
    name = f"{app}.{function.__name__}"

    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if not _current.get():
            with _outermost(name):
                return function(*args, **kwargs)
        try:
            return function(*args, **kwargs)
        except BaseException:
            transaction.set_rollback(True)
            raise

    run.__dict__["operation_name"] = name
    return run
