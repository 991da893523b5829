"""Rows of the worklist."""

import dataclasses
import datetime as dt
from collections.abc import Mapping
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise

from balarea.applications.presenters import officer
from balarea.applications.queries import WorkItem


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """One line of the worklist."""

    address: str
    reference: str
    title: str
    who: str
    kind: str
    status: str | Promise
    due: officer.Due
    handler: str
    is_drawn: bool = False
    question: str = ""  # how long its citizen waits for an answer


def row(
    item: WorkItem,
    title: str,
    today: dt.date,
    overrides: Mapping[dt.date, bool],
    handlers: Mapping[UUID, str],
    questions: Mapping[UUID, str],
) -> Row:
    kind, label = officer.status(item.state, is_revoked=item.is_revoked)
    address = reverse("applications:desk_case", args=[item.id])
    due = officer.due_of(item, today, overrides)
    handler = handlers.get(item.handler, "") if item.handler else ""
    return Row(
        address,
        item.pretty,
        title,
        item.holder_masked,
        kind,
        label,
        due,
        handler,
        item.is_drawn,
        questions.get(item.id, ""),
    )
