"""The SQL of the triggers by which the database enforces the log.

*No operation, no change*: a guarded table refuses a write outside an operation.
*No log, no commit*: at COMMIT, every changed row's subject must have a log entry
written by the same transaction. Both hold for raw SQL as well as for our own code.
Row triggers don't fire for TRUNCATE, so a statement trigger refuses it.

`script/manage make_guard` writes this SQL into a migration, where it is never changed.
The SQL of earlier migrations is in the `.sql` files beside them.

The log function sets its own `search_path`: PostgreSQL looks for tables in the
session's temporary schema first, so a temporary table named `transparency_entry` would
otherwise pass for the log. Functions that read no table qualify `pg_catalog` instead.
"""

import dataclasses


@dataclasses.dataclass(frozen=True, slots=True)
class Guard:
    """SQL that adds triggers to one table, and SQL that removes them."""

    forwards: str
    backwards: str

    def __add__(self, other: "Guard") -> "Guard":
        """Both; they are removed in the opposite order."""
        return Guard(
            f"{self.forwards}\n{other.forwards}", f"{other.backwards}{self.backwards}"
        )


_NEEDS_OPERATION = """\
CREATE TRIGGER {table}_needs_operation
    BEFORE INSERT OR UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION balarea_require_operation();
"""

# The schema is the one in which the migration runs: a cluster may have several malls.
# A row that moves from one subject to another needs an entry about each.
_NEEDS_LOG = """\
CREATE OR REPLACE FUNCTION {table}_require_log() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    changed {table} := coalesce(NEW, OLD);
    subject_now uuid := changed.{subject};
    subject_before uuid := subject_now;
    is_logged boolean;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        changed := OLD;
        subject_before := changed.{subject};
        subject_now := coalesce(subject_now, subject_before);
    END IF;
    is_logged := EXISTS (
        SELECT 1 FROM transparency_entry
        WHERE xid = pg_current_xact_id() AND subject = subject_now
    );
    IF is_logged AND subject_before <> subject_now THEN
        is_logged := EXISTS (
            SELECT 1 FROM transparency_entry
            WHERE xid = pg_current_xact_id() AND subject = subject_before
        );
    END IF;
    IF NOT is_logged THEN
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

CREATE CONSTRAINT TRIGGER {table}_needs_log
    AFTER INSERT OR UPDATE OR DELETE ON {table}
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION {table}_require_log();
"""

_APPEND_ONLY = """\
CREATE TRIGGER {table}_append_only
    BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION balarea_refuse_edit();
"""

_REFUSE_TRUNCATE = """\
CREATE TRIGGER {table}_refuse_truncate
    BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION balarea_refuse_truncate();
"""


def guard(table: str, subject: str) -> Guard:
    """Every change needs an operation and an entry; `subject` is the entry's column."""
    log = Guard(
        _NEEDS_LOG.format(table=table, subject=subject),
        f"DROP TRIGGER {table}_needs_log ON {table};\n"
        f"DROP FUNCTION {table}_require_log();\n",
    )
    return needs_operation(table) + log


def needs_operation(table: str) -> Guard:
    """Every change needs an operation, and no entry of its own; none may truncate."""
    return Guard(
        _NEEDS_OPERATION.format(table=table),
        f"DROP TRIGGER {table}_needs_operation ON {table};\n",
    ) + _refuse_truncate(table)


def append_only(table: str) -> Guard:
    """No row is updated or deleted."""
    return Guard(
        _APPEND_ONLY.format(table=table),
        f"DROP TRIGGER {table}_append_only ON {table};\n",
    )


def _refuse_truncate(table: str) -> Guard:
    return Guard(
        _REFUSE_TRUNCATE.format(table=table),
        f"DROP TRIGGER {table}_refuse_truncate ON {table};\n",
    )
