"""A bill to play with, and the demo bank's side of the wire."""

import datetime as dt
from collections.abc import Callable
from typing import Any, Protocol
from uuid import UUID

import msgspec
import pytest

from balarea.foundation import ids
from balarea.foundation.operation import Actor
from balarea.payments import models, operations
from balarea.payments.providers import demo
from balarea.payments.views.api import actor_of
from balarea.transparency.testing import entries_of


class Bill(Protocol):
    def __call__(self, **changes: Any) -> models.Bill: ...


class CallBack(Protocol):
    def __call__(
        self, bill: models.Bill, **changes: Any
    ) -> operations.callbacks.CallbackResult: ...


# What the amount of a line is reckoned from.
STEPS = (
    ({"id": "Luas", "en": "Area"}, {"id": "6 m²", "en": "6 m²"}),
    ({"id": "Lama", "en": "Duration"}, {"id": "2 bulan", "en": "2 months"}),
)
BOARD = {"id": "Papan 2 × 3 m", "en": "Board 2 × 3 m"}
DEPOSIT = {"id": "Jaminan bongkar", "en": "Removal deposit"}


@pytest.fixture
def make_bill(citizen: Actor, at: dt.datetime) -> Bill:
    def make(**changes: Any) -> models.Bill:
        given: dict[str, Any] = {
            "case": ids.uuid7(),
            "reference": "7K3M9QXAC",
            "agency": "DPM",
            "service": "DPM-001",
            "definition": "a" * 64,
            "lines": [
                operations.Line(BOARD, 120_000, STEPS),
                operations.Line(DEPOSIT, 30_000),
            ],
            "amount": 150_000,
            "due_step": "SUBMISSION",
            "by": citizen,
            "at": at,
        }
        return operations.bill(**given | changes)

    return make


@pytest.fixture
def bill(make_bill: Bill) -> models.Bill:
    return make_bill()


def body(bill: models.Bill, **changes: Any) -> bytes:
    content: dict[str, Any] = {
        "payment": f"P-{bill.number}",
        "number": bill.number,
        "amount": bill.amount,
        "paid_at": bill.created_at + dt.timedelta(minutes=2),
    }
    return msgspec.json.encode(content | changes)


@pytest.fixture
def call_back(at: dt.datetime) -> CallBack:
    """The bank calls back; `changes` alter what it reports."""

    def call(
        bill: models.Bill, *, when: dt.datetime = at, **changes: Any
    ) -> operations.callbacks.CallbackResult:
        content = body(bill, **changes)
        return operations.receive(
            provider="demo",
            headers=demo.sign(content, when),
            body=content,
            by=actor_of("demo"),
            at=when,
        )

    return call


@pytest.fixture
def announced(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The events that the app announced."""
    said: list[object] = []
    say: Callable[[object], None] = said.append
    monkeypatch.setattr("balarea.foundation.events.announce", say)
    return said


def log_types(subject: UUID) -> list[str]:

    return [entry.type for entry in entries_of(subject)]
