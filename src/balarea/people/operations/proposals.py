"""Proposals: what gives power is proposed by one manager and confirmed by another.

A kind of proposal is registered with the schema of its payload and the function that
carries it out, by the same operations as the command line (decision 129).
"""

import dataclasses
import datetime as dt
from collections.abc import Callable, Collection
from typing import Any
from uuid import UUID

import msgspec
from django.utils.functional import Promise

from balarea.foundation import clock, ids, unit_of_work
from balarea.foundation.errors import NotPermitted
from balarea.foundation.operation import Actor, operation
from balarea.people import errors, models, proposal_rules, queries
from balarea.people.proposal_rules import ProposalState
from balarea.people.queries import Scope, managers
from balarea.transparency import operations as transparency
from balarea.vault import operations as vault

CONTENT = "proposal"  # the name of the seal: part of its binding


class Payload(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The base of every kind's payload: a closed schema, see `msgspec.json.schema`."""


@dataclasses.dataclass(frozen=True, slots=True)
class Kind[P: Payload]:
    """A kind of proposal.

    Attributes:
        code: stored; never changed.
        label: what is proposed, on pages.
        payload: its closed schema.
        agencies: the codes of the agencies whose managers may propose and confirm it;
            none means the managers of the whole mall.
        officer: whose rights it changes, who therefore can't confirm it.
        check: raises a refusal if it can't be carried out; called when it is proposed.
        carry_out: called with `payload`, `by` (who confirms) and `at`; what it returns
            is shown once to who confirms.
        lines: what it says, as terms with texts or days, for the page.
    """

    code: str
    label: Promise
    payload: type[P]
    agencies: Callable[[P], Collection[str]]
    officer: Callable[[P], UUID | None]
    check: Callable[[P], None]
    carry_out: Callable[..., object]
    lines: Callable[[P], list[tuple[str, str | dt.date]]]


KINDS: dict[str, Kind[Any]] = {}


def register[P: Payload](kind: Kind[P]) -> Kind[P]:
    """Add a kind of proposal; raises `ValueError` if its code is taken."""
    if kind.code in KINDS:
        raise ValueError(kind.code)
    KINDS[kind.code] = kind
    return kind


class _Content(msgspec.Struct, frozen=True):
    why: str
    payload: msgspec.Raw


@dataclasses.dataclass(frozen=True, slots=True)
class OpenedProposal:
    """A proposal with what was sealed."""

    row: models.Proposal
    kind: Kind[Any]
    payload: Payload
    why: str


@operation
def propose(
    *, kind: str, payload: Payload, why: str, scope: Scope, by: Actor, at: dt.datetime
) -> models.Proposal:
    """Propose a change, which nothing follows from until another manager confirms it.

    Raises:
        errors.ProposalUnclear: the payload doesn't fit its schema.
        errors.ReasonUnfit: the reason is too short or too long.
        NotPermitted: an agency that it concerns isn't within the manager's reach.
        Refusal: what the kind itself checks.
    """
    made = KINDS[kind]
    content = msgspec.json.encode(payload)
    checked = _decoded(made, content)
    reason = " ".join(why.split())
    if not proposal_rules.MIN_REASON <= len(reason) <= proposal_rules.MAX_REASON:
        raise errors.ReasonUnfit(
            min=proposal_rules.MIN_REASON, max=proposal_rules.MAX_REASON
        )
    agencies = sorted(set(made.agencies(checked)))
    if not managers.manages(scope, agencies):
        raise NotPermitted
    made.check(checked)
    proposal_id = ids.uuid7()
    sealed = vault.seal(
        case=proposal_id,
        name=CONTENT,
        content=msgspec.json.encode(_Content(reason, msgspec.Raw(content))),
        by=by,
        at=at,
    )
    row = models.Proposal(
        id=proposal_id,
        kind=made.code,
        officer_id=made.officer(checked),
        agencies=agencies,
        content=sealed,
        proposed_by=scope.officer,
        proposed_at=at,
        expires_on=proposal_rules.last_day(clock.today(at)),
    )
    unit_of_work.add(row)
    _record(row, "PROPOSAL_MADE", by, at)
    return row


def _decoded(kind: Kind[Any], content: bytes) -> Payload:
    """The payload by its schema, which is the only one that is accepted."""
    try:
        payload: Payload = msgspec.json.decode(content, type=kind.payload)
    except msgspec.ValidationError:
        raise errors.ProposalUnclear from None
    return payload


@operation
def open_proposal(
    *, proposal: UUID, scope: Scope, by: Actor, at: dt.datetime
) -> OpenedProposal:
    """What a proposal says; the access is recorded first.

    Raises:
        NotPermitted: the reader manages nothing.
        NotFound: there is no such proposal within reach.
    """
    return _opened(managers.proposal(proposal, scope), "CONSULT", by, at)


def _opened(
    row: models.Proposal, purpose: str, by: Actor, at: dt.datetime
) -> OpenedProposal:
    text = vault.open(
        sealed=row.content, case=row.id, name=CONTENT, by=by, purpose=purpose, at=at
    )
    content = msgspec.json.decode(text, type=_Content)
    kind = KINDS[row.kind]
    payload = _decoded(kind, bytes(content.payload))
    return OpenedProposal(row, kind, payload, content.why)


@operation
def confirm(*, proposal: UUID, scope: Scope, by: Actor, at: dt.datetime) -> object:
    """Carry a proposal out, as the second person; returns what its kind returns.

    Of two managers who confirm at once, the second is refused.

    Raises:
        NotPermitted, NotFound: not within reach.
        errors.ProposalOver: it was ended before, or its last day has passed.
        errors.OwnProposal: they proposed it, or it changes their own rights.
        errors.ProposerLeft: who proposed it may no longer do so.
        Refusal: what carrying it out refuses.
    """
    row = _waiting(proposal, scope, at)
    if scope.officer.id in {row.proposed_by_id, row.officer_id}:
        raise errors.OwnProposal
    proposer = queries.scope_of(row.proposed_by.account)
    if proposer is None or not managers.manages(proposer, row.agencies):
        raise errors.ProposerLeft
    opened = _opened(row, "DECIDE", by, at)
    _end(row, ProposalState.CONFIRMED, scope.officer, at)
    _record(row, "PROPOSAL_CONFIRMED", by, at)
    outcome: object = opened.kind.carry_out(payload=opened.payload, by=by, at=at)
    return outcome


@operation
def reject(
    *, proposal: UUID, scope: Scope, by: Actor, at: dt.datetime
) -> models.Proposal:
    """Reject a proposal, or take one's own back; it can be proposed anew.

    Raises:
        NotPermitted, NotFound: not within reach.
        errors.ProposalOver: it was ended before, or its last day has passed.
    """
    row = _waiting(proposal, scope, at)
    _end(row, ProposalState.REJECTED, scope.officer, at)
    _record(row, "PROPOSAL_REJECTED", by, at)
    return row


def _waiting(proposal: UUID, scope: Scope, at: dt.datetime) -> models.Proposal:
    """A proposal that can still be ended, locked."""
    row = managers.proposal(proposal, scope, is_locked=True)
    if row.state != ProposalState.WAITING or row.expires_on < clock.today(at):
        raise errors.ProposalOver
    return row


def _end(
    row: models.Proposal,
    state: ProposalState,
    officer: models.Officer | None,
    at: dt.datetime,
) -> None:
    row.state, row.ended_by, row.ended_at = state.value, officer, at
    unit_of_work.change(row, "state", "ended_by", "ended_at")


@operation
def lapse(*, limit: int = 100, by: Actor, at: dt.datetime) -> int:
    """End proposals whose last day has passed; returns how many."""
    rows = models.Proposal.objects.select_for_update(skip_locked=True).filter(
        state=ProposalState.WAITING, expires_on__lt=clock.today(at)
    )
    ended = list(rows.order_by("expires_on", "id")[:limit])
    for row in ended:
        _end(row, ProposalState.LAPSED, None, at)
        _record(row, "PROPOSAL_LAPSED", by, at)
    return len(ended)


def _record(row: models.Proposal, type: str, by: Actor, at: dt.datetime) -> None:
    transparency.record(
        type=type,
        subject=row.id,
        by=by,
        at=at,
        agency=row.agencies[0] if len(row.agencies) == 1 else "",
        facts={"kind": row.kind, "proposed_by": str(row.proposed_by_id)},
    )
