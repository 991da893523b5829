"""Time-based codes of authenticator apps (RFC 6238)."""

import datetime as dt
import hmac

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

STEP = 30  # seconds for which a code is shown
DRIFT = (-1, 0, 1)  # steps by which a phone's clock may differ


def matching_counter(secret: str, digits: str, at: dt.datetime) -> int | None:
    """The time step whose code is `digits`, within the allowed drift."""
    now = int(at.timestamp()) // STEP
    match = None
    for counter in (now + drift for drift in DRIFT):
        code = format_hotp_value(hotp_value(secret, counter))
        if hmac.compare_digest(code.encode(), digits.encode()):
            match = counter
    return match


def code_at(secret: str, at: dt.datetime) -> str:
    """The code that an app shows at `at`; for the accounts of a demonstration."""
    return str(format_hotp_value(hotp_value(secret, int(at.timestamp()) // STEP)))


def seconds_left(at: dt.datetime) -> int:
    """How many seconds longer the code of this moment is shown."""
    return STEP - int(at.timestamp()) % STEP
