import datetime as dt
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils import translation

from balarea.foundation import references
from balarea.foundation.operation import Actor
from balarea.payments import models, operations, presenters, queries
from balarea.payments.rules import State
from balarea.payments.tests.conftest import CallBack

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def demo(settings: Any) -> None:
    settings.BALAREA_DEMO = True


def page(bill: models.Bill) -> str:
    return f"/peraga/bayar/{bill.number}/"


def press(bill: models.Bill, act: str) -> str:
    answer = Client().post(page(bill), {"act": act}, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_demo_bank_shows_what_the_code_asks_for(bill: models.Bill) -> None:
    shown = Client().get(page(bill)).content.decode()
    assert "Rp150.000" in shown
    assert "BALAREA MPP SUMEDANG" in shown
    assert references.pretty(bill.number) in shown


def test_pressing_pay_settles_the_bill_by_a_real_callback(
    bill: models.Bill,
) -> None:
    shown = press(bill, "PAY")
    bill.refresh_from_db()
    assert bill.state == State.PAID
    assert [c.outcome for c in bill.callbacks.order_by("id")] == ["PAID"]
    assert f"/permohonan/{bill.case}/" in shown


def test_pressing_pay_twice_is_one_payment(bill: models.Bill) -> None:
    press(bill, "PAY")
    press(bill, "PAY")
    outcomes = [c.outcome for c in bill.callbacks.order_by("id")]
    assert outcomes == ["PAID", "REPEATED"]
    assert queries.unsettled(["DPM"]) == []


@pytest.mark.parametrize(
    ("act", "outcome", "state"),
    [
        ("REPEAT", "REPEATED", "PAID"),
        ("FORGE", "FORGED", "OPEN"),
        ("REPLAY", "STALE", "OPEN"),
        ("WRONG_AMOUNT", "WRONG_AMOUNT", "OPEN"),
        ("LATE", "PAID_LATE", "OPEN"),
    ],
)
def test_a_trick_does_no_harm_and_its_answer_is_shown(
    bill: models.Bill, act: str, outcome: str, state: str
) -> None:
    assert outcome in press(bill, act)
    bill.refresh_from_db()
    assert bill.state == state


def test_paying_a_second_time_is_seen_by_officers(bill: models.Bill) -> None:
    press(bill, "PAY")
    assert "PAID_TWICE" in press(bill, "PAY_AGAIN")
    assert len(queries.unsettled(["DPM"])) == 1


def test_the_demo_bank_is_shut_outside_a_demonstration(
    bill: models.Bill, settings: Any
) -> None:
    settings.BALAREA_DEMO = False
    assert Client().get(page(bill)).status_code == 404
    assert Client().post(page(bill)).status_code == 404


def test_an_unknown_bill_is_not_found() -> None:
    assert Client().get("/peraga/bayar/77777777C/").status_code == 404


def test_a_foreign_answer_in_the_address_is_not_shown(bill: models.Bill) -> None:
    shown = Client().get(page(bill) + "?hasil=<script>").content.decode()
    assert "<script" not in shown


@pytest.mark.parametrize("language", ["id", "en"])
def test_a_bill_shows_its_lines_in_the_readers_language(
    bill: models.Bill, language: str
) -> None:
    with translation.override(language):
        card = presenters.bill_card(bill, at=bill.created_at)
        shown = fragment("bill", card)
    assert ("Board 2 × 3 m" in shown) == (language == "en")
    assert ("2 months" in shown) == (language == "en")
    assert "6 m²" in shown, "how the fee is reckoned"
    assert "<svg" in shown


def test_a_bill_from_before_its_steps_were_kept_is_shown(bill: models.Bill) -> None:
    for line in bill.lines:
        del line["steps"]
    shown = fragment("bill", presenters.bill_card(bill, at=bill.created_at))
    assert "Papan 2 × 3 m" in shown


@pytest.mark.parametrize(("language", "steps"), [("id", "Luas"), ("en", "Area")])
def test_a_bill_that_stores_its_steps_as_pairs_is_shown(
    bill: models.Bill, language: str, steps: str
) -> None:
    for line in bill.lines:
        line["steps"] = [
            [list(label.values()), list(figure.values())]
            for label, figure in line["steps"]
        ]
    with translation.override(language):
        shown = fragment("bill", presenters.bill_card(bill, at=bill.created_at))
    assert steps in shown


def test_an_expired_bill_hides_its_code_and_offers_another(bill: models.Bill) -> None:
    later = bill.expires_at + dt.timedelta(seconds=1)
    card = presenters.bill_card(bill, at=later)
    shown = fragment("bill", card, renew="/permohonan/1/tagihan/")
    assert card.is_expired
    assert 'class="qr"' not in shown
    assert 'action="/permohonan/1/tagihan/"' in shown


def test_a_withdrawn_bill_asks_for_nothing(
    bill: models.Bill, citizen: Actor, at: dt.datetime
) -> None:
    operations.cancel_open(case=bill.case, by=citizen, at=at)
    bill.refresh_from_db()
    assert 'class="qr"' not in fragment("bill", presenters.bill_card(bill, at=at))


def test_a_receipt_says_what_was_paid_and_when(
    bill: models.Bill, call_back: CallBack, at: dt.datetime
) -> None:
    call_back(bill)
    bill.refresh_from_db()
    shown = fragment("receipt", presenters.bill_card(bill, at=at))
    assert references.pretty(bill.number) in shown
    assert "Rp150.000" in shown
    assert "WIB" in shown


def fragment(name: str, card: presenters.BillCard, **more: str) -> str:
    request = RequestFactory().get("/")
    context = {"card": card} | more
    return render_to_string(f"payments/{name}.html", context, request)
