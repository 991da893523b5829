"""Absences, what lies with an officer, and giving it to others."""

import dataclasses
import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from django.urls import reverse

from balarea.applications import models
from balarea.applications.presenters.assignments import officer_name
from balarea.applications.presenters.officer import Due, due
from balarea.foundation import references
from balarea.people.models import Absence
from balarea.people.substitute_rules import AbsenceKind


@dataclasses.dataclass(frozen=True, slots=True)
class AbsenceRow:
    """One absence; `is_now`: it has begun."""

    id: UUID
    kind: str
    begins_on: dt.date
    ends_on: dt.date
    is_now: bool
    recorded_by: str


def absences(rows: Iterable[Absence], today: dt.date) -> list[AbsenceRow]:
    return [
        AbsenceRow(
            id=row.id,
            kind=str(AbsenceKind(row.kind).label),
            begins_on=row.begins_on,
            ends_on=row.ends_on,
            is_now=row.begins_on <= today,
            recorded_by=""
            if row.recorded_by_id == row.officer_id
            else officer_name(row.recorded_by),
        )
        for row in rows
    ]


@dataclasses.dataclass(frozen=True, slots=True)
class Item:
    """A case that lies with an officer; `fits`: the chosen colleague may take it."""

    address: str
    reference: str
    title: str
    who: str
    due: Due
    fits: bool


def items(
    applications: Iterable[models.Application],
    titles: Mapping[str, str],
    today: dt.date,
    overrides: Mapping[dt.date, bool],
    fitting: Collection[UUID],
) -> list[Item]:
    """`fitting`: the cases that the chosen colleague may take."""
    return [
        Item(
            address=reverse("applications:desk_case", args=[one.id]),
            reference=references.pretty(one.reference),
            title=titles[one.service],
            who=one.holder_masked,
            due=due(one.due_on, today, overrides),
            fits=one.id in fitting,
        )
        for one in applications
    ]
