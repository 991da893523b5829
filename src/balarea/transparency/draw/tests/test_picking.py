"""The beacon and the pick: exact, fair, and the same for everybody who recomputes."""

import hashlib

import pytest

from balarea.transparency.draw import picking
from balarea.transparency.draw.picking import Candidate

THREE = [Candidate("a" * 32, 1), Candidate("b" * 32, 2), Candidate("c" * 32, 5)]


def _beacon(number: int) -> bytes:
    return hashlib.sha256(number.to_bytes(4)).digest()


def test_picks_the_same_whatever_the_order() -> None:
    for number in range(20):
        picked = picking.pick(_beacon(number), THREE)
        assert picking.pick(_beacon(number), THREE[::-1]) == picked


def test_picks_each_as_often_as_its_weight_says() -> None:
    counts = dict.fromkeys("abc", 0)
    for number in range(4000):
        counts[picking.pick(_beacon(number), THREE)[0]] += 1
    # Expected 500, 1000 and 2500; five standard deviations around them.
    assert 395 < counts["a"] < 605
    assert 863 < counts["b"] < 1137
    assert 2347 < counts["c"] < 2653


def test_takes_the_next_number_where_one_would_favour_somebody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    numbers = [2**64 - 1, 5]  # 2**64 % 3 == 1: the highest number is rejected
    monkeypatch.setattr(picking, "_numbers", lambda beacon: iter(numbers))
    even = [Candidate(letter * 32, 1) for letter in "abc"]
    assert picking.pick(b"", even) == "c" * 32


def test_differs_with_each_overseer_and_their_order() -> None:
    values = {picking.beacon(b"1", b"2"), picking.beacon(b"2", b"1")}
    assert len(values | {picking.beacon(b"1", b"3")}) == 3


def test_gives_draws_of_one_public_round_different_beacons() -> None:
    first = picking.public_beacon(7, b"r" * 32, b"1" * 32)
    assert first != picking.public_beacon(7, b"r" * 32, b"2" * 32)
    assert first != picking.public_beacon(8, b"r" * 32, b"1" * 32)


def test_refuses_nobody_a_missing_weight_and_a_second_entry() -> None:
    with pytest.raises(picking.NobodyLeft):
        picking.pick(b"", [])
    with pytest.raises(ValueError, match="at least 1"):
        picking.pick(b"", [Candidate("a" * 32, 0)])
    with pytest.raises(ValueError, match="twice"):
        picking.pick(b"", [Candidate("a" * 32, 1), Candidate("a" * 32, 2)])
