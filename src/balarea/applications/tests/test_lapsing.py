"""What happens when the last day of a decision passes, and when it is extended."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pytest
from django.conf import settings
from tests import snapshots

from balarea.applications import errors, models, queries, testing
from balarea.applications.operations import (
    deciding,
    extending,
    lapsing,
    verifying,
)
from balarea.applications.rules import Basis, Outcome, Silence, State
from balarea.applications.tests.conftest import Applicants, ApplicationIn, officer_for
from balarea.applications.tests.recorded import params_of
from balarea.catalogue import definition as engine
from balarea.catalogue import operations as catalogue
from balarea.catalogue import queries as catalogue_queries
from balarea.catalogue import testing as catalogue_testing
from balarea.documents import operations as documents
from balarea.documents import queries as document_queries
from balarea.foundation import calendar, clock
from balarea.foundation.errors import NotPermitted
from balarea.foundation.operation import SYSTEM
from balarea.notices import queries as notices
from balarea.people.operations import calendar as calendar_operations
from balarea.people.rules import Action
from balarea.transparency.models import Entry

pytestmark = pytest.mark.django_db

PLAIN, ANSWER, VISITED = "DKC-006", "DHB-008", "DPM-058"
WHY = "Berkas ini menunggu hasil pengukuran ulang dari tim lapangan kami."
GRANTED = engine.endings.Silence("GRANTED", "L1")
EXTENDABLE = engine.endings.Extension(5, "L1")
type Changed = Callable[..., engine.Definition]


@pytest.fixture
def changed(applicants: Applicants, at: dt.datetime) -> Changed:
    """Publish a service again, as another law has it."""

    def publish(code: str, **terms: Any) -> engine.Definition:
        every = catalogue_testing.online()
        before = catalogue_queries.current(code)
        definition = msgspec.structs.replace(before, version=900, **terms)
        online = [catalogue_queries.current(one) for one in catalogue_testing.ARRANGED]
        serving = {one.agency for one in online}
        folder = Path(settings.BALAREA_SERVICES_DIR)

        def publish_all() -> None:
            catalogue.publish(
                definitions=[definition if one.code == code else one for one in online],
                agencies=[a for a in engine.load_agencies(folder) if a.code in serving],
                by=SYSTEM,
                at=at - dt.timedelta(days=60),
            )

        snapshots.arrange(("changed", engine.identity(definition)), publish_all)
        assert code in every
        return definition

    return publish


@pytest.fixture
def application(
    applicants: Applicants, at: dt.datetime
) -> Callable[..., models.Application]:
    """An application for a service as it is published now, in a state.

    It was filed up to so many days ago.
    """

    def make(service: str, state: State, days: int = 50) -> models.Application:
        case = snapshots.arrange(
            ("application of a law", service, state, days),
            lambda: advanced(service, state, days),
        )
        return models.Application.objects.get(id=case)

    def advanced(service: str, state: State, days: int) -> UUID:
        schedule = testing.Schedule(at - dt.timedelta(days=days), at)
        case = testing.draft(service, applicants[0], schedule)
        testing.submit(case, applicants[0], schedule)
        testing.advance(case, state, applicants[0], schedule)
        return case

    return make


type Make = Callable[..., models.Application]


def after(application: models.Application, days: int = 1) -> dt.datetime:
    """The first minute of the day after its last."""
    day = application.due_on + dt.timedelta(days=days)
    zone = clock.local(application.submitted_at).tzinfo
    return dt.datetime.combine(day, dt.time(0, 1), zone)


def lapse_all(at: dt.datetime) -> int:
    """What the job does."""
    count = 0
    while lapsing.record_lapse(at=at):
        count += 1
    return count


def lapses_of(application: models.Application) -> list[models.Lapse]:
    return list(models.Lapse.objects.filter(application=application))


def is_logged(application: models.Application, type: str) -> bool:
    return Entry.objects.filter(subject=application.id, type=type).exists()


@pytest.mark.parametrize("state", [State.TO_DECIDE, State.TO_INSPECT])
def test_the_law_grants_what_nobody_decided_in_time(
    changed: Changed, application: Make, state: State
) -> None:
    service = VISITED if state == State.TO_INSPECT else PLAIN
    changed(service, silence=GRANTED, fee=engine.format.FeeRule(kind="FREE"))
    row = application(service, state)
    late = after(row)
    lapse_all(late - dt.timedelta(minutes=2))
    assert not lapses_of(row)
    lapse_all(late)
    [lapse] = lapses_of(row)
    assert lapse.means == Silence.GRANTED
    row.refresh_from_db()
    assert row.state == State.GRANTED
    decision = queries.last_decision(row)
    assert decision is not None
    assert decision.is_by_law
    assert decision.basis == Basis.SILENCE
    for type in ("DECISION_LAPSED", "GRANTED_BY_LAW"):
        assert is_logged(row, type)
    params = params_of(row, "OVERDUE")
    assert params == {"due_on": lapse.due_on.isoformat(), "granted": "yes"}
    document = document_queries.document_of(row.id)
    assert document is not None
    documents.issue(document=document.id, by=SYSTEM, at=clock.now())
    row.refresh_from_db()
    assert row.state == State.ISSUED


def test_is_recorded_once_however_often_the_job_runs(
    application_in: ApplicationIn,
) -> None:
    row = application_in(PLAIN, State.TO_DECIDE)
    late = after(row)
    lapse_all(late)
    assert lapse_all(late + dt.timedelta(days=30)) == 0
    assert len(lapses_of(row)) == 1


def test_a_statement_waits_where_no_law_of_the_service_grants_it(
    application_in: ApplicationIn,
) -> None:
    row = application_in(PLAIN, State.TO_DECIDE)
    assert queries.statement_waits(row) is None
    late = after(row, days=9)  # the job had not run for a week
    lapse_all(late)
    lapse = queries.statement_waits(row)
    assert lapse is not None
    row.refresh_from_db()
    assert row.state == State.TO_DECIDE
    head = officer_for(Action.DECIDE, row)
    [item] = queries.passed_deadlines(head["scope"])
    assert (item.case, item.means, item.is_open) == (row.id, Silence.STATEMENT, True)
    lapsing.issue_statement(case=row.id, at=late, **head)
    row.refresh_from_db()
    assert row.state == State.GRANTED
    decision = queries.last_decision(row)
    assert decision is not None
    assert decision.officer == head["scope"].officer
    assert decision.basis == Basis.SILENCE
    with pytest.raises(errors.ChangedMeanwhile):
        lapsing.issue_statement(case=row.id, at=late, **head)


def test_the_head_may_decide_after_the_day_as_before(
    application_in: ApplicationIn,
) -> None:
    row = application_in(PLAIN, State.TO_DECIDE)
    late = after(row)
    lapse_all(late)
    deciding.decide(
        case=row.id,
        outcome=Outcome.GRANTED,
        at=late + dt.timedelta(hours=9),
        **officer_for(Action.DECIDE, row),
    )
    row.refresh_from_db()
    assert row.state == State.GRANTED


def test_no_statement_is_issued_before_the_day_has_passed(
    application_in: ApplicationIn, at: dt.datetime
) -> None:
    row = application_in(PLAIN, State.TO_DECIDE)
    with pytest.raises(errors.ChangedMeanwhile):
        lapsing.issue_statement(case=row.id, at=at, **officer_for(Action.DECIDE, row))


def test_no_statement_is_issued_without_the_right_to_decide(
    application_in: ApplicationIn,
) -> None:
    row = application_in(PLAIN, State.TO_DECIDE)
    late = after(row)
    lapse_all(late)
    with pytest.raises(NotPermitted):
        lapsing.issue_statement(
            case=row.id, at=late, **officer_for(Action.RECEIVE, row)
        )


@pytest.mark.parametrize(
    ("service", "state"),
    [(ANSWER, State.TO_DECIDE), (PLAIN, State.RECEIVED)],
    ids=["an answer", "a file that nobody checked"],
)
def test_is_told_where_only_a_person_can_go_on(
    application_in: ApplicationIn, service: str, state: State
) -> None:
    row = application_in(service, state)
    late = after(row)
    if state == State.RECEIVED:  # the check is late, and the decision isn't yet
        lapse_all(late)
        assert not lapses_of(row)
        late += dt.timedelta(days=40)
    lapse_all(late)
    [lapse] = lapses_of(row)
    assert lapse.means == Silence.NOTICE
    before = row.state
    row.refresh_from_db()
    assert row.state == before
    assert notices.of_case(row.id)[0].kind == "OVERDUE"
    assert queries.statement_waits(row) is None


def test_a_returned_file_has_no_day_of_a_decision(
    application_in: ApplicationIn,
) -> None:
    row = application_in(PLAIN, State.RETURNED)
    lapse_all(after(row, days=60))
    assert not lapses_of(row)


def test_a_deadline_is_extended_once_before_its_day(
    changed: Changed, application: Make, at: dt.datetime
) -> None:
    changed(PLAIN, extension=EXTENDABLE)
    row = application(PLAIN, State.TO_DECIDE)
    before = row.due_on
    early = after(row, days=-2)
    arguments: dict[str, Any] = {
        "case": row.id,
        "reason": WHY,
        **officer_for(Action.DECIDE, row),
    }
    with pytest.raises(errors.CannotExtend):
        extending.extend(at=after(row, days=0), **arguments)
    extension = extending.extend(at=early, **arguments)
    row.refresh_from_db()
    assert row.due_on == extension.due_on == calendar.add_working_days(before, 5)
    assert is_logged(row, "EXTENDED")
    params = params_of(row, "EXTENDED")
    assert params == {
        "was_on": before.isoformat(),
        "due_on": row.due_on.isoformat(),
    }
    with pytest.raises(errors.CannotExtend):
        extending.extend(at=early, **arguments)
    lapse_all(after(row, days=0))
    assert not lapses_of(row)
    lapse_all(after(row))
    assert len(lapses_of(row)) == 1


def test_a_closed_day_moves_an_extended_deadline_too(
    changed: Changed, application: Make
) -> None:
    changed(PLAIN, extension=EXTENDABLE)
    row = application(PLAIN, State.TO_DECIDE)
    early = after(row, days=-2)
    extending.extend(
        case=row.id, reason=WHY, at=early, **officer_for(Action.DECIDE, row)
    )
    row.refresh_from_db()
    extended = row.due_on
    calendar_operations.set_days(
        days=[extended], is_open=False, reason="Hari jadi", by=SYSTEM, at=early
    )
    row.refresh_from_db()
    assert row.due_on > extended


def test_refuses_an_extension_that_no_law_has(
    application_in: ApplicationIn, at: dt.datetime
) -> None:
    row = application_in(PLAIN, State.TO_DECIDE)
    with pytest.raises(errors.CannotExtend):
        extending.extend(
            case=row.id, reason=WHY, at=at, **officer_for(Action.DECIDE, row)
        )


def test_opening_the_case_does_not_hold_the_day(application_in: ApplicationIn) -> None:
    row = application_in(PLAIN, State.TO_DECIDE)
    late = after(row)
    verifying.open_case(case=row.id, at=late, **officer_for(Action.DECIDE, row))
    lapse_all(late)
    assert len(lapses_of(row)) == 1
