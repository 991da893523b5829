"""Takes a state root: compares with the list before, and logs the root of a new one."""

import dataclasses
import datetime as dt
import logging
from pathlib import Path
from uuid import UUID

from django.conf import settings

from balarea.foundation import ids
from balarea.foundation.operation import Actor
from balarea.transparency import models, operations, queries
from balarea.transparency.state_root import catalogue, listing
from balarea.transparency.state_root.files import NotAStateFile

MOST_LISTS = 14  # lists that stay in the mall's folder; auditors keep their own copies
STORED = 200  # findings that are stored with a root; the others are counted
log = logging.getLogger(__name__)


def path_of(root_id: UUID) -> Path:
    """Where the list of a state root is, as long as it is kept."""
    return Path(settings.BALAREA_STATE_DIR) / f"{root_id}.txt.gz"


def take(*, by: Actor, at: dt.datetime) -> models.StateRoot:
    """Compare with the list before, list all rows, log the root.

    The list is there before its root is logged, so no root is without its list; the
    oldest lists are deleted.
    """
    before, report = _compared(at)
    root_id = ids.uuid7()
    header, tree = listing.write(path_of(root_id), at.isoformat())
    uncovered = sum(report.counts.values()) if report else 0
    row = models.StateRoot(
        id=root_id,
        at=at,
        root=tree.root(),
        guards=catalogue.guards_digest(header.guards),
        tables=len(header.tables),
        rows=tree.rows,
        log_size=header.log_size,
        compared_with=before.id if before and report else None,
        uncovered=uncovered,
    )
    findings = report.findings[:STORED] if report else ()
    row.findings = [list(dataclasses.astuple(one)) for one in findings]
    operations.record_state_root(root=row, by=by, at=at)
    if uncovered:
        log.error("alarm: %s differences that no log entry covers", uncovered)
    for path in sorted(path_of(root_id).parent.glob("*.txt.gz"))[:-MOST_LISTS]:
        path.unlink(missing_ok=True)
    return row


def _compared(at: dt.datetime) -> tuple[models.StateRoot | None, listing.Report | None]:
    """The newest root, and how the database differs from its list.

    No report if the list is gone, or isn't the one whose root was logged.
    """
    before = next(iter(queries.state_roots(limit=1)), None)
    if before is None or not path_of(before.id).exists():
        return before, None
    try:
        report = listing.compare(path_of(before.id), at.isoformat())
    except NotAStateFile:
        return before, None
    return before, report if report.root == bytes(before.root) else None
