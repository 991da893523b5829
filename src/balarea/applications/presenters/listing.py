"""Drafts and applications as lists, and the start page of a service."""

import dataclasses
import datetime as dt
import math
from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from balarea.applications import models, queries
from balarea.applications.presenters import progress
from balarea.applications.presenters.tasks import address
from balarea.applications.rules import TO_VERIFY, WITH_CITIZEN, State, is_open
from balarea.catalogue import definition as engine
from balarea.catalogue import queries as catalogue
from balarea.catalogue.presenters import links, standard
from balarea.foundation import money, references

SECONDS_A_QUESTION = 25  # reading, thinking and typing on a phone
MINUTES_A_FILE = 1


@dataclasses.dataclass(frozen=True, slots=True)
class DraftRow:
    service: str
    title: str
    address: str
    reference: str
    saved_at: dt.datetime
    expires_at: dt.datetime
    for_whom: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class ApplicationRow:
    title: str
    address: str
    reference: str
    word: str
    kind: str
    submitted_at: dt.datetime
    due_on: dt.date | None
    is_yours: bool
    is_check: bool
    for_whom: str = ""


def drafts(
    rows: Iterable[models.Draft],
    language: str,
    at: dt.datetime,
    owners: Collection[UUID] = (),
) -> list[DraftRow]:
    """New drafts that can be resumed; amendments are listed as applications.

    Those under a mandate whose id is among `owners` say for whom they are.
    """
    return [
        DraftRow(
            row.service,
            catalogue.definition(row.definition).title.of(language),
            address("case", row.id),
            references.pretty(row.reference),
            row.saved_at,
            row.expires_at,
            _for_whom(row, owners),
        )
        for row in rows
        if row.expires_at is not None and row.expires_at > at
    ]


def applications(
    rows: Iterable[models.Application],
    language: str,
    revoked: Collection[UUID],
    owners: Collection[UUID] = (),
    *,
    suspended: Collection[UUID] = (),
) -> list[ApplicationRow]:
    """Applications; those that wait for the citizen come first.

    `revoked`, `suspended`: the cases whose document is; `owners` as in `drafts`.
    """
    listed = [
        dataclasses.replace(
            _row(
                row,
                language,
                is_revoked=row.id in revoked,
                is_suspended=row.id in suspended,
            ),
            for_whom=_for_whom(row, owners),
        )
        for row in rows
    ]
    return sorted(listed, key=lambda row: not row.is_yours)


def _for_whom(row: models.Owned, owners: Collection[UUID]) -> str:
    """The masked name of the principal, for a representative."""
    if row.mandate is None or row.mandate_id not in owners:
        return ""
    return row.mandate.principal_masked


def _row(
    row: models.Application, language: str, *, is_revoked: bool, is_suspended: bool
) -> ApplicationRow:
    word, kind = progress.word(
        row.state, is_revoked=is_revoked, is_suspended=is_suspended
    )
    return ApplicationRow(
        catalogue.definition(row.definition).title.of(language),
        address("case", row.id),
        references.pretty(row.reference),
        word,
        kind,
        row.submitted_at,
        row.due_on if is_open(row.state) else None,
        State(row.state) in WITH_CITIZEN,
        State(row.state) in TO_VERIFY,
    )


@dataclasses.dataclass(frozen=True, slots=True)
class RequestedDocument:
    """One document that the citizen must provide.

    `when` says in which cases it is asked for, `source` names and links the service
    that issues it.
    """

    title: str
    hint: str
    note: str
    when: str
    source: tuple[str, str] | None


@dataclasses.dataclass(frozen=True, slots=True)
class Start:
    """What the start page says of a service."""

    title: str
    summary: str
    audience: str
    files: Sequence[RequestedDocument]
    topics: Sequence[str]
    minutes: int
    promise: str
    check: str
    cost: str
    cost_note: str


def _questions(field: engine.Field) -> int:
    """How many questions are always asked; of a group those of one entry."""
    return max(1, sum(one.show_if is None for one in field.fields))


def start(definition: engine.Definition, language: str) -> Start:
    """A service in the words of its start page."""
    files = [r for r in definition.requirements if r.evidence == "UPLOAD"]
    questions = sum(
        _questions(f) for p in definition.pages for f in p.fields if f.show_if is None
    )
    minutes = questions * SECONDS_A_QUESTION / 60 + len(files) * MINUTES_A_FILE
    why = definition.fee.explanation
    return Start(
        title=definition.title.of(language),
        summary=definition.summary.of(language),
        audience=definition.audience.of(language),
        files=[
            _requested_document(r, language, is_desk=definition.ends_by == "DESK")
            for r in files
        ],
        topics=[p.title.of(language) for p in definition.pages if p.exit is None],
        minutes=max(5, math.ceil(minutes / 5) * 5),
        promise=promise(definition),
        check=_working_days(days) if (days := queries.check_days(definition)) else "",
        cost=_cost(definition, language),
        cost_note=why.of(language) if why else "",
    )


def _requested_document(
    requirement: engine.Requirement, language: str, *, is_desk: bool
) -> RequestedDocument:
    return RequestedDocument(
        title=requirement.title.of(language),
        hint=requirement.hint.of(language) if requirement.hint else "",
        note="" if requirement.required or is_desk else _("if you have it"),
        when=standard.case_of(requirement, language),
        source=links.link(requirement.service, catalogue.services(), language),
    )


def promise(definition: engine.Definition) -> str:
    """The promised time in words, counted from a complete file."""
    days = queries.decision_days(definition)
    return _working_days(days) if days else _("the same working day")


def _working_days(days: int) -> str:
    return ngettext("%(count)s working day", "%(count)s working days", days) % {
        "count": days
    }


def _cost(definition: engine.Definition, language: str) -> str:
    if definition.fee.kind == "FREE":
        return _("Free of charge")
    if definition.fee.kind == "FIXED":
        amount = definition.fee.amount
        if isinstance(amount, int):
            return money.format_rupiah(amount)
    return definition.standard.cost.of(language)
