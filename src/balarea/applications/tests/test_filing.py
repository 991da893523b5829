"""Filing: the key of a press, and the line of a bill."""

import datetime as dt
from typing import Any

import pytest

from balarea.applications import models, testing
from balarea.applications.operations import charging, filing
from balarea.applications.tests.conftest import Applicants
from balarea.catalogue import definition as engine
from balarea.foundation.models import IdempotencyKey

pytestmark = pytest.mark.django_db
TITLE = engine.Text(id="Retribusi", en="Levy")
SIZE = engine.FeeStep(engine.Text(id="Luas", en="Size"), 4, engine.Text(id="m²"))
EACH = engine.FeeStep(engine.Text(id="Tarif", en="Rate"), 25_000, None)


def test_a_press_is_stored_under_its_case_and_who_pressed(
    applicants: Applicants, at: dt.datetime
) -> None:
    schedule = testing.Schedule(at, at)
    case = testing.draft("DKC-012", applicants[0], schedule)
    testing.submit(case, applicants[0], schedule)
    row = IdempotencyKey.objects.get(scope__contains="submit")
    assert row.scope == f"submit:{case.hex}:{applicants[0].by.id.hex[-12:]}"
    assert row.answer == str(case)


def test_the_same_press_twice_files_once_and_gives_the_same_case(
    applicants: Applicants, at: dt.datetime
) -> None:
    who = applicants[0]
    case = testing.draft("DKC-012", who, testing.Schedule(at, at))
    press: dict[str, Any] = {
        "case": case,
        "owners": who.owners,
        "key": "one press",
        "seen_fingerprint": testing.seen_as(case, who, at),
        "by": who.by,
        "at": at,
    }
    assert [filing.submit(**press) for _ in range(2)] == [case, case]
    assert models.Filing.objects.filter(application=case).count() == 1


@pytest.mark.parametrize(("amount", "paid"), [(100_000, None), (60_000, "Rp40.000")])
def test_a_bill_says_how_its_amount_is_calculated(
    amount: int, paid: str | None
) -> None:
    fee = engine.Fee(100_000, (SIZE, EACH), "SUBMISSION", "")
    line = charging.bill_line(TITLE, amount, fee)
    assert (line.label, line.amount) == ({"id": "Retribusi", "en": "Levy"}, amount)
    labels = [label for label, _ in line.steps]
    assert labels[:2] == [{"id": "Luas", "en": "Size"}, {"id": "Tarif", "en": "Rate"}]
    assert [figure["id"] for _, figure in line.steps[:2]] == ["4 m²", "Rp25.000"]
    before = [(label, figure["en"]) for label, figure in line.steps[2:]]
    paid_already = {"id": "Sudah dibayar", "en": "Paid already"}
    assert before == ([(paid_already, paid)] if paid else [])
