"""Whoever has a conflict of interest has no part in a case."""

import datetime as dt
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, transaction

from balarea.applications import errors, models, queries, testing
from balarea.applications.operations import (
    assigning,
    conflicts,
    front_desk,
    sealed_contents,
    verifying,
)
from balarea.applications.queries import conflicts as conflict_queries
from balarea.applications.rules import CONFLICTS, OWN_FILING, State
from balarea.applications.tests.conftest import ApplicationIn
from balarea.applications.tests.test_assigning import CARD, acting, head, verifiers
from balarea.catalogue.definition.format import Field
from balarea.foundation.operation import SYSTEM, operation
from balarea.foundation.texts import Text
from balarea.people import errors as people_errors
from balarea.people import models as people_models
from balarea.people import testing as people_testing
from balarea.people.models import Officer
from balarea.people.operations import officer_identity, officers
from balarea.people.rules import Action
from balarea.transparency.models import Entry
from balarea.vault import queries as vault

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
        conflicts.record_found(case=application.id, at=at, **acting(officer))
    exclusion = models.Exclusion.objects.get(application=application)
    assert (exclusion.officer_id, exclusion.is_declared) == (officer.id, False)
    assert Entry.objects.filter(subject=application.id, type="EXCLUDED").count() == 1


def test_records_nothing_of_what_others_filed(
    application: models.Application, at: dt.datetime
) -> None:
    first, _ = verifiers()
    conflicts.record_found(case=application.id, at=at, **acting(first))
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


FAMILY_CARD = "9999010101200001"  # of the service's first example


def file_card(who: testing.Applicant, at: dt.datetime) -> models.Application:
    schedule = testing.Schedule(at - dt.timedelta(days=1), at)
    case = testing.draft(CARD, who, schedule)
    testing.submit(case, who, schedule)
    return models.Application.objects.get(id=case)


def nik_in(application: models.Application, at: dt.datetime) -> str:
    rows = queries.with_step_data(models.Application.objects.filter(id=application.id))
    answers = sealed_contents.open_answers(
        application=rows.get(), by=SYSTEM, at=at, purpose="ISSUE"
    )
    return str(answers["nik"])


@pytest.mark.parametrize("is_nik", [True, False])
def test_is_found_at_filing_by_own_nik_and_by_the_same_family_card(
    application: models.Application,
    applicants: list[testing.Applicant],
    at: dt.datetime,
    is_nik: bool,
) -> None:
    first, second = verifiers()
    nik = nik_in(application, at) if is_nik else ""
    card = "" if is_nik else "9999 0101 0120 0001"
    officer_identity.set_identity(
        officer=first, nik=nik, family_card=card, by=SYSTEM, at=at
    )
    filed = file_card(applicants[0], at)
    assert queries.excluded_officers(filed) == [first]
    entry = Entry.objects.get(subject=filed.id, type="EXCLUDED")
    assert entry.actor_kind == "SYSTEM"
    assert [one.id for one in queries.possible_handlers(filed)] == [second.id]
    # What was filed before is found when the officer comes near it.
    with pytest.raises(errors.Excluded):
        verifying.open_case(case=application.id, at=at, **acting(first))
    conflicts.record_found(case=application.id, at=at, **acting(first))
    assert queries.excluded_officers(application) == [first]


def test_who_is_found_while_they_work_on_it_gives_it_back(
    application: models.Application, at: dt.datetime
) -> None:
    first, second = verifiers()
    assigning.take(case=application.id, at=at, **acting(first))
    officer_identity.set_identity(
        officer=first, family_card=FAMILY_CARD, by=SYSTEM, at=at
    )
    conflicts.record_found(case=application.id, at=at, **acting(first))
    application.refresh_from_db()
    assert application.handler_id is None
    assigning.take(case=application.id, at=at, **acting(second))


def test_an_officer_takes_in_nothing_that_names_their_family(
    applicants: list[testing.Applicant], at: dt.datetime
) -> None:
    scope, by = people_testing.officer_for(Action.RECEIVE, CARD, "DKC")
    officer_identity.set_identity(
        officer=scope.officer, family_card=FAMILY_CARD, by=SYSTEM, at=at
    )
    schedule = testing.Schedule(at - dt.timedelta(days=1), at)
    case = testing.draft(CARD, applicants[0], schedule)
    seen = testing.seen_as(case, applicants[0], at)
    with pytest.raises(errors.Excluded):
        front_desk.file(
            case=case, key="k" * 36, seen_fingerprint=seen, scope=scope, by=by, at=at
        )
    assert models.Draft.objects.filter(id=case).exists()  # a colleague files it


def test_both_numbers_are_indexes_that_go_when_the_officer_leaves(
    application: models.Application, at: dt.datetime
) -> None:
    first, _ = verifiers()
    for wrong in ({"nik": "123"}, {"family_card": "123"}):
        with pytest.raises((people_errors.NotANik, people_errors.NotAFamilyCard)):
            officer_identity.set_identity(officer=first, **wrong, by=SYSTEM, at=at)
    officer_identity.set_identity(
        officer=first, nik=nik_in(application, at), by=SYSTEM, at=at
    )
    assert application.holder_index is not None
    assert bytes(first.nik_index or b"") == bytes(application.holder_index)
    officers.dismiss(officer=first, by=SYSTEM, at=at)
    first.refresh_from_db()
    assert first.nik_index is None


def test_family_cards_and_niks_of_entries_are_indexed_too() -> None:
    label = Text(id="Nomor")
    question = Field(id="kk", type="KK", label=label)
    inner = Field(id="nik", type="NIK", label=label)
    group = Field(id="children", type="GROUP", label=label, fields=(inner,))
    answers = {"kk": FAMILY_CARD, "children": [{"nik": "1"}, {"nik": "2"}, {}]}
    definition: Any = SimpleNamespace(fields={"kk": question, "children": group})
    cards = conflict_queries.family_indexes(definition, answers)
    assert cards == [vault.blind_index("family", FAMILY_CARD)]
    assert len(conflict_queries.nik_indexes(definition, answers)) == 2
    assert conflict_queries.nik_indexes(definition, {}) == []
