"""Every change is an operation: one transaction, with its actor and its time.

The transaction carries the name of the outermost operation in the database setting
``balarea.operation``; guarded tables refuse a change without it (see
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
    VISITOR = "VISITOR"  # somebody without an account, known by a verified contact
    PROVIDER = "PROVIDER"  # an outside system that calls back
    SYSTEM = "SYSTEM"  # the clock, a job, the installer


@dataclasses.dataclass(frozen=True, slots=True)
class Actor:
    """Who acts. `agency` is the code of an officer's agency, else empty.

    `office` is what a citizen may be told about an officer: position and agency, in
    Indonesian. `office_translations`: language code → the same in that language.
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
_memory: ContextVar[dict[str, Any] | None] = ContextVar("memory", default=None)


def current() -> str:
    """The name of the outermost running operation, or an empty string."""
    return _current.get()


def memory() -> dict[str, Any]:
    """What one transaction needs to read only once; gone when its operation ends.

    Outside an operation nothing is remembered.
    """
    known = _memory.get()
    return {} if known is None else known


def _mark(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('balarea.operation', %s, true)", [name])


@contextlib.contextmanager
def _outermost(name: str) -> Iterator[None]:
    """Open and mark the transaction; what is added in it is written together."""
    token, memory_token = _current.set(name), _memory.set({})
    try:
        with transaction.atomic():
            _mark(name)
            with unit_of_work.batch():
                yield
        if connection.in_atomic_block:  # a caller's transaction goes on: unmark it
            _mark("")
    finally:
        _current.reset(token)
        _memory.reset(memory_token)


def operation[**P, R](function: Callable[P, R]) -> Callable[P, R]:
    """Make a keyword-only function with `by` and `at` an operation.

    The outermost one opens the transaction, and those inside join it: whoever catches
    the refusal of one inside can't go on as if nothing had happened.
    """
    parameters = inspect.signature(function).parameters
    if {"by", "at"} - parameters.keys() or any(
        p.kind is not p.KEYWORD_ONLY for p in parameters.values()
    ):
        raise TypeError(f"{function.__qualname__} needs keyword-only by= and at=")
    room = function.__module__.removeprefix("balarea.").split(".")[0]
    name = f"{room}.{function.__name__}"

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
