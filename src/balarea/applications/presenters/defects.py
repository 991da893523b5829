"""The defects that a deficiency notice lists, for the citizen's pages."""

import dataclasses
from collections.abc import Mapping
from uuid import UUID

from balarea.applications.presenters.tasks import address
from balarea.catalogue import definition as engine


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
