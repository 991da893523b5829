"""A NIK and a day of birth that contradict each other, for the citizen."""

import dataclasses
from collections.abc import Iterable
from uuid import UUID

from balarea.applications.presenters import checking
from balarea.catalogue import definition as engine


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """Both days, and the addresses where they are changed."""

    nik: str
    nik_address: str
    day_in_nik: str
    birth: str
    birth_address: str
    day_answered: str


def rows(
    case: UUID,
    definition: engine.Definition,
    contradictions: Iterable[engine.Contradiction],
    language: str,
) -> list[Row]:
    """One row for each NIK with another day of birth than the one answered."""
    return [
        Row(
            nik=engine.label(definition, one.nik, language),
            nik_address=checking.address_of(case, one.page, one.nik),
            day_in_nik=engine.written_date(one.day_in_nik).of(language),
            birth=engine.label(definition, one.birth, language),
            birth_address=checking.address_of(case, one.birth_page, one.birth),
            day_answered=engine.written_date(one.day_answered).of(language),
        )
        for one in contradictions
    ]
