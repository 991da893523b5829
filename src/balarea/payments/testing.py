"""Bills and payments for tests and the demo: the demo bank's signed callbacks."""

import datetime as dt
from uuid import UUID

import msgspec

from balarea.foundation.operation import SYSTEM
from balarea.payments import models, queries
from balarea.payments.operations import callbacks
from balarea.payments.providers import demo
from balarea.payments.rules import Outcome


def pay(
    bill: models.Bill,
    at: dt.datetime,
    *,
    paid_at: dt.datetime | None = None,
    payment: str = "",
) -> Outcome:
    """The demo bank reports at `at` that a bill was paid, by default just then.

    `payment` is the bank's own id of the payment; another id pays the bill once more.
    """
    body = msgspec.json.encode(
        demo.Body(
            payment or f"PLAY-{bill.number}", bill.number, bill.amount, paid_at or at
        )
    )
    headers = demo.sign(body, at)
    result = callbacks.receive(
        provider=demo.CODE, headers=headers, body=body, by=SYSTEM, at=at
    )
    return result.outcome


def bills_of(case: UUID) -> list[models.Bill]:
    """Every bill of a case, the newest first."""
    rows = models.Bill.objects.filter(queries.of_case(case))
    return list(rows.order_by("-id"))
