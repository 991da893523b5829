"""Mandates as their two sides read them, and who filed a case for whom."""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping
from uuid import UUID

from django.utils.translation import gettext as _

from balarea.applications import models
from balarea.catalogue import queries as catalogue
from balarea.people.mandate_rules import Kind, Proof
from balarea.people.models import Mandate
from balarea.people.queries import mandates as mandate_queries


@dataclasses.dataclass(frozen=True, slots=True)
class Line:
    """One mandate in a list; `who`: the other side, masked.

    `may_end` and `may_accept` say which buttons it has.
    """

    id: UUID
    who: str
    kind: str
    services: str
    proof: str
    given_at: dt.datetime
    until: dt.date
    word: str
    tag: str
    may_end: bool
    may_accept: bool = False


def given(rows: Iterable[Mandate], today: dt.date, language: str) -> list[Line]:
    """For the principal, who reads the representative's name."""
    return [_line(row, row.representative_masked, today, language) for row in rows]


def own(rows: Iterable[Mandate], today: dt.date, language: str) -> list[Line]:
    """For the representative, who reads the principal's name."""
    return [_line(row, row.principal_masked, today, language) for row in rows]


def offered(rows: Iterable[Mandate], today: dt.date, language: str) -> list[Line]:
    """For whoever was invited."""
    return [
        dataclasses.replace(
            _line(row, row.principal_masked, today, language), may_accept=True
        )
        for row in rows
    ]


def _line(row: Mandate, who: str, today: dt.date, language: str) -> Line:
    word, tag = _word(row, today)
    return Line(
        id=row.id,
        who=who,
        kind=str(Kind(row.kind).label),
        services=services(row.services, language),
        proof=str(Proof(row.proof).label),
        given_at=row.given_at,
        until=row.valid_until,
        word=word,
        tag=tag,
        may_end=row.valid_until >= today and not mandate_queries.has_ended(row),
    )


def _word(row: Mandate, today: dt.date) -> tuple[str, str]:
    if mandate_queries.has_ended(row):
        return _("Ended"), "bad"
    if row.valid_until < today:
        return _("Run out"), "info"
    if row.accepted_at is None:
        return _("Not accepted yet"), "warn"
    return _("In force"), "ok"


def services(codes: Iterable[str], language: str) -> str:
    """The services of a mandate by their titles."""
    titles = service_titles(language)
    return ", ".join(titles.get(code, code) for code in codes) or _("All services")


def service_titles(language: str) -> Mapping[str, str]:
    """Code → title of every service that can be filed here."""
    rows = catalogue.services()
    return {
        code: title
        for code, title in catalogue.titles(language).items()
        if code in rows and catalogue.is_row_fileable(rows[code])
    }


def options(rows: Iterable[Mandate], service: str) -> list[tuple[str, str]]:
    """For whom a representative may begin a service: id of the mandate and name."""
    return [
        (str(row.id), f"{row.principal_masked} ({Kind(row.kind).label})")
        for row in rows
        if mandate_queries.covers(row, service)
    ]


def desk_options(rows: Iterable[Mandate], language: str) -> list[tuple[str, str]]:
    """Who may stand at a desk for a principal: the mandate, and name with scope."""
    return [
        (
            str(row.id),
            f"{row.representative_masked} ({Kind(row.kind).label}):"
            f" {services(row.services, language)}",
        )
        for row in rows
    ]


@dataclasses.dataclass(frozen=True, slots=True)
class Acting:
    """Who filed a case for whom, under which mandate.

    `representative_ids` are those under which the representative's acts are recorded.
    """

    mandate: UUID
    representative_ids: frozenset[UUID]
    representative: str
    principal: str
    kind: str
    proof: str
    until: dt.date
    is_in_force: bool
    end_at: str = ""


def acting(case: models.Owned, today: dt.date, end_at: str = "") -> Acting | None:
    """None where the owner filed it; `end_at`: the address that ends the mandate."""
    if case.mandate_id is None:
        return None
    row = mandate_queries.mandate(case.mandate_id)
    return Acting(
        mandate=row.id,
        representative_ids=mandate_queries.representatives(row),
        representative=row.representative_masked,
        principal=row.principal_masked,
        kind=str(Kind(row.kind).label),
        proof=str(Proof(row.proof).label),
        until=row.valid_until,
        is_in_force=mandate_queries.is_in_force(row, today),
        end_at=end_at if mandate_queries.is_in_force(row, today) else "",
    )
