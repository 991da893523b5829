"""Triggers that make the database itself hold the two promises.

*No operation, no change*: an accountable table refuses a write outside an operation.
*No log, no commit*: at COMMIT, every changed row's subject must have a log entry
written by the same transaction. Both hold for raw SQL as well as for our own code.

A row trigger doesn't see TRUNCATE, so these tables refuse it by a trigger of its own.

Names inside the functions must mean ours, whoever calls. PostgreSQL looks for tables in
the session's temporary schema first, and for the rest where `search_path` says: a
table, an operator or a function put there would pass for the log, for a comparison, for
a transaction's id. So the functions that ask for the log bring a path of their own:
PostgreSQL's names, then the mall's, temporary ones last. The others name no table and
say `pg_catalog` outright.
"""

import contextlib
from collections.abc import Iterator, Mapping
from typing import Any

from django.db.migrations.operations import RunSQL

_OPERATION = """
CREATE OR REPLACE FUNCTION balarea_require_operation() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF coalesce(pg_catalog.current_setting('balarea.operation', true), '')
        OPERATOR(pg_catalog.=) '' THEN
        RAISE EXCEPTION 'no operation, no change: table %', TG_TABLE_NAME
            USING ERRCODE = 'BL001';
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;
"""

_NEEDS_OPERATION = """
CREATE TRIGGER {table}_needs_operation
    BEFORE INSERT OR UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION balarea_require_operation();
"""

# Which schema is the mall's is asked when the migration runs: there may be several.
# A row that goes from one subject to another answers to both: each log tells of it.
_LOG_FUNCTION = """
CREATE OR REPLACE FUNCTION {table}_require_log() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    changed {table} := coalesce(NEW, OLD);
    about uuid := {expression};
    was_about uuid := about;
    is_told boolean;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        changed := OLD;
        was_about := {expression};
        about := coalesce(about, was_about);
    END IF;
    is_told := EXISTS (
        SELECT 1 FROM transparency_entry
        WHERE xid = pg_current_xact_id() AND subject = about
    );
    IF is_told AND was_about <> about THEN
        is_told := EXISTS (
            SELECT 1 FROM transparency_entry
            WHERE xid = pg_current_xact_id() AND subject = was_about
        );
    END IF;
    IF NOT is_told THEN
        RAISE EXCEPTION 'no log, no commit: table {table}' USING ERRCODE = 'BL002';
    END IF;
    RETURN NULL;
END $$;
DO $do$ BEGIN
    EXECUTE format(
        'ALTER FUNCTION {table}_require_log()'
        ' SET search_path = pg_catalog, %I, pg_temp', current_schema()
    );
END $do$;
"""

_NEEDS_LOG = """
CREATE CONSTRAINT TRIGGER {table}_needs_log
    AFTER {events} ON {table}
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW {when}EXECUTE FUNCTION {table}_require_log();
"""

_NO_LOG = """
DROP TRIGGER {table}_needs_log ON {table};
DROP FUNCTION {table}_require_log();
"""

# Two triggers each, because only an update has a row before it to compare with.
_GUARDED_BUT = """
CREATE TRIGGER {table}_needs_operation
    BEFORE INSERT OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION balarea_require_operation();
CREATE TRIGGER {table}_change_needs_operation
    BEFORE UPDATE ON {table}
    FOR EACH ROW WHEN ({operation}) EXECUTE FUNCTION balarea_require_operation();
CREATE CONSTRAINT TRIGGER {table}_needs_log
    AFTER INSERT OR DELETE ON {table}
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION {table}_require_log();
CREATE CONSTRAINT TRIGGER {table}_change_needs_log
    AFTER UPDATE ON {table}
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN ({log}) EXECUTE FUNCTION {table}_require_log();
"""

_NOT_GUARDED_BUT = """
DROP TRIGGER {table}_change_needs_log ON {table};
DROP TRIGGER {table}_change_needs_operation ON {table};
"""

# What is made needs none: it is what happens to it afterwards that counts.
_CHANGE_LOGGED = """
CREATE CONSTRAINT TRIGGER {table}_needs_log
    AFTER DELETE ON {table}
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION {table}_require_log();
CREATE CONSTRAINT TRIGGER {table}_change_needs_log
    AFTER UPDATE ON {table}
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN ({log}) EXECUTE FUNCTION {table}_require_log();
"""

_CHANGE_NOT_LOGGED = "DROP TRIGGER {table}_change_needs_log ON {table};" + _NO_LOG

_NO_OPERATION = "DROP TRIGGER {table}_needs_operation ON {table};"

_REFUSE_EDIT = """
CREATE OR REPLACE FUNCTION balarea_refuse_edit() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'history is added, never edited: table %', TG_TABLE_NAME
        USING ERRCODE = 'BL003';
END $$;
"""

_APPEND_ONLY = """
CREATE TRIGGER {table}_append_only
    BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION balarea_refuse_edit();
"""

_STAMP = """
CREATE OR REPLACE FUNCTION balarea_stamp_entry() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    NEW.xid := pg_catalog.pg_current_xact_id();
    RETURN NEW;
END $$;
"""

_STAMPED = """
CREATE TRIGGER transparency_entry_stamped
    BEFORE INSERT ON transparency_entry
    FOR EACH ROW EXECUTE FUNCTION balarea_stamp_entry();
"""

_NOT_STAMPED = """
DROP TRIGGER transparency_entry_stamped ON transparency_entry;
DROP FUNCTION balarea_stamp_entry();
"""

_REFUSE_TRUNCATE = """
CREATE OR REPLACE FUNCTION balarea_refuse_truncate() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'history is added, never emptied: table %', TG_TABLE_NAME
        USING ERRCODE = 'BL004';
END $$;
"""

_KEPT = """
CREATE TRIGGER {table}_kept
    BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION balarea_refuse_truncate();
"""


def functions() -> RunSQL:
    """The shared trigger function; once, in this room's first migration."""
    return RunSQL(
        _OPERATION, "DROP FUNCTION IF EXISTS balarea_require_operation() CASCADE"
    )


def shared_again() -> RunSQL:
    """Make the shared functions anew, as they are now, in a database that has them."""
    return RunSQL(f"{_OPERATION}{_REFUSE_EDIT}{_STAMP}{_REFUSE_TRUNCATE}", RunSQL.noop)


def guard(table: str, subject: str) -> RunSQL:
    """Make `table` accountable; `subject` is its column with the log's subject."""
    operation, log = needs_operation(table), needs_log_of(table, f"changed.{subject}")
    return RunSQL(
        f"{operation.sql}{log.sql}", f"{log.reverse_sql}{operation.reverse_sql}"
    )


def guard_but(
    table: str, subject: str, *, free: tuple[str, ...] = (), quiet: tuple[str, ...] = ()
) -> RunSQL:
    """As `guard`, where an update of some columns alone is no step of power.

    One of `free` asks for nothing, one of `quiet` for an operation and no log. A name
    may go into a column of JSON: "data,counter". What is added later counts.
    """
    triggers = _GUARDED_BUT.format(
        table=table, operation=_changes_but(free), log=_changes_but(free + quiet)
    )
    undone = _NOT_GUARDED_BUT + _NO_LOG + _NO_OPERATION
    return RunSQL(
        _log_function(table, f"changed.{subject}") + triggers,
        undone.format(table=table),
    )


def changes_need_log_but(
    table: str, subject: str, *, quiet: tuple[str, ...], backwards: str
) -> RunSQL:
    """Ask for the log where a row is changed or deleted, as made it may be unasked.

    An update of the `quiet` columns alone asks for none, unless it is `backwards`: SQL
    that names OLD and NEW.
    """
    log = f"{_changes_but(quiet)} OR {backwards}"
    return RunSQL(
        _log_function(table, f"changed.{subject}")
        + _CHANGE_LOGGED.format(table=table, log=log),
        _CHANGE_NOT_LOGGED.format(table=table),
    )


def _changes_but(columns: tuple[str, ...]) -> str:
    without = "".join(f" #- '{{{column}}}'" for column in columns)
    return f"to_jsonb(OLD){without} IS DISTINCT FROM to_jsonb(NEW){without}"


def needs_operation(table: str) -> RunSQL:
    """Refuse every write on `table` outside an operation, without asking for a log."""
    return RunSQL(
        _NEEDS_OPERATION.format(table=table), _NO_OPERATION.format(table=table)
    )


def append_only(table: str) -> RunSQL:
    """Refuse every UPDATE and DELETE on `table`."""
    return RunSQL(
        _REFUSE_EDIT + _APPEND_ONLY.format(table=table),
        f"DROP TRIGGER {table}_append_only ON {table}",
    )


def needs_log_of(
    table: str,
    expression: str,
    *,
    events: str = "INSERT OR UPDATE OR DELETE",
    condition: str = "",
) -> RunSQL:
    """Ask for the log of a subject that may stand in another table.

    `expression`: SQL for the subject, where `changed` is the row of `table`; of a row
    that is updated it is asked for before and after.
    `events` and `condition` say which changes are steps of power, if not all are;
    the condition may name OLD and NEW as far as the events have them.
    """
    when = f"WHEN ({condition}) " if condition else ""
    trigger = _NEEDS_LOG.format(table=table, events=events, when=when)
    function = _log_function(table, expression)
    return RunSQL(f"{function}{trigger}", _NO_LOG.format(table=table))


def _log_function(table: str, expression: str) -> str:
    return _LOG_FUNCTION.format(table=table, expression=expression)


def log_again(subjects: Mapping[str, str]) -> RunSQL:
    """Make the functions that ask for the log anew, in a database that has them.

    `subjects`: table → what its guard was given: a column, or SQL with `changed`.
    """
    sql = "".join(
        _log_function(table, subject if "changed" in subject else f"changed.{subject}")
        for table, subject in subjects.items()
    )
    return RunSQL(sql, RunSQL.noop)


def stamp_entries() -> RunSQL:
    """Give every entry the transaction that it is written in, whatever it claims."""
    return RunSQL(_STAMP + _STAMPED, _NOT_STAMPED)


def truncate_function() -> RunSQL:
    """What `keep` stands on; once, in this room."""
    return RunSQL(
        _REFUSE_TRUNCATE, "DROP FUNCTION IF EXISTS balarea_refuse_truncate() CASCADE"
    )


def keep(*tables: str) -> RunSQL:
    """Refuse TRUNCATE on `tables`."""
    return RunSQL(
        "".join(_KEPT.format(table=table) for table in tables),
        "".join(f"DROP TRIGGER {table}_kept ON {table};" for table in tables),
    )


@contextlib.contextmanager
def put_aside(editor: Any, table: str) -> Iterator[None]:
    """Let a migration write what follows from a row itself: another hash, another seal.

    No step of power is taken, so no entry is written, which everybody would read. Only
    the role that owns the tables can do this.
    """
    editor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    yield
    editor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
