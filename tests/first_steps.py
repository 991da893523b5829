"""The first step of all tests of a module, made once, in a transaction around them.

Modules that follow each other and begin alike go on in one transaction: what their
tests did was rolled back to its first step. It ends when a test begins otherwise.
"""

import contextlib
import copy
import time
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection, transaction

from tests import distribution, snapshots

if TYPE_CHECKING:
    from pytest_django import DjangoDbBlocker

# Fixtures that call `first_step`: a test that asks for one begins with it.
FIXTURES = {"open_mall", "published_services", "all_services"}


@dataclass
class FirstStep:
    """A step that was made in a transaction which is still open."""

    key: Hashable
    made: float
    chain: snapshots.Chain | None
    result: Any
    around: contextlib.ExitStack  # its transaction
    connection: Any  # psycopg's; another one is another transaction
    blocker: "DjangoDbBlocker"
    path: Path | None = None  # of the module whose tests go on from here

    def is_still(self, key: Hashable) -> bool:
        """Whether tests that begin with this may go on here."""
        return (
            key == self.key
            and self.chain is not None
            and time.monotonic() - self.made < snapshots.MAX_AGE
            and connection.connection is self.connection
            and connection.in_atomic_block
            and not connection.needs_rollback
        )


OPEN: list[FirstStep] = []  # one at most


@contextlib.contextmanager
def first_step[T](
    request: pytest.FixtureRequest, key: Hashable, make: Callable[[], T]
) -> Iterator[T]:
    """Its result, for a fixture of the scope of a module."""
    request.getfixturevalue("_ends_first_step")
    blocker: DjangoDbBlocker = request.getfixturevalue("django_db_blocker")
    whole_key = (make.__module__, key, snapshots.overridden())
    with blocker.unblock():
        if not (OPEN and OPEN[0].is_still(whole_key)):
            end()
            OPEN.append(_begun(whole_key, key, make, blocker))
        # A savepoint's rollback doesn't take this back where a test has changed it.
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        step = OPEN[0]
        step.path, snapshots.STATE.first = request.path, step.chain
        yield copy.deepcopy(step.result)
        step.path = None


def _begun(
    whole_key: Hashable,
    key: Hashable,
    make: Callable[[], Any],
    blocker: "DjangoDbBlocker",
) -> FirstStep:
    with contextlib.ExitStack() as around:
        around.enter_context(transaction.atomic())
        result = snapshots.arrange(key, make, is_first=True)
        return FirstStep(
            key=whole_key,
            made=time.monotonic(),
            chain=snapshots.STATE.first,
            result=copy.deepcopy(result),
            around=around.pop_all(),
            connection=connection.connection,
            blocker=blocker,
        )


def end() -> None:
    """Roll back the first step, if one is open.

    Within Playwright's event loop Django has other connections, so that is hidden.
    """
    while OPEN:
        step = OPEN.pop()
        with step.blocker.unblock(), distribution.running_loop(None):
            if connection.in_atomic_block:
                transaction.set_rollback(True)
            step.around.close()


@contextlib.contextmanager
def first_of_module(
    request: pytest.FixtureRequest, key: Hashable, make: Callable[[], object]
) -> Iterator[Callable[[], object]]:
    """The first step of all tests of a module; yields what each of them calls.

    A module with tests that commit, or that start a browser, has no transaction around
    them: there each test makes it.
    """

    def arranged() -> object:
        return snapshots.arrange(key, make, is_first=True)

    of_module = [one for one in request.session.items if one.path == request.path]
    if any(_needs_its_own(one) for one in of_module):
        end()
        yield arranged
        return
    with first_step(request, key, make):
        yield snapshots.resume


def _needs_its_own(item: pytest.Item) -> bool:
    """Whether a test commits, or starts a browser, which takes another connection."""
    marks = item.iter_markers("django_db")
    fixtures = {"transactional_db", "live_server", "chromium"}.intersection(
        getattr(item, "fixturenames", ())
    )
    return bool(fixtures) or any(mark.kwargs.get("transaction") for mark in marks)


@pytest.fixture(scope="session")
def _ends_first_step(
    django_db_setup: None, django_db_blocker: "DjangoDbBlocker"
) -> Iterator[None]:
    """Before the database is dropped."""
    yield
    end()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """End it before a test that doesn't begin with it."""
    begins_with = FIXTURES.intersection(getattr(item, "fixturenames", ()))
    if OPEN and OPEN[0].path != item.path and not begins_with:
        end()
