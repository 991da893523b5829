"""Openings of a person's data, for the desk that asks for a name on their behalf."""

import dataclasses
import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Protocol
from uuid import UUID

from django.utils.functional import Promise

from balarea.applications.presenters import accesses
from balarea.foundation.operation import ActorKind
from balarea.people.name_rules import (
    NAME_HOURS,
    NAME_REFUSALS,
    NameEnding,
    is_name_late,
)
from balarea.people.presenters import recorded_office
from balarea.vault.models import Access


class NameRequest(Protocol):
    """A request for a name, of an application or of contacts."""

    access: UUID
    at: dt.datetime
    ending: str
    refusal: str
    ended_at: dt.datetime | None


@dataclasses.dataclass(frozen=True, slots=True)
class DeskOpening:
    """One opening of a person's data.

    Attributes:
        reference: of the application; empty for contacts and identity.
        is_sealed: its entry is in the published log, with its proof.
        may_ask: whether the name can be asked for.
        due_at: by when the answer must come, if there is a request.
        is_answered: whether it has come; it is opened on a page of its own.
    """

    id: UUID
    at: dt.datetime
    office: str
    purpose: str
    reference: str
    entry: UUID | None
    is_sealed: bool
    may_ask: bool
    due_at: dt.datetime | None = None
    is_late: bool = False
    is_answered: bool = False


def openings(
    rows: Sequence[Access],
    requests: Sequence[NameRequest],
    cases: Mapping[UUID, str],
    sealed: Collection[UUID],
    at: dt.datetime,
) -> list[DeskOpening]:
    """`cases`: case → reference; `sealed`: entries that are proven."""
    by_access = {one.access: one for one in requests}
    return [opening(row, by_access.get(row.id), cases, sealed, at) for row in rows]


def opening(
    row: Access,
    request: NameRequest | None,
    cases: Mapping[UUID, str],
    sealed: Collection[UUID],
    at: dt.datetime,
) -> DeskOpening:
    shown = DeskOpening(
        id=row.id,
        at=row.at,
        office=recorded_office(row) or accesses.without_office(row.purpose),
        purpose=str(accesses.PURPOSES[row.purpose]),
        reference=cases.get(row.case, ""),
        entry=row.entry,
        is_sealed=row.entry in sealed,
        may_ask=request is None and row.actor_kind == ActorKind.OFFICER,
    )
    if request is None:
        return shown
    return dataclasses.replace(
        shown,
        due_at=request.at + NAME_HOURS,
        is_late=request.ended_at is None and is_name_late(request.at, at),
        is_answered=request.ended_at is not None,
    )


@dataclasses.dataclass(frozen=True, slots=True)
class NameAnswer:
    """The answer to a request, as it is told or printed at a desk.

    `name` is empty where it was refused; `refusal` says by which law then.
    """

    opening: DeskOpening
    asked_at: dt.datetime
    answered_at: dt.datetime
    name: str
    refusal: str | Promise


def answer(
    opening: DeskOpening,
    request: NameRequest,
    answered_at: dt.datetime,
    names: Mapping[UUID, str],
) -> NameAnswer:
    is_given = request.ending == NameEnding.GIVEN
    return NameAnswer(
        opening=opening,
        asked_at=request.at,
        answered_at=answered_at,
        name=names.get(request.access, "") if is_given else "",
        refusal=NAME_REFUSALS.get(request.refusal, ""),
    )
