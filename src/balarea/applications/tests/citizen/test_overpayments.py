"""Payers are notified of overpayments, and of their settlement."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from balarea.applications import models, testing
from balarea.applications.operations import sealed_contents
from balarea.applications.tests.citizen.browsing import Browser, Page
from balarea.applications.tests.citizen.conftest import Acting, submit_example
from balarea.foundation import clock, references
from balarea.foundation.operation import SYSTEM
from balarea.notices import queries as notices
from balarea.payments import models as payments
from balarea.payments import operations as paying
from balarea.payments import queries as payment_queries
from balarea.payments.providers import demo as bank
from balarea.payments.rules import Outcome, Remedy
from balarea.payments.testing import bills_of
from balarea.transparency.testing import entries_of
from balarea.vault import operations as vault

WITH_FEE = "POL-001"
TRANSFER = "TRF 2026/88"
pytestmark = pytest.mark.django_db


@pytest.fixture
def application(browser: Browser) -> models.Application:
    """Filed, with its fee still to pay."""
    submit_example(browser, WITH_FEE)
    return models.Application.objects.select_related("tracking__key").get()


@pytest.fixture
def bill(application: models.Application) -> payments.Bill:
    return bills_of(application.id)[0]


def pay(bill: payments.Bill, payment: str = "first", **changes: Any) -> Outcome:
    """The bank reports a payment, by default of the right amount and in time."""
    at = clock.now()
    fields = {"payment": payment, "number": bill.number, "amount": bill.amount}
    fields |= {"paid_at": bill.created_at} | changes
    body = msgspec.json.encode(fields)
    heard = paying.receive(
        provider=bank.CODE, headers=bank.sign(body, at), body=body, by=SYSTEM, at=at
    )
    return heard.outcome


def settle(remedy: Remedy, appoint_officer: Acting) -> None:
    [overpayment] = payment_queries.unsettled(["POL"])
    scope, by = appoint_officer
    paying.settle(
        overpayment=overpayment,
        remedy=remedy,
        evidence=TRANSFER,
        scope=scope,
        by=by,
        at=clock.now(),
    )


def payment_messages(application: models.Application) -> list[str]:
    """The kinds of messages about payments, the newest first."""
    about = {"PAID", "SURPLUS", "REFUNDED"}
    kinds = [message.kind for message in notices.of_case(application.id)]
    return [kind for kind in kinds if kind in about]


def shown(browser: Browser, application: models.Application) -> Page:
    return browser.open(f"/permohonan/{application.id}/")


def tracked(application: models.Application) -> Page:
    secret = sealed_contents.open_tracking_secret(
        application=application, by=SYSTEM, at=clock.now()
    )
    return Browser().open(f"/lacak/{application.reference}/{secret}/")


def test_notifies_once_of_money_that_was_paid_twice(
    browser: Browser, application: models.Application, bill: payments.Bill
) -> None:
    assert pay(bill) == Outcome.PAID
    assert "tidak cocok dengan tagihan" not in shown(browser, application).text
    assert pay(bill, "second") == Outcome.PAID_TWICE
    assert pay(bill, "second") == Outcome.REPEATED
    assert payment_messages(application) == ["SURPLUS", "PAID"]
    message = notices.of_case(application.id)[0]
    assert message.masked == testing.contact_of(application).masked
    assert message.params["amount"] == str(bill.amount)
    assert message.params["number"] == references.pretty(bill.number)
    assert message.params["why"] == "PAID_TWICE"
    assert "ANNOUNCED" in [e.type for e in entries_of(application.id)][-2:]
    for page in (shown(browser, application), tracked(application)):
        assert "tidak cocok dengan tagihan" in page.text
        assert "Dibayar dua kali." in page.text


@pytest.mark.parametrize(
    ("changes", "why", "words"),
    [
        ({"amount": 1}, "WRONG_AMOUNT", "Jumlahnya berbeda."),
        (
            {"paid_at": dt.datetime(2099, 1, 1, tzinfo=dt.UTC)},
            "PAID_LATE",
            "Dibayar terlambat.",
        ),
    ],
)
def test_notifies_why_money_settles_nothing(
    browser: Browser,
    application: models.Application,
    bill: payments.Bill,
    changes: dict[str, Any],
    why: str,
    words: str,
) -> None:
    assert pay(bill, **changes) == why
    assert payment_messages(application) == ["SURPLUS"]
    assert notices.of_case(application.id)[0].params["why"] == why
    page = shown(browser, application)
    assert words in page.text
    assert "Giliran Anda: bayar" in page.text  # the fee itself is still due


def test_notifies_of_a_refund_and_shows_the_transfer(
    browser: Browser,
    application: models.Application,
    bill: payments.Bill,
    appoint_officer: Callable[[str], Acting],
) -> None:
    pay(bill)
    pay(bill, "second")
    settle(Remedy.REFUNDED, appoint_officer("POL"))
    assert payment_messages(application) == ["REFUNDED", "SURPLUS", "PAID"]
    page, public = shown(browser, application), tracked(application)
    for seen in (page, public):
        assert "sudah dikembalikan" in seen.text
        assert "tidak cocok dengan tagihan" not in seen.text.split("Pesan untuk")[0]
    assert TRANSFER in page.text
    assert TRANSFER not in public.html


def test_notifies_of_a_late_payment_that_is_accepted_as_of_any(
    browser: Browser,
    application: models.Application,
    bill: payments.Bill,
    appoint_officer: Callable[[str], Acting],
) -> None:
    pay(bill, paid_at=bill.expires_at + dt.timedelta(hours=1))
    settle(Remedy.ACCEPTED, appoint_officer("POL"))
    assert payment_messages(application) == ["PAID", "SURPLUS"]
    assert "Dibayar terlambat" not in shown(browser, application).text


def test_money_for_an_erased_case_is_kept_though_nobody_can_be_told(
    application: models.Application, bill: payments.Bill
) -> None:
    pay(bill)
    vault.erase(case=application.id, by=SYSTEM, at=clock.now())
    assert pay(bill, "second") == Outcome.PAID_TWICE
    [overpayment] = payment_queries.unsettled(["POL"])
    assert overpayment.amount == bill.amount
    assert payment_messages(application) == ["PAID"]
