"""Which tables the log guards, and by what, from PostgreSQL's catalogue.

A guarded table is one with a trigger that runs `balarea_require_operation`. No app is
known here: what a table asks for follows from its triggers.
"""

import hashlib
import re
from collections.abc import Mapping
from typing import Any

from balarea.transparency.state_root.files import Table

type Cursor = Any  # of Django or psycopg

# Which of our tables, their columns in order, and those of the primary key.
_TABLES = """
SELECT c.relname,
  (SELECT array_agg(a.attname::text ORDER BY a.attnum) FROM pg_attribute a
   WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped),
  (SELECT array_agg(a.attname::text ORDER BY k.place)
   FROM pg_index i, unnest(i.indkey) WITH ORDINALITY AS k (attnum, place),
        pg_attribute a
   WHERE i.indrelid = c.oid AND i.indisprimary
     AND a.attrelid = c.oid AND a.attnum = k.attnum)
FROM pg_class c
WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'
  AND EXISTS (
    SELECT FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
    WHERE t.tgrelid = c.oid AND p.proname = 'balarea_require_operation')
ORDER BY c.relname COLLATE "C"
"""
_TRIGGERS = """
SELECT c.relname, t.tgname, t.tgenabled::text, t.tgtype::int, t.tgqual IS NOT NULL,
  pg_get_triggerdef(t.oid), p.proname, p.prosrc
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
JOIN pg_proc p ON p.oid = t.tgfoid
WHERE c.relnamespace = current_schema()::regnamespace AND NOT t.tgisinternal
ORDER BY 1, 2
"""
# Those of triggers, and what they call.
_FUNCTIONS = """
SELECT p.proname, pg_get_functiondef(p.oid) FROM pg_proc p
WHERE p.oid IN (
    SELECT t.tgfoid FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
    WHERE c.relnamespace = current_schema()::regnamespace AND NOT t.tgisinternal
) OR p.pronamespace = current_schema()::regnamespace
    AND starts_with(p.proname, 'balarea_')
ORDER BY 1
"""
# Bits of `pg_trigger.tgtype`.
_EVENTS = {"I": 4, "D": 8, "U": 16}
_SUBJECT = re.compile(r"(?:subject_now|about) uuid := changed\.\"?(\w+)\"?")
_PATH = re.compile(r"to_jsonb\(old\.\*\)((?: #- '\{[\w,]+\}'::text\[\]\)*)*)", re.I)
# The log itself, of whose rows the guards record no versions. Entries are listed,
# leaves and checkpoints are published, and recorded versions are read as evidence.
_ENTRIES = "transparency_entry"
_LEFT_OUT = frozenset(
    {
        "transparency_leaf",
        "transparency_logstate",
        "transparency_publication",
        "transparency_rowversion",
    }
)


def tables(cursor: Cursor) -> dict[str, Table]:
    """Every guarded table of the current schema."""
    cursor.execute(_TRIGGERS)
    triggers: dict[str, list[Any]] = {}
    for relation, *trigger in cursor.fetchall():
        triggers.setdefault(relation, []).append(trigger)
    cursor.execute(_TABLES)
    return {
        name: _table(name, columns, key, triggers[name])
        for name, columns, key in cursor.fetchall()
        if name not in _LEFT_OUT
    }


def _table(name: str, columns: list[str], key: list[str], triggers: list[Any]) -> Table:
    logged, subject, unguarded, is_append_only = set(), "", set(), False
    for _, _, events, has_condition, definition, function, source in triggers:
        if function.endswith("_require_log"):
            match = _SUBJECT.search(source)
            subject = match[1] if match else subject
            if not has_condition:
                logged |= {kind for kind, bit in _EVENTS.items() if events & bit}
        elif function == "balarea_refuse_edit":
            is_append_only = True
        elif function == "balarea_require_operation" and has_condition:
            unguarded |= _paths(definition)
    return Table(
        columns=tuple(columns),
        key=tuple(key),
        subject=subject,
        logged="".join(sorted(logged)),
        is_append_only=is_append_only,
        unguarded=tuple(sorted(unguarded)),
        has_history=name != _ENTRIES,
    )


def _paths(definition: str) -> set[str]:
    """What a condition takes out of the row; ``{}`` stands for nothing.

    Such a condition also lets an update pass that changes nothing.
    """
    match = _PATH.search(definition)
    paths = re.findall(r"\{([\w,]+)\}", match[1] if match else "")
    return set(paths) or {""}


def guards(cursor: Cursor) -> dict[str, str]:
    """Each trigger and function that enforces something → its digest, and on or off.

    A trigger counts as on only if it fires in ordinary sessions and for their changes.
    """
    cursor.execute(_TRIGGERS)
    digests = {}
    for relation, name, enabled, _, _, definition, _, _ in cursor.fetchall():
        state = "on" if enabled in "OA" else "off"
        digests[f"{relation}.{name}"] = f"{_digest(definition)} {state}"
    cursor.execute(_FUNCTIONS)
    for name, definition in cursor.fetchall():
        digests[f"{name}()"] = f"{_digest(definition)} on"
    return digests


def guards_digest(digests: Mapping[str, str]) -> bytes:
    """SHA-256 over all guards, in order of their names."""
    lines = "".join(f"{name} {digests[name]}\n" for name in sorted(digests))
    return hashlib.sha256(lines.encode()).digest()


def _digest(definition: str) -> str:
    return hashlib.sha256(definition.encode()).hexdigest()
