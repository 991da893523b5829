"""One-time codes: when they are sent, what a typed one comes to, and when they go."""

import datetime as dt
import logging
from typing import Any

import msgspec
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from balarea.foundation.errors import TooMany
from balarea.foundation.operation import SYSTEM
from balarea.people import addresses, errors, models, operations, rules
from balarea.people.operations import (
    codes,
    expiry,
)
from balarea.people.tests.conftest import (
    MAIL,
    PHONE,
    open_code,
)
from balarea.vault import errors as vault_errors
from balarea.vault import models as vault_models

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)


def request(
    at: dt.datetime,
    address: addresses.Address = MAIL,
    network: str = "10.0.0.1",
    device: str = "",
) -> models.ContactCode:
    return operations.request_code(
        address=address,
        purpose="SIGN_IN",
        network=network,
        device=device,
        language="id",
        by=SYSTEM,
        at=at,
    )


def prove(code: models.ContactCode, typed: str, at: dt.datetime) -> operations.Proof:
    return operations.prove(
        code=code.id, typed=typed, network="10.0.0.1", by=SYSTEM, at=at
    )


def digits_of(code: models.ContactCode, at: dt.datetime) -> str:
    return str(msgspec.json.decode(open_code(code, at))["code"])


def wrong(digits: str) -> str:
    """Six other digits."""
    return f"{(int(digits) + 1) % 10**6:06}"


@pytest.mark.parametrize(
    ("address", "has_cost", "is_counted"),
    [(PHONE, True, True), (PHONE, False, False), (MAIL, True, False)],
)
def test_only_codes_that_cost_something_are_counted_by_day(
    at: dt.datetime,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
    announced: list[object],
    address: addresses.Address,
    *,
    has_cost: bool,
    is_counted: bool,
) -> None:
    settings.BALAREA_PHONE_CODES_COST = has_cost
    monkeypatch.setattr(codes, "PER_MALL_A_DAY", 0)
    if is_counted:
        with pytest.raises(TooMany):
            request(at, address)
    else:
        request(at, address)


def test_the_limits_of_a_day_are_these() -> None:
    assert (codes.PER_PREFIX_A_DAY, codes.PER_MALL_A_DAY) == (200, 10_000)
    assert dt.timedelta(days=1) == codes.DAY


def test_browsers_that_signed_in_before_share_no_limit_of_their_network(
    at: dt.datetime, announced: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(codes, "PER_NETWORK", 1)
    for device in ("one", "two", ""):
        request(at, addresses.parse(f"{device or 'none'}@contoh.id"), device=device)
    with pytest.raises(TooMany):
        request(at, addresses.parse("another@contoh.id"))


def test_networks_are_counted_apart(
    at: dt.datetime, announced: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(codes, "PER_NETWORK", 1)
    request(at, addresses.parse("one@contoh.id"), "10.0.1.1")
    request(at, addresses.parse("two@contoh.id"), "10.0.2.1")
    with pytest.raises(TooMany):
        request(at, addresses.parse("three@contoh.id"), "10.0.2.1")


def test_codes_to_a_contact_are_counted_apart_for_each_browser_that_signed_in(
    at: dt.datetime, announced: list[object], settings: Any
) -> None:
    settings.BALAREA_CODES_PER_CONTACT = 1
    for n, device in enumerate(("one", "two", "")):
        request(at + n * MINUTE, device=device)
    for n, device in enumerate(("one", "two", "")):
        with pytest.raises(TooMany):
            request(at + (3 + n) * MINUTE, device=device)


def test_another_code_is_sent_after_a_whole_minute(
    at: dt.datetime, announced: list[object]
) -> None:
    request(at)
    with pytest.raises(errors.TooSoon):
        request(at + MINUTE - dt.timedelta(microseconds=1))
    assert request(at + MINUTE).sent_at == at + MINUTE


def test_a_code_runs_out_at_its_end(at: dt.datetime, announced: list[object]) -> None:
    code = request(at)
    digits = digits_of(code, at)
    assert prove(code, digits, code.expires_at).problem == "EXPIRED"
    last = code.expires_at - dt.timedelta(microseconds=1)
    assert prove(code, digits, last).contact is not None
    assert prove(code, digits, last).problem == "USED"


def test_a_wrong_code_says_how_many_tries_are_left(
    at: dt.datetime, announced: list[object]
) -> None:
    code = request(at)
    digits = digits_of(code, at)
    proofs = [prove(code, wrong(digits), at) for _ in range(rules.TRIES + 1)]
    left = [(one.problem, one.tries_left) for one in proofs]
    tries = range(rules.TRIES - 1, 0, -1)
    assert left == [*(("WRONG", n) for n in tries), ("SPENT", 0), ("SPENT", 0)]
    assert prove(code, digits, at).problem == "SPENT"


def test_guesses_are_limited_by_network_and_not_by_code(
    at: dt.datetime, announced: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(codes, "GUESSES_PER_NETWORK", 2)
    for contact in ("one@contoh.id", "two@contoh.id"):
        code = request(at, addresses.parse(contact))
        assert prove(code, wrong(digits_of(code, at)), at).problem == "WRONG"
    code = request(at, addresses.parse("three@contoh.id"))
    with pytest.raises(TooMany):
        prove(code, digits_of(code, at), at)


def test_text_without_a_code_costs_no_try(
    at: dt.datetime, announced: list[object]
) -> None:
    code = request(at)
    proof = prove(code, "no digits", at)
    assert (proof.problem, proof.tries_left) == ("UNREADABLE", rules.TRIES)
    code.refresh_from_db()
    assert (code.attempts, code.used_at) == (0, None)


def test_a_used_code_is_stored_with_its_time(
    at: dt.datetime, announced: list[object]
) -> None:
    code = request(at)
    prove(code, digits_of(code, at), at)
    code.refresh_from_db()
    assert (code.attempts, code.used_at) == (1, at)


def test_refuses_a_code_whose_row_names_the_seal_of_another_address(
    at: dt.datetime, announced: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    code = request(at)
    digits = digits_of(code, at)
    content = msgspec.json.encode({"address": PHONE.value, "code": digits})
    monkeypatch.setattr("balarea.vault.operations.open", lambda **_: content)
    with pytest.raises(vault_errors.Mismatch):
        prove(code, digits, at)


def test_expired_codes_are_counted_as_they_go(
    at: dt.datetime, announced: list[object]
) -> None:
    code = request(at)
    end = code.expires_at + expiry.RETENTION
    assert expiry.forget_codes(by=SYSTEM, at=end) == 0
    assert expiry.forget_codes(by=SYSTEM, at=end + MINUTE) == 1
    assert not models.ContactCode.objects.exists()
    assert vault_models.CaseKey.objects.get(case=code.id).wrapped is None


def test_two_jobs_that_forget_codes_do_not_wait_for_each_other(
    at: dt.datetime,
) -> None:
    with CaptureQueriesContext(connection) as captured:
        expiry.forget_codes(by=SYSTEM, at=at)
    locks = [one["sql"] for one in captured if "FOR UPDATE" in one["sql"]]
    assert locks
    assert all("SKIP LOCKED" in one for one in locks)


def test_expired_sessions_are_counted_as_they_go(at: dt.datetime) -> None:
    from django.contrib.sessions.models import Session

    for n, age in enumerate((-1, 1, 2)):
        Session.objects.create(session_key=f"s{n}", expire_date=at - age * MINUTE)
    assert expiry.forget_sessions(by=SYSTEM, at=at) == 2
    assert Session.objects.count() == 1


def test_half_of_a_day_s_codes_is_logged_before_all_of_them(
    at: dt.datetime,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    announced: list[object],
) -> None:
    settings.BALAREA_PHONE_CODES_COST = True
    monkeypatch.setattr(codes, "PER_MALL_A_DAY", 2)
    levels, words = [], []
    for n in range(2):
        caplog.clear()
        with caplog.at_level(logging.WARNING):
            request(at, addresses.parse(f"0812345{n}6789"), f"10.0.{n}.1")
        levels.append([record.levelname for record in caplog.records])
        words += [record.getMessage() for record in caplog.records]
    assert levels == [["WARNING"], ["ERROR"]]
    assert words[0].startswith("half of a day's codes")
    assert words[1].startswith("no more codes go to phones today")
    with pytest.raises(TooMany):
        request(at, addresses.parse("081234596789"), "10.0.9.1")
