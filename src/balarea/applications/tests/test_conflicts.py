"""Whoever has a conflict of interest has no part in a case."""

import datetime as dt
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, transaction

from balarea.applications import errors, models, queries, testing
from balarea.applications.operations import assigning, conflicts, verifying
from balarea.applications.rules import CONFLICTS, OWN_FILING, State
from balarea.applications.tests.conftest import ApplicationIn
from balarea.applications.tests.test_assigning import CARD, acting, head, verifiers
from balarea.foundation.operation import operation
from balarea.people import models as people_models
from balarea.people import testing as people_testing
from balarea.people.models import Officer
from balarea.people.rules import Action
from balarea.transparency.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def application(application_in: ApplicationIn) -> models.Application:
    return application_in(CARD, State.RECEIVED)


def declare(application: models.Application, officer: Officer, at: dt.datetime) -> None:
    conflicts.declare(case=application.id, ground="FAMILY", at=at, **acting(officer))


def with_own_contact(application: models.Application, officer: Officer) -> Officer:
    """The officer as one who gets notices where the applicant does."""
    officer.contact = testing.contact_of(application)
    return officer


def test_is_excluded_from_opening_and_from_every_step(
    application: models.Application, at: dt.datetime
) -> None:
    first, _ = verifiers()
    declare(application, first, at)
    steps: list[Any] = [
        lambda who: verifying.open_case(case=application.id, at=at, **who),
        lambda who: verifying.save_marks(case=application.id, marks={}, at=at, **who),
        lambda who: verifying.accept(case=application.id, marks={}, at=at, **who),
        lambda who: assigning.take(case=application.id, at=at, **who),
    ]
    for step in steps:
        with pytest.raises(errors.Excluded):
            step(acting(first))


def test_a_colleague_goes_on_and_sees_who_is_excluded_but_not_why(
    application: models.Application, at: dt.datetime
) -> None:
    first, second = verifiers()
    declare(application, first, at)
    testing.accept(application.id, **acting(second))
    assert queries.excluded_officers(application) == [first]
    entry = Entry.objects.get(subject=application.id, type="EXCLUDED")
    assert "FAMILY" not in str(entry.__dict__)
    names = {field.name for field in models.Exclusion._meta.concrete_fields}
    assert names == {"id", "application", "officer", "is_declared", "ground", "at"}


@pytest.mark.parametrize("ground", ["", "BUSY", OWN_FILING])
def test_refuses_a_ground_that_is_not_on_the_list(
    application: models.Application, at: dt.datetime, ground: str
) -> None:
    assert ground not in CONFLICTS
    first, _ = verifiers()
    with pytest.raises(errors.GroundMissing):
        conflicts.declare(case=application.id, ground=ground, at=at, **acting(first))


@pytest.mark.parametrize("state", [State.RECEIVED, State.RETURNED])
def test_what_the_officer_has_goes_back_to_its_queue(
    application: models.Application,
    applicants: list[testing.Applicant],
    at: dt.datetime,
    state: State,
) -> None:
    scope, by = people_testing.officer_for(Action.VERIFY, CARD, "DKC")
    assigning.take(case=application.id, scope=scope, by=by, at=at)
    testing.advance(application.id, state, applicants[0], testing.Schedule(at, at))
    declare(application, scope.officer, at)
    application.refresh_from_db()
    assert application.handler_id is None
    assert application.state == state
    last = queries.last_assignment(application.id)
    assert last is not None
    assert (last.kind, last.action) == ("GIVEN_BACK", Action.VERIFY)


def test_is_neither_given_it_nor_gets_it_as_the_next(
    application: models.Application, at: dt.datetime
) -> None:
    first, _ = verifiers()
    declare(application, first, at)
    with pytest.raises(errors.CannotAssign):
        assigning.give(case=application.id, officer=first.id, at=at, **acting(head()))
    taken = set[UUID]()
    while case := assigning.take_next(queue=Action.VERIFY, at=at, **acting(first)):
        taken.add(case)
    assert application.id not in taken


def test_an_own_filing_is_refused_and_its_attempt_recorded_once(
    application: models.Application, at: dt.datetime
) -> None:
    officer = with_own_contact(application, verifiers()[0])
    with pytest.raises(errors.Excluded):
        verifying.open_case(case=application.id, at=at, **acting(officer))
    for _ in range(2):
        conflicts.record_own_filing(case=application.id, at=at, **acting(officer))
    exclusion = models.Exclusion.objects.get(application=application)
    assert (exclusion.officer_id, exclusion.is_declared) == (officer.id, False)
    assert Entry.objects.filter(subject=application.id, type="EXCLUDED").count() == 1


def test_records_nothing_of_what_others_filed(
    application: models.Application, at: dt.datetime
) -> None:
    first, _ = verifiers()
    conflicts.record_own_filing(case=application.id, at=at, **acting(first))
    assert queries.excluded_officers(application) == []


def test_the_exclusion_is_for_good(
    application: models.Application, at: dt.datetime
) -> None:
    first, _ = verifiers()
    declare(application, first, at)

    @operation
    def forget(*, by: object, at: object) -> None:
        models.Exclusion.objects.filter(officer=first).delete()

    with pytest.raises(DatabaseError), transaction.atomic():
        forget(by=None, at=at)
    assert people_models.Officer.objects.filter(id=first.id).exists()
    assert queries.excluded_officers(application) == [first]
