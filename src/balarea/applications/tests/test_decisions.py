"""What an inspection, a decision and a countersignature are checked for."""

import datetime as dt
from typing import Any

import pytest

from balarea.applications import errors, testing
from balarea.applications.operations import deciding
from balarea.applications.rules import Outcome, State
from balarea.applications.tests.conftest import ApplicationIn, officer_for
from balarea.foundation import clock
from balarea.foundation.operation import SYSTEM
from balarea.people import queries
from balarea.people import testing as people
from balarea.people.operations import officers
from balarea.people.rules import Action

pytestmark = pytest.mark.django_db


def test_a_visit_lies_between_the_filing_and_today(
    application_in: ApplicationIn, at: dt.datetime
) -> None:
    application = application_in("DPM-058", State.TO_INSPECT)
    who = officer_for(Action.INSPECT, application)
    filed_on, day = clock.today(application.submitted_at), dt.timedelta(days=1)
    for visited_on in (filed_on - day, clock.today(at) + day):
        with pytest.raises(errors.DayImpossible):
            deciding.inspect(
                case=application.id,
                visited_on=visited_on,
                is_met=True,
                report=testing.REPORT,
                at=at,
                **who,
            )
    inspection = deciding.inspect(
        case=application.id,
        visited_on=filed_on,
        is_met=False,
        report=testing.REPORT,
        at=at,
        **who,
    )
    assert (inspection.visited_on, inspection.is_met) == (filed_on, False)
    application.refresh_from_db()
    assert application.state == State.TO_DECIDE
    with pytest.raises(errors.StillDefective):
        deciding.decide(
            case=application.id,
            outcome=Outcome.GRANTED,
            reasons=testing.REASONS,
            at=at,
            **officer_for(Action.DECIDE, application),
        )


def test_a_proposal_needs_another_officer_who_may_countersign(
    application_in: ApplicationIn, at: dt.datetime
) -> None:
    birth = application_in("DKC-016", State.TO_DECIDE)
    for officer in queries.officers("DKC"):
        officers.dismiss(officer=officer, by=SYSTEM, at=at)
    head = people.appoint("DKC", {Action.DECIDE, Action.COUNTERSIGN}, at)
    step: dict[str, Any] = {
        "case": birth.id,
        "outcome": Outcome.GRANTED,
        "reasons": testing.REASONS,
        "scope": people.scope_of(head),
        "by": queries.officer_actor(head),
        "at": at,
    }
    with pytest.raises(errors.NobodyCountersigns):
        deciding.decide(**step)
    people.appoint("DKC", {Action.COUNTERSIGN}, at)
    deciding.decide(**step)
    birth.refresh_from_db()
    assert birth.state == State.TO_COUNTERSIGN


def test_a_refusal_names_the_requirements_on_which_it_rests(
    application_in: ApplicationIn, at: dt.datetime
) -> None:
    application = application_in("DKC-012", State.TO_DECIDE)
    decision = deciding.decide(
        case=application.id,
        outcome=Outcome.REFUSED,
        reasons=testing.REFUSAL,
        unmet=["R1"],
        at=at,
        **officer_for(Action.DECIDE, application),
    )
    assert decision.unmet == ["R1"]
