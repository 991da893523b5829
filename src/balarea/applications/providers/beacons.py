"""Public random numbers that stand in where an overseer doesn't answer.

`drand` is quicknet of the League of Entropy: a number every three seconds, made by
some twenty organisations together, so that none of them can choose it. Its signature
is not verified here: anybody can compare the number, which is published with the draw.
`demo` computes its numbers from their round and works offline; nothing in it is random.
"""

import datetime as dt
import hashlib
import json
import logging
import math
import urllib.error
import urllib.request
from typing import Protocol

from django.conf import settings

log = logging.getLogger(__name__)
_QUICKNET = "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971"
_GENESIS = 1_692_803_367  # Unix time of round 1
_PERIOD = 3  # seconds
_TIMEOUT = 5  # seconds
_MAX_ANSWER = 4096  # bytes


def round_after(at: dt.datetime) -> int:
    """The first round whose number is made at this moment or later."""
    passed = at.timestamp() - _GENESIS
    return max(0, math.ceil(passed / _PERIOD)) + 1


def time_of(round_number: int) -> dt.datetime:
    """When a round's number is made."""
    seconds = _GENESIS + (round_number - 1) * _PERIOD
    return dt.datetime.fromtimestamp(seconds, dt.UTC)


class Beacon(Protocol):
    """A source of public random numbers; every call ends within seconds."""

    def randomness(self, round_number: int) -> bytes | None:
        """The 32 bytes of a round; None where it doesn't answer (yet)."""
        ...


class Drand:
    """quicknet, by its public HTTP interface."""

    def randomness(self, round_number: int) -> bytes | None:
        url = f"https://api.drand.sh/{_QUICKNET}/public/{round_number}"
        try:
            with urllib.request.urlopen(url, timeout=_TIMEOUT) as response:
                return randomness_of(response.read(_MAX_ANSWER), round_number)
        except OSError as error:
            log.warning("drand gave no round %d: %s", round_number, error)
            return None


def randomness_of(answer: bytes, round_number: int) -> bytes | None:
    """What an answer of drand says: the SHA-256 of the signature that it contains."""
    try:
        content = json.loads(answer)
        signature = bytes.fromhex(content["signature"])
        if content["round"] == round_number and len(signature) == 48:
            return hashlib.sha256(signature).digest()
    except (ValueError, KeyError, TypeError):
        pass
    log.warning("drand gave something else for round %d", round_number)
    return None


class Demo:
    """Numbers for demonstrations and tests, which anybody can compute beforehand."""

    def randomness(self, round_number: int) -> bytes | None:
        return hashlib.sha256(b"demo|" + round_number.to_bytes(8)).digest()


BEACONS: dict[str, Beacon] = {"drand": Drand(), "demo": Demo()}


def beacon() -> Beacon:
    """The one that this mall uses."""
    return BEACONS[settings.BALAREA_PUBLIC_BEACON]
