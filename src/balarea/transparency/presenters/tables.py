"""Entries of the log as CSV, for whoever recomputes our figures."""

import csv
import io
from collections.abc import Iterable

from balarea.transparency import models

COLUMNS = (
    *("id", "type", "agency", "service", "rules", "actor_kind", "actor"),
    *("tag", "commitment", "at"),
)


def csv_file(entries: Iterable[models.Entry]) -> bytes:
    """All public columns, one entry a row (RFC 4180); times in UTC, bytes in hex."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for one in entries:
        writer.writerow(
            [
                *(one.id, one.type, one.agency, one.service, one.rules),
                *(one.actor_kind, one.actor),
                *(bytes(one.tag).hex(), bytes(one.commitment).hex()),
                one.at.isoformat(),
            ]
        )
    return text.getvalue().encode()
