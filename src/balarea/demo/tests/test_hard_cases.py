"""What goes wrong between people, money and time, through the real operations."""

import datetime as dt
from typing import Any
from uuid import UUID

import msgspec
import pytest
from django.contrib.sessions.models import Session
from procrastinate.contrib.django import app

from balarea.applications import errors, models, queries
from balarea.applications.operations import deciding, filing, returning, verifying
from balarea.applications.rules import Outcome, State
from balarea.catalogue import queries as catalogue
from balarea.demo import stage
from balarea.demo.tests.conftest import Play, officer
from balarea.foundation import idempotency, limits
from balarea.foundation import models as foundation
from balarea.foundation.errors import Refusal
from balarea.foundation.operation import SYSTEM
from balarea.notices import queries as notices
from balarea.payments import models as payments
from balarea.payments import queries as payment_queries
from balarea.payments.operations import billing, hearing
from balarea.payments.providers import demo as bank
from balarea.payments.rules import Outcome as Came
from balarea.people import models as people
from balarea.people import queries as people_queries
from balarea.people.addresses import Address
from balarea.people.operations import codes, forgetting
from balarea.people.rules import Action
from balarea.vault import errors as vault_errors
from balarea.vault import operations as vault

SKCK = "POL-001"


def contacts(mall: list[stage.Applicant]) -> frozenset[UUID]:
    return frozenset({mall[0].contact.id})


def pay(bill: payments.Bill, paid_at: dt.datetime, told_at: dt.datetime) -> Came:
    body = msgspec.json.encode(
        bank.Body(f"HARD-{bill.number}", bill.number, bill.amount, paid_at)
    )
    signed = bank.sign(body, told_at)
    heard = hearing.hear(
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
    assert payment_queries.current_bill(application.id).state == "OPEN"  # type: ignore[union-attr] # it was made a line above
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
    found = payments.Surplus.objects.get(bill=bill)
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
    assert returning.take_up_unanswered(at=last) == 0
    after = last + dt.timedelta(hours=3)  # past midnight in Sumedang
    assert returning.take_up_unanswered(at=after) == 1
    assert returning.take_up_unanswered(at=after) == 0
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


@pytest.mark.django_db
def test_old_keys_and_counts_are_forgotten_and_young_ones_kept(at: dt.datetime) -> None:
    for age in (dt.timedelta(days=31), dt.timedelta(days=29)):
        idempotency.once(
            scope="test", key=str(age.days), body=b"", at=at - age, do=lambda: "done"
        )
    assert idempotency.forget_old(at) == 1
    assert foundation.IdempotencyKey.objects.get().key == "29"
    for age in (dt.timedelta(days=3), dt.timedelta(hours=1)):
        limits.take(f"t{age.days}", b"x" * 32, 5, dt.timedelta(hours=1), at - age)
    assert limits.forget_old(at) == 1
    assert foundation.RateCounter.objects.get().scope == "t0"


@pytest.mark.django_db
def test_old_codes_are_forgotten_with_the_addresses_they_went_to(
    keys_and_files: object, at: dt.datetime
) -> None:
    made = {
        age: codes.request_code(
            address=Address("PHONE", f"+62899000000{age}"),
            purpose="SIGN_IN",
            network="192.0.2.1",
            language="id",
            by=people_queries.stranger(),
            at=at - dt.timedelta(hours=age),
        )
        for age in (1, 48)
    }
    assert forgetting.forget_codes(by=SYSTEM, at=at) == 1
    assert people.ContactCode.objects.get().id == made[1].id
    with pytest.raises(vault_errors.Erased):
        vault.open(sealed=made[48].sealed, by=SYSTEM, purpose="NOTIFY", at=at)


@pytest.mark.django_db
def test_old_sessions_are_forgotten(at: dt.datetime) -> None:
    for key, hours in (("old", -1), ("young", 1)):
        Session.objects.create(
            session_key=key, session_data="", expire_date=at + dt.timedelta(hours=hours)
        )
    assert forgetting.forget_sessions(by=SYSTEM, at=at) == 1
    assert Session.objects.get().session_key == "young"


def test_what_time_does_is_done_by_jobs() -> None:
    periodic = {name for name, _ in app.periodic_registry.periodic_tasks}
    assert periodic >= {
        "applications.expire_drafts",
        "applications.remind",
        "applications.take_up_unanswered",
        "foundation.forget",
        "payments.expire_due",
        "people.forget",
    }
