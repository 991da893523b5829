"""Time-based codes of authenticator apps (RFC 6238)."""

import base64
import datetime as dt
import hmac
import secrets

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.hotp import HOTP

DIGITS = 6
SECRET_BYTES = 20
STEP = 30  # seconds for which a code is shown
DRIFT = (-1, 0, 1)  # steps by which a phone's clock may differ


def new_secret() -> str:
    """A random secret for an app, in base32 as in its QR code."""
    return base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode()


def matching_counter(secret: str, digits: str, at: dt.datetime) -> int | None:
    """The time step whose code is `digits`, within the allowed drift."""
    now = int(at.timestamp()) // STEP
    match = None
    for counter in (now + drift for drift in DRIFT):
        if hmac.compare_digest(_code(secret, counter).encode(), digits.encode()):
            match = counter
    return match


def code_at(secret: str, at: dt.datetime) -> str:
    """The code that an app shows at `at`; for the accounts of a demonstration."""
    return _code(secret, int(at.timestamp()) // STEP)


def seconds_left(at: dt.datetime) -> int:
    """How many seconds longer the code of this moment is shown."""
    return STEP - int(at.timestamp()) % STEP


def _code(secret: str, counter: int) -> str:
    # Apps know SHA-1 only, which as HMAC is sound. The length was checked when the
    # secret was made; a shorter one of old must still be read.
    key = base64.b32decode(secret, casefold=True)
    hotp = HOTP(key, DIGITS, SHA1(), enforce_key_length=False)  # noqa: S303
    return hotp.generate(counter).decode()
