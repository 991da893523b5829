"""Revoking and suspending: two people, the holder's answer, and remedies against it."""

import datetime as dt
from typing import Any

import pytest

from balarea.applications import errors, models, queries, testing_measures
from balarea.applications.measure_rules import Ground, MeasureKind
from balarea.applications.objection_rules import Remedy
from balarea.applications.operations import (
    measure_answers,
    measures,
    objecting,
    objection_outcomes,
)
from balarea.applications.queries import measures as measure_queries
from balarea.applications.queries import objections
from balarea.applications.rules import State
from balarea.applications.tests.conftest import Applicants, ApplicationIn, officer_for
from balarea.applications.tests.recorded import params_of
from balarea.applications.tests.test_objecting import TEXT, WHY, is_logged
from balarea.documents import errors as document_errors
from balarea.documents import operations as documents
from balarea.documents import queries as document_queries
from balarea.documents import verification
from balarea.documents.rules import EndGround, Verdict
from balarea.foundation import calendar, clock
from balarea.foundation.errors import NotFound, NotPermitted
from balarea.foundation.operation import SYSTEM
from balarea.people import queries as people_queries
from balarea.people import testing as people
from balarea.people.rules import Action
from balarea.transparency.models import Entry

pytestmark = pytest.mark.django_db

LETTER = "DKC-006"
REASON = "Data yang menjadi dasar dokumen ini ternyata tidak benar."
DAY = dt.timedelta(days=1)


@pytest.fixture
def issued(application_in: ApplicationIn, at: dt.datetime) -> models.Application:
    """An issued document, whose agency also has officers for objections and appeals."""
    application = application_in(LETTER, State.ISSUED)
    people.appoint_reviewers(application.agency, at - DAY)
    return application


def propose(
    application: models.Application, at: dt.datetime, **changed: Any
) -> models.Measure:
    arguments = {
        "kind": MeasureKind.REVOCATION,
        "ground": Ground.SUBSTANCE,
        "reason": REASON,
        **officer_for(Action.REVOKE, application),
        **changed,
    }
    return measures.propose(case=application.id, at=at, **arguments)


def suspend(
    application: models.Application, at: dt.datetime, until_on: dt.date | None = None
) -> models.Measure:
    """A suspension that waits for nobody's answer, approved at once."""
    proposed = propose(
        application,
        at,
        kind=MeasureKind.SUSPENSION,
        ground=Ground.DANGER,
        until_on=until_on,
    )
    testing_measures.approve(proposed, at)
    return proposed


def verdict(application: models.Application, at: dt.datetime) -> verification.Answer:
    document = document_queries.document_of(application.id)
    assert document is not None
    return verification.of_text(document.code, network="10.0.0.1", at=at)


def object_to(
    application: models.Application, applicants: Applicants, at: dt.datetime
) -> models.Objection:
    return objecting.file_objection(
        case=application.id,
        owners=applicants[0].owners,
        text=TEXT,
        by=applicants[0].by,
        at=at,
    )


def decide_objection(
    objection: models.Objection,
    application: models.Application,
    at: dt.datetime,
    *,
    is_granted: bool,
) -> None:
    objection_outcomes.decide_objection(
        case=application.id,
        objection=objection.id,
        is_granted=is_granted,
        reasons=WHY,
        at=at,
        **officer_for(objections.ACTIONS[Remedy(objection.remedy)], application),
    )


def test_nothing_changes_before_another_person_approves_it(
    issued: models.Application, at: dt.datetime
) -> None:
    one = officer_for(Action.REVOKE, issued)
    proposed = propose(issued, at, **one)
    decide: dict[str, Any] = {
        "case": issued.id,
        "measure": proposed.id,
        "is_approved": True,
        "reasons": WHY,
    }
    assert verdict(issued, at).verdict == Verdict.VALID
    last = calendar.add_working_days(clock.today(at), 5)
    assert params_of(issued, "MEASURE")["answer_by_on"] == last.isoformat()
    with pytest.raises(errors.OwnProposal):
        measures.decide(**decide, **one, at=at)
    with pytest.raises(errors.ProposedAlready):
        propose(issued, at)
    with pytest.raises(errors.AnswerAwaited):
        testing_measures.approve(proposed, at)
    later = at + (last - clock.today(at) + DAY)
    testing_measures.approve(proposed, later)
    assert verdict(issued, later).verdict == Verdict.REVOKED
    params = params_of(issued, "REVOKED")
    assert params["object_by_on"] > clock.today(later).isoformat()
    with pytest.raises(errors.ChangedMeanwhile):
        testing_measures.approve(proposed, later)
    with pytest.raises(errors.NothingInForce):
        propose(issued, later)
    letter = document_queries.document_of(proposed.id)
    assert letter is not None
    documents.issue(document=letter.id, by=SYSTEM, at=clock.now())
    assert letter.number.endswith(f"/PENCABUTAN/DKC/{later.year}")
    for type in ("MEASURE_PROPOSED", "MEASURE_DECIDED", "REVOKED"):
        assert is_logged(issued, type)


def test_the_holder_answers_once_before_it_is_approved(
    issued: models.Application, applicants: Applicants, at: dt.datetime
) -> None:
    proposed = propose(issued, at)
    answer: dict[str, Any] = {"case": issued.id, "measure": proposed.id, "text": TEXT}
    stranger, holder = applicants[1], applicants[0]
    with pytest.raises(NotFound):
        measure_answers.answer(**answer, owners=stranger.owners, by=stranger.by, at=at)
    measure_answers.answer(**answer, owners=holder.owners, by=holder.by, at=at)
    with pytest.raises(errors.AnswerOver):
        measure_answers.answer(**answer, owners=holder.owners, by=holder.by, at=at)
    row = measure_queries.measure(proposed.id, case=issued.id)
    assert row is not None
    texts = measures.open_texts(
        measure=row,
        application=issued,
        purpose="DECIDE",
        by=officer_for(Action.REVOKE, issued)["by"],
        at=at,
    )
    assert texts == {"reason": REASON, "answer": TEXT}
    testing_measures.approve(proposed, at, is_approved=False)
    assert verdict(issued, at).verdict == Verdict.VALID
    assert params_of(issued, "STAYS_VALID")["kind"] == "REVOCATION"


def test_an_answer_is_taken_in_and_a_proposal_is_taken_back_by_its_proposer(
    issued: models.Application, at: dt.datetime
) -> None:
    proposed = propose(issued, at)
    common: dict[str, Any] = {"case": issued.id, "measure": proposed.id, "at": at}
    desk = officer_for(Action.RECEIVE, issued, proposed.officer_id)
    people.grant(proposed.officer, issued.agency, {Action.RECEIVE}, at)
    own: dict[str, Any] = {
        "scope": people.scope_of(proposed.officer),
        "by": people_queries.officer_actor(proposed.officer),
    }
    with pytest.raises(errors.OwnProposalAnswered):
        measure_answers.answer_at_desk(text=TEXT, **common, **own)
    with pytest.raises(NotPermitted):
        measure_answers.answer_at_desk(
            text=TEXT, **common, **officer_for(Action.DECIDE_OBJECTION, issued)
        )
    measure_answers.answer_at_desk(text=TEXT, **common, **desk)
    with pytest.raises(errors.AnswerOver):
        measure_answers.answer_at_desk(text=TEXT, **common, **desk)
    entry = Entry.objects.get(subject=issued.id, type="MEASURE_ANSWERED")
    assert entry.actor_kind == "OFFICER"
    other = officer_for(Action.REVOKE, issued, proposed.officer_id)
    with pytest.raises(errors.NotOwnProposal):
        measures.take_back(reason=WHY, **common, **other)
    with pytest.raises(errors.ReasonsMissing):
        measures.take_back(reason="", **common, **own)
    outcome = measures.take_back(reason=WHY, **common, **own)
    assert (outcome.is_taken_back, outcome.is_approved) == (True, False)
    assert is_logged(issued, "MEASURE_TAKEN_BACK")
    assert params_of(issued, "STAYS_VALID")["kind"] == "REVOCATION"
    assert verdict(issued, at).verdict == Verdict.VALID
    with pytest.raises(errors.ChangedMeanwhile):
        measures.take_back(reason=WHY, **common, **own)
    with pytest.raises(errors.ChangedMeanwhile):
        testing_measures.approve(proposed, at)
    propose(issued, at)  # nothing waits any more


def test_refuses_a_ground_or_days_that_do_not_fit(
    issued: models.Application, at: dt.datetime
) -> None:
    suspension = {"kind": MeasureKind.SUSPENSION}
    with pytest.raises(errors.MeasureMissing):
        propose(issued, at, ground=Ground.DANGER)
    with pytest.raises(errors.SuspensionDaysWrong):
        propose(issued, at, until_on=clock.today(at - DAY), **suspension)
    with pytest.raises(errors.ReasonsMissing):
        propose(issued, at, reason="...")
    assert not models.Measure.objects.exists()


def test_a_suspension_is_over_on_its_day_without_any_job(
    issued: models.Application, at: dt.datetime
) -> None:
    last = clock.today(at) + 3 * DAY
    suspend(issued, at, until_on=last)
    answer = verdict(issued, at)
    assert answer.verdict == Verdict.SUSPENDED
    assert answer.suspended_until == last
    assert verdict(issued, at + 3 * DAY).verdict == Verdict.SUSPENDED
    after = verdict(issued, at + 4 * DAY)
    assert (after.verdict, after.reinstated_on) == (Verdict.VALID, None)
    assert params_of(issued, "SUSPENDED")["until_on"] == last.isoformat()
    document = document_queries.document_of(issued.id)
    assert document is not None
    cases = [issued.id]
    assert not document_queries.in_force(cases, last)
    assert document_queries.in_force(cases, last + DAY)


def test_one_person_ends_a_suspension_at_once(
    issued: models.Application, at: dt.datetime
) -> None:
    measure = suspend(issued, at)
    with pytest.raises(document_errors.CannotSuspend):
        suspend(issued, at)
    lift: dict[str, Any] = {
        "case": issued.id,
        "reason": WHY,
        **officer_for(Action.REVOKE, issued),
        "at": at + DAY,
    }
    measures.lift(**lift)
    assert verdict(issued, at + DAY).verdict == Verdict.VALID
    row = measure_queries.measure(measure.id, case=issued.id)
    assert row is not None
    assert not measure_queries.is_in_force(row, clock.today(at))
    assert params_of(issued, "LIFTED")
    with pytest.raises(errors.NotSuspendedNow):
        measures.lift(**lift)


@pytest.mark.parametrize("kind", MeasureKind)
def test_a_granted_remedy_puts_the_document_back_into_force(
    issued: models.Application,
    applicants: Applicants,
    at: dt.datetime,
    kind: MeasureKind,
) -> None:
    measure = propose(issued, at, kind=kind, ground=Ground.REQUEST)
    testing_measures.approve(measure, at)
    later = at + DAY
    objection = object_to(issued, applicants, later)
    assert (objection.measure_id, objection.decision_id) == (measure.id, None)
    with pytest.raises(errors.NothingToObject):
        object_to(issued, applicants, later)
    decide_objection(objection, issued, later, is_granted=False)
    appeal = object_to(issued, applicants, later)
    assert appeal.remedy == Remedy.APPEAL
    decide_objection(appeal, issued, later, is_granted=True)
    answer = verdict(issued, later)
    assert answer.verdict == Verdict.VALID
    assert answer.reinstated_by == EndGround.APPEAL
    assert answer.reinstated_on == clock.today(later)
    assert params_of(issued, "OBJ_DECIDED")["measure"] == kind.value
    issued.refresh_from_db()
    assert issued.state == State.ISSUED
    assert queries.open_remedy(issued, {}, today=clock.today(later)) is None
    # It can be revoked again, with its own remedy.
    again = propose(issued, later, ground=Ground.REQUEST)
    testing_measures.approve(again, later)
    assert verdict(issued, later).verdict == Verdict.REVOKED
    assert object_to(issued, applicants, later).measure_id == again.id


def test_neither_of_its_two_people_decides_on_an_objection_to_it(
    issued: models.Application, applicants: Applicants, at: dt.datetime
) -> None:
    measure = propose(issued, at, ground=Ground.REQUEST)
    outcome = testing_measures.approve(measure, at)
    objection = object_to(issued, applicants, at)
    for officer in (measure.officer, outcome.officer):
        people.grant(officer, issued.agency, {Action.DECIDE_OBJECTION}, at)
        with pytest.raises(errors.HadAPart):
            objection_outcomes.decide_objection(
                case=issued.id,
                objection=objection.id,
                is_granted=True,
                reasons=WHY,
                scope=people.scope_of(officer),
                by=officer_for(Action.REVOKE, issued)["by"],
                at=at,
            )


def test_silence_on_an_objection_undoes_the_measure(
    issued: models.Application, applicants: Applicants, at: dt.datetime
) -> None:
    suspend(issued, at)
    objection = object_to(issued, applicants, at)
    late = at + (objection.due_on - clock.today(at) + DAY)
    assert objection_outcomes.lapse(at=late)
    answer = verdict(issued, late)
    assert (answer.verdict, answer.reinstated_by) == (
        Verdict.VALID,
        EndGround.OBJECTION,
    )
