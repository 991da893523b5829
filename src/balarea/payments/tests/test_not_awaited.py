"""Money for a fee that nothing waits for, and callbacks that nobody signed."""

import datetime as dt

import pytest

from balarea.foundation.operation import SYSTEM, Actor
from balarea.payments import errors, events, models, operations, queries, rules
from balarea.payments.rules import Outcome, State
from balarea.payments.tests.conftest import CallBack, log_types

pytestmark = pytest.mark.django_db


@pytest.fixture
def not_awaited(monkeypatch: pytest.MonkeyPatch) -> None:
    """A handler of `BillPaid` that finds nothing that waits for a payment."""

    def refuse(event: object) -> None:
        if isinstance(event, events.BillPaid):
            raise errors.NotAwaited

    monkeypatch.setattr("balarea.foundation.events.announce", refuse)


def test_a_fee_that_nothing_waits_for_is_withdrawn_with_its_older_bills(
    bill: models.Bill, call_back: CallBack, citizen: Actor, not_awaited: None
) -> None:
    later = bill.expires_at + dt.timedelta(hours=1)
    renewed = operations.renew(bill=bill, by=citizen, at=later)
    assert call_back(renewed, when=later, paid_at=later).outcome == Outcome.PAID_LATE
    states = models.Bill.objects.filter(case=bill.case).values_list("state", flat=True)
    assert list(states) == [State.CANCELLED, State.CANCELLED]
    assert log_types(bill.case).count("BILL_CANCELLED") == 2
    [overpayment] = queries.unsettled(["DPM"])
    assert (overpayment.amount, overpayment.reason) == (bill.amount, "PAID_LATE")


def test_unsigned_callbacks_are_refused_for_a_minute(
    at: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "MAX_UNSIGNED", 1)

    def forged(seconds: int) -> Outcome:
        return operations.receive(
            provider="demo",
            headers={},
            body=b"{}",
            by=SYSTEM,
            at=at + dt.timedelta(seconds=seconds),
        ).outcome

    assert forged(0) == Outcome.FORGED
    with pytest.raises(errors.TooManyUnsigned):
        forged(59)
    assert forged(60) == Outcome.FORGED
