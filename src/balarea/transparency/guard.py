"""The SQL of the triggers by which the database enforces the log.

*No operation, no change*: a guarded table refuses a write outside an operation.
*No log, no commit*: at COMMIT, every changed row's subject must have a log entry
written by the same transaction, of a type that covers this change of this table
(`covers.COVERS`). Both hold for raw SQL as well as for our own code.
Row triggers don't fire for TRUNCATE, so a statement trigger refuses it.

`script/manage make_guard` writes this SQL into a migration, where it is never changed.
The SQL of earlier migrations is in the `.sql` files beside them.

The log function sets its own `search_path`: PostgreSQL looks for tables in the
session's temporary schema first, so a temporary table named `transparency_entry` would
otherwise pass for the log. Functions that read no table qualify `pg_catalog` instead.
"""

import dataclasses
import json
from collections.abc import Iterable, Mapping


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
_LOG_FUNCTION = """\
CREATE OR REPLACE FUNCTION {table}_require_log() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    changed {table} := coalesce(NEW, OLD);
    subject_now uuid := {subject};
    subject_before uuid := subject_now;
    is_logged boolean;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        changed := OLD;
        subject_before := {subject};
        subject_now := coalesce(subject_now, subject_before);
    END IF;
    is_logged := EXISTS (
        SELECT 1 FROM transparency_entry
        WHERE xid = pg_current_xact_id() AND subject = subject_now
            AND balarea_entry_covers(type, '{table}', TG_OP)
    );
    IF is_logged AND subject_before <> subject_now THEN
        is_logged := EXISTS (
            SELECT 1 FROM transparency_entry
            WHERE xid = pg_current_xact_id() AND subject = subject_before
                AND balarea_entry_covers(type, '{table}', TG_OP)
        );
    END IF;
    IF NOT is_logged THEN
        RAISE EXCEPTION 'no log, no commit: table {table}' USING ERRCODE = 'BL002',
            DETAIL = 'No entry of this transaction covers the change: ' || TG_OP;
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

_NEEDS_LOG = """\

CREATE CONSTRAINT TRIGGER {table}_needs_log
    AFTER INSERT OR UPDATE OR DELETE ON {table}
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION {table}_require_log();
"""

_COVERS = """\
CREATE OR REPLACE FUNCTION balarea_entry_covers(
    entry_type text, table_name text, change text
) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(
        ($covers${covers}$covers$::pg_catalog.jsonb
            OPERATOR(pg_catalog.->) table_name
            OPERATOR(pg_catalog.->) change
        ) OPERATOR(pg_catalog.?) entry_type, false)
$$;
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
        log_function(table, f"changed.{subject}") + _NEEDS_LOG.format(table=table),
        f"DROP TRIGGER {table}_needs_log ON {table};\n"
        f"DROP FUNCTION {table}_require_log();\n",
    )
    return needs_operation(table) + log


def log_function(table: str, subject: str) -> str:
    """The function that looks for the entry of a change.

    Args:
        subject: an SQL expression over the row, which is called `changed`.
    """
    return _LOG_FUNCTION.format(table=table, subject=subject)


def covers(mapping: Mapping[str, Mapping[str, Iterable[str]]]) -> str:
    """The function that says whether an entry's type covers a change of a table."""
    listed = {
        table: {change: sorted(types) for change, types in sorted(changes.items())}
        for table, changes in sorted(mapping.items())
    }
    return _COVERS.format(covers="\n" + json.dumps(listed, indent=1) + "\n")


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
