"""Public rounds of random numbers that stand in for a silent overseer, and their proof.

The chain is quicknet of drand (scheme bls-unchained-g1-rfc9380): a round every three
seconds, signed by some twenty organisations together, so that none of them can choose
it. A round's only valid signature is a BLS signature on G1 of BLS12-381 over its
number; its random number is the SHA-256 of that signature.

A demonstration works offline by a chain of its own, `SIMULATED`: its rounds are signed
and verified alike, but its secret key stands here, so nothing in them is random.
"""

import datetime as dt
import functools
import hashlib
import math
from typing import Any, NamedTuple

SIGNATURE_SIZE = 48
# How long an overseer may stay silent before a public round stands in.
SILENCE = dt.timedelta(minutes=10)
# How long after its announcement the round is due that stands in.
ROUND_DELAY = dt.timedelta(minutes=5)
_GENESIS = 1_692_803_367  # Unix time of round 1 of quicknet
_PERIOD = 3  # seconds
_MAX_ROUND = 2**63
_DST = b"BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_"
# The generator of G2, in its compressed form.
_GENERATOR = bytes.fromhex(
    "93e02b6052719f607dacd3a088274f65596bd0d09920b61ab5da61bbdc7f5049"
    "334cf11213945d57e5ac7d055d042b7e024aa2b2f08f0a91260805272dc51051"
    "c6e47ad4fa403b02b4510b647ae3d1770bac0326a805bbefd48056c8c121bdb8"
)
_SIMULATED_SECRET = int.from_bytes(hashlib.sha256(b"balarea/simulated/v1").digest())


class Chain(NamedTuple):
    """Who signs rounds; `public_key` is a point of G2, compressed to 96 bytes."""

    name: str
    public_key: bytes


# How drand names the chain: a hash of its key, period and beginning.
QUICKNET_HASH = "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971"
QUICKNET = Chain(
    "quicknet",
    bytes.fromhex(
        "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c"
        "8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc22b0e17e63aaf4bcb"
        "5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a"
    ),
)
SIMULATED = Chain(
    "simulated",
    bytes.fromhex(
        "b288e898900de18fdd8879f841c7151b3cc75b3d64f126bb61890fed6567f8c7"
        "362ecbaa12689ff8cc94ead26ada45a305e82b90640e39bfe09529e7576e16c6"
        "f9e11d71eca0f56812bfd3b44b7d136e445584eba70db8bd410208964b6d750b"
    ),
)


class InvalidSignature(ValueError):
    """This is not the chain's signature of that round."""


class LibraryMissing(RuntimeError):
    """`pyblst`, which verifies the signatures of rounds, is not installed."""


def round_after(at: dt.datetime) -> int:
    """The first round whose number is made at this moment or later."""
    passed = at.timestamp() - _GENESIS
    return max(0, math.ceil(passed / _PERIOD)) + 1


def time_of(round_number: int) -> dt.datetime:
    """When a round's number is made."""
    seconds = _GENESIS + (round_number - 1) * _PERIOD
    return dt.datetime.fromtimestamp(seconds, dt.UTC)


def is_fixed_by(round_number: int, announced: int) -> bool:
    """Whether an announcement at this second of Unix time fixes this very round.

    The second is rounded down, so the moment itself can lie up to a second later.
    """
    moment = dt.datetime.fromtimestamp(announced, dt.UTC) + ROUND_DELAY
    later = moment + dt.timedelta(seconds=1)
    return round_after(moment) <= round_number <= round_after(later)


def verify(chain: Chain, round_number: int, signature: bytes) -> bytes:
    """The 32-byte random number of a round, which its signature proves.

    Raises:
        InvalidSignature: the signature is another round's, another chain's, or none.
        LibraryMissing: nothing could be verified.
    """
    bls = _library()
    if len(signature) != SIGNATURE_SIZE:
        raise InvalidSignature("a signature has 48 bytes")
    try:
        signed = bls.BlstP1Element.uncompress(signature)
    except ValueError as error:
        raise InvalidSignature(f"it is no point of the group: {error}") from None
    # e(signature, generator) = e(hash of the round, public key)
    left = bls.miller_loop(signed, bls.BlstP2Element.uncompress(_GENERATOR))
    key = bls.BlstP2Element.uncompress(chain.public_key)
    right = bls.miller_loop(_point(round_number), key)
    if not bls.final_verify(left, right):
        raise InvalidSignature(f"{chain.name} didn't sign it for this round")
    return hashlib.sha256(signature).digest()


def simulated_signature(round_number: int) -> bytes:
    """The signature of a round of `SIMULATED`, which anybody can make at any time.

    Raises:
        LibraryMissing: nothing can be signed.
    """
    return bytes(_point(round_number).scalar_mul(_SIMULATED_SECRET).compress())


def _point(round_number: int) -> Any:
    """The point of G1 that is signed for a round."""
    if not 0 < round_number < _MAX_ROUND:
        raise InvalidSignature("there is no such round")
    message = hashlib.sha256(round_number.to_bytes(8)).digest()
    return _library().BlstP1Element.hash_to_group(message, _DST)


@functools.cache
def _library() -> Any:
    """`pyblst`, imported at its first use: almost no process ever verifies a round."""
    try:
        import pyblst
    except ImportError as error:
        raise LibraryMissing("pyblst is not installed: pip install pyblst") from error
    return pyblst
