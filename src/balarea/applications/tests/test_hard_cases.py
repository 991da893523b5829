"""What goes wrong between people, money and time, through the real operations."""

import datetime as dt
from typing import Any
from uuid import UUID

import pytest

from balarea.applications import errors, models, queries, testing
from balarea.applications.operations import (
    deciding,
    event_handlers,
    filing,
    returning,
    unanswered_deficiencies,
    verifying,
)
from balarea.applications.rules import Outcome, State
from balarea.applications.tests.conftest import Applicants, ApplicationIn, officer_for
from balarea.catalogue import queries as catalogue
from balarea.foundation import ids
from balarea.foundation.operation import SYSTEM
from balarea.notices import queries as notices
from balarea.notices.models import Message
from balarea.payments import models as payments
from balarea.payments import queries as payment_queries
from balarea.payments import testing as payment_testing
from balarea.payments.operations import billing
from balarea.payments.rules import Outcome as PaymentOutcome
from balarea.payments.testing import bills_of
from balarea.people.rules import Action

pytestmark = pytest.mark.django_db

SKCK = "POL-001"


def owners(applicants: Applicants) -> frozenset[UUID]:
    return frozenset({applicants[0].contact.id})


def expired_bill(case: UUID, at: dt.datetime) -> payments.Bill:
    bill = bills_of(case)[0]
    billing.expire(bill=bill, by=SYSTEM, at=at)
    bill.refresh_from_db()
    assert bill.state == "EXPIRED"
    return bill


def test_a_withdrawn_application_owes_nothing_and_gets_no_new_bill(
    application_in: ApplicationIn, applicants: Applicants, at: dt.datetime
) -> None:
    application = application_in(SKCK, State.AWAITING_FEE)
    bill = expired_bill(application.id, at)
    own: dict[str, Any] = {
        "owners": owners(applicants),
        "by": applicants[0].by,
        "at": at,
    }
    filing.withdraw(case=application.id, **own)
    bill.refresh_from_db()
    assert bill.state == "CANCELLED"
    with pytest.raises(errors.NothingToPay):
        filing.renew_bill(case=application.id, **own)
    assert payments.Bill.objects.filter(case=application.id).count() == 1


def test_no_bill_is_renewed_for_work_that_goes_on(
    application_in: ApplicationIn, applicants: Applicants, at: dt.datetime
) -> None:
    application = application_in(SKCK, State.AWAITING_FEE)
    expired_bill(application.id, at)
    own: dict[str, Any] = {
        "owners": owners(applicants),
        "by": applicants[0].by,
        "at": at,
    }
    filing.renew_bill(case=application.id, **own)
    renewed = payment_queries.current_bill(application.id)
    assert renewed is not None
    assert renewed.state == "OPEN"
    filing.renew_bill(case=application.id, **own)
    assert payments.Bill.objects.filter(case=application.id).count() == 2


def test_a_paid_fee_is_not_renewed(
    application_in: ApplicationIn, applicants: Applicants, at: dt.datetime
) -> None:
    application = application_in(SKCK, State.RECEIVED)
    with pytest.raises(errors.NothingToPay):
        filing.renew_bill(
            case=application.id,
            owners=owners(applicants),
            by=applicants[0].by,
            at=at,
        )


def test_money_for_a_withdrawn_application_is_seen(
    application_in: ApplicationIn, applicants: Applicants, at: dt.datetime
) -> None:
    application = application_in(SKCK, State.AWAITING_FEE)
    in_time = application.submitted_at + dt.timedelta(hours=1)
    bill = expired_bill(application.id, at)
    filing.withdraw(
        case=application.id, owners=owners(applicants), by=applicants[0].by, at=at
    )
    result = payment_testing.pay(bill, at, paid_at=in_time)
    assert result == PaymentOutcome.PAID_LATE
    overpayment = payments.Overpayment.objects.get(bill=bill)
    assert overpayment.amount == bill.amount
    assert overpayment.settled_at is None
    application.refresh_from_db()
    assert application.state == State.WITHDRAWN
    surplus = Message.objects.filter(kind="SURPLUS")
    assert [message.case for message in surplus] == [application.id]
    event_handlers.notify_of_overpayment(
        case=ids.uuid7(), overpayment=overpayment.id, by=SYSTEM, at=at
    )
    assert surplus.count() == 1, "nobody is notified of money for an unknown case"


def test_what_is_still_wrong_after_the_return_leads_to_a_refusal(
    application_in: ApplicationIn, at: dt.datetime
) -> None:
    # Given an application that was returned and is as wrong as before
    application = application_in("DKC-012", State.AMENDED)
    case, who = application.id, officer_for(Action.VERIFY, application)
    with pytest.raises(errors.NotMarked):
        verifying.accept(case=case, at=at, **who)
    opened = verifying.open_case(case=case, at=at, **who)
    to_mark = queries.to_check(
        opened.definition, opened.answers, as_of=opened.application.filed_on
    )
    wrong = to_mark[0].id
    marks = {one.id: one.id != wrong for one in to_mark}
    verifying.save_marks(case=case, marks=marks, at=at, **who)

    # When it is accepted as it is, it can't be granted
    verifying.accept(case=case, at=at, **who)
    decides = officer_for(Action.DECIDE, application)
    with pytest.raises(errors.StillDefective, match=wrong):
        deciding.decide(
            case=case,
            outcome=Outcome.GRANTED,
            reasons=testing.REASONS,
            at=at,
            **decides,
        )

    # But it can be refused
    deciding.decide(
        case=case, outcome=Outcome.REFUSED, reasons=testing.REFUSAL, at=at, **decides
    )
    application.refresh_from_db()
    assert application.state in {State.REFUSED, State.TO_COUNTERSIGN}


def test_marks_are_history_and_count_afresh_after_a_mending(
    application_in: ApplicationIn, at: dt.datetime
) -> None:
    application = application_in("DKC-012", State.AMENDED)
    deficiency = queries.deficiency_of(application)
    assert deficiency is not None
    returned = deficiency.requirements[0]
    assert application.checks.filter(requirement=returned, is_met=False).exists()
    assert returned not in queries.marks(application)
    who = officer_for(Action.VERIFY, application)
    for is_met in (False, True, True):
        verifying.save_marks(
            case=application.id, marks={returned: is_met}, at=at, **who
        )
    assert queries.marks(application)[returned] is True
    of_this = application.checks.filter(requirement=returned, at=at)
    assert list(of_this.order_by("id").values_list("is_met", flat=True)) == [
        False,
        True,
    ]


def test_what_nobody_mends_in_time_is_decided_on_what_is_there(
    application_in: ApplicationIn, applicants: Applicants, at: dt.datetime
) -> None:
    # Given a returned application whose citizen began to mend it and stopped
    application = application_in("DKC-012", State.RETURNED)
    deficiency = queries.deficiency_of(application)
    assert deficiency is not None
    definition = catalogue.definition(application.definition)
    returned = next(
        r for r in definition.requirements if r.id == deficiency.requirements[0]
    )
    schedule = testing.Schedule(application.submitted_at + dt.timedelta(days=1), at)
    testing.attach(application.id, returned, applicants[0], schedule)
    filed = application.filings.get().evidence

    # Then it waits to the end of its last day, and not longer
    last = dt.datetime.combine(deficiency.answer_by, dt.time(15), tzinfo=dt.UTC)
    assert unanswered_deficiencies.move_to_decision(at=last) is False
    after = last + dt.timedelta(hours=3)  # past midnight in Sumedang
    assert unanswered_deficiencies.move_to_decision(at=after) is True
    assert unanswered_deficiencies.move_to_decision(at=after) is False
    application.refresh_from_db()
    assert application.state == State.TO_DECIDE
    assert application.due_on > deficiency.answer_by
    assert not models.Draft.objects.filter(id=application.id).exists()
    assert {e.id for e in queries.current_evidence(application.id)} <= set(filed)
    assert "UNANSWERED" in {m.kind for m in notices.of_case(application.id)}

    # And it can only be refused
    decides = officer_for(Action.DECIDE, application)
    with pytest.raises(errors.StillDefective):
        deciding.decide(
            case=application.id,
            outcome=Outcome.GRANTED,
            reasons=testing.REASONS,
            at=after,
            **decides,
        )


def test_nobody_is_sent_back_for_what_their_answers_do_not_ask(
    application_in: ApplicationIn, at: dt.datetime
) -> None:
    for service in ("DKC-006", "DPM-058"):
        application = application_in(service, State.RECEIVED)
        who = officer_for(Action.VERIFY, application)
        opened = verifying.open_case(case=application.id, at=at, **who)
        to_mark = {
            r.id
            for r in queries.to_check(
                opened.definition, opened.answers, as_of=opened.application.filed_on
            )
        }
        own = {r.id for r in catalogue.definition(application.definition).requirements}
        for requirement in own - to_mark:
            with pytest.raises(errors.ForeignRequirement):
                returning.return_for_correction(
                    case=application.id,
                    defects={requirement: testing.DEFECT},
                    at=at,
                    **who,
                )
        if service == "DPM-058":
            assert own - to_mark, "the visit on site is not the citizen's to mend"
