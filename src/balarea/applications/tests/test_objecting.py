"""Objections and appeals: who files and decides them, by when, and what follows."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from balarea.applications import errors, models, queries, testing
from balarea.applications.objection_rules import ObjectionState, Remedy
from balarea.applications.operations import deciding, objecting, objection_outcomes
from balarea.applications.queries import objections
from balarea.applications.rules import Basis, Outcome, State
from balarea.applications.tests.conftest import Applicants, ApplicationIn, officer_for
from balarea.applications.tests.recorded import params_of
from balarea.documents import operations as documents
from balarea.documents import queries as document_queries
from balarea.documents import testing as document_testing
from balarea.documents import uploads
from balarea.foundation import calendar, clock
from balarea.foundation.errors import NotFound, NotPermitted
from balarea.foundation.operation import SYSTEM
from balarea.people import queries as people_queries
from balarea.people import testing as people
from balarea.people.rules import Action
from balarea.transparency.models import Entry

pytestmark = pytest.mark.django_db

LETTER, RESULT = "DKC-006", "DHB-008"
TEXT = "Dokumen saya sama dengan jawaban saya; petugas keliru membaca namanya."
WHY = "Dokumen pemohon ternyata cocok dengan jawabannya, jadi syaratnya terpenuhi."


@pytest.fixture
def refused(
    application_in: ApplicationIn, at: dt.datetime
) -> Callable[[str], models.Application]:
    """A refused application, whose agency has officers for objections and appeals."""

    def make(service: str = LETTER) -> models.Application:
        application = application_in(service, State.REFUSED)
        people.appoint_reviewers(application.agency, at - dt.timedelta(days=1))
        return application

    return make


type Refused = Callable[..., models.Application]


def moments(application: models.Application) -> dt.datetime:
    """The day after the refusal, in office hours."""
    assert application.closed_at is not None
    return application.closed_at + dt.timedelta(days=1)


def file(
    application: models.Application,
    who: testing.Applicant,
    at: dt.datetime,
    **changed: Any,
) -> models.Objection:
    arguments = {"text": TEXT, "owners": who.owners, "by": who.by, **changed}
    return objecting.file_objection(case=application.id, at=at, **arguments)


def decide(
    application: models.Application,
    objection: models.Objection,
    at: dt.datetime,
    **changed: Any,
) -> models.ObjectionOutcome:
    action = objections.ACTIONS[Remedy(objection.remedy)]
    arguments = {
        "is_granted": True,
        "reasons": WHY,
        **officer_for(action, application),
        **changed,
    }
    return objection_outcomes.decide_objection(
        case=application.id, objection=objection.id, at=at, **arguments
    )


def is_logged(application: models.Application, type: str) -> bool:
    return Entry.objects.filter(subject=application.id, type=type).exists()


def state_of(objection: models.Objection) -> ObjectionState:
    row = queries.objection(objection.id, case=objection.application_id)
    assert row is not None
    last = models.ObjectionStep.objects.filter(objection=row).latest("at", "id")
    assert objections.state_of(row) == last.state
    return objections.state_of(row)


def test_is_filed_with_the_last_day_on_which_it_is_decided(
    refused: Refused, applicants: Applicants
) -> None:
    application = refused()
    at = moments(application)
    objection = file(application, applicants[0], at)
    assert objection.due_on == calendar.add_working_days(clock.today(at), 10)
    assert is_logged(application, "OBJECTION_FILED")
    params = params_of(application, "OBJECTION")
    assert params == {"due_on": objection.due_on.isoformat()}
    application.refresh_from_db()
    assert application.state == State.REFUSED


def test_its_files_are_sealed_with_it(refused: Refused, applicants: Applicants) -> None:
    application = refused()
    paper = uploads.examine(document_testing.page("Bukti", "Siti"))
    at = moments(application)
    objection = file(application, applicants[0], at, files=[("bukti.pdf", paper)])
    [stored] = document_queries.files_of(objection.id)
    assert stored.requirement == objections.FILES
    assert document_queries.files_of(application.id).count(stored) == 0


def test_granting_it_issues_the_document_and_sets_the_refusal_aside(
    refused: Refused, applicants: Applicants
) -> None:
    application = refused()
    at = moments(application)
    before = queries.last_decision(application)
    objection = file(application, applicants[0], at)
    decide(application, objection, at + dt.timedelta(hours=1))
    application.refresh_from_db()
    decision = queries.last_decision(application)
    assert before is not None
    assert decision is not None
    assert decision.id != before.id
    assert (decision.outcome, decision.basis) == (Outcome.GRANTED, Basis.OBJECTION)
    assert application.state == State.GRANTED
    assert application.closed_at is None
    assert state_of(objection) == ObjectionState.GRANTED
    for case in (application.id, objection.id):
        document = document_queries.document_of(case)
        assert document is not None
        documents.issue(document=document.id, by=SYSTEM, at=clock.now())
    application.refresh_from_db()
    assert application.state == State.ISSUED
    letter = document_queries.document_of(objection.id)
    assert letter is not None
    assert letter.state == "ISSUED"
    assert letter.number.endswith(f"/KEBERATAN/DKC/{at.year}")
    for type in ("OBJECTION_DECIDED", "REOPENED", "DECIDED"):
        assert is_logged(application, type)


def test_the_letter_takes_no_number_of_the_service(
    refused: Refused, applicants: Applicants
) -> None:
    application = refused()
    at = moments(application)
    objection = file(application, applicants[0], at)
    decide(application, objection, at)
    document = document_queries.document_of(application.id)
    letter = document_queries.document_of(objection.id)
    assert document is not None
    assert letter is not None
    assert (document.sequence, letter.sequence) == (1, 1)


def test_a_rejected_objection_leaves_the_refusal_and_opens_the_appeal(
    refused: Refused, applicants: Applicants
) -> None:
    application, who = refused(), applicants[0]
    at = moments(application)
    objection = file(application, who, at)
    decide(application, objection, at, is_granted=False)
    application.refresh_from_db()
    assert application.state == State.REFUSED
    last_on = calendar.add_working_days(clock.today(at), 10)
    params = params_of(application, "OBJ_DECIDED")
    assert params["appeal_by_on"] == last_on.isoformat()
    appeal = file(application, who, at + dt.timedelta(days=1))
    assert appeal.remedy == Remedy.APPEAL
    decide(application, appeal, at + dt.timedelta(days=2), is_granted=False)
    with pytest.raises(errors.NothingToObject):
        file(application, who, at + dt.timedelta(days=3))


def test_refuses_a_second_objection_while_the_first_waits(
    refused: Refused, applicants: Applicants
) -> None:
    application = refused()
    at = moments(application)
    file(application, applicants[0], at)
    with pytest.raises(errors.NothingToObject):
        file(application, applicants[0], at)


def test_refuses_an_objection_after_its_last_day(
    refused: Refused, applicants: Applicants
) -> None:
    application = refused()
    assert application.closed_at is not None
    last_on = calendar.add_working_days(clock.today(application.closed_at), 21)
    on_it = dt.datetime.combine(
        last_on, dt.time(23, 59), clock.local(application.closed_at).tzinfo
    )
    with pytest.raises(errors.TooLateToObject):
        file(application, applicants[0], on_it + dt.timedelta(minutes=1))
    assert file(application, applicants[0], on_it)


def test_nobody_else_files_it(refused: Refused, applicants: Applicants) -> None:
    application = refused()
    with pytest.raises(NotFound):
        file(application, applicants[1], moments(application))


@pytest.mark.parametrize("text", ["", "Salah.", "." * 40])
def test_refuses_one_that_says_too_little(
    refused: Refused, applicants: Applicants, text: str
) -> None:
    application = refused()
    with pytest.raises(errors.ReasonsMissing):
        file(application, applicants[0], moments(application), text=text)


def test_refuses_an_objection_where_nothing_was_refused(
    application_in: ApplicationIn, applicants: Applicants, at: dt.datetime
) -> None:
    application = application_in(LETTER, State.ISSUED)
    with pytest.raises(errors.NothingToObject):
        file(application, applicants[0], at)


def test_whoever_had_a_part_in_the_decision_does_not_decide_on_it(
    refused: Refused, applicants: Applicants
) -> None:
    application = refused()
    at = moments(application)
    objection = file(application, applicants[0], at)
    decision = queries.last_decision(application)
    assert decision is not None
    assert decision.officer is not None
    officer = decision.officer
    people.grant(officer, application.agency, {Action.DECIDE_OBJECTION}, at)
    with pytest.raises(errors.HadAPart):
        decide(
            application,
            objection,
            at,
            scope=people.scope_of(officer),
            by=people_queries.officer_actor(officer),
        )


def test_refuses_to_decide_without_the_right_for_this_remedy(
    refused: Refused, applicants: Applicants
) -> None:
    application = refused()
    at = moments(application)
    objection = file(application, applicants[0], at)
    with pytest.raises(NotPermitted):
        decide(
            application,
            objection,
            at,
            **officer_for(Action.DECIDE_APPEAL, application),
        )


def test_two_officers_decide_once(refused: Refused, applicants: Applicants) -> None:
    application = refused()
    at = moments(application)
    objection = file(application, applicants[0], at)
    decide(application, objection, at, is_granted=False)
    with pytest.raises(errors.ChangedMeanwhile):
        decide(application, objection, at)


def after(objection: models.Objection) -> dt.datetime:
    """The first minute of the day after its last."""
    day = objection.due_on + dt.timedelta(days=1)
    return dt.datetime.combine(day, dt.time(0, 1), clock.local(objection.at).tzinfo)


def test_silence_grants_it_and_nobody_can_decide_any_more(
    refused: Refused, applicants: Applicants
) -> None:
    application = refused()
    objection = file(application, applicants[0], moments(application))
    late = after(objection)
    assert not objection_outcomes.lapse(at=late - dt.timedelta(minutes=2))
    with pytest.raises(errors.DecidedByTime):
        decide(application, objection, late, is_granted=False)
    assert objection_outcomes.lapse(at=late)
    assert not objection_outcomes.lapse(at=late)
    application.refresh_from_db()
    assert application.state == State.GRANTED
    assert state_of(objection) == ObjectionState.GRANTED_BY_SILENCE
    decision = queries.last_decision(application)
    assert decision is not None
    assert decision.is_by_law
    assert is_logged(application, "OBJECTION_LAPSED")
    assert is_logged(application, "GRANTED_BY_LAW")
    document = document_queries.document_of(application.id)
    assert document is not None
    documents.issue(document=document.id, by=SYSTEM, at=clock.now())


def test_an_answer_that_silence_grants_goes_back_and_can_only_be_given(
    refused: Refused, applicants: Applicants
) -> None:
    application = refused(RESULT)
    objection = file(application, applicants[0], moments(application))
    late = after(objection)
    assert objection_outcomes.lapse(at=late)
    application.refresh_from_db()
    assert application.state == State.TO_DECIDE
    assert application.due_on >= calendar.add_working_days(clock.today(late), 5)
    arguments: dict[str, Any] = {
        "case": application.id,
        "reasons": WHY,
        "done_on": clock.today(late),
        "at": late + dt.timedelta(hours=9),
        **officer_for(Action.DECIDE, application),
    }
    with pytest.raises(errors.MustGrant):
        deciding.decide(outcome=Outcome.REFUSED, **arguments)
    deciding.decide(outcome=Outcome.GRANTED, **arguments)
    application.refresh_from_db()
    assert application.state == State.ANSWERED


def test_a_day_that_is_closed_moves_its_last_day(
    refused: Refused, applicants: Applicants
) -> None:
    application = refused()
    objection = file(application, applicants[0], moments(application))
    closed = {objection.due_on: False}
    assert objections.due_on(objection, closed) > objection.due_on
    opened = {objection.due_on + dt.timedelta(days=n): True for n in range(-9, 0)}
    assert objections.due_on(objection, opened) == objection.due_on


def test_waits_in_the_list_of_who_may_decide_on_it(
    refused: Refused, applicants: Applicants
) -> None:
    application = refused()
    objection = file(application, applicants[0], moments(application))
    mine = officer_for(Action.DECIDE_OBJECTION, application)["scope"]
    [item] = queries.awaited_objections(mine)
    assert (item.id, item.due_on) == (objection.id, objection.due_on)
    others = officer_for(Action.DECIDE_APPEAL, application)["scope"]
    assert queries.awaited_objections(others) == []


def test_is_taken_in_at_the_desk_by_who_may(
    refused: Refused, applicants: Applicants
) -> None:
    application = refused()
    at = moments(application)
    desk = officer_for(Action.RECEIVE, application)
    objection = objecting.take_in_objection(
        case=application.id, text=TEXT, at=at, **desk
    )
    assert objection.received_by == desk["scope"].officer
    with pytest.raises(NotPermitted):
        objecting.take_in_objection(
            case=application.id,
            text=TEXT,
            at=at,
            **officer_for(Action.DECIDE_APPEAL, application),
        )
    back: dict[str, Any] = {"case": application.id, "objection": objection.id}
    with pytest.raises(NotPermitted):
        objecting.withdraw_objection_at_desk(
            at=at, **back, **officer_for(Action.DECIDE_APPEAL, application)
        )
    objecting.withdraw_objection_at_desk(at=at, **back, **desk)
    entry = Entry.objects.get(subject=application.id, type="OBJECTION_WITHDRAWN")
    assert entry.actor_kind == "OFFICER"
    with pytest.raises(errors.NotWaiting):
        objecting.withdraw_objection_at_desk(at=at, **back, **desk)


def test_its_text_and_reasons_open_with_a_trace(
    refused: Refused, applicants: Applicants
) -> None:
    application, who = refused(), applicants[0]
    at = moments(application)
    objection = file(application, who, at)
    decide(application, objection, at, is_granted=False)
    row = queries.objection(objection.id, case=application.id)
    assert row is not None
    opened = objecting.open_text(
        application=application, objection=row, purpose="OWN_DATA", by=who.by, at=at
    )
    assert opened == (TEXT, WHY)
