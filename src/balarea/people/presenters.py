"""Rights and accesses in words; names in the reader's language."""

import dataclasses
import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Protocol
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from balarea.foundation.languages import translated
from balarea.foundation.operation import ActorKind
from balarea.people import models
from balarea.people.name_rules import NAME_HOURS, NAME_REFUSALS, is_name_late
from balarea.people.queries import Scope
from balarea.people.rules import Action
from balarea.vault import presenters as vault_presenters
from balarea.vault.models import Access as VaultAccess
from balarea.vault.queries import GroupedAccesses
from balarea.vault.rules import OWN_PURPOSES

PURPOSES: Mapping[str, str | Promise] = {
    "OWN_DATA": gettext_lazy("you yourself"),
    "REUSE": gettext_lazy("to use a file again"),
    "VERIFY": gettext_lazy("to check the requirements"),
    "INSPECT": gettext_lazy("for an inspection"),
    "DECIDE": gettext_lazy("to decide"),
    "HAND_OVER": gettext_lazy("to hand the file over"),
    "ISSUE": gettext_lazy("to write the document or the answer"),
    "NOTIFY": gettext_lazy("to send you a message"),
    "ADVISE": gettext_lazy("to advise the office that decides"),
    "CONSULT": gettext_lazy("to look something up"),
    "COUNTER": gettext_lazy("to serve you at a counter"),
    "SELF_SERVICE": gettext_lazy("to print a document again at a public terminal"),
    "AUDIT": gettext_lazy("for an audit"),
    "COVERT": gettext_lazy("by an order of law, which delayed this line"),
}


@dataclasses.dataclass(frozen=True, slots=True)
class Right:
    agency: str
    services: str
    actions: str


@dataclasses.dataclass(frozen=True, slots=True)
class Access:
    """Accesses by one office for one purpose on one day: last, first, how many."""

    at: dt.datetime
    since: dt.datetime
    times: int
    who: str
    purpose: str


@dataclasses.dataclass(frozen=True, slots=True)
class AccessPage:
    """A page of accesses; `newer` and `older` are query strings, or empty."""

    lines: Sequence[Access]
    page: int
    pages: int
    newer: str
    older: str


class HasOffice(Protocol):
    """A record with the position and agency of who acted, as on that day."""

    @property
    def office(self) -> str: ...

    @property
    def office_translations(self) -> Mapping[str, str]: ...


def recorded_office(record: HasOffice) -> str:
    """The office in the reader's language, else in Indonesian."""
    return translated(record.office, record.office_translations, get_language())


def position_name(officer: models.Officer) -> str:
    """The position in the reader's language, else in Indonesian."""
    return translated(officer.position, officer.position_translations, get_language())


def agency_name(agency: models.Agency | None) -> str:
    """The name in the reader's language, else in Indonesian; empty for None."""
    if agency is None:
        return ""
    return translated(agency.name, agency.name_translations, get_language())


def rights(scope: Scope, agencies: Mapping[str, models.Agency]) -> list[Right]:
    """An officer's rights in words, one row for each grant."""
    return [
        Right(
            agency=agency_name(agencies[code]) if code in agencies else code,
            services=", ".join(sorted(services)) or _("all services"),
            actions=", ".join(
                str(action.label) for action in Action if action in actions
            ),
        )
        for code, services, actions in scope.grants
    ]


def accesses(grouped: GroupedAccesses) -> AccessPage:
    """Who opened the contacts of a person, and for which purpose."""
    return AccessPage(
        lines=[
            Access(
                at=group.at,
                since=group.since,
                times=group.times,
                who=recorded_office(group) or _without_office(group.purpose),
                purpose=str(PURPOSES[group.purpose]),
            )
            for group in grouped.groups
        ],
        page=grouped.page,
        pages=grouped.pages,
        newer=vault_presenters.page_query(grouped, grouped.page - 1),
        older=vault_presenters.page_query(grouped, grouped.page + 1),
    )


@dataclasses.dataclass(frozen=True, slots=True)
class Opening:
    """One opening of contacts, and what its owner asked of it.

    Attributes:
        is_sealed: its entry is in the published log, with its proof.
        may_ask: whether the name can be asked for.
        asked_at, due_at: of the request for the name, if there is one.
        name, refusal: the answer to it; both empty before it.
        is_late: whether the answer should have come.
    """

    id: UUID
    at: dt.datetime
    who: str
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
    rows: Sequence[VaultAccess],
    requests: Sequence[models.ContactNameRequest],
    names: Mapping[UUID, str],
    sealed: Collection[UUID],
    at: dt.datetime,
) -> list[Opening]:
    """`names`: access → the name that was given; `sealed`: entries that are proven."""
    by_access = {one.access: one for one in requests}
    return [_opening(row, by_access.get(row.id), names, sealed, at) for row in rows]


def _opening(
    row: VaultAccess,
    request: models.ContactNameRequest | None,
    names: Mapping[UUID, str],
    sealed: Collection[UUID],
    at: dt.datetime,
) -> Opening:
    opening = Opening(
        id=row.id,
        at=row.at,
        who=recorded_office(row) or _without_office(row.purpose),
        purpose=str(PURPOSES[row.purpose]),
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


def _without_office(purpose: str) -> str:
    """The name of who acts for no office: the person, or the system."""
    if purpose == "SELF_SERVICE":
        return _("Somebody with the number and the code of the slip")
    return _("You") if purpose in OWN_PURPOSES else _("The mall's system")
