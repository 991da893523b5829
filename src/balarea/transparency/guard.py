"""Triggers that make the database itself hold the two promises.

*No operation, no change*: an accountable table refuses a write outside an operation.
*No log, no commit*: at COMMIT, every changed row's subject must have a log entry
written by the same transaction. Both hold for raw SQL as well as for our own code.

A row trigger doesn't see TRUNCATE, so these tables refuse it by a trigger of its own.
"""

from django.db.migrations.operations import RunSQL

_OPERATION = """
CREATE OR REPLACE FUNCTION balarea_require_operation() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF coalesce(current_setting('balarea.operation', true), '') = '' THEN
        RAISE EXCEPTION 'no operation, no change: table %%', TG_TABLE_NAME
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

_NEEDS_LOG = """
CREATE FUNCTION {table}_require_log() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changed {table} := coalesce(NEW, OLD);
    about uuid := {expression};
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM transparency_entry
        WHERE xid = pg_current_xact_id() AND subject = about
    ) THEN
        RAISE EXCEPTION 'no log, no commit: table {table}' USING ERRCODE = 'BL002';
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER {table}_needs_log
    AFTER {events} ON {table}
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW {when}EXECUTE FUNCTION {table}_require_log();
"""

_NO_LOG = """
DROP TRIGGER {table}_needs_log ON {table};
DROP FUNCTION {table}_require_log();
"""

_NO_OPERATION = "DROP TRIGGER {table}_needs_operation ON {table};"

_APPEND_ONLY = """
CREATE OR REPLACE FUNCTION balarea_refuse_edit() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'history is added, never edited: table %%', TG_TABLE_NAME
        USING ERRCODE = 'BL003';
END $$;
CREATE TRIGGER {table}_append_only
    BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION balarea_refuse_edit();
"""

_STAMPED = """
CREATE FUNCTION balarea_stamp_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.xid := pg_current_xact_id();
    RETURN NEW;
END $$;
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
        _OPERATION.replace("%%", "%"),
        "DROP FUNCTION IF EXISTS balarea_require_operation() CASCADE",
    )


def guard(table: str, subject: str) -> RunSQL:
    """Make `table` accountable; `subject` is its column with the log's subject."""
    operation = needs_operation(table)
    # The old one counts where a change takes the subject away.
    log = needs_log_of(table, f"coalesce(NEW.{subject}, OLD.{subject})")
    return RunSQL(
        f"{operation.sql}{log.sql}", f"{log.reverse_sql}{operation.reverse_sql}"
    )


def needs_operation(table: str) -> RunSQL:
    """Refuse every write on `table` outside an operation, without asking for a log."""
    return RunSQL(
        _NEEDS_OPERATION.format(table=table), _NO_OPERATION.format(table=table)
    )


def append_only(table: str) -> RunSQL:
    """Refuse every UPDATE and DELETE on `table`."""
    return RunSQL(
        _APPEND_ONLY.replace("%%", "%").format(table=table),
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

    `expression`: SQL for the subject, where `changed` is the row of `table`.
    `events` and `condition` say which changes are steps of power, if not all are;
    the condition may name OLD and NEW as far as the events have them.
    """
    when = f"WHEN ({condition}) " if condition else ""
    return RunSQL(
        _NEEDS_LOG.format(table=table, expression=expression, events=events, when=when),
        _NO_LOG.format(table=table),
    )


def stamp_entries() -> RunSQL:
    """Give every entry the transaction that it is written in, whatever it claims."""
    return RunSQL(_STAMPED, _NOT_STAMPED)


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
