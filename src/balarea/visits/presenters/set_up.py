"""Queues and desks in the manager's lists."""

import dataclasses
from collections.abc import Iterable, Sequence

from django.utils.translation import get_language

from balarea.visits import models
from balarea.visits.queries.tickets import name_in


@dataclasses.dataclass(frozen=True, slots=True)
class QueueRow:
    """A queue in the list; `has_own_hours`: others than its agency's."""

    queue: models.Queue
    name: str
    services: int
    has_own_hours: bool


@dataclasses.dataclass(frozen=True, slots=True)
class DeskRow:
    """A desk in the list; `served`: letters of its queues, with minutes ahead."""

    desk: models.Desk
    served: Sequence[tuple[str, int]]


def queue_row(row: models.Queue) -> QueueRow:
    name = name_in(row, get_language())
    return QueueRow(row, name, len(row.services), bool(row.hours))


def desk_row(row: models.Desk) -> DeskRow:
    served = [(one.queue.prefix, one.weight) for one in row.skills.all()]
    return DeskRow(row, sorted(served))


def queue_choices(
    queues: Iterable[models.Queue], agency: str
) -> tuple[list[tuple[str, str]], int]:
    """Code and name of the queues that a desk can serve, the agency's own first; and
    how many these are.
    """
    rows = [row for row in queues if row.is_active]
    rows.sort(key=lambda row: (row.agency != agency, row.prefix))
    language = get_language()
    choices = [(row.code, f"{row.prefix} · {name_in(row, language)}") for row in rows]
    return choices, sum(row.agency == agency for row in rows)
