"""The roots over all records, as auditors read them."""

import dataclasses
import datetime as dt
import itertools
from collections.abc import Mapping
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from balarea.transparency import models
from balarea.transparency.state_root import taking
from balarea.transparency.state_root.comparing import Kind

LABELS: Mapping[str, str | Promise] = {
    Kind.CHANGED: _("Changed without an entry"),
    Kind.REWRITTEN: _("Written again without an entry"),
    Kind.INSERTED: _("Added without an entry"),
    Kind.DELETED: _("Removed without an entry"),
    Kind.RESTORED: _("An older version came back"),
    Kind.ALTERED_ON_DISK: _("Changed on the disk"),
    Kind.CHANGED_BETWEEN: _("Changed without an entry, before a logged change"),
    Kind.GUARD_CHANGED: _("A guard of the log is another one"),
    Kind.GUARD_MISSING: _("A guard of the log is gone"),
    Kind.GUARD_OFF: _("A guard of the log is switched off"),
    Kind.TABLE_MISSING: _("A table isn’t guarded any more"),
    Kind.DATABASE_OLDER: _("The database is older than its list"),
    Kind.ENTRY_MOVED: _("An entry claims another change than its own"),
}


@dataclasses.dataclass(frozen=True, slots=True)
class Difference:
    what: str | Promise
    table: str
    key: str
    transaction: int


@dataclasses.dataclass(frozen=True, slots=True)
class Line:
    """One root. `are_other_guards`: than at the root before."""

    id: UUID
    at: dt.datetime
    root: str
    rows: int
    tables: int
    log_size: int
    is_compared: bool
    uncovered: int
    differences: list[Difference]
    are_other_guards: bool
    has_list: bool


def lines(roots: list[models.StateRoot]) -> list[Line]:
    """The newest first; the last of `roots` only says what was before."""
    pairs = itertools.zip_longest(roots, roots[1:])
    return [_line(root, before) for root, before in pairs if root]


def _line(root: models.StateRoot, before: models.StateRoot | None) -> Line:
    return Line(
        id=root.id,
        at=root.at,
        root=bytes(root.root).hex(),
        rows=root.rows,
        tables=root.tables,
        log_size=root.log_size,
        is_compared=root.compared_with is not None,
        uncovered=root.uncovered,
        differences=[
            Difference(LABELS.get(kind, kind), table, key, transaction)
            for kind, table, key, _subject, transaction in root.findings
        ],
        are_other_guards=bool(before and bytes(before.guards) != bytes(root.guards)),
        has_list=taking.path_of(root.id).exists(),
    )
