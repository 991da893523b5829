"""Announced applications and objections of third parties, as pages show them."""

import dataclasses
import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from balarea.applications import models
from balarea.applications.queries import third_parties
from balarea.catalogue import definition as engine
from balarea.documents import queries as documents
from balarea.foundation.languages import DEFAULT


@dataclasses.dataclass(frozen=True, slots=True)
class Announced:
    """One announced application: what is asked for, where, and until when."""

    id: UUID
    title: str
    agency: str
    facts: Sequence[tuple[str, str]]
    who: str
    law: str
    since: dt.datetime
    closes_on: dt.date
    is_over: bool


def announced(
    row: models.Announcement,
    definition: engine.Definition,
    agency: str,
    language: str,
    today: dt.date,
) -> Announced:
    law = {one.id: one.text for one in definition.standard.legal_basis}
    terms = definition.announcement
    return Announced(
        id=row.public_id,
        title=definition.title.of(language),
        agency=agency,
        facts=[
            (_of(fact["label"], language), _of(fact["value"], language))
            for fact in row.facts
        ],
        who=terms.who.of(language) if terms else "",
        law=law[terms.legal_basis] if terms else "",
        since=row.at,
        closes_on=row.closes_on,
        is_over=today > row.closes_on,
    )


def _of(texts: dict[str, str], language: str) -> str:
    return texts.get(language) or texts[DEFAULT]


@dataclasses.dataclass(frozen=True, slots=True)
class Objected:
    """What one third party wrote, and the answer."""

    id: UUID
    contact: str
    at: dt.datetime
    text: str
    answer: str
    answered_at: dt.datetime | None
    files: Sequence[UUID] = ()


def objected(row: models.ThirdPartyObjection, texts: tuple[str, str]) -> Objected:
    answer = third_parties.answer_of(row)
    return Objected(
        id=row.id,
        contact=row.contact.masked,
        at=row.at,
        text=texts[0],
        answer=texts[1],
        answered_at=answer.at if answer else None,
        files=[file.id for file in documents.files_of(row.id)],
    )
