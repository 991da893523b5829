"""Inspecting, deciding, issuing and revoking: what is stored, logged and sent."""

import datetime as dt
from typing import Any

import pytest
from tests.log_facts import LogFacts

from balarea.applications import errors, models, queries, testing
from balarea.applications.operations import (
    content_to_issue,
    deciding,
    event_handlers,
    inspecting,
)
from balarea.applications.rules import Outcome, State
from balarea.applications.tests.conftest import (
    ApplicationIn,
    officer_for,
)
from balarea.applications.tests.recorded import facts_of, params_of
from balarea.catalogue import queries as catalogue
from balarea.documents import queries as documents
from balarea.foundation import clock, ids
from balarea.foundation.operation import SYSTEM
from balarea.people.rules import Action
from balarea.vault import operations as vault_operations

pytestmark = pytest.mark.django_db
BIRTH, FAMILY_CARD, INSPECTED = "DKC-016", "DKC-012", "DPM-058"


def test_an_inspection_is_logged_with_its_day_and_its_finding(
    application_in: ApplicationIn, at: dt.datetime, log_facts: list[LogFacts]
) -> None:
    application = application_in(INSPECTED, State.TO_INSPECT)
    day = clock.today(at)
    inspection = inspecting.inspect(
        case=application.id,
        visited_on=day,
        is_met=False,
        report=testing.REPORT,
        at=at,
        **officer_for(Action.INSPECT, application),
    )
    assert inspection.report.name == "inspection"
    visited_on = {"visited_on": day.isoformat()}
    assert facts_of(log_facts, "INSPECTED") == {"is_met": "False", **visited_on}
    assert params_of(application, "INSPECTION") == visited_on


@pytest.mark.parametrize(
    ("reasons", "is_preceded"),
    [("", True), ("  ", True), ("ok", True), (testing.REASONS, False)],
)
def test_a_grant_in_few_words_says_what_was_checked(
    application_in: ApplicationIn, at: dt.datetime, reasons: str, *, is_preceded: bool
) -> None:
    application = application_in(FAMILY_CARD, State.TO_DECIDE)
    decision = deciding.decide(
        case=application.id,
        outcome=Outcome.GRANTED,
        reasons=reasons,
        at=at,
        **officer_for(Action.DECIDE, application),
    )
    content = vault_operations.open(
        sealed=decision.reasons,
        case=application.id,
        name="reasons",
        by=SYSTEM,
        purpose="NOTIFY",
        at=at,
    )
    text = content.decode()
    first, *_ = catalogue.definition(application.definition).requirements
    assert (first.title.of("id") in text) is is_preceded
    assert text.endswith(reasons.strip())


@pytest.mark.parametrize("reasons", ["...", "12345"])
def test_refuses_a_grant_whose_reasons_are_no_words(
    application_in: ApplicationIn, at: dt.datetime, reasons: str
) -> None:
    application = application_in(FAMILY_CARD, State.TO_DECIDE)
    with pytest.raises(errors.ReasonsMissing):
        deciding.decide(
            case=application.id,
            outcome=Outcome.GRANTED,
            reasons=reasons,
            at=at,
            **officer_for(Action.DECIDE, application),
        )


def test_a_proposal_is_logged_and_takes_effect_when_it_is_countersigned(
    application_in: ApplicationIn, at: dt.datetime, log_facts: list[LogFacts]
) -> None:
    application = application_in(BIRTH, State.TO_DECIDE)
    decision = deciding.decide(
        case=application.id,
        outcome=Outcome.GRANTED,
        reasons=testing.REASONS,
        at=at,
        **officer_for(Action.DECIDE, application),
    )
    facts = {"outcome": "GRANTED", "unmet": ""}
    assert facts_of(log_facts, "PROPOSED") == facts
    other = officer_for(Action.COUNTERSIGN, application, other_than=decision.officer_id)
    deciding.countersign(
        case=application.id, agrees=True, note="Setuju.", at=at, **other
    )
    signed = models.Countersignature.objects.get(decision=decision)
    assert signed.note is not None
    assert signed.note.name == "note"
    application.refresh_from_db()
    assert application.state == State.GRANTED
    assert facts_of(log_facts, "DECIDED") == facts
    assert content_to_issue.signatory_of(application) == signed.officer
    assert params_of(application, "DECIDED") == {}
    assert documents.document_of(application.id) is not None


def test_a_countersignature_without_words_has_no_note(
    application_in: ApplicationIn, at: dt.datetime
) -> None:
    application = application_in(BIRTH, State.TO_COUNTERSIGN)
    decision = queries.last_decision(application)
    assert decision is not None
    other = officer_for(Action.COUNTERSIGN, application, other_than=decision.officer_id)
    deciding.countersign(case=application.id, agrees=True, at=at, **other)
    assert models.Countersignature.objects.get(decision=decision).note is None


def test_who_decides_alone_signs(
    application_in: ApplicationIn, at: dt.datetime
) -> None:
    application = application_in(FAMILY_CARD, State.GRANTED)
    decision = queries.last_decision(application)
    assert decision is not None
    assert content_to_issue.signatory_of(application) == decision.officer


def test_refuses_a_refusal_for_nothing_that_is_asked(
    application_in: ApplicationIn, at: dt.datetime
) -> None:
    application = application_in(FAMILY_CARD, State.TO_DECIDE)
    step: dict[str, Any] = {
        "case": application.id,
        "outcome": Outcome.REFUSED,
        "reasons": testing.REFUSAL,
        "at": at,
        **officer_for(Action.DECIDE, application),
    }
    with pytest.raises(errors.NoGround):
        deciding.decide(**step)


def test_an_inspection_that_found_nothing_met_is_ground_enough(
    application_in: ApplicationIn, at: dt.datetime
) -> None:
    application = application_in(INSPECTED, State.TO_INSPECT)
    inspecting.inspect(
        case=application.id,
        visited_on=clock.today(at),
        is_met=False,
        report=testing.REPORT,
        at=at,
        **officer_for(Action.INSPECT, application),
    )
    decision = deciding.decide(
        case=application.id,
        outcome=Outcome.REFUSED,
        reasons=testing.REFUSAL,
        at=at,
        **officer_for(Action.DECIDE, application),
    )
    assert len(decision.unmet) >= 1


def test_an_issued_document_closes_its_application_and_is_announced(
    application_in: ApplicationIn, at: dt.datetime, log_facts: list[LogFacts]
) -> None:
    application = application_in(FAMILY_CARD, State.GRANTED)
    testing.issue(application.id, testing.Schedule(at, at))
    application.refresh_from_db()
    assert application.state == State.ISSUED
    assert application.closed_at is not None
    assert facts_of(log_facts, "CLOSED") == {}
    document = documents.document_of(application.id)
    assert document is not None
    assert params_of(application, "ISSUED")["number"] == document.number


def test_a_document_closes_nothing_but_what_was_granted(
    application_in: ApplicationIn, at: dt.datetime
) -> None:
    application = application_in(FAMILY_CARD, State.TO_DECIDE)
    for case in (application.id, ids.uuid7()):
        event_handlers.close(case=case, number="X/1", by=SYSTEM, at=at)
    application.refresh_from_db()
    assert (application.state, application.closed_at) == (State.TO_DECIDE, None)
