"""Every callback has one outcome, is kept, and does no harm."""

import base64
import datetime as dt
import threading
from typing import Any

import pytest
from django.db import connection
from django.db.utils import DatabaseError
from django.test import Client
from tests.log_facts import LogFacts

from balarea.foundation import clock, references
from balarea.foundation import events as foundation_events
from balarea.foundation.operation import Actor
from balarea.payments import events, models, operations, queries, rules
from balarea.payments.providers import demo, keys
from balarea.payments.rules import Outcome, State
from balarea.payments.tests.conftest import Bill, CallBack, body, log_types
from balarea.payments.views.api import actor_of
from balarea.transparency import models as log
from balarea.vault import operations as vault

pytestmark = pytest.mark.django_db

ADDRESS = "/api/v1/payments/callback/demo"


def post(content: bytes, headers: dict[str, str]) -> Any:
    # Providers send no cookie and no CSRF token.
    return Client(enforce_csrf_checks=True).post(
        ADDRESS, content, content_type="application/json", headers=headers
    )


def state(bill: models.Bill) -> str:
    bill.refresh_from_db()
    return bill.state


def test_a_genuine_payment_settles_its_bill(
    bill: models.Bill, call_back: CallBack, announced: list[object], at: dt.datetime
) -> None:
    assert call_back(bill).outcome == Outcome.PAID
    assert state(bill) == State.PAID
    assert bill.paid_at == at  # never later than we announced of it
    assert announced == [events.BillPaid(case=bill.case, bill=bill.id, at=at)]
    assert log_types(bill.case) == ["BILLED", "PAID"]


def test_a_double_callback_changes_nothing(
    bill: models.Bill, call_back: CallBack, announced: list[object], at: dt.datetime
) -> None:
    call_back(bill)
    again = call_back(bill, when=at + dt.timedelta(minutes=3))
    assert (again.outcome, again.status) == (Outcome.REPEATED, 200)
    assert len(announced) == 1
    assert queries.unsettled(["DPM"]) == []
    assert [c.outcome for c in bill.callbacks.order_by("id")] == ["PAID", "REPEATED"]


def test_a_payment_reported_again_with_other_figures_is_a_conflict(
    bill: models.Bill, make_bill: Bill, call_back: CallBack
) -> None:
    call_back(bill)
    other = make_bill()
    stolen = call_back(other, payment=f"P-{bill.number}")
    assert (stolen.outcome, stolen.status) == (Outcome.CONFLICT, 409)
    assert state(other) == State.OPEN


def test_a_callback_over_http_is_heard_once_and_answered_each_time(
    bill: models.Bill,
) -> None:
    content = body(bill)
    headers = demo.sign(content, clock.now())
    first, second = post(content, headers), post(content, headers)
    assert (first.status_code, first.json()["outcome"]) == (200, "PAID")
    assert (second.status_code, second.json()["outcome"]) == (200, "REPEATED")
    assert state(bill) == State.PAID


@pytest.mark.parametrize("spoil", ["body", "signature", "time", "missing", "nonsense"])
def test_a_forged_callback_is_refused_and_counted(
    bill: models.Bill, spoil: str
) -> None:
    content = body(bill)
    headers = demo.sign(content, clock.now())
    if spoil == "body":
        content = body(bill, amount=1)
    elif spoil == "signature":
        headers[demo.SIGNATURE] = base64.b64encode(b"x" * 64).decode()
    elif spoil == "time":
        headers[demo.TIMESTAMP] = str(int(headers[demo.TIMESTAMP]) - 1)
    elif spoil == "missing":
        headers = {}
    else:
        headers = {demo.TIMESTAMP: "٣٤", demo.SIGNATURE: "€"}
        headers = {demo.TIMESTAMP: "-1e9", demo.SIGNATURE: "%%%"}
    answer = post(content, headers)
    assert (answer.status_code, answer.json()) == (401, {"outcome": "FORGED"})
    assert state(bill) == State.OPEN
    assert not models.Callback.objects.exists()
    assert not log.Entry.objects.exclude(subject=bill.case).exists()
    counted = models.Unsigned.objects.get()
    assert (counted.provider, counted.outcome, counted.count) == ("demo", "FORGED", 1)


@pytest.mark.parametrize("minutes", [-6, 6])
def test_a_replay_outside_its_five_minutes_is_stale(
    bill: models.Bill, minutes: int
) -> None:
    content = body(bill)
    headers = demo.sign(content, clock.now() + dt.timedelta(minutes=minutes))
    answer = post(content, headers)
    assert (answer.status_code, answer.json()["outcome"]) == (401, "STALE")
    assert state(bill) == State.OPEN
    assert models.Unsigned.objects.get().outcome == "STALE"
    assert not log.Entry.objects.exclude(subject=bill.case).exists()


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"\xff\xfe", b'{"payment":"x"}', b'{"payment":1}' * 50],
)
def test_a_signed_callback_that_says_nothing_is_malformed(content: bytes) -> None:
    answer = post(content, demo.sign(content, clock.now()))
    assert (answer.status_code, answer.json()["outcome"]) == (422, "MALFORMED")
    callback = models.Callback.objects.get()
    assert log_types(callback.subject) == ["PAYMENT_REFUSED"], "the provider said it"


LONGEST = "P" * 60


@pytest.mark.parametrize(
    "changes",
    [
        {"payment": LONGEST + "1"},
        {"payment": "P" * 5000},
        {"payment": ""},
        {"payment": "P\x00"},
        {"payment": "P\n1"},
        {"amount": 0},
        {"amount": -1},
        {"amount": 2**63},
        {"amount": 10**30},
        {"paid_at": "2026-11-24T03:00:00"},
        {"paid_at": "0001-01-01T00:00:00+14:00"},
        {"paid_at": "1999-12-31T00:00:00Z"},
        {"paid_at": "9999-12-31T23:59:59-14:00"},
    ],
)
def test_what_no_table_can_keep_is_malformed(
    bill: models.Bill, changes: dict[str, Any]
) -> None:
    content = body(bill, **changes)
    answer = post(content, demo.sign(content, clock.now()))
    assert (answer.status_code, answer.json()["outcome"]) == (422, "MALFORMED")
    assert state(bill) == State.OPEN


@pytest.mark.parametrize("escaped", [rb"\u0000", rb"\ud800"])
def test_hidden_characters_in_json_are_malformed_too(
    bill: models.Bill, escaped: bytes
) -> None:
    content = body(bill, payment="P-x").replace(b"P-x", escaped)
    answer = post(content, demo.sign(content, clock.now()))
    assert (answer.status_code, answer.json()["outcome"]) == (422, "MALFORMED")


def test_two_payments_with_one_beginning_are_two(
    bill: models.Bill, call_back: CallBack
) -> None:
    assert call_back(bill, payment=LONGEST[1:] + "1").outcome == Outcome.PAID
    assert call_back(bill, payment=LONGEST[1:] + "2").outcome == Outcome.PAID_TWICE
    assert call_back(bill, payment=LONGEST + "2").outcome == Outcome.MALFORMED
    assert queries.unsettled(["DPM"])[0].amount == bill.amount


def test_a_repeat_may_write_the_number_in_another_way(
    bill: models.Bill, make_bill: Bill, call_back: CallBack
) -> None:
    call_back(bill, payment="one")
    for written in (references.pretty(bill.number), f" {bill.number.lower()} "):
        assert (
            call_back(bill, payment="one", number=written).outcome == Outcome.REPEATED
        )
    for other in (make_bill().number, "nonsense", ""):
        assert call_back(bill, payment="one", number=other).outcome == Outcome.CONFLICT
    assert call_back(bill, payment="one", amount=1).outcome == Outcome.CONFLICT


def test_a_first_telling_may_write_the_number_with_hyphens(
    bill: models.Bill, call_back: CallBack
) -> None:
    assert (
        call_back(bill, number=references.pretty(bill.number)).outcome == Outcome.PAID
    )
    assert call_back(bill).outcome == Outcome.REPEATED


def test_a_huge_callback_is_refused_unread() -> None:
    content = b"x" * (rules.MAX_BODY + 1)
    assert post(content, demo.sign(content, clock.now())).status_code == 413
    assert not models.Callback.objects.exists()


def test_a_flood_of_forgeries_is_turned_away_but_a_genuine_payment_is_heard(
    bill: models.Bill, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "MAX_UNSIGNED", 3)
    answers = [post(b"{}", {}).status_code for _ in range(5)]
    assert answers == [401, 401, 401, 429, 429]
    today = clock.today(clock.now())
    assert queries.unsigned_since(today) == 3
    assert queries.unsigned_since(today + dt.timedelta(days=1)) == 0
    assert models.Unsigned.objects.count() == 1, "one row, however many come"
    content = body(bill)
    assert post(content, demo.sign(content, clock.now())).status_code == 200
    assert state(bill) == State.PAID


def test_an_unknown_provider_is_not_found(settings: Any) -> None:
    assert Client().post("/api/v1/payments/callback/bank").status_code == 404
    settings.BALAREA_PAYMENT_PROVIDER = ""
    assert post(b"{}", {}).status_code == 404


def test_callbacks_are_posts_only() -> None:
    assert Client().get(ADDRESS).status_code == 405


def test_money_paid_in_time_and_reported_late_still_pays(
    bill: models.Bill, call_back: CallBack, citizen: Actor, announced: list[object]
) -> None:
    later = bill.expires_at + dt.timedelta(hours=2)
    renewed = operations.renew(bill=bill, by=citizen, at=later)
    result = call_back(bill, when=later, paid_at=bill.expires_at)
    assert result.outcome == Outcome.PAID
    assert (state(bill), state(renewed)) == (State.PAID, State.CANCELLED)
    assert bill.paid_at == bill.expires_at
    assert isinstance(announced[-1], events.BillPaid)


def test_money_given_late_is_kept_for_an_officer(
    bill: models.Bill, call_back: CallBack, announced: list[object]
) -> None:
    later = bill.expires_at + dt.timedelta(seconds=1)
    result = call_back(bill, when=later, paid_at=later)
    assert (result.outcome, result.status) == (Outcome.PAID_LATE, 200)
    assert state(bill) != State.PAID
    assert not any(isinstance(said, events.BillPaid) for said in announced)
    [overpayment] = queries.unsettled(["DPM"])
    assert (overpayment.bill, overpayment.amount, overpayment.reason) == (
        bill,
        150_000,
        "PAID_LATE",
    )
    assert queries.unsettled(["DUKCAPIL"]) == []
    assert log_types(bill.case)[-1] == "PAYMENT_SURPLUS"


def test_money_for_a_withdrawn_bill_is_kept_for_an_officer(
    bill: models.Bill, call_back: CallBack, citizen: Actor, at: dt.datetime
) -> None:
    operations.cancel_open(case=bill.case, by=citizen, at=at)
    assert call_back(bill).outcome == Outcome.PAID_LATE
    assert state(bill) == State.CANCELLED


@pytest.mark.parametrize("amount", [1, 149_999, 150_001])
def test_a_wrong_amount_pays_nothing_and_is_kept(
    bill: models.Bill, call_back: CallBack, amount: int
) -> None:
    assert call_back(bill, amount=amount).outcome == Outcome.WRONG_AMOUNT
    assert state(bill) == State.OPEN
    assert queries.unsettled(["DPM"])[0].amount == amount
    assert call_back(bill, payment="the right one").outcome == Outcome.PAID


def test_the_log_commits_to_what_a_callback_came_to(
    bill: models.Bill, call_back: CallBack, log_facts: list[LogFacts]
) -> None:
    call_back(bill, amount=1)
    assert log_facts[-1] == (
        "PAYMENT_SURPLUS",
        {
            "outcome": "WRONG_AMOUNT",
            "payment": f"P-{bill.number}",
            "received": 1,
            "bill": bill.number,
            "amount": bill.amount,
        },
    )


def test_a_second_payment_is_kept_for_an_officer(
    bill: models.Bill, call_back: CallBack
) -> None:
    call_back(bill)
    assert call_back(bill, payment="second").outcome == Outcome.PAID_TWICE
    assert queries.unsettled(["DPM"])[0].reason == "PAID_TWICE"


def test_money_for_an_unknown_bill_is_seen_by_everybody(
    bill: models.Bill, call_back: CallBack
) -> None:
    for number in ("77777777C", "not a number", bill.number[::-1]):
        result = call_back(bill, payment=number, number=number)
        assert result.outcome == Outcome.UNKNOWN_BILL
        assert result.callback
        assert log_types(result.callback) == ["PAYMENT_SURPLUS"]
    assert len(queries.unsettled(["DUKCAPIL"])) == 3


def test_callbacks_are_never_edited(bill: models.Bill, call_back: CallBack) -> None:
    call_back(bill)
    with pytest.raises(DatabaseError):
        models.Callback.objects.update(outcome="REPEATED")


def test_keys_are_the_owners_alone_and_made_once(tmp_path: Any) -> None:
    assert keys.make(tmp_path, "demo")
    assert not keys.make(tmp_path, "demo")
    for name in (keys.PRIVATE, keys.PUBLIC):
        assert (tmp_path / name.format("demo")).stat().st_mode & 0o777 == 0o600


@pytest.mark.django_db(transaction=True)
def test_two_callbacks_at_once_settle_a_bill_once(bill: models.Bill) -> None:
    content = body(bill)
    outcomes: list[str] = []
    said: list[events.BillPaid] = []
    foundation_events.connect(events.BillPaid, said.append)
    start = threading.Barrier(4)

    def call() -> None:
        now = clock.now()
        start.wait()
        try:
            result = operations.receive(
                provider="demo",
                headers=demo.sign(content, now),
                body=content,
                by=actor_of("demo"),
                at=now,
            )
            outcomes.append(result.outcome)
        finally:
            connection.close()

    threads = [threading.Thread(target=call) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    foundation_events._handlers[events.BillPaid].remove(said.append)
    assert sorted(outcomes) == ["PAID", "REPEATED", "REPEATED", "REPEATED"]
    assert len(said) == 1
    assert log.Entry.objects.filter(subject=bill.case, type="PAID").count() == 1


def test_money_for_an_erased_case_is_still_kept(
    bill: models.Bill, call_back: CallBack, citizen: Actor, at: dt.datetime
) -> None:
    vault.erase(case=bill.case, by=citizen, at=at)
    assert call_back(bill).outcome == Outcome.PAID
