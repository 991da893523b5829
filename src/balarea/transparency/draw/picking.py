"""From proven random values to one officer: the beacon, and the weighted pick."""

import hashlib
from collections.abc import Iterator, Sequence
from typing import NamedTuple

_RANGE = 1 << 64  # of one try


class NobodyLeft(ValueError):
    """No candidate is left to pick from."""


class Candidate(NamedTuple):
    """An officer by pseudonym, and how often their name is in the hat (1 or more)."""

    pseudonym: str
    weight: int


def alpha(leaf_hash: bytes) -> bytes:
    """What overseers prove their value for: the leaf (its hash) that asks for a draw.

    It has a prefix, so that no other use of such a key could answer for it.
    """
    return b"balarea/draw/v1|" + leaf_hash


def beacon(first: bytes, second: bytes) -> bytes:
    """The 32-byte beacon of both overseers' values (64 bytes each), in their order."""
    return hashlib.sha256(b"balarea/beacon/v1|" + first + second).digest()


def public_beacon(round_number: int, randomness: bytes, leaf_hash: bytes) -> bytes:
    """The beacon of a public round, where an overseer stayed silent.

    Many draws may use one round; the leaf makes their beacons differ.
    """
    text = b"balarea/beacon/public/v1|" + round_number.to_bytes(8)
    return hashlib.sha256(text + randomness + leaf_hash).digest()


def pick(beacon_value: bytes, candidates: Sequence[Candidate]) -> str:
    """The pseudonym that the beacon picks; the order of `candidates` doesn't matter.

    Each has the chance weight / sum of weights exactly: numbers above the largest
    multiple of the sum are rejected and the next one is taken.

    Raises:
        NobodyLeft: there is no candidate.
        ValueError: a weight below 1, or a pseudonym that appears twice.
    """
    ordered = sorted(candidates)
    if not ordered:
        raise NobodyLeft("nobody is left to pick from")
    if any(one.weight < 1 for one in ordered):
        raise ValueError("a weight is at least 1")
    if len({one.pseudonym for one in ordered}) < len(ordered):
        raise ValueError("a pseudonym appears twice")
    total = sum(one.weight for one in ordered)
    limit = _RANGE - _RANGE % total
    ticket = next(number for number in _numbers(beacon_value) if number < limit)
    ticket %= total
    for one in ordered:
        if ticket < one.weight:
            return one.pseudonym
        ticket -= one.weight
    raise AssertionError("a ticket lies below the sum of weights")


def _numbers(beacon_value: bytes) -> Iterator[int]:
    """Numbers below 2**64, one after another, that the beacon fixes."""
    counter = 0
    while True:
        text = b"balarea/pick/v1|" + beacon_value + counter.to_bytes(4)
        yield int.from_bytes(hashlib.sha256(text).digest()[:8])
        counter += 1
