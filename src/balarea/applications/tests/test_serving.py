"""A prepared file is brought to the desk and served, or not for a reason, or lapses."""

import datetime as dt
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from balarea.applications import errors, models, queries
from balarea.applications.operations import deadline_extension, reminding, serving
from balarea.applications.rules import LAPSED, State
from balarea.applications.tests.conftest import ApplicationIn, officer_for
from balarea.catalogue import queries as catalogue
from balarea.foundation import clock
from balarea.foundation.errors import NotPermitted
from balarea.notices import queries as notices
from balarea.payments import queries as payments
from balarea.people.rules import Action
from balarea.transparency.models import Entry

pytestmark = pytest.mark.django_db

CAPTURE = "DKC-004"


def serve(application: models.Application, at: dt.datetime, **changed: Any) -> None:
    arguments = {"is_done": True, **officer_for(Action.SERVE, application), **changed}
    serving.serve(case=application.id, at=at, **arguments)


def noon(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(12), clock.zone())


def posted(application: models.Application) -> list[str]:
    return [message.kind for message in notices.of_case(application.id)]


def test_a_file_is_prepared_for_ninety_days_and_bills_nothing(
    application_in: ApplicationIn,
) -> None:
    application = application_in(CAPTURE, State.PREPARED)
    filed_on = clock.today(application.submitted_at)
    assert application.due_on == filed_on + dt.timedelta(days=90)
    assert payments.current_bill(application.id) is None
    assert posted(application)[0] == "PREPARED"
    assert "RECEIVED" not in posted(application)
    assert not catalogue.definition(application.definition).is_billed


def test_serving_closes_it_and_tells_the_citizen(
    application_in: ApplicationIn, at: dt.datetime
) -> None:
    application = application_in(CAPTURE, State.PREPARED)
    serve(application, at)
    application.refresh_from_db()
    assert (application.state, application.closed_at) == (State.SERVED, at)
    assert posted(application)[0] == "SERVED"
    assert Entry.objects.filter(subject=application.id, type="SERVED").exists()
    visit = queries.desk_visit(application)
    assert visit is not None
    assert (visit.is_done, visit.reason) == (True, "")


@pytest.mark.parametrize("reason", ["MACHINE_DOWN", "captured_before"])
def test_what_was_not_done_has_a_reason_of_the_list(
    application_in: ApplicationIn, at: dt.datetime, reason: str
) -> None:
    application = application_in(CAPTURE, State.PREPARED)
    serve(application, at, is_done=False, reason=reason)
    application.refresh_from_db()
    assert application.state == State.NOT_SERVED
    definition = catalogue.definition(application.definition)
    text = queries.not_served_text(definition, reason, "id")
    assert text not in {"", reason}


@pytest.mark.parametrize("reason", ["", "LAPSED", "because"])
def test_refuses_to_record_nothing_done_without_a_reason(
    application_in: ApplicationIn, at: dt.datetime, reason: str
) -> None:
    application = application_in(CAPTURE, State.PREPARED)
    with pytest.raises(errors.NotServedReasonMissing):
        serve(application, at, is_done=False, reason=reason)


def test_refuses_officers_without_the_action(
    application_in: ApplicationIn, at: dt.datetime
) -> None:
    application = application_in(CAPTURE, State.PREPARED)
    with pytest.raises(NotPermitted):
        serve(application, at, **officer_for(Action.DECIDE, application))


def test_serves_once(application_in: ApplicationIn, at: dt.datetime) -> None:
    application = application_in(CAPTURE, State.SERVED)
    with pytest.raises(errors.ChangedMeanwhile):
        serve(application, at)


def test_lapses_the_day_after_its_last_and_not_before(
    application_in: ApplicationIn,
) -> None:
    application = application_in(CAPTURE, State.PREPARED)
    assert not serving.lapse(at=noon(application.due_on))
    assert serving.lapse(at=noon(application.due_on + dt.timedelta(days=1)))
    assert not serving.lapse(at=noon(application.due_on + dt.timedelta(days=2)))
    application.refresh_from_db()
    assert application.state == State.NOT_SERVED
    visit = queries.desk_visit(application)
    assert visit is not None
    assert (visit.reason, visit.officer) == (LAPSED, None)
    assert notices.of_case(application.id)[0].params["lapsed"] == "yes"


def test_reminds_two_weeks_before_once(application_in: ApplicationIn) -> None:
    application = application_in(CAPTURE, State.PREPARED)
    first = application.due_on - dt.timedelta(days=14)
    assert reminding.remind_to_bring(at=noon(first - dt.timedelta(days=1))) == 0
    assert reminding.remind_to_bring(at=noon(first)) == 1
    assert reminding.remind_to_bring(at=noon(first + dt.timedelta(days=1))) == 0
    assert posted(application)[0] == "BRING_SOON"


def test_reminds_nobody_who_came(application_in: ApplicationIn) -> None:
    application = application_in(CAPTURE, State.SERVED)
    day = application.due_on - dt.timedelta(days=1)
    assert reminding.remind_to_bring(at=noon(day)) == 0


def test_a_closed_day_moves_no_calendar_day(
    application_in: ApplicationIn, at: dt.datetime
) -> None:
    application = application_in(CAPTURE, State.PREPARED)
    assert deadline_extension.extend(days=[application.due_on], at=at) == 0


def test_the_database_wants_a_reason_where_nothing_was_done(
    application_in: ApplicationIn, at: dt.datetime
) -> None:
    application = application_in(CAPTURE, State.PREPARED)
    with pytest.raises(DatabaseError), transaction.atomic():
        models.DeskVisit.objects.create(application=application, is_done=False, at=at)
