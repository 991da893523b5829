"""Decisions that end in an answer or an act, and what the citizen says of them."""

import datetime as dt
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from balarea.applications import errors, models, queries
from balarea.applications.operations import (
    answering,
    deciding,
)
from balarea.applications.queries import running_deadlines
from balarea.applications.rules import Outcome, State
from balarea.applications.tests.conftest import Applicants, ApplicationIn, officer_for
from balarea.foundation import calendar, clock
from balarea.foundation.errors import NotFound
from balarea.notices import queries as notices
from balarea.people.rules import Action
from balarea.transparency.models import Entry

pytestmark = pytest.mark.django_db

LIGHT = "DHB-008"
DONE = "Lampu di depan pasar sudah diganti dan menyala lagi."
OBJECTION = "Lampunya masih mati ketika saya lewat tadi malam."


def decide(application: models.Application, at: dt.datetime, **changed: Any) -> None:
    arguments = {
        "outcome": Outcome.GRANTED,
        "reasons": DONE,
        "done_on": clock.today(at),
        **officer_for(Action.DECIDE, application),
        **changed,
    }
    deciding.decide(case=application.id, at=at, **arguments)


def reply(
    application: models.Application,
    applicants: Applicants,
    at: dt.datetime,
    *,
    agrees: bool,
    text: str = OBJECTION,
) -> models.Application:
    who = applicants[0]
    return answering.reply(
        case=application.id,
        owners=frozenset({who.contact.id}),
        agrees=agrees,
        text=text,
        by=who.by,
        at=at,
    )


def is_logged(application: models.Application, type: str) -> bool:
    return Entry.objects.filter(subject=application.id, type=type).exists()


def test_an_act_with_its_day_waits_for_its_citizen_s_word(
    application_in: ApplicationIn, at: dt.datetime
) -> None:
    application = application_in(LIGHT, State.TO_DECIDE)
    due_on = application.due_on
    decide(application, at)
    application.refresh_from_db()
    assert application.state == State.ANSWERED
    assert application.due_on == calendar.add_working_days(clock.today(at), 10)
    answer = queries.last_answer(application)
    assert answer is not None
    assert (answer.due_on, answer.decision.done_on) == (due_on, clock.today(at))
    message = notices.of_case(application.id)[0]
    assert message.kind == "ANSWERED"
    assert message.params["due_on"] == application.due_on.isoformat()


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"done_on": None}, errors.StepDayUnreadable),
        ({"done_on": dt.date(2020, 1, 1)}, errors.StepDayImpossible),
        ({"done_on": dt.date(2999, 1, 1)}, errors.StepDayImpossible),
        ({"reasons": ""}, errors.ReasonsMissing),
        ({"reasons": "Sudah."}, errors.ReasonsMissing),
    ],
)
def test_refuses_an_act_without_its_day_or_its_words(
    application_in: ApplicationIn,
    at: dt.datetime,
    changed: dict[str, Any],
    error: type[Exception],
) -> None:
    application = application_in(LIGHT, State.TO_DECIDE)
    with pytest.raises(error):
        decide(application, at, **changed)


def test_a_refusal_needs_no_day_and_no_confirmation(
    application_in: ApplicationIn, at: dt.datetime
) -> None:
    application = application_in(LIGHT, State.REFUSED)
    decision = queries.last_decision(application)
    assert decision is not None
    assert decision.done_on is None
    assert queries.last_answer(application) is None


def test_its_citizen_s_yes_closes_it(
    application_in: ApplicationIn, applicants: Applicants, at: dt.datetime
) -> None:
    application = application_in(LIGHT, State.ANSWERED)
    closed = reply(application, applicants, at, agrees=True)
    assert (closed.state, closed.closed_at) == (State.CONFIRMED, at)
    assert is_logged(application, "CONFIRMED")


def test_a_first_no_brings_it_back_and_a_second_one_closes_it_as_disputed(
    application_in: ApplicationIn, applicants: Applicants, at: dt.datetime
) -> None:
    application = application_in(LIGHT, State.ANSWERED)
    again = reply(application, applicants, at, agrees=False)
    assert again.state == State.TO_DECIDE
    assert again.due_on == calendar.add_working_days(clock.today(at), 3)
    assert notices.of_case(application.id)[0].kind == "REOPENED"
    assert is_logged(application, "OBJECTED")
    decide(again, at)
    closed = reply(application, applicants, at, agrees=False)
    assert closed.state == State.DISPUTED
    assert notices.of_case(application.id)[0].kind == "DISPUTED"
    assert models.Reply.objects.filter(application=application).count() == 2


def test_refuses_a_no_without_words(
    application_in: ApplicationIn, applicants: Applicants, at: dt.datetime
) -> None:
    application = application_in(LIGHT, State.ANSWERED)
    with pytest.raises(errors.ReasonsMissing):
        reply(application, applicants, at, agrees=False, text="tidak")


def test_refuses_a_reply_of_somebody_else_or_to_nothing(
    application_in: ApplicationIn, applicants: Applicants, at: dt.datetime
) -> None:
    application = application_in(LIGHT, State.ANSWERED)
    with pytest.raises(NotFound):
        reply(application, applicants[1:], at, agrees=True)
    reply(application, applicants, at, agrees=True)
    with pytest.raises(errors.ChangedMeanwhile):
        reply(application, applicants, at, agrees=False)


def noon(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(12), clock.zone())


def test_without_a_word_it_is_closed_the_day_after_the_last(
    application_in: ApplicationIn,
) -> None:
    application = application_in(LIGHT, State.ANSWERED)
    last = application.due_on
    assert not answering.close_unconfirmed(at=noon(last))
    assert answering.close_unconfirmed(at=noon(last + dt.timedelta(days=1)))
    assert not answering.close_unconfirmed(at=noon(last + dt.timedelta(days=2)))
    application.refresh_from_db()
    assert application.state == State.UNCONFIRMED
    assert notices.of_case(application.id)[0].kind == "UNCONFIRMED"


@pytest.mark.parametrize(("late", "in_time"), [(0, True), (3, False)])
def test_whether_it_was_in_time_is_judged_by_the_answer_and_not_by_the_reply(
    application_in: ApplicationIn, applicants: Applicants, late: int, in_time: bool
) -> None:
    application = application_in(LIGHT, State.TO_DECIDE)
    answered_on = calendar.add_working_days(application.due_on, late)
    decide(application, noon(answered_on))
    replied_on = calendar.add_working_days(answered_on, 7)
    closed = reply(application, applicants, noon(replied_on), agrees=True)
    assert (replied_on <= closed.due_on) is in_time


def test_a_day_closed_later_lengthens_the_time_to_reply(
    application_in: ApplicationIn,
) -> None:
    application = application_in(LIGHT, State.ANSWERED)
    answer = queries.last_answer(application)
    assert answer is not None
    before, given_on = application.due_on, clock.today(answer.at)
    day = calendar.add_working_days(given_on, 2)
    row = calendar.override(day)
    assert row.day == day
    assert running_deadlines.counted_from(application) == (given_on, 10)
    assert before == calendar.add_working_days(given_on, 10)


def test_after_an_objection_the_time_counts_from_it(
    application_in: ApplicationIn, applicants: Applicants, at: dt.datetime
) -> None:
    application = application_in(LIGHT, State.ANSWERED)
    again = reply(application, applicants, at, agrees=False)
    assert running_deadlines.counted_from(again) == (clock.today(at), 3)


def test_the_database_wants_the_words_of_an_objection(
    application_in: ApplicationIn, at: dt.datetime
) -> None:
    application = application_in(LIGHT, State.ANSWERED)
    answer = queries.last_answer(application)
    assert answer is not None
    with pytest.raises(DatabaseError), transaction.atomic():
        models.Reply.objects.create(
            answer=answer, application=application, agrees=False, at=at
        )


def test_the_first_answer_stays_on_record(
    application_in: ApplicationIn, applicants: Applicants, at: dt.datetime
) -> None:
    application = application_in(LIGHT, State.ANSWERED)
    reply(application, applicants, at, agrees=False)
    application.refresh_from_db()
    decide(application, at, reasons=f"{DONE} Kali ini benar.")
    assert models.Answer.objects.filter(application=application).count() == 2
