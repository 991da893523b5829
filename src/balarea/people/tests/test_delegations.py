"""Delegating authority: rights follow while it is in force, and no longer."""

import datetime as dt
from typing import Any

import pytest

from balarea.foundation import clock
from balarea.foundation.operation import SYSTEM
from balarea.people import errors, models, queries, testing
from balarea.people.operations import delegations
from balarea.people.rules import Action, DelegationKind
from balarea.transparency.models import Entry

pytestmark = pytest.mark.django_db
SERVICE = "DKS-901"
DAY = dt.timedelta(days=1)


@pytest.fixture
def agencies(at: dt.datetime) -> dict[str, models.Agency]:
    for code in ("DPM", "DKS"):
        testing.open_agency(code, at)
    return queries.agencies()


def delegate(
    agencies: dict[str, models.Agency], at: dt.datetime, **changed: Any
) -> models.Delegation:
    today = clock.today(at)
    return delegations.delegate(
        **{
            "service": SERVICE,
            "agency": agencies["DKS"],
            "to": agencies["DPM"],
            "kind": DelegationKind.DELEGATION,
            "actions": [Action.DECIDE],
            "office": "Kepala Dinas Kesehatan",
            "decree": "Keputusan Bupati 1/2026",
            "decree_on": today,
            "begins_on": today,
            "by": SYSTEM,
            "at": at,
            **changed,
        }
    )


def decides(officer: models.Officer, day: dt.date | None) -> bool:
    account = models.Account.objects.select_related("officer__agency").get(
        id=officer.account_id
    )
    scope = queries.scope_of(account, day)
    assert scope is not None
    return scope.allows(Action.DECIDE, agency="DKS", service=SERVICE)


def test_the_delegate_decides_from_its_first_to_its_last_day(
    agencies: dict[str, models.Agency], at: dt.datetime
) -> None:
    head = testing.appoint("DPM", [Action.DECIDE], at)
    today = clock.today(at)
    delegate(agencies, at, begins_on=today + DAY, ends_on=today + 2 * DAY)
    days = [today + n * DAY for n in range(4)]
    assert [decides(head, day) for day in days] == [False, True, True, False]
    assert not decides(head, None)


def test_it_gives_no_action_that_the_officer_hasnt_at_home(
    agencies: dict[str, models.Agency], at: dt.datetime
) -> None:
    clerk = testing.appoint("DPM", [Action.VERIFY, Action.COUNTERSIGN], at)
    elsewhere = testing.appoint("DPM", [Action.DECIDE], at, services=["DPM-902"])
    named = testing.appoint("DPM", [Action.DECIDE], at, services=[SERVICE])
    own = testing.appoint("DKS", [Action.DECIDE], at)
    delegate(agencies, at)
    today = clock.today(at)
    assert not decides(clerk, today)
    assert not decides(elsewhere, today)
    assert decides(named, today)
    assert decides(own, today)  # who delegates keeps its authority


def test_ending_it_takes_the_rights_at_once(
    agencies: dict[str, models.Agency], at: dt.datetime
) -> None:
    head = testing.appoint("DPM", [Action.DECIDE], at)
    row = delegate(agencies, at)
    assert decides(head, clock.today(at))
    delegations.end_delegation(delegation=row, by=SYSTEM, at=at)
    assert not decides(head, clock.today(at))
    with pytest.raises(errors.DelegationOver):
        delegations.end_delegation(delegation=row, by=SYSTEM, at=at)
    types = Entry.objects.filter(subject=row.id).order_by("id").values_list("type")
    assert [one for (one,) in types] == ["DELEGATED", "DELEGATION_ENDED"]


@pytest.mark.parametrize(
    "changed",
    [
        {"actions": []},
        {"actions": [Action.VERIFY]},
        {"decree": " "},
        {"office": ""},
        {"ends_on": dt.date(2020, 1, 1)},
        {"decree_on": dt.date(2999, 1, 1)},
    ],
)
def test_refuses_what_no_decree_can_delegate(
    agencies: dict[str, models.Agency], at: dt.datetime, changed: dict[str, Any]
) -> None:
    with pytest.raises(errors.NotDelegable):
        delegate(agencies, at, **changed)


def test_refuses_to_delegate_to_itself(
    agencies: dict[str, models.Agency], at: dt.datetime
) -> None:
    with pytest.raises(errors.NotDelegable):
        delegate(agencies, at, to=agencies["DKS"])


def test_refuses_the_same_authority_twice_at_a_time(
    agencies: dict[str, models.Agency], at: dt.datetime
) -> None:
    today = clock.today(at)
    delegate(agencies, at, ends_on=today + DAY)
    with pytest.raises(errors.DelegatedBefore):
        delegate(agencies, at, begins_on=today + DAY)
    delegate(agencies, at, begins_on=today + 2 * DAY)
    delegate(agencies, at, actions=[Action.COUNTERSIGN])


def test_a_paper_names_the_delegation_of_its_moment(
    agencies: dict[str, models.Agency], at: dt.datetime
) -> None:
    row = delegate(agencies, at)
    later = at + dt.timedelta(hours=1)
    delegations.end_delegation(delegation=row, by=SYSTEM, at=later)
    to = agencies["DPM"].id
    assert queries.delegation_of(SERVICE, to, Action.DECIDE, at) == row
    assert queries.delegation_of(SERVICE, to, Action.COUNTERSIGN, at) is None
    after = later + dt.timedelta(minutes=1)
    assert queries.delegation_of(SERVICE, to, Action.DECIDE, after) is None
