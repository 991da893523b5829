"""Random lives of an issued document: proposed, answered, suspended, objected, undone.

Its verdict always follows from what two people and the law did, and no day is skipped.
"""

import datetime as dt
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from tests import sampling

from balarea.applications import errors, models, queries, testing, testing_measures
from balarea.applications.measure_rules import GROUNDS, Ground, MeasureKind
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
from balarea.applications.tests.test_measures import LETTER, REASON, verdict
from balarea.applications.tests.test_objecting import TEXT, WHY
from balarea.documents.rules import Verdict
from balarea.foundation import clock
from balarea.people import testing as people
from balarea.people.rules import Action

pytestmark = pytest.mark.django_db

LIVES, STEPS = sampling.lives(2), 16


class Life(RuleBasedStateMachine):
    """One issued document; each life is rolled back at its end."""

    case: models.Application
    who: testing.Applicant
    start: dt.datetime

    def __init__(self) -> None:
        super().__init__()
        self.whole = transaction.atomic()
        self.whole.__enter__()
        self.at = self.start

    def teardown(self) -> None:
        connection.check_constraints()
        transaction.set_rollback(True)
        self.whole.__exit__(None, None, None)

    @property
    def today(self) -> dt.date:
        return clock.today(self.at)

    def next(self) -> dt.datetime:
        self.at += dt.timedelta(minutes=1)
        return self.at

    def officer(self, action: Action) -> dict[str, Any]:
        return officer_for(action, self.case)

    def in_force(self) -> models.Measure | None:
        return measure_queries.measure_in_force(self.case, self.today)

    def proposed(self) -> models.Measure | None:
        return measure_queries.waiting_measure(self.case)

    def waiting(self) -> models.Objection | None:
        rows = queries.objections_of(self.case)
        return next((row for row in rows if objections.is_waiting(row)), None)

    @rule(days=st.integers(1, 12))
    def days_pass(self, days: int) -> None:
        self.at += dt.timedelta(days=days)
        while objection_outcomes.lapse(at=self.next()):
            pass

    @rule(kind=st.sampled_from(MeasureKind), ground=st.sampled_from(Ground))
    def is_proposed(self, kind: MeasureKind, ground: Ground) -> None:
        days = {"until_on": self.today + dt.timedelta(days=ground == Ground.DANGER)}
        arguments: dict[str, Any] = {
            "case": self.case.id,
            "kind": kind,
            "ground": ground,
            "reason": REASON,
            "at": self.next(),
            **(days if kind == MeasureKind.SUSPENSION else {}),
            **self.officer(Action.REVOKE),
        }
        measure = self.in_force()
        may_be = self.proposed() is None and measure is None
        if may_be and kind in GROUNDS[ground].kinds:
            measures.propose(**arguments)

    @precondition(lambda self: self.proposed() is not None)
    @rule()
    def is_answered(self) -> None:
        measure = self.proposed()
        assert measure is not None
        arguments: dict[str, Any] = {"owners": self.who.owners, "by": self.who.by}
        if measure_queries.may_answer(measure, self.today, {}):
            measure_answers.answer(
                case=self.case.id,
                measure=measure.id,
                text=TEXT,
                at=self.next(),
                **arguments,
            )

    @precondition(lambda self: self.proposed() is not None)
    @rule(is_approved=st.booleans())
    def is_decided(self, is_approved: bool) -> None:
        measure = self.proposed()
        assert measure is not None
        is_heard = (
            measure.answer_by_on is None
            or measure_queries.answer_of(measure) is not None
            or self.today > measure.answer_by_on
        )
        is_over = measure.until_on is not None and measure.until_on < self.today
        if is_approved and not is_heard:
            with pytest.raises(errors.AnswerAwaited):
                testing_measures.approve(measure, self.next())
        elif not (is_approved and is_over):
            testing_measures.approve(measure, self.next(), is_approved=is_approved)

    @rule()
    def is_lifted(self) -> None:
        measure = self.in_force()
        lift: dict[str, Any] = {
            "case": self.case.id,
            "reason": WHY,
            "at": self.next(),
            **self.officer(Action.REVOKE),
        }
        if measure is not None and measure.kind == MeasureKind.SUSPENSION:
            measures.lift(**lift)
            return
        with pytest.raises(errors.NotSuspendedNow):
            measures.lift(**lift)

    @rule()
    def is_objected_to(self) -> None:
        remedy = queries.open_remedy(self.case, {}, today=self.today)
        file: dict[str, Any] = {
            "case": self.case.id,
            "owners": self.who.owners,
            "text": TEXT,
            "by": self.who.by,
            "at": self.next(),
        }
        if remedy is None:
            with pytest.raises(errors.NothingToObject):
                objecting.file_objection(**file)
        elif self.today <= remedy.last_on:
            objection = objecting.file_objection(**file)
            assert remedy.measure is not None
            assert objection.measure_id == remedy.measure.id

    @precondition(lambda self: self.waiting() is not None)
    @rule(is_granted=st.sampled_from([True, False, None]))
    def its_objection_ends(self, is_granted: bool | None) -> None:
        """Granted, rejected, or withdrawn."""
        objection = self.waiting()
        assert objection is not None
        arguments: dict[str, Any] = {
            "case": self.case.id,
            "objection": objection.id,
            "at": self.next(),
        }
        if is_granted is None:
            objecting.withdraw_objection(
                owners=self.who.owners, by=self.who.by, **arguments
            )
            return
        objection_outcomes.decide_objection(
            is_granted=is_granted,
            reasons=WHY,
            **arguments,
            **self.officer(objections.ACTIONS[Remedy(objection.remedy)]),
        )

    @invariant()
    def its_verdict_follows_from_what_is_in_force(self) -> None:
        measure, answer = self.in_force(), verdict(self.case, self.at)
        expected = Verdict.VALID
        if measure is not None and measure.kind == MeasureKind.REVOCATION:
            expected = Verdict.REVOKED
        elif answer.valid_until is not None and answer.valid_until < self.today:
            expected = Verdict.EXPIRED
        elif measure is not None:
            expected = Verdict.SUSPENDED
        assert answer.verdict == expected

    @invariant()
    def two_people_did_it(self) -> None:
        for outcome in models.MeasureOutcome.objects.select_related("measure"):
            assert outcome.officer_id != outcome.measure.officer_id

    @invariant()
    def no_day_is_skipped_and_nobody_judges_themselves(self) -> None:
        objection = self.waiting()
        assert objection is None or objection.due_on >= self.today
        rows = models.ObjectionOutcome.objects.exclude(officer=None)
        for outcome in rows.select_related("objection__measure__outcome"):
            measure = outcome.objection.measure
            assert measure is not None
            its_people = {measure.officer_id, measure.outcome.officer_id}
            assert outcome.officer_id not in its_people


def test_every_life_of_a_document_holds_the_rules(
    application_in: ApplicationIn, applicants: Applicants, at: dt.datetime
) -> None:
    application = application_in(LETTER, State.ISSUED)
    people.appoint_reviewers(application.agency, at - dt.timedelta(days=1))

    class Prepared(Life):
        case, who, start = application, applicants[0], at

    run_state_machine_as_test(
        Prepared,
        settings=settings(
            max_examples=LIVES,
            stateful_step_count=STEPS,
            deadline=None,
            phases=[Phase.generate],  # shrinking takes minutes here
            suppress_health_check=list(HealthCheck),
        ),
    )
