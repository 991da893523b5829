"""The whole path through real operations; the services of a run are a sample."""

import datetime as dt
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from tests import sampling

from balarea.applications import errors, models, queries, testing
from balarea.applications.operations import (
    deciding,
    discarding,
    drafting,
    filing,
    returning,
    verifying,
)
from balarea.applications.rules import Outcome, State
from balarea.applications.tests.conftest import (
    OF_EACH_KIND,
    WALKED,
    Applicants,
    ApplicationIn,
    officer_for,
)
from balarea.catalogue import queries as catalogue
from balarea.catalogue.testing import online
from balarea.documents import queries as documents
from balarea.foundation import clock, working_days
from balarea.foundation import errors as foundation_errors
from balarea.notices import queries as notices
from balarea.people import testing as people_testing
from balarea.people.rules import Action
from balarea.transparency.testing import entries_of
from balarea.vault import queries as vault

pytestmark = pytest.mark.django_db


def end_of(service: str) -> State:
    """Where the way of a service ends when all goes well."""
    definition = online()[service]
    if "SERVE" in definition.steps:
        return State.SERVED
    if "HAND_OVER" in definition.steps:
        return State.COMPLETED
    return State.CONFIRMED if definition.result else State.ISSUED


# The end of a way → the messages and log entries that lead there.
MESSAGES = {
    State.SERVED: {"PREPARED", "SERVED"},
    State.COMPLETED: {"RECEIVED", "COMPLETE", "HANDED_OVER", "OUTCOME"},
    State.CONFIRMED: {"RECEIVED", "COMPLETE", "ANSWERED"},
    State.ISSUED: {"RECEIVED", "COMPLETE", "DECIDED", "ISSUED"},
}
ENTRIES = {
    State.SERVED: {"RECEIVED", "SERVED"},
    State.COMPLETED: {"RECEIVED", "OPENED", "COMPLETE", "HANDED_OVER", "OUTCOME"},
    State.CONFIRMED: {"RECEIVED", "OPENED", "COMPLETE", "DECIDED", "CONFIRMED"},
    State.ISSUED: {"RECEIVED", "OPENED", "COMPLETE", "DECIDED", "ISSUED"},
}


def check_end(application: models.Application) -> None:
    """It came to the end of its service's way, with all that belongs to it."""
    end = end_of(application.service)
    assert application.state == end
    assert application.definition == catalogue.identity(application.service)
    messages, entries = MESSAGES[end], ENTRIES[end]
    decision = queries.last_decision(application)
    if decision is not None and decision.is_by_rules:
        messages = messages - {"COMPLETE", "DECIDED"}
        entries = entries - {"DECIDED"} | {"DECIDED_BY_RULES"}
    assert {one.kind for one in notices.of_case(application.id)} >= messages
    assert {one.type for one in entries_of(application.id)} >= entries
    document = documents.document_of(application.id)
    assert (document is not None) == (end == State.ISSUED)
    if document is not None:
        assert document.state == "ISSUED"
        assert document.sha256 is not None


@pytest.mark.parametrize("service", OF_EACH_KIND)
def test_the_example_of_a_service_of_each_kind_leads_to_the_end_of_its_way(
    application_in: ApplicationIn, service: str
) -> None:
    check_end(application_in(service, end_of(service)))


@pytest.mark.parametrize("service", WALKED)
def test_answers_made_by_chance_lead_to_the_end_of_the_way(
    applicants: Applicants, at: dt.datetime, service: str
) -> None:
    schedule = testing.Schedule(at - dt.timedelta(days=50), at)
    random = sampling.draw(f"steps {service}")
    case = testing.random_draft(service, applicants[0], schedule, random)
    testing.submit(case, applicants[0], schedule)
    testing.advance(case, end_of(service), applicants[0], schedule)
    check_end(models.Application.objects.get(id=case))


def test_filing_twice_files_once(applicants: Applicants, at: dt.datetime) -> None:
    who, owners = applicants[0], frozenset({applicants[0].contact.id})
    case = testing.draft(
        "DKC-006", who, testing.Schedule(at - dt.timedelta(days=3), at)
    )
    seen = testing.seen_as(case, who, at)
    sent: dict[str, Any] = {"case": case, "owners": owners, "by": who.by, "at": at}
    for key in ("one", "one", "two"):
        assert filing.submit(key=key, seen_fingerprint=seen, **sent) == case
    assert models.Application.objects.count() == 1
    assert models.Filing.objects.count() == 1
    with pytest.raises(foundation_errors.KeyReused):
        filing.submit(key="one", seen_fingerprint="another", **sent)


def test_what_one_did_not_see_is_not_filed(
    applicants: Applicants, at: dt.datetime
) -> None:
    who, owners = applicants[0], frozenset({applicants[0].contact.id})
    case = testing.draft(
        "DKC-006", who, testing.Schedule(at - dt.timedelta(days=3), at)
    )
    with pytest.raises(errors.ChangedMeanwhile):
        filing.submit(
            case=case,
            owners=owners,
            key="k",
            seen_fingerprint="old",
            by=who.by,
            at=at,
        )
    assert queries.draft(case, owners) is not None


def test_somebody_else_finds_nothing(applicants: Applicants, at: dt.datetime) -> None:
    case = testing.draft(
        "DKC-006", applicants[0], testing.Schedule(at - dt.timedelta(days=3), at)
    )
    others = frozenset({applicants[1].contact.id})
    assert queries.draft(case, others) is None
    with pytest.raises(foundation_errors.NotFound):
        drafting.save_page(
            case=case,
            owners=others,
            page="applicant",
            raw={},
            by=applicants[1].by,
            at=at,
        )


def test_only_requirements_of_the_pinned_definition_may_be_asked(
    application_in: ApplicationIn, at: dt.datetime
) -> None:
    application = application_in("DKC-006", State.RECEIVED)
    who = officer_for(Action.VERIFY, application)
    with pytest.raises(errors.ForeignRequirement):
        returning.return_for_correction(
            case=application.id, defects={"R99": testing.DEFECT}, at=at, **who
        )
    with pytest.raises(errors.NoDefects):
        returning.return_for_correction(
            case=application.id, defects={"R1": "?"}, at=at, **who
        )


def test_an_application_is_returned_once_only(
    application_in: ApplicationIn, at: dt.datetime
) -> None:
    application = application_in("DKC-012", State.AMENDED)
    with pytest.raises(errors.ReturnedBefore):
        returning.return_for_correction(
            case=application.id,
            defects={"R1": testing.DEFECT},
            at=at,
            **officer_for(Action.VERIFY, application),
        )
    assert application.filings.count() == 2


def test_nothing_is_accepted_unchecked(
    application_in: ApplicationIn, at: dt.datetime
) -> None:
    application = application_in("DKC-006", State.RECEIVED)
    with pytest.raises(errors.NotChecked):
        verifying.accept(
            case=application.id, at=at, **officer_for(Action.VERIFY, application)
        )


def test_the_deadline_counts_from_acceptance(application_in: ApplicationIn) -> None:
    application = application_in("DPM-025", State.TO_DECIDE)
    accepted_at = application.completed_at
    assert accepted_at is not None
    assert accepted_at > application.submitted_at
    promised = catalogue.definition(application.definition).clock
    assert promised is not None
    day, left = clock.today(accepted_at), promised.working_days
    while left:
        day += dt.timedelta(days=1)
        left -= working_days.is_working_day(day)
    assert application.due_on == day


def test_another_agency_s_officer_finds_nothing(
    application_in: ApplicationIn, at: dt.datetime
) -> None:
    application = application_in("DKC-006", State.RECEIVED)
    scope, by = people_testing.officer_for(Action.VERIFY, "DPM-001", "DPM")
    with pytest.raises(foundation_errors.NotFound):
        verifying.open_case(case=application.id, scope=scope, by=by, at=at)
    assert queries.find(scope, application.reference) is None


def test_a_verifier_can_not_decide(
    application_in: ApplicationIn, at: dt.datetime
) -> None:
    application = application_in("DKC-006", State.TO_DECIDE)
    with pytest.raises(foundation_errors.NotPermitted):
        deciding.decide(
            case=application.id,
            outcome=Outcome.GRANTED,
            reasons=testing.REASONS,
            at=at,
            **officer_for(Action.VERIFY, application),
        )


def test_a_decision_needs_reasons(
    application_in: ApplicationIn, at: dt.datetime
) -> None:
    application = application_in("DKC-006", State.TO_DECIDE)
    with pytest.raises(errors.ReasonsMissing):
        deciding.decide(
            case=application.id,
            outcome=Outcome.REFUSED,
            reasons="no",
            at=at,
            **officer_for(Action.DECIDE, application),
        )


def test_nobody_countersigns_their_own_proposal(
    application_in: ApplicationIn, at: dt.datetime
) -> None:
    application = application_in("DKC-016", State.TO_DECIDE)
    head, by = people_testing.officer_for(Action.COUNTERSIGN, "DKC-016", "DKC")
    deciding.decide(
        case=application.id,
        outcome=Outcome.GRANTED,
        reasons=testing.REASONS,
        scope=head,
        by=by,
        at=at,
    )
    with pytest.raises(errors.SamePerson):
        deciding.countersign(case=application.id, agrees=True, scope=head, by=by, at=at)
    decision = queries.last_decision(application)
    assert decision is not None
    with pytest.raises(IntegrityError):
        _countersign_by_sql(decision.id, head.officer.id, at)


def _countersign_by_sql(decision: UUID, officer: UUID, at: dt.datetime) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('balarea.operation', 'raw', true)")
        cursor.execute(
            "INSERT INTO applications_countersignature"
            " (decision_id, decided_by_id, officer_id, agrees, at)"
            " VALUES (%s, %s, %s, true, %s)",
            [decision, officer, officer, at],
        )


def test_a_second_person_may_send_a_proposal_back(
    application_in: ApplicationIn, at: dt.datetime
) -> None:
    application = application_in("DKC-016", State.TO_COUNTERSIGN)
    decision = queries.last_decision(application)
    assert decision is not None
    deciding.countersign(
        case=application.id,
        agrees=False,
        note="Mohon periksa lagi nama ayah pada dokumen.",
        at=at,
        **officer_for(Action.COUNTERSIGN, application, decision.officer_id),
    )
    application.refresh_from_db()
    assert application.state == State.TO_DECIDE


def test_two_officers_on_one_case_end_with_one_step(
    application_in: ApplicationIn, at: dt.datetime
) -> None:
    application = application_in("DKC-006", State.TO_DECIDE)
    step: dict[str, Any] = {
        "case": application.id,
        "outcome": Outcome.GRANTED,
        "reasons": testing.REASONS,
        "at": at,
        **officer_for(Action.DECIDE, application),
    }
    deciding.decide(**step)
    with pytest.raises(errors.ChangedMeanwhile):
        deciding.decide(**step)


def test_every_opening_by_an_officer_is_on_record(
    application_in: ApplicationIn,
) -> None:
    application = application_in("DKC-006", State.TO_DECIDE)
    seen = vault.accesses(application.id).exclude(actor_kind="VISITOR")
    assert {access.purpose for access in seen} >= {"VERIFY"}
    assert all(access.office for access in seen if access.actor_kind == "OFFICER")


def test_the_worklist_holds_what_waits_for_this_officer_only(
    application_in: ApplicationIn,
) -> None:
    own = application_in("DKC-006", State.RECEIVED)
    application_in("DPM-001", State.RECEIVED)
    scope, _ = people_testing.officer_for(Action.VERIFY, "DKC-006", "DKC")
    items = queries.worklist(scope, Action.VERIFY)
    assert [item.id for item in items] == [own.id]
    assert queries.waiting(scope, Action.VERIFY) == 1
    assert "*" in items[0].holder_masked


def test_the_worklist_goes_on_after_the_last_place_seen(
    application_in: ApplicationIn,
) -> None:
    made = [application_in("DKC-006", State.RECEIVED) for _ in range(3)]
    scope, _ = people_testing.officer_for(Action.VERIFY, "DKC-006", "DKC")
    first = queries.worklist(scope, Action.VERIFY, limit=2)
    last = first[-1]
    rest = queries.worklist(scope, Action.VERIFY, after=(last.due_on, last.id))
    assert {item.id for item in (*first, *rest)} == {row.id for row in made}
    assert len(first) + len(rest) == 3


def test_expired_drafts_are_erased(applicants: Applicants, at: dt.datetime) -> None:
    who = applicants[0]
    case = testing.draft(
        "DKC-006", who, testing.Schedule(at - dt.timedelta(days=3), at)
    )
    assert discarding.expire(at=at) == 0
    assert discarding.expire(at=at + dt.timedelta(days=40)) == 1
    assert not models.Draft.objects.filter(id=case).exists()
    assert documents.evidence_of(case) == []


def test_the_code_of_a_draft_begun_today_comes_once(
    applicants: Applicants, at: dt.datetime
) -> None:
    case = testing.draft("DKC-006", applicants[0], testing.Schedule(at, at))
    assert [message.kind for message in notices.of_case(case)] == ["DRAFT_SAVED"]
