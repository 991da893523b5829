"""What gives power needs two persons, whoever asks and in whatever order."""

import datetime as dt
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError

from balarea.foundation.errors import NotFound, NotPermitted
from balarea.foundation.operation import SYSTEM, operation
from balarea.foundation.unit_of_work import change
from balarea.people import errors, models, proposal_rules, queries, testing
from balarea.people.operations import officers, proposals
from balarea.people.operations import proposed_powers as powers
from balarea.people.proposal_rules import ProposalState
from balarea.people.rules import Action, Role
from balarea.transparency.models import Entry

pytestmark = pytest.mark.django_db
WHY = "Pegawai baru di meja layanan"
DAY = dt.timedelta(days=1)


@pytest.fixture
def managers(at: dt.datetime) -> list[models.Officer]:
    """Two managers of the whole mall, and one of the health office alone."""
    for code in ("DPM", "DKS"):
        testing.open_agency(code, at)
    places = ("DPM", "DPM", "DKS")
    return [testing.appoint(code, [Action.MANAGE], at) for code in places]


def acting(officer: models.Officer, at: dt.datetime) -> dict[str, Any]:
    row = models.Officer.objects.select_related("account", "agency").get(id=officer.id)
    scope = testing.scope_of(row)
    return {"scope": scope, "by": queries.officer_actor(row), "at": at}


def appointment(**changed: Any) -> powers.Appointment:
    fields: dict[str, Any] = {
        "login": "dks.siti",
        "name": "Siti Contoh",
        "position": "Verifikator",
        "position_translations": {"en": "Verifier"},
        "agency": "DKS",
        "role": Role.VERIFIER,
        "contact": powers.Contact(kind="EMAIL", value="siti@contoh.id"),
    }
    return powers.Appointment(**(fields | changed))


def right(officer: models.Officer, agency: str = "DKS") -> powers.NewRight:
    return powers.NewRight(
        officer=officer.id, agency=agency, actions=(Action.VERIFY,), services=()
    )


def propose(
    payload: proposals.Payload, by: models.Officer, at: dt.datetime, why: str = WHY
) -> UUID:
    [kind] = [one for one in proposals.KINDS.values() if type(payload) is one.payload]
    row = proposals.propose(kind=kind.code, payload=payload, why=why, **acting(by, at))
    return row.id


def test_a_second_manager_appoints_whom_the_first_proposed_once(
    managers: list[models.Officer], at: dt.datetime
) -> None:
    first, second, other = managers
    proposal = propose(appointment(), first, at)
    assert not models.Account.objects.filter(login="dks.siti").exists()
    with pytest.raises(errors.OwnProposal):
        proposals.confirm(proposal=proposal, **acting(first, at))
    assert [
        one.id for one in queries.managers.waiting_proposals(testing.scope_of(other))
    ] == [proposal]
    outcome = proposals.confirm(proposal=proposal, **acting(second, at))
    assert isinstance(outcome, powers.FirstPassword)
    officer = models.Officer.objects.get(account__login="dks.siti")
    assert officer.account.check_password(outcome.password)
    assert officer.agency.code == "DKS"
    assert not models.Grant.objects.filter(officer=officer).exists()
    with pytest.raises(errors.ProposalOver):
        proposals.confirm(proposal=proposal, **acting(other, at))
    row = models.Proposal.objects.get(id=proposal)
    assert (row.state, row.ended_by_id) == (ProposalState.CONFIRMED, second.id)
    types = Entry.objects.filter(subject=proposal).order_by("id")
    assert list(types.values_list("type", flat=True)) == [
        "PROPOSAL_MADE",
        "OPENED",
        "PROPOSAL_CONFIRMED",
    ]


def test_nobody_confirms_a_right_of_their_own(
    managers: list[models.Officer], at: dt.datetime
) -> None:
    first, second, other = managers
    proposal = propose(right(other), first, at)
    with pytest.raises(errors.OwnProposal):
        proposals.confirm(proposal=proposal, **acting(other, at))
    proposals.confirm(proposal=proposal, **acting(second, at))
    assert Action.VERIFY in testing.scope_of(other).actions


def test_a_manager_of_one_agency_gives_no_power_elsewhere(
    managers: list[models.Officer], at: dt.datetime
) -> None:
    first, _second, other = managers
    for payload in (appointment(agency="DPM"), right(other, "DPM"), right(first)):
        with pytest.raises(NotPermitted):
            propose(payload, other, at)
    elsewhere = propose(appointment(agency="DPM"), first, at)
    with pytest.raises(NotFound):
        proposals.confirm(proposal=elsewhere, **acting(other, at))
    clerk = testing.appoint("DKS", [Action.VERIFY], at)
    with pytest.raises(NotPermitted):
        propose(appointment(), clerk, at)
    named = testing.appoint("DKS", [Action.MANAGE], at, services=["DKS-901"])
    with pytest.raises(NotPermitted):
        propose(appointment(), named, at)


def test_it_lapses_after_its_last_day(
    managers: list[models.Officer], at: dt.datetime
) -> None:
    first, second, _ = managers
    proposal = propose(appointment(), first, at)
    last = at + proposal_rules.DAYS * DAY
    assert proposals.lapse(by=SYSTEM, at=last) == 0
    with pytest.raises(errors.ProposalOver):
        proposals.confirm(proposal=proposal, **acting(second, last + DAY))
    assert proposals.lapse(by=SYSTEM, at=last + DAY) == 1
    assert models.Proposal.objects.get(id=proposal).state == ProposalState.LAPSED
    assert Entry.objects.filter(subject=proposal, type="PROPOSAL_LAPSED").exists()


def test_what_a_dismissed_manager_proposed_is_not_carried_out(
    managers: list[models.Officer], at: dt.datetime
) -> None:
    first, second, _ = managers
    proposal = propose(appointment(), first, at)
    officers.dismiss(officer=first, by=SYSTEM, at=at)
    with pytest.raises(errors.ProposerLeft):
        proposals.confirm(proposal=proposal, **acting(second, at))
    row = proposals.reject(proposal=proposal, **acting(second, at))
    assert row.state == ProposalState.REJECTED


def test_what_no_longer_fits_is_refused_and_stays_waiting(
    managers: list[models.Officer], at: dt.datetime
) -> None:
    first, second, _ = managers
    proposal = propose(appointment(), first, at)
    testing.appoint("DKS", [], at, login="dks.siti")
    with pytest.raises(errors.LoginTaken):
        proposals.confirm(proposal=proposal, **acting(second, at))
    assert models.Proposal.objects.get(id=proposal).state == ProposalState.WAITING


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"login": "Siti!"}, errors.LoginUnfit),
        ({"name": ""}, errors.ProposalUnclear),
        ({"position": "x" * 121}, errors.ProposalUnclear),
        ({"agency": "XXX"}, NotFound),
    ],
)
def test_refuses_what_its_schema_does_not_allow(
    managers: list[models.Officer],
    at: dt.datetime,
    changed: dict[str, Any],
    refusal: type[Exception],
) -> None:
    with pytest.raises(refusal):
        propose(appointment(**changed), managers[0], at)


def test_refuses_when_the_reason_is_missing(
    managers: list[models.Officer], at: dt.datetime
) -> None:
    with pytest.raises(errors.ReasonUnfit):
        propose(appointment(), managers[0], at, why=" ok ")


def test_every_schema_is_closed() -> None:
    for kind in proposals.KINDS.values():
        assert kind.payload.__struct_config__.forbid_unknown_fields, kind.code


@operation
def force(
    *, row: models.Proposal, values: dict[str, Any], by: Any, at: dt.datetime
) -> None:
    """Write columns as no operation of the mall does."""
    for name, value in values.items():
        setattr(row, name, value)
    change(row, *values)
    proposals._record(row, "PROPOSAL_CONFIRMED", by, at)


def test_the_database_refuses_one_person_for_both_parts_and_a_second_end(
    managers: list[models.Officer], at: dt.datetime
) -> None:
    first, second, other = managers
    rows = [
        models.Proposal.objects.get(id=propose(payload, first, at))
        for payload in (appointment(), right(other))
    ]
    state = {"state": ProposalState.CONFIRMED, "ended_at": at}
    for row, person in ((rows[0], first), (rows[1], other)):
        with pytest.raises(IntegrityError):
            force(row=row, values=state | {"ended_by": person}, by=SYSTEM, at=at)
    fresh = models.Proposal.objects.get(id=rows[0].id)
    proposals.reject(proposal=fresh.id, **acting(second, at))
    with pytest.raises(IntegrityError):
        force(row=fresh, values=state | {"ended_by": second}, by=SYSTEM, at=at)
    with pytest.raises(IntegrityError):
        force(
            row=models.Proposal.objects.get(id=rows[1].id),
            values={"officer": first},
            by=SYSTEM,
            at=at,
        )
