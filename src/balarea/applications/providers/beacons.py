"""Where the signatures of public random rounds come from (`transparency.draw.rounds`).

`drand` asks the public interface of quicknet; what it answers is verified before it
counts, so it doesn't matter who answered. `demo` signs rounds of the simulated chain by
itself and works offline; nothing in it is random.
"""

import json
import logging
import urllib.error
import urllib.request
from typing import Protocol

from django.conf import settings

from balarea.transparency.draw import rounds
from balarea.transparency.draw.rounds import Chain

log = logging.getLogger(__name__)
_TIMEOUT = 5  # seconds
_MAX_ANSWER = 4096  # bytes


class Beacon(Protocol):
    """A source of signed rounds of one chain; every call ends within seconds."""

    chain: Chain

    def answer(self, round_number: int) -> bytes | None:
        """What the source says of a round, unverified; None where it doesn't answer."""
        ...


class Drand:
    """quicknet, by its public HTTP interface."""

    chain = rounds.QUICKNET

    def answer(self, round_number: int) -> bytes | None:
        url = f"https://api.drand.sh/{rounds.QUICKNET_HASH}/public/{round_number}"
        try:
            with urllib.request.urlopen(url, timeout=_TIMEOUT) as response:
                return signature_in(response.read(_MAX_ANSWER))
        except OSError as error:
            log.warning("drand gave no round %d: %s", round_number, error)
            return None


class Demo:
    """Rounds for demonstrations and tests, which anybody can compute beforehand."""

    chain = rounds.SIMULATED

    def answer(self, round_number: int) -> bytes | None:
        return rounds.simulated_signature(round_number)


BEACONS: dict[str, Beacon] = {"drand": Drand(), "demo": Demo()}


def beacon() -> Beacon:
    """The one that this mall uses."""
    return BEACONS[settings.BALAREA_PUBLIC_BEACON]


def signature_of(round_number: int) -> bytes | None:
    """The verified signature of a round; None where there is none (yet)."""
    source = beacon()
    try:
        signature = source.answer(round_number)
        if signature is not None:
            rounds.verify(source.chain, round_number, signature)
    except (rounds.InvalidSignature, rounds.LibraryMissing) as error:
        # The error says all; where it was raised says nothing more.
        log.error("round %d of %s: %s", round_number, source.chain.name, error)  # noqa: TRY400
        return None
    return signature


def signature_in(answer: bytes) -> bytes | None:
    """The signature that an answer of drand contains; its other members don't count."""
    try:
        return bytes.fromhex(json.loads(answer)["signature"])
    except (ValueError, KeyError, TypeError, RecursionError):
        log.warning("drand answered something else")
        return None
