"""Codes to phones are limited by day, and logged before the limit is reached."""

import datetime as dt
import logging
from typing import Any

import pytest

from balarea.foundation.errors import TooMany
from balarea.foundation.operation import SYSTEM
from balarea.people import addresses, models, operations
from balarea.people.operations import codes

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_earnest(settings: Any) -> None:
    settings.BALAREA_PHONE_CODES_COST = True
    settings.BALAREA_CODES_PER_CONTACT = 5


def ask(contact: str, at: dt.datetime, n: int, device: str = "") -> None:
    operations.request_code(
        address=addresses.parse(contact),
        purpose="SIGN_IN",
        network=f"10.0.{n}.1",  # each from another network
        device=device,
        language="id",
        by=SYSTEM,
        at=at,
    )


def test_numbers_side_by_side_get_so_many_codes_a_day(
    at: dt.datetime, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(codes, "PER_PREFIX_A_DAY", 4)
    with caplog.at_level(logging.WARNING):
        for n in range(4):
            ask(f"08123456780{n}", at, n)
    assert [record.levelname for record in caplog.records] == ["WARNING", "ERROR"]
    with pytest.raises(TooMany):
        ask("081234567899", at, 8)
    ask("081334567899", at, 9)  # another prefix
    ask("081234567899", at + codes.DAY, 10)


def test_the_whole_mall_gets_so_many_codes_a_day(
    at: dt.datetime, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(codes, "PER_MALL_A_DAY", 4)
    with caplog.at_level(logging.WARNING):
        for n in range(4):
            ask(f"0812345{n}6789", at, n)
    assert caplog.records[-1].levelname == "ERROR"
    with pytest.raises(TooMany):
        ask("081394567899", at, 8)
    ask("ani@contoh.id", at, 9)  # mail costs nothing
    ask("081394567899", at, 10, device="device x")  # signed in there before
    assert models.ContactCode.objects.count() == 6
