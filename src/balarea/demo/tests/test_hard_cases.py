"""What goes wrong between people, money and time, through the real operations."""

import datetime as dt
from typing import Any
from uuid import UUID

import msgspec
import pytest

from balarea.applications import errors, models, queries
from balarea.applications.operations import (
    deciding,
    filing,
    returning,
    unanswered_notices,
    verifying,
)
from balarea.applications.rules import Outcome, State
from balarea.catalogue import queries as catalogue
from balarea.demo import stage
from balarea.demo.tests.conftest import Play, officer
from balarea.foundation.errors import Refusal
from balarea.foundation.operation import SYSTEM
from balarea.notices import queries as notices
from balarea.payments import models as payments
from balarea.payments import queries as payment_queries
from balarea.payments.operations import billing, callbacks
from balarea.payments.providers import demo as bank
from balarea.payments.rules import Outcome as Came
from balarea.people.rules import Action

SKCK = "POL-001"


def contacts(mall: list[stage.Applicant]) -> frozenset[UUID]:
    return frozenset({mall[0].contact.id})


def pay(bill: payments.Bill, paid_at: dt.datetime, told_at: dt.datetime) -> Came:
    body = msgspec.json.encode(
        bank.Body(f"HARD-{bill.number}", bill.number, bill.amount, paid_at)
    )
    signed = bank.sign(body, told_at)
    heard = callbacks.receive(
        provider=bank.CODE, headers=signed, body=body, by=SYSTEM, at=told_at
    )
    return heard.outcome


def expired_bill(case: UUID, at: dt.datetime) -> payments.Bill:
    bill = payment_queries.bills_of(case)[0]
    billing.expire(bill=bill, by=SYSTEM, at=at)
    bill.refresh_from_db()
    assert bill.state == "EXPIRED"
    return bill


def test_a_withdrawn_application_owes_nothing_and_gets_no_new_bill(
    play: Play, mall: list[stage.Applicant], at: dt.datetime
) -> None:
    application = play(SKCK, State.AWAITING_FEE)
    bill = expired_bill(application.id, at)
    own: dict[str, Any] = {"contacts": contacts(mall), "by": mall[0].by, "at": at}
    filing.withdraw(case=application.id, **own)
    bill.refresh_from_db()
    assert bill.state == "CANCELLED"
    with pytest.raises(Refusal):
        filing.renew_bill(case=application.id, **own)
    assert payments.Bill.objects.filter(case=application.id).count() == 1


def test_no_bill_is_renewed_for_work_that_goes_on(
    play: Play, mall: list[stage.Applicant], at: dt.datetime
) -> None:
    application = play(SKCK, State.AWAITING_FEE)
    expired_bill(application.id, at)
    own: dict[str, Any] = {"contacts": contacts(mall), "by": mall[0].by, "at": at}
    filing.renew_bill(case=application.id, **own)
    renewed = payment_queries.current_bill(application.id)
    assert renewed is not None
    assert renewed.state == "OPEN"
    filing.renew_bill(case=application.id, **own)
    assert payments.Bill.objects.filter(case=application.id).count() == 2


def test_money_for_a_withdrawn_application_is_seen(
    play: Play, mall: list[stage.Applicant], at: dt.datetime
) -> None:
    application = play(SKCK, State.AWAITING_FEE)
    in_time = application.submitted_at + dt.timedelta(hours=1)
    bill = expired_bill(application.id, at)
    filing.withdraw(case=application.id, contacts=contacts(mall), by=mall[0].by, at=at)
    assert pay(bill, in_time, at) == Came.PAID_LATE
    found = payments.Overpayment.objects.get(bill=bill)
    assert found.amount == bill.amount
    assert found.settled_at is None
    application.refresh_from_db()
    assert application.state == State.WITHDRAWN


def test_what_is_still_wrong_after_the_return_leads_to_a_refusal(
    play: Play, at: dt.datetime
) -> None:
    # Given an application that was returned and is as wrong as before
    application = play("DKC-012", State.AMENDED)
    case, who = application.id, officer(Action.VERIFY, application)
    with pytest.raises(errors.NotMarked):
        verifying.accept(case=case, at=at, **who)
    opened = verifying.open_case(case=case, at=at, **who)
    asked = queries.to_check(opened.definition, opened.answers)
    wrong = asked[0].id
    marks = {one.id: one.id != wrong for one in asked}
    verifying.mark(case=case, marks=marks, at=at, **who)

    # When it is accepted as it is, it can't be granted
    verifying.accept(case=case, at=at, **who)
    decides = officer(Action.DECIDE, application)
    with pytest.raises(errors.StillDefective, match=wrong):
        deciding.decide(
            case=case, outcome=Outcome.GRANTED, reasons=stage.REASONS, at=at, **decides
        )

    # But it can be refused
    deciding.decide(
        case=case, outcome=Outcome.REFUSED, reasons=stage.REFUSAL, at=at, **decides
    )
    application.refresh_from_db()
    assert application.state in {State.REFUSED, State.TO_COUNTERSIGN}


def test_marks_are_history_and_count_afresh_after_a_mending(
    play: Play, at: dt.datetime
) -> None:
    application = play("DKC-012", State.AMENDED)
    notice = queries.deficiency(application)
    assert notice is not None
    returned = notice.requirements[0]
    assert application.checks.filter(requirement=returned, is_met=False).exists()
    assert returned not in queries.marks(application)
    who = officer(Action.VERIFY, application)
    for is_met in (False, True, True):
        verifying.mark(case=application.id, marks={returned: is_met}, at=at, **who)
    assert queries.marks(application)[returned] is True
    of_this = application.checks.filter(requirement=returned, at=at)
    assert list(of_this.order_by("id").values_list("is_met", flat=True)) == [
        False,
        True,
    ]


def test_what_nobody_mends_in_time_is_decided_on_what_is_there(
    play: Play, mall: list[stage.Applicant], at: dt.datetime
) -> None:
    # Given a returned application whose citizen began to mend it and stopped
    application = play("DKC-012", State.RETURNED)
    notice = queries.deficiency(application)
    assert notice is not None
    definition = catalogue.definition(application.definition)
    returned = next(
        r for r in definition.requirements if r.id == notice.requirements[0]
    )
    times = stage.Clock(application.submitted_at + dt.timedelta(days=1), at)
    stage.attach(application.id, returned, mall[0], times)
    filed = application.filings.get().evidence

    # Then it waits to the end of its last day, and not longer
    last = dt.datetime.combine(notice.answer_by, dt.time(15), tzinfo=dt.UTC)
    assert unanswered_notices.take_up_unanswered(at=last) is False
    after = last + dt.timedelta(hours=3)  # past midnight in Sumedang
    assert unanswered_notices.take_up_unanswered(at=after) is True
    assert unanswered_notices.take_up_unanswered(at=after) is False
    application.refresh_from_db()
    assert application.state == State.TO_DECIDE
    assert application.due_on > notice.answer_by
    assert not models.Draft.objects.filter(id=application.id).exists()
    assert {e.id for e in queries.live_evidence(application.id)} <= set(filed)
    assert "UNANSWERED" in {m.kind for m in notices.of_case(application.id)}

    # And it can only be refused
    decides = officer(Action.DECIDE, application)
    with pytest.raises(errors.StillDefective):
        deciding.decide(
            case=application.id,
            outcome=Outcome.GRANTED,
            reasons=stage.REASONS,
            at=after,
            **decides,
        )


def test_nobody_is_sent_back_for_what_their_answers_do_not_ask(
    play: Play, at: dt.datetime
) -> None:
    for service in ("DKC-006", "DPM-058"):
        application = play(service, State.RECEIVED)
        who = officer(Action.VERIFY, application)
        opened = verifying.open_case(case=application.id, at=at, **who)
        asked = {r.id for r in queries.to_check(opened.definition, opened.answers)}
        own = {r.id for r in catalogue.definition(application.definition).requirements}
        for requirement in own - asked:
            with pytest.raises(errors.ForeignRequirement):
                returning.return_for_correction(
                    case=application.id,
                    defects={requirement: stage.DEFECT},
                    at=at,
                    **who,
                )
        if service == "DPM-058":
            assert own - asked, "the visit on site is not the citizen's to mend"
