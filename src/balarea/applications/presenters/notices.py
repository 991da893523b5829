"""Defects to mend, and messages that were sent."""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping
from uuid import UUID

from balarea.applications.presenters.tasks import address
from balarea.catalogue import definition as engine
from balarea.notices import models
from balarea.notices.kinds import KINDS


@dataclasses.dataclass(frozen=True, slots=True)
class Defect:
    """One defect: the requirement, what to do, and the address where."""

    key: str
    title: str
    text: str
    address: str
    is_file: bool


def defects(
    definition: engine.Definition,
    texts: Mapping[str, str],
    case: UUID,
    language: str,
) -> list[Defect]:
    """The defects of a notice in the order of the definition's requirements."""
    return [
        Defect(
            requirement.id,
            requirement.title.of(language),
            texts[requirement.id],
            address("evidence", case, requirement.id)
            if requirement.evidence == "UPLOAD"
            else address("tasks", case),
            is_file=requirement.evidence == "UPLOAD",
        )
        for requirement in definition.requirements
        if requirement.id in texts
    ]


@dataclasses.dataclass(frozen=True, slots=True)
class Message:
    """One message, without its text."""

    title: str
    to: str
    at: dt.datetime
    state: str


def messages(rows: Iterable[models.Message]) -> list[Message]:
    """The messages of a case, in the given order."""
    return [
        Message(str(KINDS[row.kind].citizen_label), row.masked, row.at, row.state)
        for row in rows
    ]
