"""What went to the register that decides, for citizens and officers."""

import dataclasses
import datetime as dt
from collections.abc import Mapping
from uuid import UUID

from django.urls import reverse
from django.utils.translation import ngettext

from balarea.applications import models, queries
from balarea.catalogue import definition as engine
from balarea.foundation import working_days


@dataclasses.dataclass(frozen=True, slots=True)
class HandedOver:
    """When a file went over, under which number, and what was decided there.

    `address` is the register's website; `outcome` is empty until it is on record;
    `paper` is the id of the register's own paper, if an officer kept it.
    """

    register: str
    address: str
    number: str
    handed_on: dt.date
    outcome: str = ""
    decided_on: dt.date | None = None
    paper: UUID | None = None


def handed_over(
    definition: engine.Definition,
    hand_over: models.HandOver | None,
    outcome: models.RegisterOutcome | None,
    language: str,
) -> HandedOver | None:
    """None while the file is still here."""
    register = definition.register
    if hand_over is None or register is None:
        return None
    return HandedOver(
        register=register.name.of(language),
        address=register.address or "",
        number=hand_over.number,
        handed_on=hand_over.handed_on,
        outcome=outcome.outcome if outcome else "",
        decided_on=outcome.decided_on if outcome else None,
        paper=outcome.paper_id if outcome else None,
    )


@dataclasses.dataclass(frozen=True, slots=True)
class AwaitedRow:
    """One line of the list of what waits for another register."""

    address: str
    reference: str
    title: str
    who: str
    register: str
    number: str
    handed_on: dt.date
    waits: str


def awaited(
    item: queries.AwaitedOutcome,
    definition: engine.Definition,
    language: str,
    today: dt.date,
    overrides: Mapping[dt.date, bool],
) -> AwaitedRow:
    """An application with the working days since it went over."""
    days = working_days.between(item.handed_on, today, overrides)
    register = definition.register
    words = ngettext("%(n)s working day", "%(n)s working days", days) % {"n": days}
    return AwaitedRow(
        address=reverse("applications:desk_case", args=[item.id]),
        reference=item.pretty,
        title=definition.title.of(language),
        who=item.holder_masked,
        register=register.name.of(language) if register else "",
        number=item.number,
        handed_on=item.handed_on,
        waits=words,
    )
