"""A case is taken by one officer, given back, or given to a colleague."""

import datetime as dt
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, connection

from balarea.applications import errors, models, queries, testing
from balarea.applications.operations import assigning, officer_texts, verifying
from balarea.applications.rules import Share, State
from balarea.applications.tests.conftest import ApplicationIn
from balarea.catalogue.testing import ARRANGED
from balarea.foundation import clock
from balarea.foundation.errors import NotFound, NotPermitted
from balarea.foundation.operation import operation
from balarea.people import officer_queries
from balarea.people import queries as people
from balarea.people import testing as people_testing
from balarea.people.models import Officer
from balarea.people.rules import Action
from balarea.transparency.models import Entry

pytestmark = pytest.mark.django_db

CARD = "DKC-006"
WHY = "Petugas sedang mendampingi kunjungan lapangan hari ini."


def acting(officer: Officer) -> dict[str, Any]:
    return {
        "scope": people_testing.scope_of(officer),
        "by": people.officer_actor(officer),
    }


def verifiers() -> tuple[Officer, Officer]:
    first, second = officer_queries.officers_with(
        Action.VERIFY, agency="DKC", service=CARD
    )
    return first, second


def head() -> Officer:
    (officer,) = officer_queries.officers_with(
        Action.ASSIGN, agency="DKC", service=CARD
    )
    return officer


def handler_of(application: models.Application) -> UUID | None:
    application.refresh_from_db()
    return application.handler_id


def kinds(application: models.Application) -> list[str]:
    rows = models.Assignment.objects.filter(application=application)
    return list(rows.order_by("at", "id").values_list("kind", flat=True))


def marks(application: models.Application, officer: Officer, at: dt.datetime) -> None:
    who = acting(officer)
    requirement = testing.first_requirement(application.id, at=at, **who)
    verifying.save_marks(case=application.id, marks={requirement: True}, at=at, **who)


@pytest.fixture
def application(application_in: ApplicationIn) -> models.Application:
    assert CARD in ARRANGED
    return application_in(CARD, State.RECEIVED)


def test_an_officer_takes_a_free_case_and_the_log_says_so(
    application: models.Application, at: dt.datetime
) -> None:
    first, _ = verifiers()
    revision = application.revision
    assigning.take(case=application.id, at=at, **acting(first))
    assert handler_of(application) == first.id
    assert application.revision == revision + 1
    assert Entry.objects.filter(subject=application.id, type="ASSIGNED").count() == 1


def test_taking_it_again_changes_nothing(
    application: models.Application, at: dt.datetime
) -> None:
    first, _ = verifiers()
    for _ in range(2):
        assigning.take(case=application.id, at=at, **acting(first))
    assert kinds(application) == ["TAKEN"]


def test_of_two_who_take_at_once_one_gets_it(
    application: models.Application, at: dt.datetime
) -> None:
    seen = application.revision
    first, second = verifiers()
    assigning.take(case=application.id, seen_revision=seen, at=at, **acting(first))
    with pytest.raises(errors.ChangedMeanwhile):
        assigning.take(case=application.id, seen_revision=seen, at=at, **acting(second))
    assert handler_of(application) == first.id


def test_a_colleague_works_on_it_only_after_taking_it_over_with_a_reason(
    application: models.Application, at: dt.datetime
) -> None:
    first, second = verifiers()
    assigning.take(case=application.id, at=at, **acting(first))
    with pytest.raises(errors.WithColleague):
        marks(application, second, at)
    with pytest.raises(errors.ReasonsMissing):
        assigning.take(case=application.id, reason="Cuti", at=at, **acting(second))
    assigning.take(case=application.id, reason=WHY, at=at, **acting(second))
    assert handler_of(application) == second.id
    marks(application, second, at)
    with pytest.raises(errors.WithColleague):
        marks(application, first, at)


def test_the_officer_who_has_it_works_on(
    application: models.Application, at: dt.datetime
) -> None:
    first, _ = verifiers()
    assigning.take(case=application.id, at=at, **acting(first))
    marks(application, first, at)
    assert queries.marks(application)


def test_given_back_it_is_free_for_all(
    application: models.Application, at: dt.datetime
) -> None:
    first, second = verifiers()
    assigning.take(case=application.id, at=at, **acting(first))
    with pytest.raises(errors.NotYours):
        assigning.give_back(case=application.id, at=at, **acting(second))
    assigning.give_back(case=application.id, at=at, **acting(first))
    assert handler_of(application) is None
    assert kinds(application) == ["TAKEN", "GIVEN_BACK"]
    marks(application, second, at)


def test_what_nobody_has_is_not_given_back(
    application: models.Application, at: dt.datetime
) -> None:
    with pytest.raises(errors.NotYours):
        assigning.give_back(case=application.id, at=at, **acting(head()))


def test_an_officer_gives_what_they_have_to_a_colleague_with_a_reason(
    application: models.Application, at: dt.datetime
) -> None:
    first, second = verifiers()
    arguments: dict[str, Any] = {"case": application.id, "officer": second.id, "at": at}
    with pytest.raises(errors.NotYours):
        assigning.give(reason=WHY, **arguments, **acting(first))
    assigning.take(case=application.id, at=at, **acting(first))
    with pytest.raises(errors.ReasonsMissing):
        assigning.give(**arguments, **acting(first))
    assigning.give(reason=WHY, **arguments, **acting(first))
    assert handler_of(application) == second.id
    last = queries.last_assignment(application.id)
    assert last is not None
    assert (last.kind, last.assigned_by_id) == ("GIVEN", first.id)
    assert last.reason is not None
    texts = officer_texts.open_texts(
        application=application,
        sealed_texts={"why": (last.reason, "assignment")},
        purpose="VERIFY",
        by=people.officer_actor(second),
        at=at,
    )
    assert texts == {"why": WHY}


def test_a_head_gives_what_is_free_without_a_reason_and_takes_away_with_one(
    application: models.Application, at: dt.datetime
) -> None:
    first, second = verifiers()
    boss, case = head(), application.id
    assigning.give(case=case, officer=first.id, at=at, **acting(boss))
    assert handler_of(application) == first.id
    with pytest.raises(errors.ReasonsMissing):
        assigning.give(case=case, officer=second.id, at=at, **acting(boss))
    assigning.give(case=case, officer=second.id, reason=WHY, at=at, **acting(boss))
    assigning.give_back(case=case, at=at, **acting(boss))
    assert handler_of(application) is None


def test_is_given_only_to_who_may_take_its_next_step(
    application: models.Application, at: dt.datetime
) -> None:
    boss = head()  # decides, and doesn't verify
    for officer in (boss.id, UUID(int=0)):
        with pytest.raises(errors.CannotAssign):
            assigning.give(case=application.id, officer=officer, at=at, **acting(boss))


def test_refuses_who_may_not_take_its_step_or_does_not_reach_it(
    application: models.Application, at: dt.datetime
) -> None:
    with pytest.raises(NotPermitted):
        assigning.take(case=application.id, at=at, **acting(head()))
    other = people_testing.appoint("DPM", {Action.VERIFY}, at)
    with pytest.raises(NotFound):
        assigning.take(case=application.id, at=at, **acting(other))


def test_refuses_what_waits_for_no_officer(
    application_in: ApplicationIn, at: dt.datetime
) -> None:
    application = application_in(CARD, State.RETURNED)
    with pytest.raises(errors.ChangedMeanwhile):
        assigning.take(case=application.id, at=at, **acting(verifiers()[0]))


def test_the_next_step_finds_it_free_again(
    application: models.Application, at: dt.datetime
) -> None:
    first, _ = verifiers()
    assigning.take(case=application.id, at=at, **acting(first))
    testing.accept(application.id, **acting(first))
    assert handler_of(application) is None
    assert application.state != State.RECEIVED


def test_it_stays_with_its_officer_while_the_citizen_mends_it(
    application: models.Application, applicants: list[testing.Applicant]
) -> None:
    at = clock.now()
    # The first who may verify is the one by whom the builder returns it.
    scope, by = people_testing.officer_for(Action.VERIFY, CARD, "DKC")
    assigning.take(case=application.id, scope=scope, by=by, at=at)
    schedule = testing.Schedule(at, at)
    testing.advance(application.id, State.RETURNED, applicants[0], schedule)
    assert handler_of(application) == scope.officer.id
    testing.advance(application.id, State.AMENDED, applicants[0], schedule)
    assert handler_of(application) == scope.officer.id


def test_a_closed_case_is_with_nobody(
    application: models.Application, applicants: list[testing.Applicant]
) -> None:
    at = clock.now()
    assigning.take(case=application.id, at=at, **acting(verifiers()[0]))
    schedule = testing.Schedule(at, at)
    testing.advance(application.id, State.WITHDRAWN, applicants[0], schedule)
    assert handler_of(application) is None


def test_the_worklist_tells_mine_free_and_others(
    application: models.Application, at: dt.datetime
) -> None:
    first, second = verifiers()

    def shares(officer: Officer) -> set[Share]:
        scope = people_testing.scope_of(officer)
        return {
            share
            for share in Share
            if application.id
            in {i.id for i in queries.worklist(scope, Action.VERIFY, share=share)}
        }

    assert shares(first) == {Share.ALL, Share.FREE}
    assigning.take(case=application.id, at=at, **acting(first))
    assert shares(first) == {Share.ALL, Share.MINE}
    assert shares(second) == {Share.ALL, Share.OTHERS}


def test_the_next_case_is_the_most_urgent_free_one(
    application_in: ApplicationIn, application: models.Application, at: dt.datetime
) -> None:
    first, second = verifiers()
    scope = people_testing.scope_of(first)
    free = queries.worklist(scope, Action.VERIFY, share=Share.FREE)
    case = assigning.take_next(queue=Action.VERIFY, at=at, **acting(first))
    assert case == free[0].id
    following = assigning.take_next(queue=Action.VERIFY, at=at, **acting(second))
    assert following == (free[1].id if len(free) > 1 else None)


def test_nothing_is_taken_where_nothing_is_free(
    application: models.Application, at: dt.datetime
) -> None:
    first, second = verifiers()
    while assigning.take_next(queue=Action.VERIFY, at=at, **acting(second)):
        pass
    assert assigning.take_next(queue=Action.VERIFY, at=at, **acting(first)) is None


def test_the_load_counts_what_waits_for_each_officer(
    application: models.Application, at: dt.datetime
) -> None:
    first, second = verifiers()
    assigning.take(case=application.id, at=at, **acting(first))
    application.refresh_from_db()
    scope, due = people_testing.scope_of(head()), application.due_on

    def load(today: dt.date) -> dict[UUID, tuple[int, int, int]]:
        week_end = today + dt.timedelta(days=6)
        rows = queries.loads(scope, today=today, week_end=week_end)
        return {r.officer.id: (r.open_count, r.due_soon, r.late) for r in rows}

    assert load(due)[first.id] == (1, 1, 0)
    assert load(due + dt.timedelta(days=1))[first.id] == (1, 0, 1)
    assert load(due - dt.timedelta(days=7))[first.id] == (1, 0, 0)
    assert load(due)[second.id] == (0, 0, 0)


def test_what_lies_with_one_goes_to_another_at_once(
    application: models.Application, at: dt.datetime
) -> None:
    first, second = verifiers()
    assigning.take(case=application.id, at=at, **acting(first))
    arguments: dict[str, Any] = {
        "holder": first.id,
        "reason": WHY,
        "limit": 50,
        "at": at,
    }
    given = assigning.give_all(officer=head().id, **arguments, **acting(head()))
    assert given == (0, 1)
    given = assigning.give_all(officer=second.id, **arguments, **acting(head()))
    assert given == (1, 0)
    assert handler_of(application) == second.id


def test_who_does_not_hand_out_the_work_gives_nothing_of_others(
    application: models.Application, at: dt.datetime
) -> None:
    first, second = verifiers()
    assigning.take(case=application.id, at=at, **acting(first))
    arguments: dict[str, Any] = {
        "holder": first.id,
        "officer": second.id,
        "reason": WHY,
        "limit": 50,
    }
    given = assigning.give_all(at=at, **arguments, **acting(second))
    assert given == (0, 0)
    assert handler_of(application) == first.id


def test_the_database_refuses_a_closed_case_with_an_officer(
    application_in: ApplicationIn, at: dt.datetime
) -> None:
    application = application_in(CARD, State.ISSUED)

    @operation
    def cheat(*, by: object, at: object) -> None:
        models.Application.objects.filter(id=application.id).update(
            handler=verifiers()[0]
        )

    with pytest.raises(DatabaseError, match="applications_closed_is_with_nobody"):
        cheat(by=None, at=at)
    connection.needs_rollback = False


def test_how_the_worklist_is_shown_is_saved(
    application: models.Application, at: dt.datetime
) -> None:
    first, second = verifiers()
    for share, opens_next in ((Share.FREE, True), (Share.MINE, False)):
        assigning.save_preference(
            share=share, opens_next=opens_next, at=at, **acting(first)
        )
        saved = queries.preference(people_testing.scope_of(first))
        assert saved is not None
        assert (saved.share, saved.opens_next) == (share, opens_next)
    assert queries.share_of(people_testing.scope_of(second)) == Share.ALL
