"""Filing, checking and returning: what is stored, logged and sent."""

import datetime as dt
from typing import Any

import pytest
from tests.log_facts import LogFacts

from balarea.applications import errors, models, queries, testing
from balarea.applications.operations import (
    drafting,
    event_handlers,
    filing,
    returning,
    steps,
    unanswered_deficiencies,
    verifying,
)
from balarea.applications.rules import ANSWER_WORKING_DAYS, State
from balarea.applications.tests.conftest import (
    Applicants,
    ApplicationIn,
    officer_for,
)
from balarea.applications.tests.recorded import facts_of, params_of, purposes_of
from balarea.catalogue import queries as catalogue
from balarea.catalogue import testing as catalogue_testing
from balarea.foundation import calendar, clock, ids, references
from balarea.foundation.errors import NotFound
from balarea.foundation.operation import SYSTEM
from balarea.notices.models import Message
from balarea.payments import queries as payments
from balarea.people import testing as people
from balarea.people.queries import officer_actor
from balarea.people.rules import Action
from balarea.vault import models as vault

pytestmark = pytest.mark.django_db
FAMILY_CARD, WITH_FEE = "DKC-012", "POL-001"


def marks_of(
    application: models.Application, at: dt.datetime, *, without: str = ""
) -> dict[str, bool]:
    """All requirements of an application as in order, but for one."""
    who = officer_for(Action.VERIFY, application)
    opened = verifying.open_case(case=application.id, at=at, **who)
    to_mark = queries.to_check(
        opened.definition, opened.answers, as_of=opened.application.filed_on
    )
    return {one.id: one.id != without for one in to_mark}


def test_filing_promises_a_day_and_asks_for_no_payment_without_a_fee(
    applicants: Applicants, at: dt.datetime, log_facts: list[LogFacts]
) -> None:
    schedule = testing.Schedule(at, at)
    case = testing.draft(FAMILY_CARD, applicants[0], schedule)
    testing.submit(case, applicants[0], schedule)
    application = models.Application.objects.get(id=case)
    assert application.state == State.RECEIVED
    facts = facts_of(log_facts, "RECEIVED")
    assert facts.pop("reference") == application.reference
    assert facts.pop("answers") == bytes(application.answers.digest or b"").hex()
    assert {name.split(".")[0] for name in facts} == {"file"}
    assert params_of(application, "RECEIVED") == {
        "check_due_on": application.due_on.isoformat(),
        "due_on": str(application.promised_on),
        "turn": "",
    }
    assert not models.Draft.objects.filter(id=case).exists()


def test_accepting_starts_the_time_for_the_decision(
    application_in: ApplicationIn, at: dt.datetime, log_facts: list[LogFacts]
) -> None:
    application = application_in(FAMILY_CARD, State.RECEIVED)
    check_due_on = application.due_on
    marks = marks_of(application, at)
    who = officer_for(Action.VERIFY, application)
    verifying.accept(case=application.id, marks=marks, at=at, **who)
    application.refresh_from_db()
    assert (application.state, application.completed_at) == (State.TO_DECIDE, at)
    due_on = application.due_on.isoformat()
    assert facts_of(log_facts, "CHECKED") == dict.fromkeys(marks, "MET")
    assert facts_of(log_facts, "COMPLETE") == {
        "check_due_on": check_due_on.isoformat(),
        "due_on": due_on,
        "unmet": "",
    }
    assert params_of(application, "COMPLETE") == {"due_on": due_on, "unmet": ""}
    assert purposes_of(application, at) == {"VERIFY"}


def test_marks_are_stored_with_their_remarks_and_raise_the_revision(
    application_in: ApplicationIn, at: dt.datetime, log_facts: list[LogFacts]
) -> None:
    application = application_in(FAMILY_CARD, State.RECEIVED)
    verifying.save_marks(
        case=application.id,
        marks={"R1": False},
        remarks={"R1": testing.DEFECT},
        at=at,
        **officer_for(Action.VERIFY, application),
    )
    row = models.Application.objects.get(id=application.id)
    assert row.revision == application.revision + 1
    check = models.RequirementCheck.objects.filter(application=row).latest("at")
    assert (check.requirement, check.is_met) == ("R1", False)
    assert check.remark is not None
    assert check.remark.name == "remark"
    assert facts_of(log_facts, "CHECKED") == {"R1": "DEFECT"}


def test_refuses_a_mark_on_a_requirement_of_another_service(
    application_in: ApplicationIn, at: dt.datetime
) -> None:
    application = application_in(FAMILY_CARD, State.RECEIVED)
    with pytest.raises(errors.ForeignRequirement):
        verifying.save_marks(
            case=application.id,
            marks={"R99": True},
            at=at,
            **officer_for(Action.VERIFY, application),
        )


def test_a_return_names_its_requirements_and_its_last_day(
    application_in: ApplicationIn, at: dt.datetime, log_facts: list[LogFacts]
) -> None:
    application = application_in(FAMILY_CARD, State.RECEIVED)
    marks = marks_of(application, at, without="R1")
    returning.return_for_correction(
        case=application.id,
        defects={"R1": testing.DEFECT},
        marks=marks,
        at=at,
        **officer_for(Action.VERIFY, application),
    )
    application.refresh_from_db()
    answer_by = calendar.add_working_days(clock.today(at), ANSWER_WORKING_DAYS)
    assert (application.state, application.due_on) == (State.RETURNED, answer_by)
    assert facts_of(log_facts, "RETURNED") == {"requirements": "R1"}
    assert params_of(application, "RETURNED") == {
        "due_on": answer_by.isoformat(),
        "count": "1",
    }
    draft = models.Draft.objects.select_related("answers").get(id=application.id)
    assert (draft.is_amendment, draft.answers.name) == (True, "answers")
    assert purposes_of(application, at) == {"VERIFY"}


def test_refuses_a_return_while_a_requirement_has_no_mark(
    application_in: ApplicationIn, at: dt.datetime
) -> None:
    application = application_in(FAMILY_CARD, State.RECEIVED)
    assert len(marks_of(application, at)) > 1
    with pytest.raises(errors.NotMarked):
        returning.return_for_correction(
            case=application.id,
            defects={"R1": testing.DEFECT},
            at=at,
            **officer_for(Action.VERIFY, application),
        )


def test_a_prepared_return_is_read_again_and_sent_as_it_was_seen(
    application_in: ApplicationIn, at: dt.datetime
) -> None:
    application = application_in(FAMILY_CARD, State.RECEIVED)
    who = officer_for(Action.VERIFY, application)
    before = application.revision
    returning.save_return(
        case=application.id,
        marks=marks_of(application, at, without="R1"),
        remarks={"R1": testing.DEFECT},
        at=at,
        **who,
    )
    application.refresh_from_db()
    assert application.revision == before + 1
    prepared = returning.preview_return(case=application.id, at=at, **who)
    assert dict(prepared.texts) == {"R1": testing.DEFECT}
    assert prepared.answer_by == calendar.add_working_days(
        clock.today(at), ANSWER_WORKING_DAYS
    )
    assert prepared.opened.application == application
    deficiency = returning.send_return(
        case=application.id,
        answer_by=prepared.answer_by,
        seen_revision=application.revision,
        at=at,
        **who,
    )
    assert deficiency.requirements == ["R1"]
    assert purposes_of(application, at) == {"VERIFY"}


def test_what_is_not_amended_in_time_is_decided_as_it_was_filed(
    application_in: ApplicationIn, log_facts: list[LogFacts]
) -> None:
    application = application_in(FAMILY_CARD, State.RETURNED)
    noon = dt.time(12, tzinfo=clock.zone())
    last = dt.datetime.combine(application.due_on, noon)
    assert unanswered_deficiencies.move_to_decision(at=last) is False
    late = last + dt.timedelta(days=1)
    [copy] = models.Draft.objects.filter(id=application.id).values_list("answers")
    assert unanswered_deficiencies.move_to_decision(at=late) is True
    assert unanswered_deficiencies.move_to_decision(at=late) is False
    application.refresh_from_db()
    assert (application.state, application.completed_at) == (State.TO_DECIDE, late)
    due_on = application.due_on.isoformat()
    assert facts_of(log_facts, "UNANSWERED") == {"due_on": due_on}
    assert params_of(application, "UNANSWERED") == {"due_on": due_on}
    assert not models.Draft.objects.filter(id=application.id).exists()
    assert not vault.Sealed.objects.filter(id=copy[0]).exists()


def test_a_page_that_showed_another_state_withdraws_nothing(
    application_in: ApplicationIn, applicants: Applicants, at: dt.datetime
) -> None:
    application = application_in(FAMILY_CARD, State.RECEIVED)
    step: dict[str, Any] = {
        "case": application.id,
        "owners": frozenset({applicants[0].contact.id}),
        "by": applicants[0].by,
        "at": at,
    }
    with pytest.raises(errors.ChangedMeanwhile):
        filing.withdraw(seen_state=State.TO_DECIDE, **step)
    row = filing.withdraw(seen_state=State.RECEIVED, **step)
    assert (row.state, row.closed_at) == (State.WITHDRAWN, at)
    assert params_of(row, "WITHDRAWN") == {}


def test_a_withdrawn_application_is_not_filed_again(
    application_in: ApplicationIn, applicants: Applicants
) -> None:
    owners = frozenset({applicants[0].contact.id})
    filed = application_in(FAMILY_CARD, State.RECEIVED)
    filing.check_submitted(filed.id, owners)
    decided = application_in(FAMILY_CARD, State.TO_DECIDE)
    with pytest.raises(errors.NotSent):
        filing.check_submitted(decided.id, owners)
    with pytest.raises(NotFound):
        filing.check_submitted(decided.id, frozenset())


def test_an_attempt_is_logged_with_the_refusal_s_code(
    application_in: ApplicationIn, at: dt.datetime, log_facts: list[LogFacts]
) -> None:
    application = application_in(FAMILY_CARD, State.RECEIVED)
    who = officer_for(Action.VERIFY, application)
    code = errors.ForeignRequirement.code
    verifying.log_attempt(case=application.id, code=code, at=at, **who)
    assert facts_of(log_facts, "ATTEMPT_REFUSED")["code"] == code


def test_an_officer_reads_both_filings_of_an_amended_application(
    application_in: ApplicationIn, at: dt.datetime
) -> None:
    amended = application_in(FAMILY_CARD, State.AMENDED)
    who = officer_for(Action.VERIFY, amended)
    opened = verifying.open_case(case=amended.id, at=at, **who)
    assert opened.first_answers == opened.answers
    assert opened.application == amended
    fresh = application_in(FAMILY_CARD, State.RECEIVED)
    assert verifying.open_case(case=fresh.id, at=at, **who).first_answers is None


def test_an_officer_sees_what_an_amendment_changed(
    application_in: ApplicationIn, applicants: Applicants, at: dt.datetime
) -> None:
    application = application_in(FAMILY_CARD, State.RETURNED)
    definition = catalogue.definition(application.definition)
    assert definition.holder is not None
    name, (page, *_) = definition.holder.name, definition.pages
    assert name in {field.id for field in page.fields}
    who = officer_for(Action.READ, application)
    before = verifying.open_case(case=application.id, at=at, **who).answers
    example = catalogue_testing.valid_example(definition)
    raw = catalogue_testing.raw_answers(definition, example, clock.today(at))
    drafting.save_page(
        case=application.id,
        owners=frozenset({applicants[0].contact.id}),
        page=page.id,
        raw={**raw, "nik": (before["nik"],), name: ("Siti Baru",)},
        by=applicants[0].by,
        at=at,
    )
    schedule = testing.Schedule(at, at)
    testing.advance(application.id, State.AMENDED, applicants[0], schedule)
    opened = verifying.open_case(case=application.id, at=at, **who)
    assert opened.first_answers == before
    assert opened.answers[name] == "Siti Baru" != before[name]


def test_an_application_out_of_reach_is_not_opened(
    application_in: ApplicationIn, at: dt.datetime
) -> None:
    application = application_in(FAMILY_CARD, State.RECEIVED)
    stranger = people.appoint("POL", set(Action), at)
    with pytest.raises(NotFound):
        verifying.open_case(
            case=application.id,
            scope=people.scope_of(stranger),
            by=officer_actor(stranger),
            at=at,
        )


def test_a_tracking_secret_opens_its_own_application_only(
    application_in: ApplicationIn,
) -> None:
    application = application_in(FAMILY_CARD, State.RECEIVED)
    secret = steps.new_tracking_secret()
    assert steps.is_tracking_secret(application, secret) is False
    application.tracking_hash = steps.tracking_hash(application.id, secret)
    assert steps.is_tracking_secret(application, secret) is True


def test_a_fee_is_billed_when_it_is_filed_and_the_office_waits_for_it(
    applicants: Applicants, at: dt.datetime
) -> None:
    schedule = testing.Schedule(at, at)
    case = testing.draft(WITH_FEE, applicants[0], schedule)
    testing.submit(case, applicants[0], schedule)
    application = models.Application.objects.get(id=case)
    assert application.state == State.AWAITING_FEE
    assert params_of(application, "RECEIVED")["turn"] == "PAY"
    bill = payments.current_bill(case)
    assert bill is not None
    params = params_of(application, "BILL")
    assert dt.datetime.fromisoformat(params.pop("expires_on")) == bill.expires_at
    assert params == {"amount": str(bill.amount), "number": bill.number}
    assert "Sudah dibayar" not in str(bill.lines)
    event_handlers.remind_to_pay(case=case, bill=bill.id, by=SYSTEM, at=at)
    params = params_of(application, "UNPAID")
    assert dt.datetime.fromisoformat(params["expires_on"]) == bill.expires_at
    assert params["number"] == references.pretty(bill.number)
    testing.pay(case, schedule)
    application.refresh_from_db()
    assert application.state == State.RECEIVED
    event_handlers.remind_to_pay(case=case, bill=bill.id, by=SYSTEM, at=at)
    assert Message.objects.filter(case=case, kind="UNPAID").count() == 1


def test_money_for_a_case_that_is_none_notifies_nobody(
    applicants: Applicants, at: dt.datetime
) -> None:
    schedule = testing.Schedule(at, at)
    case = testing.draft(WITH_FEE, applicants[0], schedule)
    testing.submit(case, applicants[0], schedule)
    bill = payments.current_bill(case)
    assert bill is not None
    event_handlers.remind_to_pay(case=ids.uuid7(), bill=bill.id, by=SYSTEM, at=at)
    assert not Message.objects.filter(kind="UNPAID").exists()
