"""Each opening of a case's data with its entry in the log, and names asked for."""

import dataclasses
import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from django.utils.functional import Promise

from balarea.applications import models
from balarea.applications.access_rules import (
    COVERT_BASES,
    NAME_HOURS,
    NAME_REFUSALS,
    CovertBasis,
    CovertEnding,
    NameEnding,
    is_name_late,
    may_open_covertly,
)
from balarea.applications.presenters import accesses
from balarea.foundation import references
from balarea.foundation.operation import ActorKind
from balarea.people.models import ContactNameRequest
from balarea.people.presenters import position_name, recorded_office
from balarea.vault.models import Access


@dataclasses.dataclass(frozen=True, slots=True)
class Opening:
    """One opening as its owner sees it.

    Attributes:
        entry: the entry of the public log; None where the log has none of its own.
        is_sealed: whether that entry is in the published log, with its proof.
        may_ask: whether the name can be asked for.
        asked_at, due_at: of the request for the name, if there is one.
        name, refusal: the answer to it; both empty before it.
        is_late: whether the answer should have come.
    """

    id: UUID
    at: dt.datetime
    office: str
    purpose: str
    entry: UUID | None
    is_sealed: bool
    may_ask: bool
    asked_at: dt.datetime | None = None
    due_at: dt.datetime | None = None
    name: str = ""
    refusal: str | Promise = ""
    is_late: bool = False


def openings(
    rows: Sequence[Access],
    requests: Sequence[models.NameRequest],
    names: Mapping[UUID, str],
    sealed: Collection[UUID],
    at: dt.datetime,
) -> list[Opening]:
    """`names`: access → the name that was given; `sealed`: entries that are proven."""
    by_access = {one.access: one for one in requests}
    return [_opening(row, by_access.get(row.id), names, sealed, at) for row in rows]


def _opening(
    row: Access,
    request: models.NameRequest | None,
    names: Mapping[UUID, str],
    sealed: Collection[UUID],
    at: dt.datetime,
) -> Opening:
    opening = Opening(
        id=row.id,
        at=row.at,
        office=recorded_office(row) or accesses.without_office(row.purpose),
        purpose=str(accesses.PURPOSES[row.purpose]),
        entry=row.entry,
        is_sealed=row.entry in sealed,
        may_ask=request is None and row.actor_kind == ActorKind.OFFICER,
    )
    if request is None:
        return opening
    return dataclasses.replace(
        opening,
        asked_at=request.at,
        due_at=request.at + NAME_HOURS,
        name=names.get(row.id, ""),
        refusal=NAME_REFUSALS.get(request.refusal, ""),
        is_late=request.ended_at is None and is_name_late(request.at, at),
    )


@dataclasses.dataclass(frozen=True, slots=True)
class AskedName:
    """A request for a name, for whoever oversees.

    `reference` is empty where contacts or the identity were opened.
    """

    id: UUID
    reference: str
    officer: str
    at: dt.datetime
    due_at: dt.datetime
    is_late: bool
    is_given: bool
    refusal: str | Promise
    ended_at: dt.datetime | None
    opened_at: dt.datetime | None = None
    office: str = ""
    purpose: str = ""


def asked_name(
    row: models.NameRequest | ContactNameRequest,
    at: dt.datetime,
    access: Access | None = None,
) -> AskedName:
    """`access`: what the name is asked of, where the page shows it."""
    reference = ""
    if isinstance(row, models.NameRequest):
        reference = references.pretty(row.application.reference)
    return AskedName(
        id=row.id,
        reference=reference,
        officer=row.officer.name,
        at=row.at,
        due_at=row.at + NAME_HOURS,
        is_late=row.ended_at is None and is_name_late(row.at, at),
        is_given=row.ending == NameEnding.GIVEN,
        refusal=NAME_REFUSALS.get(row.refusal, ""),
        ended_at=row.ended_at,
        opened_at=access.at if access else None,
        office=recorded_office(access) if access else "",
        purpose=str(accesses.PURPOSES[access.purpose]) if access else "",
    )


@dataclasses.dataclass(frozen=True, slots=True)
class CovertOrder:
    """An order to open a case that its person sees later, for officers.

    Attributes:
        is_open: whether the opening may be carried out now.
        times: how often the case was opened by such an order.
    """

    id: UUID
    case: UUID
    reference: str
    basis: str | Promise
    revealed_on: dt.date
    at: dt.datetime
    proposed_by: str
    decided_by: str
    ended_at: dt.datetime | None
    is_waiting: bool
    is_approved: bool
    is_open: bool
    is_revealed: bool
    times: int


def covert_order(
    row: models.CovertOrder, at: dt.datetime, today: dt.date, times: int = 0
) -> CovertOrder:
    is_approved = row.ending == CovertEnding.APPROVED
    decided_by = row.ended_by
    return CovertOrder(
        id=row.id,
        case=row.application_id,
        reference=references.pretty(row.application.reference),
        basis=COVERT_BASES[CovertBasis(row.basis)],
        revealed_on=row.revealed_on,
        at=row.at,
        proposed_by=f"{row.proposed_by.name}, {position_name(row.proposed_by)}",
        decided_by=f"{decided_by.name}, {position_name(decided_by)}"
        if decided_by
        else "",
        ended_at=row.ended_at,
        is_waiting=row.ended_at is None,
        is_approved=is_approved,
        is_open=is_approved and may_open_covertly(row.ended_at, at),
        is_revealed=row.revealed_on <= today,
        times=times,
    )
