"""A fee, its application, and whatever may happen to both at the same time."""

import datetime as dt
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import msgspec
import pytest
from django.db import connection
from tests.children import STANDSTILL

from balarea.applications import errors, models, testing
from balarea.applications.operations import event_handlers, filing, steps
from balarea.applications.rules import State
from balarea.applications.tests.citizen.browsing import Browser
from balarea.applications.tests.citizen.conftest import SignIn, submit_example
from balarea.foundation import clock
from balarea.foundation.operation import SYSTEM, Actor, operation
from balarea.notices import queries as notices
from balarea.notices import rendering
from balarea.notices.models import Message
from balarea.payments import models as payments
from balarea.payments import operations as paying
from balarea.payments import queries as payment_queries
from balarea.payments.operations import billing
from balarea.payments.providers import demo as bank
from balarea.payments.rules import Outcome
from balarea.payments.testing import bills_of
from balarea.vault import operations as vault

WITH_FEE = "POL-001"

pytestmark = pytest.mark.django_db


@pytest.fixture
def application(browser: Browser) -> models.Application:
    """Filed, with its fee still to pay."""
    submit_example(browser, WITH_FEE)
    row = models.Application.objects.get()
    assert row.state == State.AWAITING_FEE
    return row


def bill_of(application: models.Application) -> payments.Bill:
    return bills_of(application.id)[0]


def expired(application: models.Application) -> payments.Bill:
    """The fee's bill, closed because its time ran out."""
    bill = bill_of(application)
    paying.expire(
        bill=bill, by=SYSTEM, at=bill.expires_at + dt.timedelta(microseconds=1)
    )
    return bill_of(application)


def withdraw(application: models.Application, by: Actor) -> None:
    filing.withdraw(
        case=application.id,
        owners=application.owners,
        by=by,
        at=clock.now(),
    )


def renew(application: models.Application, by: Actor) -> None:
    filing.renew_bill(
        case=application.id,
        owners=application.owners,
        by=by,
        at=clock.now(),
    )


def pay(bill: payments.Bill) -> Outcome:
    """The bank reports a payment of the right amount, made in time."""
    at = clock.now()
    body = msgspec.json.encode(
        bank.Body(f"P-{bill.number}", bill.number, bill.amount, bill.created_at)
    )
    heard = paying.receive(
        provider=bank.CODE, headers=bank.sign(body, at), body=body, by=SYSTEM, at=at
    )
    return heard.outcome


@operation
def end_without_its_bills(
    *, application: models.Application, by: Actor, at: dt.datetime
) -> None:
    """What no step of ours does: the application is closed and its bill is not."""
    steps.change_state(
        application=application, to=State.WITHDRAWN, type="WITHDRAWN", by=by, at=at
    )


def expiry_messages(application: models.Application) -> list[Message]:
    """The messages about an expired payment code."""
    messages = notices.of_case(application.id)
    return [one for one in messages if one.kind == "BILL_EXPIRED"]


def test_says_how_to_get_another_code_when_one_ran_out(
    application: models.Application,
) -> None:
    bill = expired(application)
    [message] = expiry_messages(application)
    assert message.state == "QUEUED"
    assert message.masked == testing.contact_of(application).masked
    assert message.params["amount"] == str(bill.amount)
    assert message.params["expired_on"] == bill.expires_at.isoformat()
    assert message.params["days"] == f"{(bill.expires_at - bill.created_at).days}"
    ends = {"id": ("minta kode baru", "3 hari"), "en": ("a new code", "3 days")}
    for language, words in ends.items():
        text = rendering.write(
            kind=message.kind,
            channel="EMAIL",
            language=language,
            values=message.params,
        ).text
        for word in words:
            assert word in text
    expired(application)
    assert len(expiry_messages(application)) == 1  # once, however often the job looks


def test_who_asks_for_another_code_is_not_told_that_the_first_ran_out(
    application: models.Application, citizen: Actor
) -> None:
    bill = bill_of(application)
    later = bill.expires_at + dt.timedelta(hours=1)
    filing.renew_bill(
        case=application.id,
        owners=application.owners,
        by=citizen,
        at=later,
    )
    assert [one.state for one in bills_of(application.id)] == [
        "OPEN",
        "EXPIRED",
    ]
    assert expiry_messages(application) == []


def test_nobody_is_asked_for_money_that_nothing_waits_for(
    application: models.Application, citizen: Actor
) -> None:
    end_without_its_bills(application=application, by=citizen, at=clock.now())
    assert expired(application).state == "EXPIRED"
    assert expiry_messages(application) == []


def test_a_code_of_an_erased_case_runs_out_though_nobody_can_be_told(
    application: models.Application,
) -> None:
    vault.erase(case=application.id, by=SYSTEM, at=clock.now())
    assert expired(application).state == "EXPIRED"
    assert expiry_messages(application) == []


def test_no_new_bill_is_made_for_an_application_that_was_withdrawn(
    browser: Browser, application: models.Application, citizen: Actor
) -> None:
    bill = expired(application)
    withdraw(application, citizen)
    answer = browser.client.post(f"/permohonan/{application.id}/tagihan/")
    assert answer.status_code == 409
    with pytest.raises(errors.NothingToPay):
        renew(application, citizen)
    assert bills_of(application.id) == [bill]
    bill.refresh_from_db()
    assert bill.state == "CANCELLED"


def test_an_expired_bill_is_renewed_while_the_application_waits_for_it(
    browser: Browser, application: models.Application
) -> None:
    expired(application)
    answer = browser.client.post(f"/permohonan/{application.id}/tagihan/")
    assert answer.status_code == 302
    assert bill_of(application).state == "OPEN"


def test_nobody_renews_the_bill_of_somebody_else(
    sign_in: SignIn, application: models.Application
) -> None:
    expired(application)
    stranger = sign_in("0812-3333-4444")
    answer = stranger.client.post(f"/permohonan/{application.id}/tagihan/")
    assert answer.status_code == 404
    assert len(bills_of(application.id)) == 1


@pytest.mark.parametrize("is_expired", [False, True])
def test_money_that_nothing_waits_for_is_kept_for_an_officer(
    application: models.Application, citizen: Actor, is_expired: bool
) -> None:
    bill = expired(application) if is_expired else bill_of(application)
    end_without_its_bills(application=application, by=citizen, at=clock.now())
    assert pay(bill) == Outcome.PAID_LATE
    [overpayment] = payment_queries.unsettled(["POL"])
    assert (overpayment.bill, overpayment.amount) == (bill, bill.amount)
    bill.refresh_from_db()
    assert (bill.state, bill.paid_at) == ("CANCELLED", None)
    [received] = bill.callbacks.all()
    assert received.outcome == Outcome.PAID_LATE
    assert pay(bill) == Outcome.REPEATED  # the bank has its answer, and no second one
    assert payments.Overpayment.objects.count() == 1
    application.refresh_from_db()
    assert application.state == State.WITHDRAWN


class Meeting:
    """Two threads: the second begins inside the first and is waited for to wait."""

    def __init__(self, second: Callable[[], object]) -> None:
        self._pool = ThreadPoolExecutor(2)
        self._begun: list[Future[None]] = []
        self._step = second

    def _begin(self, step: Callable[[], object]) -> Future[None]:
        def run() -> None:
            try:
                step()
            finally:
                connection.close()

        return self._pool.submit(run)

    def begin_second(self) -> None:
        """Start it, and go on once it waits for a lock (or is through)."""
        second = self._begin(self._step)
        self._begun.append(second)
        end = time.monotonic() + STANDSTILL
        while not second.done() and time.monotonic() < end:
            with connection.cursor() as cursor:
                cursor.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)")
                if cursor.fetchone()[0]:
                    return
            time.sleep(0.01)

    def run(self, first: Callable[[], object]) -> None:
        with self._pool:
            self._begin(first).result(STANDSTILL)
            [second] = self._begun
            second.result(STANDSTILL)


@pytest.mark.django_db(transaction=True)
def test_a_payment_and_a_withdrawal_at_once_wait_for_each_other(
    application: models.Application, citizen: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Given a payment that holds the bills and is about to lock the application
    bill, outcomes = bill_of(application), list[Outcome]()
    meeting = Meeting(lambda: withdraw(application, citizen))
    lock = event_handlers._lock_case

    def late(*given: Any) -> Any:
        meeting.begin_second()
        return lock(*given)

    monkeypatch.setattr(event_handlers, "_lock_case", late)

    # When it is withdrawn at that moment
    meeting.run(lambda: outcomes.append(pay(bill)))

    # Then both are done, one after the other
    assert outcomes == [Outcome.PAID]
    bill.refresh_from_db()
    application.refresh_from_db()
    assert (bill.state, application.state) == ("PAID", State.WITHDRAWN)


@pytest.mark.django_db(transaction=True)
def test_a_bill_renewed_while_its_application_is_withdrawn_is_cancelled_too(
    application: models.Application, citizen: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    expired(application)
    meeting = Meeting(lambda: withdraw(application, citizen))
    make = billing._again

    def slow(*given: Any) -> Any:
        made = make(*given)
        meeting.begin_second()
        return made

    monkeypatch.setattr(billing, "_again", slow)
    meeting.run(lambda: renew(application, citizen))
    application.refresh_from_db()
    assert application.state == State.WITHDRAWN
    states = [bill.state for bill in bills_of(application.id)]
    assert states == ["CANCELLED", "CANCELLED"]
