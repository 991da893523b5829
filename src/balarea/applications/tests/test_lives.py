"""Random lives of a case, walked through the operations, hold what the law says.

One decision is in force, no day is skipped, nobody who had a part decides on an
objection, and every event is told and logged.
"""

import datetime as dt
import itertools
from collections.abc import Callable

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

from balarea.applications import errors, models, objection_rules, queries, testing
from balarea.applications.objection_rules import ObjectionState, Remedy
from balarea.applications.operations import (
    deciding,
    extending,
    lapsing,
    objecting,
    objection_outcomes,
    unanswered_deficiencies,
)
from balarea.applications.queries import objections
from balarea.applications.rules import LAPSING, Outcome, State
from balarea.applications.tests.conftest import Applicants, officer_for
from balarea.applications.tests.test_lapsing import (
    EXTENDABLE,
    GRANTED,
    PLAIN,
    WHY,
    Changed,
    Make,
    application,
    changed,
)
from balarea.applications.tests.test_objecting import TEXT
from balarea.documents.models import IssuedDocument
from balarea.foundation import calendar, clock
from balarea.notices.models import Message
from balarea.people import queries as people_queries
from balarea.people import testing as people
from balarea.people.rules import Action
from balarea.transparency.models import Entry

__all__ = ["application", "changed"]

pytestmark = pytest.mark.django_db

LIVES, STEPS = sampling.lives(2), 14


class EventsOf(testing.Schedule):
    """The times of a life's steps: each a minute after its last event."""

    def __init__(self, life: "Life") -> None:
        super().__init__(life.at, life.at)
        self._life = life

    def next(self) -> dt.datetime:
        return self._life.next()


class Life(RuleBasedStateMachine):
    """One application from its filing on; each life is rolled back at its end."""

    case: models.Application
    who: testing.Applicant

    def __init__(self) -> None:
        super().__init__()
        self.whole = transaction.atomic()
        self.whole.__enter__()
        self.at = self.case.submitted_at

    def teardown(self) -> None:
        connection.check_constraints()
        transaction.set_rollback(True)
        self.whole.__exit__(None, None, None)

    # What the rules read.

    @property
    def now(self) -> models.Application:
        return models.Application.objects.get(id=self.case.id)

    @property
    def state(self) -> State:
        return State(self.now.state)

    @property
    def today(self) -> dt.date:
        return clock.today(self.at)

    def next(self) -> dt.datetime:
        """The time of the next step, as `testing.Schedule` gives it."""
        self.at += dt.timedelta(minutes=1)
        return self.at

    def advance(self, to: State) -> None:
        testing.advance(self.case.id, to, self.who, EventsOf(self))

    def waiting(self) -> models.Objection | None:
        """The objection or appeal that waits, if any."""
        rows = models.Objection.objects.filter(application=self.case)
        return rows.filter(outcome__isnull=True).first()

    def may_grant(self) -> bool:
        """Whether nothing is marked as a defect, or an objection was granted."""
        row = self.now
        is_sound = False not in queries.marks(row).values()
        return is_sound or queries.must_grant(row)

    # The steps of a life.

    @rule(days=st.integers(1, 9))
    def days_pass(self, days: int) -> None:
        """The job runs on each of them."""
        for _ in range(days):
            self.at += dt.timedelta(days=1)
            self.run_jobs()

    @rule(days=st.integers(1, 30))
    def the_mall_is_down(self, days: int) -> None:
        """No job runs for days; then all that passed is made up for."""
        self.at += dt.timedelta(days=days)
        self.run_jobs()

    def run_jobs(self) -> None:
        for job in (
            unanswered_deficiencies.move_to_decision,
            lapsing.record_lapse,
            objection_outcomes.lapse,
        ):
            while job(at=self.next()):
                pass

    @precondition(lambda self: self.state == State.RECEIVED)
    @rule()
    def is_returned(self) -> None:
        self.advance(State.RETURNED)

    @precondition(
        lambda self: self.state == State.RETURNED and self.today <= self.now.due_on
    )
    @rule()
    def is_amended(self) -> None:
        self.advance(State.AMENDED)

    @precondition(lambda self: self.state in {State.RECEIVED, State.AMENDED})
    @rule()
    def is_accepted(self) -> None:
        self.advance(State.TO_DECIDE)

    @precondition(lambda self: self.state == State.TO_DECIDE and self.may_grant())
    @rule()
    def is_granted(self) -> None:
        self.advance(State.GRANTED)

    @precondition(lambda self: self.state == State.TO_DECIDE)
    @rule()
    def is_refused(self) -> None:
        if not queries.must_grant(self.now):
            self.advance(State.REFUSED)
            return
        with pytest.raises(errors.MustGrant):
            deciding.decide(
                case=self.case.id,
                outcome=Outcome.REFUSED,
                at=self.next(),
                **officer_for(Action.DECIDE, self.now),
            )

    @precondition(lambda self: queries.statement_waits(self.now) is not None)
    @rule()
    def its_statement_is_issued(self) -> None:
        lapsing.issue_statement(
            case=self.case.id, at=self.next(), **officer_for(Action.DECIDE, self.now)
        )

    @precondition(lambda self: self.state == State.TO_DECIDE)
    @rule()
    def is_extended(self) -> None:
        row, before = self.now, self.now.due_on
        was_extended = queries.extension_of(row) is not None
        arguments = officer_for(Action.DECIDE, row)
        if was_extended or self.today >= before:
            with pytest.raises(errors.CannotExtend):
                extending.extend(case=row.id, reason=WHY, at=self.next(), **arguments)
            assert self.now.due_on == before
            return
        extending.extend(case=row.id, reason=WHY, at=self.next(), **arguments)
        assert self.now.due_on == calendar.add_working_days(before, 5)

    @precondition(lambda self: self.state == State.REFUSED)
    @rule()
    def is_objected_to(self) -> None:
        remedy = queries.open_remedy(self.now, {}, today=self.today)
        refused: type[Exception] | None = None
        if remedy is None:
            refused = errors.NothingToObject
        elif self.today > remedy.last_on:
            refused = errors.TooLateToObject
        if refused is not None:
            with pytest.raises(refused):
                self._object()
            return
        self._object()

    def _object(self) -> None:
        objecting.file_objection(
            case=self.case.id,
            owners=self.who.owners,
            text=TEXT,
            by=self.who.by,
            at=self.next(),
        )

    @precondition(lambda self: self.waiting() is not None)
    @rule(is_granted=st.booleans())
    def is_decided_on(self, is_granted: bool) -> None:
        objection = self.waiting()
        assert objection is not None
        assert objection.decision is not None
        action = objections.ACTIONS[Remedy(objection.remedy)]
        objection_outcomes.decide_objection(
            case=self.case.id,
            objection=objection.id,
            is_granted=is_granted,
            reasons=WHY,
            at=self.next(),
            # Whoever refused it may have the right by now, and is kept out.
            **officer_for(action, self.now, objection.decision.officer_id),
        )

    @precondition(lambda self: self.waiting() is not None)
    @rule()
    def whoever_refused_it_is_kept_out(self) -> None:
        objection = self.waiting()
        assert objection is not None
        assert objection.decision is not None
        officer = objection.decision.officer
        assert officer is not None
        action = objections.ACTIONS[Remedy(objection.remedy)]
        people.grant(officer, self.case.agency, {action}, self.next())
        with pytest.raises(errors.HadAPart):
            objection_outcomes.decide_objection(
                case=self.case.id,
                objection=objection.id,
                is_granted=True,
                reasons=WHY,
                scope=people.scope_of(officer),
                by=people_queries.officer_actor(officer),
                at=self.next(),
            )

    # What holds after each step.

    @invariant()
    def one_decision_is_in_force(self) -> None:
        row = self.now
        decision = queries.last_decision(row)
        if row.state == State.REFUSED:
            assert decision is not None
            assert decision.outcome == Outcome.REFUSED
        if row.state == State.GRANTED:
            assert decision is not None
            assert decision.outcome == Outcome.GRANTED
        documents = IssuedDocument.objects.filter(case=row.id)
        assert documents.count() == (1 if row.state == State.GRANTED else 0)

    @invariant()
    def no_day_is_skipped(self) -> None:
        row = self.now
        if State(row.state) in LAPSING and row.due_on < self.today:
            assert queries.last_lapse(row) is not None
        objection = self.waiting()
        if objection is not None:
            assert objections.due_on(objection, {}) >= self.today

    @invariant()
    def nobody_decides_on_their_own_decision(self) -> None:
        outcomes = models.ObjectionOutcome.objects.filter(application=self.case)
        for outcome in outcomes.exclude(officer=None):
            others = models.Decision.objects.filter(
                application=self.case, at__lt=outcome.at, officer=outcome.officer
            )
            assert not others.exists()

    @invariant()
    def states_of_an_objection_follow_each_other(self) -> None:
        for objection in models.Objection.objects.filter(application=self.case):
            first, *rest = objection.steps.order_by("at", "id")
            assert first.state == ObjectionState.FILED
            states = [ObjectionState(step.state) for step in (first, *rest)]
            for before, after in itertools.pairwise(states):
                assert after in objection_rules.TRANSITIONS[before]

    @invariant()
    def every_event_is_told_and_logged(self) -> None:
        lapses = models.Lapse.objects.filter(application=self.case).count()
        assert self.logged("DECISION_LAPSED") == self.messages("OVERDUE") == lapses
        rows = models.DecisionExtension.objects.filter(application=self.case)
        extensions = rows.count()
        assert self.logged("EXTENDED") == self.messages("EXTENDED") == extensions
        filed = models.Objection.objects.filter(application=self.case)
        for remedy in Remedy:
            count = filed.filter(remedy=remedy).count()
            assert self.logged(f"{remedy}_FILED") == self.messages(remedy) == count
        decided = filed.filter(outcome__isnull=False).count()
        logged = self.logged("OBJECTION_DECIDED") + self.logged("OBJECTION_LAPSED")
        assert logged == self.messages("OBJ_DECIDED") == decided

    def logged(self, type: str) -> int:
        return Entry.objects.filter(subject=self.case.id, type=type).count()

    def messages(self, kind: str) -> int:
        return Message.objects.filter(case=self.case.id, kind=kind).count()


@pytest.fixture
def life(
    applicants: Applicants, changed: Changed, application: Make
) -> Callable[[object], type[Life]]:
    """The lives of an application whose service has this silence, and an extension."""

    def prepared(silence: object) -> type[Life]:
        changed(PLAIN, silence=silence, extension=EXTENDABLE)
        row = application(PLAIN, State.RECEIVED)
        people.appoint_reviewers(row.agency, row.submitted_at)

        class Prepared(Life):
            case, who = row, applicants[0]

        return Prepared

    return prepared


@pytest.mark.parametrize("silence", [None, GRANTED], ids=["statement", "granted"])
def test_every_life_holds_the_law(
    life: Callable[[object], type[Life]], silence: object
) -> None:
    run_state_machine_as_test(
        life(silence),
        settings=settings(
            max_examples=LIVES,
            stateful_step_count=STEPS,
            deadline=None,
            phases=[Phase.generate],  # shrinking takes minutes here
            suppress_health_check=list(HealthCheck),
        ),
    )
