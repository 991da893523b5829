"""A verifiable random function: ECVRF-EDWARDS25519-SHA512-TAI of RFC 9381.

The holder of a key can compute one value `beta` for a message `alpha` and prove that it
is the one; nobody else can predict it, and the holder can't choose another.
"""

import hashlib
import hmac
from typing import NamedTuple

from . import edwards25519 as curve
from .edwards25519 import InvalidPoint, Point

KEY_SIZE = 32
PROOF_SIZE = 80
_SUITE = b"\x03"
_CHALLENGE_SIZE = 16


class InvalidProof(ValueError):
    """The proof doesn't show this key's value for this message."""


class _Secret(NamedTuple):
    scalar: int
    nonce_key: bytes
    public: bytes


def public_key(seed: bytes) -> bytes:
    """The 32 bytes of the public key of a 32-byte secret `seed`."""
    return _secret(seed).public


def prove(seed: bytes, alpha: bytes) -> bytes:
    """The proof, 80 bytes, of the key's value for `alpha`.

    Not in constant time: its duration depends on the secret. Run it only where nobody
    else can measure that; `programs.overseer` answers after a fixed time.

    Raises:
        ValueError: `seed` has another length than 32 bytes.
    """
    secret = _secret(seed)
    h = _encode_to_curve(secret.public, alpha)
    gamma = curve.multiply(secret.scalar, h)
    h_bytes = curve.encode(h)
    k = _scalar(hashlib.sha512(secret.nonce_key + h_bytes).digest())
    challenge = _challenge(
        secret.public,
        h_bytes,
        curve.encode(gamma),
        curve.encode(curve.multiply(k, curve.base())),
        curve.encode(curve.multiply(k, h)),
    )
    s = (k + int.from_bytes(challenge, "little") * secret.scalar) % curve.ORDER
    return curve.encode(gamma) + challenge + s.to_bytes(32, "little")


def verify(public: bytes, alpha: bytes, proof: bytes) -> bytes:
    """The 64-byte value `beta` that `proof` proves.

    Raises:
        InvalidProof: it doesn't, or the key is of small order.
    """
    try:
        y = curve.decode(public)
        gamma, challenge, s = _decode_proof(proof)
    except InvalidPoint as error:
        raise InvalidProof(str(error)) from None
    if curve.is_identity(curve.multiply(curve.COFACTOR, y)):
        raise InvalidProof("the key is of small order")
    h = _encode_to_curve(public, alpha)
    c = int.from_bytes(challenge, "little")
    u = _difference(s, curve.base(), c, y)
    v = _difference(s, h, c, gamma)
    expected = _challenge(
        public,
        curve.encode(h),
        curve.encode(gamma),
        curve.encode(u),
        curve.encode(v),
    )
    if not hmac.compare_digest(expected, challenge):
        raise InvalidProof("the proof is of another key or message")
    return _value(gamma)


def _secret(seed: bytes) -> _Secret:
    if len(seed) != KEY_SIZE:
        raise ValueError("a secret key has 32 bytes")
    digest = hashlib.sha512(seed).digest()
    scalar = int.from_bytes(digest[:32], "little")
    scalar &= (1 << 254) - 8
    scalar |= 1 << 254
    public = curve.encode(curve.multiply(scalar, curve.base()))
    return _Secret(scalar, digest[32:], public)


def _encode_to_curve(public: bytes, alpha: bytes) -> Point:
    """Try and increment (section 5.4.1.1); each try succeeds in half of all cases."""
    for counter in range(256):
        text = _SUITE + b"\x01" + public + alpha + bytes([counter]) + b"\x00"
        try:
            point = curve.decode(hashlib.sha512(text).digest()[:32])
        except InvalidPoint:
            continue
        point = curve.multiply(curve.COFACTOR, point)
        if not curve.is_identity(point):
            return point
    raise InvalidProof("no point for this message")  # probability 2**-256


def _challenge(*points: bytes) -> bytes:
    text = _SUITE + b"\x02" + b"".join(points) + b"\x00"
    return hashlib.sha512(text).digest()[:_CHALLENGE_SIZE]


def _decode_proof(proof: bytes) -> tuple[Point, bytes, int]:
    if len(proof) != PROOF_SIZE:
        raise InvalidProof("a proof has 80 bytes")
    s = int.from_bytes(proof[48:], "little")
    if s >= curve.ORDER:
        raise InvalidProof("the scalar is not canonical")
    return curve.decode(proof[:32]), proof[32:48], s


def _difference(s: int, a: Point, c: int, b: Point) -> Point:
    return curve.add(curve.multiply(s, a), curve.negative(curve.multiply(c, b)))


def _value(gamma: Point) -> bytes:
    point = curve.encode(curve.multiply(curve.COFACTOR, gamma))
    return hashlib.sha512(_SUITE + b"\x03" + point + b"\x00").digest()


def _scalar(digest: bytes) -> int:
    return int.from_bytes(digest, "little") % curve.ORDER
