"""Random lives in which other agencies, substitutes and conflicts of interest meet.

Besides what `test_lives` holds: nobody who is excluded takes a step, a substitute acts
within the dates only, what is waited for delays a decision until its last day, two
people suspend or revoke, and all of it is logged and told.
"""

import datetime as dt
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from tests import sampling

from balarea.applications import (
    errors,
    models,
    queries,
    testing,
    testing_advice,
    testing_measures,
)
from balarea.applications.measure_rules import Ground, MeasureKind
from balarea.applications.operations import (
    asking_advice,
    assigning,
    conflicts,
    deciding,
    lapsing,
    measures,
    returning,
    verifying,
)
from balarea.applications.queries import measures as measure_queries
from balarea.applications.rules import (
    GIVEN_ADVICE,
    SILENT_ADVICE,
    AdviceOutcome,
    Outcome,
    State,
)
from balarea.applications.tests.conftest import Applicants, officer_for
from balarea.applications.tests.everybody import ON_CASES
from balarea.applications.tests.test_lapsing import (
    EXTENDABLE,
    GRANTED,
    PLAIN,
    Changed,
    Make,
    application,
    changed,
)
from balarea.applications.tests.test_lives import EventsOf, Life
from balarea.applications.tests.test_measures import REASON
from balarea.applications.tests.test_objecting import WHY
from balarea.catalogue.definition.advice import Advice, AdviceFile, AdviceSilence
from balarea.documents.models import IssuedDocument
from balarea.foundation.errors import NotFound, NotPermitted
from balarea.foundation.operation import SYSTEM
from balarea.foundation.texts import Text
from balarea.people import queries as people_queries
from balarea.people import testing as people
from balarea.people.models import Officer, Substitution
from balarea.people.operations import absences, substitutes
from balarea.people.queries import Scope
from balarea.people.rules import Action
from balarea.people.substitute_rules import AbsenceKind, SubstituteKind
from balarea.transparency.models import Entry

__all__ = ["application", "changed"]

pytestmark = pytest.mark.django_db

LIVES, STEPS = sampling.lives(2), 18
DAY = dt.timedelta(days=1)
_SEES = AdviceFile(requirements=("R1", "R3"))
_WORDS = Text(id="Pertimbangan", en="Advice")
ADVICE = (
    Advice("site", "PUT", _WORDS, "L1", 6, _SEES, AdviceSilence("NONE", "L1")),
    Advice("road", "DHB", _WORDS, "L1", 3, _SEES, AdviceSilence("AGREED", "L1")),
)
WORKED_ON = {State.RECEIVED, State.AMENDED, State.TO_DECIDE}


class LifeTogether(Life):
    """A life with an excluded officer, one who takes cases, and one who stands in."""

    excluded: Officer
    taker: Officer
    stand_in: Officer
    replaced: Officer

    def __init__(self) -> None:
        super().__init__()
        self.excluded_at: dt.datetime | None = None
        self.substitution: Substitution | None = None
        self.substitutions = 0

    def run_jobs(self) -> None:
        while asking_advice.pass_silent(by=SYSTEM, at=self.next()):
            pass
        super().run_jobs()

    def scope(self, officer: Officer) -> Scope:
        """An officer's rights on the day of this life."""
        scope = people_queries.scope_of(officer.account, self.today)
        assert scope is not None
        return scope

    def acting(self, officer: Officer) -> dict[str, Any]:
        by = people_queries.officer_actor(officer)
        return {"scope": self.scope(officer), "by": by, "at": self.next()}

    # Advice.

    def pending(self) -> list[models.Advice]:
        """What is waited for, and not overdue."""
        rows = queries.pending_advices(self.now)
        return [row for row in rows if row.due_on >= self.today]

    @precondition(lambda self: self.pending())
    @rule(outcome=st.sampled_from(sorted(GIVEN_ADVICE)))
    def is_advised(self, outcome: str) -> None:
        row = self.pending()[0]
        unmet = ("R1",) if outcome == AdviceOutcome.AGAINST else ()
        given = AdviceOutcome(outcome)
        testing_advice.advise(row, self.next(), given, text=WHY, unmet=unmet)
        row.refresh_from_db()
        with pytest.raises(errors.AdviceOver):
            testing_advice.advise(row, self.next(), given, text=WHY, unmet=unmet)

    # Deciding: as the office, and as whoever stands in.

    def decide(self, outcome: Outcome, acting: dict[str, Any]) -> None:
        """Decide, or be refused while advice is waited for."""
        case = self.case.id
        unmet = ["R1"] if outcome == Outcome.REFUSED else []
        reasons = testing.REFUSAL if unmet else testing.REASONS
        arguments: dict[str, Any] = {
            "case": case,
            "outcome": outcome,
            "reasons": reasons,
            "unmet": unmet,
            **acting,
        }
        before = self.state
        if self.pending():
            with pytest.raises(errors.AdvicePending):
                deciding.decide(**arguments)
            assert self.state == before
            return
        if outcome == Outcome.REFUSED and queries.must_grant(self.now):
            with pytest.raises(errors.MustGrant):
                deciding.decide(**arguments)
            return
        deciding.decide(**arguments)

    def of_office(self, action: Action) -> dict[str, Any]:
        return {**officer_for(action, self.now), "at": self.next()}

    @precondition(lambda self: self.state == State.TO_DECIDE and self.may_grant())
    @rule()
    def is_granted(self) -> None:
        self.decide(Outcome.GRANTED, self.of_office(Action.DECIDE))

    @precondition(lambda self: self.state == State.TO_DECIDE)
    @rule()
    def is_refused(self) -> None:
        self.decide(Outcome.REFUSED, self.of_office(Action.DECIDE))

    @precondition(lambda self: queries.statement_waits(self.now) is not None)
    @rule()
    def its_statement_is_issued(self) -> None:
        acting = self.of_office(Action.DECIDE)
        lapsing.issue_statement(case=self.case.id, **acting)

    def stands_in(self) -> bool:
        """Whether somebody stands in today."""
        row = self.substitution
        return row is not None and row.begins_on <= self.today <= row.ends_on

    @precondition(
        lambda self: self.substitution is None or self.today > self.substitution.ends_on
    )
    @rule(begins=st.integers(0, 2), lasts=st.integers(0, 6))
    def somebody_stands_in(self, begins: int, lasts: int) -> None:
        first = self.today + begins * DAY
        self.substitution = substitutes.substitute(
            kind=SubstituteKind.PLH,
            officer=self.stand_in,
            agency=people_queries.agency(self.case.agency),
            replaced=self.replaced,
            position="Kepala",
            actions=[Action.DECIDE],
            decree="Surat Perintah 1/2026",
            decree_on=self.today,
            begins_on=first,
            ends_on=first + lasts * DAY,
            by=SYSTEM,
            at=self.next(),
        )
        self.substitutions += 1

    @precondition(lambda self: self.state == State.TO_DECIDE and self.may_grant())
    @rule(is_granted=st.booleans())
    def a_substitute_decides(self, is_granted: bool) -> None:
        """Within the dates as the office would; before and after refused."""
        outcome = Outcome.GRANTED if is_granted else Outcome.REFUSED
        acting = self.acting(self.stand_in)
        if self.stands_in():
            self.decide(outcome, acting)
            return
        before = self.state
        with pytest.raises((NotFound, NotPermitted)):
            deciding.decide(
                case=self.case.id, outcome=outcome, reasons=testing.REASONS, **acting
            )
        assert self.state == before

    # Whoever is excluded, and whoever is away.

    @precondition(lambda self: self.excluded_at is None)
    @rule()
    def somebody_is_excluded(self) -> None:
        acting = self.acting(self.excluded)
        conflicts.declare(case=self.case.id, ground="FAMILY", **acting)
        self.excluded_at = acting["at"]

    @precondition(lambda self: self.excluded_at is not None)
    @rule()
    def whoever_is_excluded_is_refused_at_every_step(self) -> None:
        case, before = self.case.id, (self.state, self.now.revision)
        steps: list[tuple[Any, dict[str, Any]]] = [
            (verifying.open_case, {}),
            (verifying.accept, {}),
            (verifying.save_marks, {"marks": {"R1": True}}),
            (returning.return_for_correction, {"defects": {"R1": testing.DEFECT}}),
            (assigning.take, {}),
            (deciding.decide, {"outcome": Outcome.GRANTED, "reasons": WHY}),
            (measures.propose, self.measure_of(MeasureKind.REVOCATION)),
        ]
        for step, given in steps:
            with pytest.raises(errors.Excluded):
                step(case=case, **given, **self.acting(self.excluded))
        assert (self.state, self.now.revision) == before

    @rule(days=st.integers(0, 4))
    def somebody_is_away(self, days: int) -> None:
        if people_queries.absence_of(self.taker.id, self.today) is not None:
            return
        absences.record_absence(
            officer=self.taker,
            kind=AbsenceKind.LEAVE,
            begins_on=self.today,
            ends_on=self.today + days * DAY,
            **self.acting(self.taker),
        )

    @precondition(lambda self: self.state in WORKED_ON)
    @rule()
    def is_taken_and_given_back(self) -> None:
        is_away = people_queries.absence_of(self.taker.id, self.today) is not None
        if is_away:
            with pytest.raises(errors.Away):
                assigning.take(case=self.case.id, **self.acting(self.taker))
            assert self.now.handler_id is None
            return
        assigning.take(case=self.case.id, **self.acting(self.taker))
        with pytest.raises(errors.WithColleague):
            self.a_colleague_takes_its_step()
        assigning.give_back(case=self.case.id, **self.acting(self.taker))

    def a_colleague_takes_its_step(self) -> None:
        case = self.case.id
        if self.state == State.TO_DECIDE:
            acting = self.of_office(Action.DECIDE)
            deciding.decide(case=case, outcome=Outcome.GRANTED, reasons=WHY, **acting)
        else:
            acting = self.of_office(Action.VERIFY)
            verifying.save_marks(case=case, marks={"R1": True}, **acting)

    # The document.

    def measure_of(self, kind: MeasureKind) -> dict[str, Any]:
        ground = Ground.REQUEST if kind == MeasureKind.REVOCATION else Ground.DANGER
        return {"kind": kind, "ground": ground, "reason": REASON}

    @precondition(lambda self: self.state == State.GRANTED)
    @rule()
    def is_issued(self) -> None:
        testing.issue(self.case.id, EventsOf(self))

    @precondition(lambda self: self.state == State.ISSUED)
    @rule(kind=st.sampled_from(MeasureKind))
    def two_people_suspend_or_revoke(self, kind: MeasureKind) -> None:
        one = self.of_office(Action.REVOKE)
        arguments = {"case": self.case.id, **self.measure_of(kind), **one}
        if measure_queries.measure_in_force(self.now, self.today) is not None:
            return
        proposed = measures.propose(**arguments)
        with pytest.raises(errors.OwnProposal):
            measures.decide(
                case=self.case.id,
                measure=proposed.id,
                is_approved=True,
                reasons=WHY,
                **{**one, "at": self.next()},
            )
        testing_measures.approve(proposed, self.next())

    # What holds after each step.

    @invariant()
    def one_decision_is_in_force(self) -> None:
        row, decision = self.now, queries.last_decision(self.now)
        is_granted = row.state in {State.GRANTED, State.ISSUED}
        if is_granted or row.state == State.REFUSED:
            assert decision is not None
            outcome = Outcome.GRANTED if is_granted else Outcome.REFUSED
            assert decision.outcome == outcome
        assert IssuedDocument.objects.filter(case=row.id).count() == is_granted
        in_force = [
            one
            for one in models.Measure.objects.filter(application=row.id)
            if one == measure_queries.measure_in_force(row, self.today)
        ]
        assert len(in_force) <= 1

    @invariant()
    def nobody_who_is_excluded_takes_a_step(self) -> None:
        officer = self.excluded.id
        if self.excluded_at is None:
            return
        assert officer not in queries.participants(self.now)
        entries = Entry.objects.filter(subject=self.case.id)
        actor = entries.get(type="EXCLUDED").actor
        assert [one.type for one in entries if one.actor == actor] == ["EXCLUDED"]
        assert self.now.handler_id != officer

    @invariant()
    def no_advice_is_waited_for_once_it_is_decided(self) -> None:
        if self.state not in {State.TO_DECIDE, State.TO_INSPECT}:
            assert not queries.pending_advices(self.now)

    @invariant()
    def what_others_did_is_logged_and_told(self) -> None:
        rows = models.Advice.objects.filter(application=self.case)
        assert self.logged("ADVICE_ASKED") == rows.count()
        given = rows.filter(outcome__in=GIVEN_ADVICE).count()
        silent = rows.filter(outcome__in=SILENT_ADVICE).count()
        assert self.logged("ADVICE_GIVEN") == given
        assert self.logged("ADVICE_SILENT") == silent
        assert self.logged("EXCLUDED") == (self.excluded_at is not None)
        substituted = Entry.objects.filter(type="SUBSTITUTED").count()
        assert substituted == self.substitutions
        proposed = models.Measure.objects.filter(application=self.case)
        outcomes = models.MeasureOutcome.objects.filter(application=self.case)
        assert self.logged("MEASURE_PROPOSED") == proposed.count()
        assert self.logged("MEASURE_DECIDED") == outcomes.count()
        for kind in MeasureKind:
            message = "REVOKED" if kind == MeasureKind.REVOCATION else "SUSPENDED"
            count = outcomes.filter(measure__kind=kind).count()
            assert self.messages(message) == count
        for one in outcomes:
            assert one.officer_id != one.proposer_id


def test_every_life_holds_what_agencies_and_substitutes_owe_each_other(
    applicants: Applicants, changed: Changed, application: Make
) -> None:
    changed(PLAIN, silence=GRANTED, extension=EXTENDABLE, advice=ADVICE)
    row = application(PLAIN, State.RECEIVED)
    at, own = row.submitted_at, row.agency
    people.appoint_reviewers(own, at)

    class Prepared(LifeTogether):
        case, who = row, applicants[0]
        excluded = people.appoint(own, ON_CASES, at)
        taker = people.appoint(own, {Action.READ, Action.VERIFY, Action.DECIDE}, at)
        stand_in = people.appoint("DNK", {Action.READ}, at)
        replaced = people.appoint(own, {Action.DECIDE}, at)

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
