"""Officers, rights over time and proposals, as a manager's pages show them."""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balarea.people import models
from balarea.people.presenters import agency_name, position_name
from balarea.people.proposal_rules import ProposalState
from balarea.people.rules import Action

STATES: Mapping[str, tuple[str, str | Promise]] = {
    ProposalState.WAITING: ("info", gettext_lazy("waits for a second person")),
    ProposalState.CONFIRMED: ("ok", gettext_lazy("confirmed")),
    ProposalState.REJECTED: ("bad", gettext_lazy("rejected")),
    ProposalState.LAPSED: ("warn", gettext_lazy("nobody confirmed it in time")),
}
TAKEN_BACK = gettext_lazy("taken back")


@dataclasses.dataclass(frozen=True, slots=True)
class RightRow:
    id: UUID
    agency: str
    services: str
    actions: str
    granted_at: dt.datetime
    revoked_at: dt.datetime | None


@dataclasses.dataclass(frozen=True, slots=True)
class ProposalRow:
    """`about`: the officer, or the agencies; `kind`: of the tag."""

    id: UUID
    what: str | Promise
    about: str
    proposed_by: str
    proposed_at: dt.datetime
    expires_on: dt.date
    kind: str
    word: str | Promise
    ended_by: str
    ended_at: dt.datetime | None


def right_rows(grants: Iterable[models.Grant]) -> list[RightRow]:
    return [
        RightRow(
            id=one.id,
            agency=agency_name(one.agency),
            services=", ".join(one.services) or _("all services"),
            actions=", ".join(
                str(action.label) for action in Action if action in one.actions
            ),
            granted_at=one.granted_at,
            revoked_at=one.revoked_at,
        )
        for one in grants
    ]


def name_of(officer: models.Officer | None) -> str:
    """Name, position and agency; empty for nobody."""
    if officer is None:
        return ""
    return f"{officer.name}, {position_name(officer)}, {officer.agency.short_name}"


def proposal_row(row: models.Proposal, label: str | Promise) -> ProposalRow:
    kind, word = STATES[row.state]
    if row.state == ProposalState.REJECTED and row.ended_by_id == row.proposed_by_id:
        kind, word = "", TAKEN_BACK
    return ProposalRow(
        id=row.id,
        what=label,
        about=name_of(row.officer) or ", ".join(row.agencies) or _("the whole mall"),
        proposed_by=name_of(row.proposed_by),
        proposed_at=row.proposed_at,
        expires_on=row.expires_on,
        kind=kind,
        word=word,
        ended_by=name_of(row.ended_by),
        ended_at=row.ended_at,
    )
