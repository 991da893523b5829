"""Cases of a person without a contact, whom an officer serves at the desk."""

import datetime as dt
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from balarea.applications import errors, models, queries, rules, testing
from balarea.applications.operations import drafting, filing, message_address
from balarea.applications.rules import State
from balarea.applications.tests.conftest import Applicants
from balarea.foundation import ids, unit_of_work
from balarea.foundation.errors import NotFound
from balarea.foundation.operation import SYSTEM, Actor, operation
from balarea.notices import models as notices
from balarea.people import testing as people_testing
from balarea.people.models import Officer
from balarea.people.rules import Action
from balarea.vault import queries as vault

pytestmark = pytest.mark.django_db
CARD = "DKC-012"


@pytest.fixture
def officer(applicants: Applicants) -> Officer:
    return people_testing.officer_for(Action.RECEIVE, CARD, "DKC")[0].officer


@pytest.fixture
def visitor(officer: Officer, at: dt.datetime) -> testing.WalkIn:
    return testing.walk_in(1, officer, at - dt.timedelta(days=60))


def filed(who: testing.WalkIn, at: dt.datetime, state: State) -> models.Application:
    schedule = testing.Schedule(at - dt.timedelta(days=50), at)
    case = testing.draft(CARD, who, schedule)
    testing.submit(case, who, schedule)
    testing.advance(case, state, who, schedule)
    return models.Application.objects.get(id=case)


def begun(who: testing.Owner, at: dt.datetime) -> UUID:
    return drafting.begin(
        service=CARD, **who.owner, language="id", key=str(ids.uuid7()), by=who.by, at=at
    )


@pytest.mark.parametrize("state", [State.RECEIVED, State.AMENDED, State.GRANTED])
def test_a_case_without_contact_goes_its_way_and_nobody_is_written_to(
    visitor: testing.WalkIn, at: dt.datetime, state: State
) -> None:
    application = filed(visitor, at, state)
    assert application.contact is None
    assert application.owners == visitor.owners
    assert not notices.Message.objects.filter(case=application.id).exists()
    assert queries.changes(application)[0].office
    purposes = {one.purpose for one in vault.accesses(application.id)}
    assert "COUNTER" in purposes
    assert "OWN_DATA" not in purposes


def test_only_its_owner_finds_it(
    visitor: testing.WalkIn, officer: Officer, applicants: Applicants, at: dt.datetime
) -> None:
    application = filed(visitor, at, State.RECEIVED)
    other = testing.walk_in(2, officer, at)
    own = queries.application(application.id, visitor.owners)
    assert own == application
    assert queries.own_case(application.reference, visitor.owners) == application.id
    for owners in (other.owners, applicants[0].owners, frozenset[UUID]()):
        assert queries.application(application.id, owners) is None
        assert queries.draft(begun(visitor, at), owners) is None
        with pytest.raises(NotFound):
            filing.withdraw(
                case=application.id, owners=owners, by=applicants[0].by, at=at
            )


def test_drafts_are_limited_by_person_too(
    visitor: testing.WalkIn, officer: Officer, at: dt.datetime
) -> None:
    for _ in range(rules.MAX_DRAFTS):
        begun(visitor, at)
    with pytest.raises(errors.TooManyDrafts):
        begun(visitor, at)
    assert begun(testing.walk_in(2, officer, at), at)


def test_the_same_key_begins_one_draft_of_each_owner(
    visitor: testing.WalkIn, officer: Officer, at: dt.datetime
) -> None:
    start: Any = {"service": CARD, "language": "id", "key": "once", "at": at}
    cases = [
        drafting.begin(by=who.by, **{**who.owner, **start})
        for who in (visitor, visitor, testing.walk_in(2, officer, at))
    ]
    assert cases[0] == cases[1] != cases[2]


def test_nothing_is_begun_for_nobody(at: dt.datetime, visitor: testing.WalkIn) -> None:
    with pytest.raises(NotFound):
        drafting.begin(service=CARD, language="id", key="x", by=visitor.by, at=at)


def test_the_database_refuses_a_case_without_an_owner(
    visitor: testing.WalkIn, at: dt.datetime
) -> None:
    @operation
    def disown(*, draft: models.Draft, by: Actor, at: dt.datetime) -> None:
        draft.person = None
        unit_of_work.change(draft, "person")

    draft = models.Draft.objects.get(id=begun(visitor, at))
    with (
        pytest.raises(IntegrityError, match="applications_draft_has_an_owner"),
        transaction.atomic(),
    ):
        disown(draft=draft, by=SYSTEM, at=at)


def test_messages_go_to_contacts_only(visitor: testing.WalkIn, at: dt.datetime) -> None:
    case = begun(visitor, at)
    with pytest.raises(NotFound):
        message_address.choose_contact(
            case=case,
            owners=visitor.owners,
            contact=visitor.person.id,
            by=visitor.by,
            at=at,
        )
