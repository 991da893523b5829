"""What many tests arrange alike is made once, then put back as rows.

Publishing the services takes a third of a second, filing an application through its
pages takes one. `arrange` runs such a step, remembers the rows and files that it added,
and inserts them as they are when a later test of the same process asks for the same
step in the same state. The guards' triggers, but `UNCHECKED`, check them like others.

The state is known by the steps that led to it, each with the settings that it was made
under. A step is put back only if nothing else was written since the step before it, no
function is patched and no query is counted; otherwise it is made. A snapshot saves time
and changes no result.
"""

import copy
import functools
import os
import time
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest import mock

import pytest
from django.conf import UserSettingsHolder, settings
from django.core import mail
from django.db import Error, connection, transaction
from django.db.backends.utils import CursorWrapper

if TYPE_CHECKING:
    from django.test import Client

# Seconds after which a step is made anew: sessions and codes must not grow old.
MAX_AGE = 420.0
# What migrations fill, and what triggers insert by themselves.
LEFT_OUT = (
    *("django_migrations", "django_content_type", "auth_permission"),
    *("procrastinate_events", "transparency_rowversion"),
)
# Triggers that don't check rows which are put back. Entries of minutes ago have ids
# that tell the time of then. Thousands of search words were checked when they were
# made; to check each again takes half of a restoring.
UNCHECKED = {
    "transparency_entry": ("transparency_entry_true_id",),
    "catalogue_searchword": (
        "catalogue_searchword_needs_operation",
        "catalogue_searchword_needs_log",
    ),
}
UNNESTED = (
    "unnest(%s::text[], %s::text[]) AS r (key, text),"
    ' LATERAL (SELECT (r.text::"{}").*) AS v'
)
type Rows = dict[str, dict[str, str]]  # table, primary key, row or its place as text
type Chain = tuple[Hashable, ...]


@dataclass(frozen=True)
class Snapshot:
    """What one step changed: rows by table as PostgreSQL writes them, and files."""

    made: float
    added: Rows
    changed: Rows
    gone: Rows
    files: dict[Path, bytes]
    cookies: Any
    result: Any


@dataclass
class State:
    """The steps that made what is in the database, and how much was written so far."""

    chain: Chain | None = None
    first: Chain | None = None  # what a module arranged for all its tests
    written: int = -1
    is_patched: Callable[[], bool] = lambda: False
    snapshots: dict[Chain, Snapshot] = field(default_factory=dict)


STATE = State()


@pytest.fixture(autouse=True)
def _forget_steps(request: pytest.FixtureRequest) -> Iterator[None]:
    """Each test begins with no steps; one that patches functions makes them all."""
    STATE.is_patched = functools.partial(_is_patching, request)
    yield
    STATE.chain = None
    STATE.is_patched = lambda: False


def arrange[T](
    key: Hashable,
    make: Callable[[], T],
    *,
    client: "Client | None" = None,
    is_first: bool = False,
) -> T:
    """The result of `make`, with all that it writes; see above.

    `key` holds every value that `make` depends on. `is_first`: the step starts from an
    empty database. `client`: its cookies are part of the step.
    """
    chain = _chain(is_first=is_first)
    if is_first:
        STATE.first = None
    if chain is None:
        STATE.chain = None
        return make()
    # Two modules may have chosen the same key for different steps.
    step = (getattr(make, "__module__", ""), key, _cookies(client), overridden())
    chain = (*chain, step)
    snapshot = STATE.snapshots.get(chain)
    if snapshot and time.monotonic() - snapshot.made < MAX_AGE and _restored(snapshot):
        if client is not None:
            client.cookies = copy.deepcopy(snapshot.cookies)
        result: T = copy.deepcopy(snapshot.result)
    else:
        result = _recorded(chain, make, client)
    STATE.chain, STATE.written = chain, _written()
    if is_first:
        STATE.first = chain
        # Deferred triggers of these rows run now, once, and not at the end of each of
        # the tests that follow in the same transaction.
        connection.check_constraints()
    return result


def resume() -> None:
    """Go on after the first step, in a savepoint: what came later was rolled back."""
    STATE.chain, STATE.written = STATE.first, _written()


def _chain(*, is_first: bool) -> Chain | None:
    """The steps that led here; None when that isn't known."""
    if STATE.is_patched() or connection.force_debug_cursor:  # its queries are counted
        return None
    if is_first:
        return () if not _filled() else None
    if STATE.chain is None or not connection.in_atomic_block:
        return None
    return STATE.chain if STATE.written == _written() else None


def _is_patching(request: pytest.FixtureRequest) -> bool:
    """Whether the test has replaced anything but what pytest-django replaces.

    `mock.patch` leaves no trace to ask; the clock is what such tests mostly set.
    """
    from balarea.foundation import clock  # plugins are loaded before Django is set up

    if isinstance(clock.now, mock.Mock):
        return True
    patch = request.getfixturevalue("monkeypatch")
    return any(target is not mail.message for target, *_ in patch._setattr)


def overridden() -> Hashable:
    """The settings that tests and fixtures have overridden."""
    listed: list[str] = []
    holder = vars(settings)["_wrapped"]
    while isinstance(holder, UserSettingsHolder):
        values = dict(vars(holder))
        parent = values.pop("default_settings")
        listed += (f"{name}={values[name]!r}" for name in sorted(values))
        holder = parent
    return tuple(listed)


def _cookies(client: "Client | None") -> str:
    return client.cookies.output() if client is not None else ""


@dataclass(frozen=True)
class Table:
    """A table's columns, and SQL for its primary key as text."""

    columns: tuple[str, ...]
    key: str


@functools.cache
def _tables() -> dict[str, Table]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, array_agg(quote_ident(a.attname)),"
            " string_agg('t.' || quote_ident(a.attname) || '::text', ' || '' '' || ')"
            "   FILTER (WHERE a.attnum = ANY(i.indkey))"
            " FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
            " JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary"
            " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'"
            " AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''"
            " AND c.relname <> ALL(%s) GROUP BY c.relname",
            [list(LEFT_OUT)],
        )
        return {name: Table(tuple(cols), key) for name, cols, key in cursor.fetchall()}


def _filled() -> bool:
    """Whether any row is there."""
    any_row = " OR ".join(f'EXISTS (SELECT FROM "{name}")' for name in _tables())
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {any_row}")
        return bool(cursor.fetchone()[0])


def _written() -> int:
    """How many rows this transaction has written; never less than a moment before."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sum(n_tup_ins + n_tup_upd + n_tup_del)"
            " FROM pg_stat_xact_user_tables"
        )
        return int(cursor.fetchone()[0] or 0)


def _places() -> Rows:
    """Where each row of every table lies, by its primary key.

    An update moves a row, so rows that stay where they are did not change; their
    contents, megabytes of definitions among them, need not be read.
    """
    places = {}
    with connection.cursor() as cursor:
        for name, table in _tables().items():
            cursor.execute(f'SELECT {table.key}, t.ctid::text FROM "{name}" t')
            places[name] = dict(cursor.fetchall())
    return places


def _texts(places: Rows) -> Rows:
    """These rows as PostgreSQL writes them, by primary key."""
    texts = {}
    with connection.cursor() as cursor:
        for name, rows in places.items():
            cursor.execute(
                f'SELECT {_tables()[name].key}, t::text FROM "{name}" t'
                " WHERE t.ctid = ANY(%s::tid[])",
                [list(rows.values())],
            )
            texts[name] = dict(cursor.fetchall())
    return texts


def _files() -> set[Path]:
    folder = Path(settings.BALAREA_FILES_DIR)
    return {Path(place, name) for place, _, names in os.walk(folder) for name in names}


def _recorded[T](chain: Chain, make: Callable[[], T], client: "Client | None") -> T:
    for other in [other for other in STATE.snapshots if other[: len(chain)] == chain]:
        del STATE.snapshots[other]  # it points to rows that are made anew
    before, files = _places(), _files()
    result = make()
    after = _places()

    def is_changed(name: str, key: str) -> bool:
        return before[name].get(key, after[name][key]) != after[name][key]

    STATE.snapshots[chain] = Snapshot(
        made=time.monotonic(),
        added=_texts(_pick(after, lambda name, key: key not in before[name])),
        changed=_texts(_pick(after, is_changed)),
        gone=_pick(before, lambda name, key: key not in after[name]),
        files={path: path.read_bytes() for path in _files() - files},
        cookies=copy.deepcopy(client.cookies) if client is not None else None,
        result=copy.deepcopy(result),
    )
    return result


def _pick(rows: Rows, is_wanted: Callable[[str, str], bool]) -> Rows:
    picked = {
        name: {key: row for key, row in of.items() if is_wanted(name, key)}
        for name, of in rows.items()
    }
    return {name: of for name, of in picked.items() if of}


def _restored(snapshot: Snapshot) -> bool:
    """Whether all rows could be put back."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('balarea.operation', 'snapshot', true)")
            touched = {*snapshot.added, *snapshot.changed, *snapshot.gone}
            _switch_triggers(cursor, touched, "DISABLE")
            for name, rows in snapshot.gone.items():
                cursor.execute(
                    f'DELETE FROM "{name}" t WHERE {_tables()[name].key} = ANY(%s)',
                    [list(rows)],
                )
            for name, rows in snapshot.changed.items():
                columns = _tables()[name].columns
                cursor.execute(
                    f'UPDATE "{name}" AS t SET ({", ".join(columns)}) ='
                    f" ROW({_values(name)}) FROM {UNNESTED.format(name)}"
                    f" WHERE {_tables()[name].key} = r.key",
                    [list(rows), list(rows.values())],
                )
            for name, rows in snapshot.added.items():
                cursor.execute(
                    f'INSERT INTO "{name}" ({", ".join(_tables()[name].columns)})'
                    f" OVERRIDING SYSTEM VALUE SELECT {_values(name)}"
                    f" FROM {UNNESTED.format(name)}",
                    [list(rows), list(rows.values())],
                )
            _switch_triggers(cursor, touched, "ENABLE")
            cursor.execute("SELECT set_config('balarea.operation', '', true)")
    except Error:
        return False
    for path, content in snapshot.files.items():
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    return True


def _switch_triggers(cursor: CursorWrapper, tables: Iterable[str], how: str) -> None:
    """Leave out, or take up again, what checks no rows that are put back."""
    for table in UNCHECKED.keys() & set(tables):
        for trigger in UNCHECKED[table]:
            cursor.execute(f"ALTER TABLE {table} {how} TRIGGER {trigger}")


def _values(name: str) -> str:
    """A row's values; the log's own transaction is the one that inserts it."""
    return ", ".join(
        "pg_current_xact_id()"
        if (name, column) == ("transparency_entry", "xid")
        else f"v.{column}"
        for column in _tables()[name].columns
    )
