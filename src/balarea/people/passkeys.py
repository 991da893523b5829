"""The two ceremonies of a passkey: making one, and signing in with it.

allauth keeps the challenge in the session and checks what the device answers. An answer
is JSON with CBOR in it, from anybody: its size and its depth are bounded here, and
whatever the libraries break on is a refusal.
"""

import json
import struct
from collections.abc import Mapping
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from django.core.exceptions import ValidationError
from fido2.webauthn import RegistrationResponse

from balarea.people import errors
from balarea.people.models import Account

# What the parsers of JSON, base64, CBOR and keys raise for an answer that is none. A
# fault of the database is not among them: it is not the device's.
_BROKEN = (
    *(ValidationError, ValueError, TypeError, LookupError, AttributeError),
    *(ArithmeticError, RecursionError, struct.error),
    *(InvalidSignature, UnsupportedAlgorithm),
)
MAX_CHARACTERS = 20_000
# Levels of JSON or CBOR. Devices need four; an attestation with certificates, five.
# What is kept is parsed again on other pages, so being read once is not enough.
MAX_DEPTH = 10


def options_to_make(account: Account) -> dict[str, Any]:
    """What the browser needs to make a passkey that signs in by itself."""
    options: dict[str, Any] = auth.begin_registration(account, passwordless=True)
    return options


def made(answer: str) -> dict[str, Any]:
    """The new passkey's public half, checked.

    Raises:
        errors.PasskeyFailed: wrong challenge or origin, no PIN or finger, or nonsense.
    """
    try:
        credential = _object(answer)
        _check_depth_of_cbor(auth.parse_registration_response(credential))
        binding = auth.complete_registration(credential)
    except _BROKEN:
        raise errors.PasskeyFailed from None
    if not binding.is_user_verified():
        raise errors.PasskeyFailed
    return credential


def options_to_sign_in() -> dict[str, Any]:
    """What the browser needs to offer the passkeys that it has for this house."""
    options: dict[str, Any] = auth.begin_authentication(user=None)
    return options


def signed_in(answer: str) -> tuple[Account, Authenticator]:
    """Whose passkey answered the challenge, and which one.

    Raises:
        errors.PasskeyFailed: unknown, forged or replayed.
    """
    try:
        credential = _object(answer)
        auth.parse_authentication_response(credential)
        account = auth.extract_user_from_response(credential)
        passkey = auth.complete_authentication(account, credential)
    except _BROKEN:
        raise errors.PasskeyFailed from None
    if not isinstance(account, Account) or not account.is_active:
        raise errors.PasskeyFailed
    return account, passkey


def _object(answer: str) -> dict[str, Any]:
    # Devices write base64 and plain names. What is escaped can be a NUL or half a
    # character, which no table keeps.
    if "\\" in answer:
        raise ValueError("a device escapes nothing")
    if len(answer) > MAX_CHARACTERS:
        raise ValueError("longer than a device's answer")
    found = json.loads(answer)
    if not isinstance(found, dict):
        raise TypeError("not an object")
    _check_depth(found)
    return found


def _check_depth_of_cbor(answer: RegistrationResponse) -> None:
    attestation = answer.response.attestation_object
    data = attestation.auth_data
    key = data.credential_data.public_key if data.credential_data else None
    for part in (attestation.att_stmt, data.extensions, key):
        _check_depth(part)


def _check_depth(value: object, most: int = MAX_DEPTH) -> None:
    if not isinstance(value, Mapping | list):
        return
    if not most:
        raise ValueError("nested deeper than a device's answer")
    inner = value.values() if isinstance(value, Mapping) else value
    for one in inner:
        _check_depth(one, most - 1)
