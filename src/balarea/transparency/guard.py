"""Triggers that make the database itself hold the two promises.

*No operation, no change*: an accountable table refuses a write outside an operation.
*No log, no commit*: at COMMIT, every changed row's subject must have a log entry
written by the same transaction. Both hold for raw SQL as well as for our own code.
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
DECLARE changed uuid := coalesce(NEW.{subject}, OLD.{subject});
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM transparency_entry
        WHERE xid = pg_current_xact_id() AND subject = changed
    ) THEN
        RAISE EXCEPTION 'no log, no commit: table {table}' USING ERRCODE = 'BL002';
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER {table}_needs_log
    AFTER INSERT OR UPDATE OR DELETE ON {table}
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION {table}_require_log();
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


def functions() -> RunSQL:
    """The shared trigger function; once, in this room's first migration."""
    return RunSQL(
        _OPERATION.replace("%%", "%"),
        "DROP FUNCTION IF EXISTS balarea_require_operation() CASCADE",
    )


def guard(table: str, subject: str) -> RunSQL:
    """Make `table` accountable; `subject` is its column with the log's subject."""
    return RunSQL(
        (_NEEDS_OPERATION + _NEEDS_LOG).format(table=table, subject=subject),
        (_NO_LOG + _NO_OPERATION).format(table=table),
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
