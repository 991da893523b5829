import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import DatabaseError

from balarea.foundation import references
from balarea.foundation.operation import SYSTEM, Actor
from balarea.payments import errors, events, models, operations, qris, queries, rules
from balarea.payments.rules import State
from balarea.payments.testing import bills_of
from balarea.payments.tests.conftest import Bill, CallBack, log_types

pytestmark = pytest.mark.django_db


def test_a_bill_asks_for_its_lines_and_shows_a_code_for_them(
    bill: models.Bill,
) -> None:
    code = qris.decode(bill.qris)
    assert code[qris.AMOUNT] == "150000"
    assert qris.data_objects(code[qris.ADDITIONAL])[qris.BILL_NUMBER] == bill.number
    assert references.normalise(bill.number) == bill.number
    assert bill.expires_at - bill.created_at == rules.VALID_FOR
    assert bill.lines[0]["label"] == {"id": "Papan 2 × 3 m", "en": "Board 2 × 3 m"}
    assert log_types(bill.case) == ["BILLED"]


@pytest.mark.parametrize("amount", [0, -1, 149_999, 150_001])
def test_a_bill_that_differs_from_its_lines_is_never_made(
    make_bill: Bill, amount: int
) -> None:
    with pytest.raises(ValueError):
        make_bill(amount=amount)


def test_a_mall_without_a_provider_refuses_to_bill(
    make_bill: Bill, settings: Any
) -> None:
    settings.BALAREA_PAYMENT_PROVIDER = ""
    with pytest.raises(errors.NoProvider):
        make_bill()


def test_a_fee_is_asked_for_once(bill: models.Bill, make_bill: Bill) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_bill(case=bill.case)


def test_a_bill_runs_out_at_its_time_and_says_so(
    bill: models.Bill, announced: list[object]
) -> None:
    end = bill.expires_at
    assert operations.expire_due(by=SYSTEM, at=end) == 0
    later = end + dt.timedelta(seconds=1)
    assert queries.state_at(bill, later) == State.EXPIRED
    assert operations.expire_due(by=SYSTEM, at=later) == 1
    assert operations.expire_due(by=SYSTEM, at=later) == 0
    bill.refresh_from_db()
    assert bill.state == State.EXPIRED
    assert announced == [events.BillExpired(case=bill.case, bill=bill.id, at=later)]
    assert log_types(bill.case) == ["BILLED", "BILL_EXPIRED"]


def test_an_expired_bill_is_renewed_once_however_often_one_presses(
    bill: models.Bill, citizen: Actor
) -> None:
    later = bill.expires_at + dt.timedelta(hours=1)
    first = operations.renew(bill=bill, by=citizen, at=later)
    second = operations.renew(bill=bill, by=citizen, at=later)
    assert first == second != bill
    assert (first.amount, first.lines) == (bill.amount, bill.lines)
    assert first.expires_at == later + rules.VALID_FOR
    assert [b.state for b in bills_of(bill.case)] == ["OPEN", "EXPIRED"]
    assert queries.current_bill(bill.case) == first


def test_a_bill_in_time_is_not_renewed(bill: models.Bill, citizen: Actor) -> None:
    assert operations.renew(bill=bill, by=citizen, at=bill.created_at) == bill


def test_refuses_to_renew_what_is_paid(
    bill: models.Bill, citizen: Actor, call_back: CallBack
) -> None:
    call_back(bill)
    with pytest.raises(errors.CannotRenew):
        operations.renew(bill=bill, by=citizen, at=bill.expires_at)


def test_withdrawing_cancels_what_is_open(
    bill: models.Bill, citizen: Actor, at: dt.datetime
) -> None:
    assert operations.cancel_open(case=bill.case, by=citizen, at=at) == 1
    assert operations.cancel_open(case=bill.case, by=citizen, at=at) == 0
    bill.refresh_from_db()
    assert bill.state == State.CANCELLED
    assert queries.current_bill(bill.case) is None
    with pytest.raises(errors.CannotRenew):
        operations.renew(bill=bill, by=citizen, at=at)


def test_withdrawing_cancels_what_ran_out_too(
    bill: models.Bill, citizen: Actor
) -> None:
    later = bill.expires_at + dt.timedelta(hours=1)
    operations.expire_due(by=SYSTEM, at=later)
    assert operations.cancel_open(case=bill.case, by=citizen, at=later) == 1
    bill.refresh_from_db()
    assert bill.state == State.CANCELLED


def test_a_bill_is_found_by_its_number_as_people_type_it(bill: models.Bill) -> None:
    typed = references.pretty(bill.number).lower()
    assert queries.by_number(f" {typed} ") == bill


@pytest.mark.django_db(transaction=True)
def test_raw_sql_cannot_mark_a_bill_as_paid(bill: models.Bill) -> None:
    with pytest.raises(DatabaseError, match="no operation, no change"):
        models.Bill.objects.filter(id=bill.id).update(
            state="PAID", paid_at=bill.created_at
        )


def test_the_database_refuses_a_paid_bill_without_its_time(bill: models.Bill) -> None:
    bill.state = State.PAID
    with pytest.raises(DatabaseError), transaction.atomic():
        bill.save()
