"""A complete file goes to the register that decides, and its outcome is recorded."""

import datetime as dt
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from balarea.applications import errors, models, queries, testing
from balarea.applications.operations import (
    deadline_extension,
    handing_over,
    unanswered_deficiencies,
)
from balarea.applications.rules import Outcome, State
from balarea.applications.tests.conftest import Applicants, ApplicationIn, officer_for
from balarea.catalogue import queries as catalogue
from balarea.documents import queries as documents
from balarea.documents import testing as document_testing
from balarea.documents import uploads
from balarea.foundation import calendar, clock, working_days
from balarea.foundation.errors import NotPermitted
from balarea.notices import queries as notices
from balarea.people.rules import Action
from balarea.transparency.models import Entry

pytestmark = pytest.mark.django_db

TAX, TITLE_CHECK = "KPP-001", "BPN-001"
NUMBER = "S-77/KPP/2026"
TEXT = "Nomor pokok wajib pajak sudah aktif sejak tanggal ini."


def hand_over(
    application: models.Application, at: dt.datetime, **changed: Any
) -> models.HandOver:
    arguments = {
        "number": NUMBER,
        "handed_on": clock.today(at),
        **officer_for(Action.HAND_OVER, application),
        **changed,
    }
    return handing_over.hand_over(case=application.id, at=at, **arguments)


def record(
    application: models.Application, at: dt.datetime, **changed: Any
) -> models.RegisterOutcome:
    arguments = {
        "outcome": Outcome.GRANTED,
        "decided_on": clock.today(at),
        "text": TEXT,
        **officer_for(Action.HAND_OVER, application),
        **changed,
    }
    return handing_over.record_outcome(case=application.id, at=at, **arguments)


def types(application: models.Application) -> list[str]:
    entries = Entry.objects.filter(subject=application.id).order_by("id")
    return list(entries.values_list("type", flat=True))


def test_a_complete_file_waits_to_be_handed_over(
    application_in: ApplicationIn,
) -> None:
    application = application_in(TAX, State.TO_HAND_OVER)
    definition = catalogue.definition(application.definition)
    assert definition.clock is not None
    assert application.completed_at is not None
    completed_on = clock.today(application.completed_at)
    due_on = calendar.add_working_days(completed_on, definition.clock.working_days)
    assert application.due_on == due_on
    message = notices.of_case(application.id)[0]
    assert (message.kind, message.params["register"]) == (
        "COMPLETE",
        "Coretax, Direktorat Jenderal Pajak",
    )


def test_records_the_other_register_s_number_and_tells_the_citizen(
    application_in: ApplicationIn, at: dt.datetime
) -> None:
    application = application_in(TAX, State.TO_HAND_OVER)
    row = hand_over(application, at, number=f"  {NUMBER} ")
    application.refresh_from_db()
    assert application.state == State.HANDED_OVER
    assert (row.number, row.handed_on) == (NUMBER, clock.today(at))
    assert "HANDED_OVER" in types(application)
    message = notices.of_case(application.id)[0]
    assert message.kind == "HANDED_OVER"
    assert message.params["number"] == NUMBER


@pytest.mark.parametrize("number", ["", "  ", "tidak ada", "9" * 61])
def test_refuses_a_text_that_is_no_number(
    application_in: ApplicationIn, at: dt.datetime, number: str
) -> None:
    application = application_in(TAX, State.TO_HAND_OVER)
    with pytest.raises(errors.RegisterNumberMissing):
        hand_over(application, at, number=number)


@pytest.mark.parametrize("days", [-1, 1])
def test_refuses_a_day_before_the_filing_or_in_the_future(
    application_in: ApplicationIn, at: dt.datetime, days: int
) -> None:
    application = application_in(TAX, State.TO_HAND_OVER)
    near = application.submitted_at if days < 0 else at
    day = clock.today(near) + dt.timedelta(days=days)
    with pytest.raises(errors.StepDayImpossible):
        hand_over(application, at, handed_on=day)


def test_refuses_officers_without_the_action(
    application_in: ApplicationIn, at: dt.datetime
) -> None:
    application = application_in(TAX, State.TO_HAND_OVER)
    with pytest.raises(NotPermitted):
        hand_over(application, at, **officer_for(Action.INSPECT, application))


def test_is_never_handed_over_twice(
    application_in: ApplicationIn, at: dt.datetime
) -> None:
    application = application_in(TAX, State.HANDED_OVER)
    with pytest.raises(errors.ChangedMeanwhile):
        hand_over(application, at)


def test_closes_with_the_outcome_and_its_paper_sealed(
    application_in: ApplicationIn, at: dt.datetime
) -> None:
    application = application_in(TITLE_CHECK, State.HANDED_OVER)
    paper = uploads.examine(document_testing.page("Catatan", "Siti"))
    row = record(application, at, paper=paper, paper_name="catatan.pdf")
    application.refresh_from_db()
    assert application.state == State.COMPLETED
    assert application.closed_at == at
    assert row.paper is not None
    assert row.paper.requirement == queries.OUTCOME_PAPER
    assert row.paper in documents.evidence_of(application.id)
    filed, _ = queries.filed_evidence(application, None)
    assert row.paper not in filed, "the citizen didn't file it"
    assert types(application)[-3:] == ["EVIDENCE_ADDED", "OUTCOME", "ANNOUNCED"]
    message = notices.of_case(application.id)[0]
    assert (message.kind, message.params["outcome"]) == ("OUTCOME", "GRANTED")


def test_a_refusal_there_is_no_refusal_here(
    application_in: ApplicationIn, at: dt.datetime
) -> None:
    application = application_in(TAX, State.HANDED_OVER)
    record(application, at, outcome=Outcome.REFUSED)
    application.refresh_from_db()
    assert application.state == State.COMPLETED
    assert queries.last_decision(application) is None
    assert documents.document_of(application.id) is None


def test_refuses_an_outcome_without_words_or_before_it_went_over(
    application_in: ApplicationIn, at: dt.datetime
) -> None:
    application = application_in(TAX, State.HANDED_OVER)
    handed_over = queries.hand_over(application)
    assert handed_over is not None
    with pytest.raises(errors.ReasonsMissing):
        record(application, at, text="ya")
    day = handed_over.handed_on - dt.timedelta(days=1)
    with pytest.raises(errors.StepDayImpossible):
        record(application, at, decided_on=day)


def test_days_at_the_other_register_are_not_the_agency_s(
    application_in: ApplicationIn, at: dt.datetime
) -> None:
    application = application_in(TAX, State.HANDED_OVER)
    due_on, since = application.due_on, queries.changes(application)[-1].at
    later = at + dt.timedelta(days=40)
    record(application, later)
    application.refresh_from_db()
    days = working_days.between(
        clock.today(since), clock.today(later), calendar.overrides()
    )
    assert days > 20
    assert application.due_on == calendar.add_working_days(due_on, days)


def test_a_closed_day_moves_no_deadline_while_it_is_elsewhere(
    application_in: ApplicationIn, at: dt.datetime
) -> None:
    application = application_in(TAX, State.HANDED_OVER)
    assert deadline_extension.extend(days=[application.due_on], at=at) == 0


def test_what_is_not_mended_in_time_is_handed_over_as_it_is(
    application_in: ApplicationIn,
) -> None:
    application = application_in(TAX, State.RETURNED)
    day = application.due_on + dt.timedelta(days=1)
    late = dt.datetime.combine(day, dt.time(9), clock.zone())
    assert unanswered_deficiencies.move_to_decision(at=late)
    application.refresh_from_db()
    assert application.state == State.TO_HAND_OVER


def test_lists_what_waits_there_the_longest_first(
    application_in: ApplicationIn, applicants: Applicants, at: dt.datetime
) -> None:
    first = application_in(TAX, State.HANDED_OVER)
    schedule = testing.Schedule(at - dt.timedelta(days=9), at)
    case = testing.draft(TAX, applicants[1], schedule)
    testing.submit(case, applicants[1], schedule)
    testing.advance(case, State.HANDED_OVER, applicants[1], schedule)
    scope = officer_for(Action.HAND_OVER, first)["scope"]
    listed = queries.awaited_outcomes(scope)
    assert [one.id for one in listed] == [first.id, case]
    assert queries.awaited_outcomes(scope, after=listed[0].cursor) == listed[1:]
    record(first, at)
    assert [one.id for one in queries.awaited_outcomes(scope)] == [case]


def test_the_database_refuses_a_change_of_what_is_on_record(
    application_in: ApplicationIn,
) -> None:
    application = application_in(TAX, State.HANDED_OVER)
    with pytest.raises(DatabaseError), transaction.atomic():
        models.HandOver.objects.filter(application=application).update(number="1")
