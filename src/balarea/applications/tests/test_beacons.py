"""Rounds of the public beacon, by its own clock, and what its answers must be."""

import datetime as dt
import hashlib
import json

import pytest

from balarea.applications.providers import beacons

# As drand's own clients count (quicknet).
ROUND, MOMENT = 27_946_612, dt.datetime(2026, 4, 20, tzinfo=dt.UTC)


def test_counts_rounds_as_the_beacon_does() -> None:
    assert beacons.time_of(ROUND) == MOMENT
    assert beacons.round_after(MOMENT) == ROUND


@pytest.mark.parametrize("later", [0.000001, 0.5, 2.999999])
def test_takes_no_round_that_was_made_before(later: float) -> None:
    moment = MOMENT + dt.timedelta(seconds=later)
    number = beacons.round_after(moment)
    assert beacons.time_of(number - 1) < moment <= beacons.time_of(number)


def test_reads_the_number_from_the_signature_alone() -> None:
    signature = b"s" * 48
    content = {"round": 7, "signature": signature.hex(), "randomness": "00" * 32}
    answer = json.dumps(content).encode()
    assert beacons.randomness_of(answer, 7) == hashlib.sha256(signature).digest()
    assert beacons.randomness_of(answer, 8) is None


@pytest.mark.parametrize("answer", [b"", b"[]", b"{}", b'{"round":7,"signature":"00"}'])
def test_takes_no_other_answer(answer: bytes) -> None:
    assert beacons.randomness_of(answer, 7) is None
