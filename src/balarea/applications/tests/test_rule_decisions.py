"""Decisions that rules take at filing, and what they leave to officers."""

import datetime as dt
from typing import Any

import msgspec
import pytest
from django.db import IntegrityError, connection, transaction

from balarea.applications import models, queries, testing
from balarea.applications.operations import (
    content_to_issue,
    filing,
    sealed_contents,
)
from balarea.applications.rules import State
from balarea.applications.tests.conftest import Applicants, ApplicationIn
from balarea.applications.tests.recorded import params_of
from balarea.catalogue import definition as engine
from balarea.catalogue import operations as catalogue_operations
from balarea.catalogue import queries as catalogue
from balarea.catalogue import testing as catalogue_testing
from balarea.documents import operations as documents
from balarea.documents import queries as document_queries
from balarea.documents import verification
from balarea.foundation import clock
from balarea.foundation.operation import SYSTEM, SYSTEM_ID
from balarea.notices.models import Message
from balarea.transparency.models import Entry
from balarea.vault.models import Access

pytestmark = pytest.mark.django_db

SPPL, TAX_RETURN = "DLH-001", "BPD-011"


def file_example(
    service: str, name: str, applicants: Applicants, at: dt.datetime
) -> models.Application:
    """File the example of this name, with as many files as it has."""
    who, schedule = applicants[0], testing.Schedule(at - dt.timedelta(days=9), at)
    definition = catalogue_testing.online()[service]
    example = next(one for one in definition.tests if one.name == name)
    raw = catalogue_testing.raw_answers(definition, example, clock.today(at))
    case = testing.fill_draft(
        service, who, raw, begun_at=schedule.next(), next_time=schedule.next
    )
    for requirement in definition.requirements:
        for _ in range(example.evidence.get(requirement.id, 0)):
            testing.attach(case, requirement, who, schedule)
    testing.submit(case, who, schedule)
    return models.Application.objects.get(id=case)


def types_of(application: models.Application) -> list[str]:
    rows = Entry.objects.filter(subject=application.id).order_by("id")
    return [row.type for row in rows if not row.type.startswith(("ANNOUNCED",))]


def test_grants_at_filing_without_an_officer(application_in: ApplicationIn) -> None:
    application = application_in(SPPL, State.GRANTED)
    decision = queries.last_decision(application)
    assert decision is not None
    assert decision.is_by_rules
    assert decision.officer is None
    assert queries.last_filing(application).unconfirmed == []
    changes = queries.changes(application)
    assert [change.state for change in changes] == ["RECEIVED", "TO_DECIDE", "GRANTED"]
    assert {change.at for change in changes} == {application.submitted_at}
    by_rules = changes[1:]
    assert {(one.actor_kind, one.actor) for one in by_rules} == {("SYSTEM", SYSTEM_ID)}
    assert "otomatis menurut aturan" in by_rules[0].office


def test_each_step_is_logged_and_the_opening_is_on_record(
    application_in: ApplicationIn,
) -> None:
    application = application_in(SPPL, State.ISSUED)
    types = types_of(application)
    steps = ["RECEIVED", "COMPLETE", "DECIDED_BY_RULES", "DOCUMENT_PREPARED", "ISSUED"]
    assert [one for one in types if one in {*steps, "DECIDED"}] == steps
    opened = Access.objects.filter(case=application.id, purpose="DECIDE")
    assert {row.actor_kind for row in opened} == {"SYSTEM"}


def test_the_citizen_is_sent_a_receipt_and_the_document_only(
    application_in: ApplicationIn,
) -> None:
    application = application_in(SPPL, State.ISSUED)
    kinds = Message.objects.filter(case=application.id).values_list("kind", flat=True)
    assert [kind for kind in kinds.order_by("at", "id") if kind != "DRAFT_SAVED"] == [
        "RECEIVED",
        "ISSUED",
    ]
    assert params_of(application, "RECEIVED")["at_once"] == "YES"


def test_the_document_has_the_seal_of_the_office_and_verifies(
    application_in: ApplicationIn, applicants: Applicants, at: dt.datetime
) -> None:
    application = application_in(SPPL, State.ISSUED)
    document = document_queries.document_of(application.id)
    assert document is not None
    pdf = documents.open_document(
        document=document, by=applicants[0].by, purpose="OWN_DATA", at=at
    )
    assert verification.of_file(pdf, network="test", at=at).verdict == "VALID"
    definition = catalogue_testing.online()[SPPL]
    content = content_to_issue.document_content_of(
        application, None, {}, clock.today(at)
    )
    assert definition.decides is not None
    assert content.signatory.office.id == definition.decides.office.id
    assert content.signatory.is_seal
    assert definition.decides.decree.id in content.automatic[0].id
    assert "Pasal 38" in content.automatic[0].id


def test_pays_first_where_a_fee_is_due_and_decides_then(
    application_in: ApplicationIn,
) -> None:
    unpaid = application_in(TAX_RETURN, State.AWAITING_FEE)
    assert queries.last_decision(unpaid) is None
    params = params_of(unpaid, "RECEIVED")
    assert (params["turn"], params["at_once"]) == ("PAY", "YES")
    application = application_in(TAX_RETURN, State.GRANTED)
    decision = queries.last_decision(application)
    assert decision is not None
    assert decision.is_by_rules


def test_what_rules_can_not_confirm_goes_to_an_officer(
    applicants: Applicants, at: dt.datetime
) -> None:
    application = file_example(SPPL, "A farm asks for advice", applicants, at)
    assert application.state == State.RECEIVED
    assert queries.last_decision(application) is None
    assert queries.last_filing(application).unconfirmed == [
        "small_site",
        "ordinary_activity",
        "R3",
    ]
    assert "at_once" not in params_of(application, "RECEIVED")


def test_two_tabs_file_and_grant_once(applicants: Applicants, at: dt.datetime) -> None:
    who = applicants[0]
    case = testing.draft(SPPL, who, testing.Schedule(at - dt.timedelta(days=3), at))
    owners = frozenset({who.contact.id})
    draft = queries.draft(case, owners)
    assert draft is not None
    answers = sealed_contents.open_own_answers(application=draft, by=who.by, at=at)
    seen = queries.fingerprint(draft.definition, answers, [])
    sent: dict[str, Any] = {"case": case, "owners": owners, "by": who.by, "at": at}
    for key in ("one", "one", "two"):
        assert filing.submit(key=key, seen_fingerprint=seen, **sent) == case
    assert models.Decision.objects.filter(application=case).count() == 1
    document = document_queries.document_of(case)
    assert document is not None
    documents.issue(document=document.id, by=SYSTEM, at=at)
    assert filing.submit(key="three", seen_fingerprint=seen, **sent) == case


def test_a_draft_keeps_the_version_in_which_officers_decide(
    applicants: Applicants, at: dt.datetime
) -> None:
    current, who = catalogue_testing.online()[SPPL], applicants[0]
    before = msgspec.structs.replace(current, version=98, decides=None)
    schedule = testing.Schedule(at - dt.timedelta(days=3), at)
    _publish(before, at)
    case = testing.draft(SPPL, who, schedule)
    _publish(msgspec.structs.replace(current, version=99), at)
    testing.submit(case, who, schedule)
    application = models.Application.objects.get(id=case)
    assert application.state == State.RECEIVED
    assert queries.last_filing(application).unconfirmed is None


def _publish(definition: engine.Definition, at: dt.datetime) -> None:
    others = {
        code: catalogue.definition(catalogue.identity(code))
        for code in catalogue.services()
    }
    catalogue_operations.publish(
        definitions=[*(others | {definition.code: definition}).values()],
        agencies=catalogue.edition().agencies.values(),
        by=SYSTEM,
        at=at,
    )


def test_an_amendment_is_decided_by_a_person(
    applicants: Applicants, at: dt.datetime
) -> None:
    application = file_example(SPPL, "A farm asks for advice", applicants, at)
    schedule = testing.Schedule(at - dt.timedelta(days=1), at)
    testing.advance(application.id, State.AMENDED, applicants[0], schedule)
    application.refresh_from_db()
    assert application.state == State.AMENDED
    assert queries.last_filing(application).unconfirmed is None


def test_the_database_refuses_a_refusal_without_a_person(
    application_in: ApplicationIn,
) -> None:
    application = application_in(SPPL, State.GRANTED)
    decision = queries.last_decision(application)
    assert decision is not None
    for outcome, is_by_rules in (("REFUSED", True), ("GRANTED", False)):
        row = models.Decision(
            application=application,
            outcome=outcome,
            is_by_rules=is_by_rules,
            reasons=decision.reasons,
            at=decision.at,
        )
        with pytest.raises(IntegrityError, match="applications_refused_by_a_person"):
            _save_by_hand(row)


def _save_by_hand(row: models.Decision) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('balarea.operation', 'test', true)")
        row.save()
