"""The two ceremonies of a passkey: registration and authentication (WebAuthn).

allauth stores the challenge in the session and checks the device's answer. The answer
is untrusted JSON with CBOR in it: its size and depth are limited here, and whatever
the libraries raise becomes `errors.PasskeyFailed`.
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

# What the parsers of JSON, base64, CBOR and keys raise for a broken answer. Errors of
# the database are not among them, since the device doesn't cause them.
_BROKEN = (
    *(ValidationError, ValueError, TypeError, LookupError, AttributeError),
    *(ArithmeticError, RecursionError, struct.error),
    *(InvalidSignature, UnsupportedAlgorithm),
)
MAX_CHARACTERS = 20_000
# Levels of JSON or CBOR. Devices need four, an attestation with certificates five.
# Stored credentials are parsed again in deeper stacks, so parsing once proves nothing.
MAX_DEPTH = 10


def registration_options(account: Account) -> dict[str, Any]:
    """What the browser needs to create a passkey that needs no password."""
    options: dict[str, Any] = auth.begin_registration(account, passwordless=True)
    return options


def verify_registration(answer: str) -> dict[str, Any]:
    """The new passkey's credential with its public key, checked.

    Raises:
        errors.PasskeyFailed: wrong challenge or origin, no PIN or biometric, or broken.
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


def authentication_options() -> dict[str, Any]:
    """What the browser needs to offer its passkeys for this site."""
    options: dict[str, Any] = auth.begin_authentication(user=None)
    return options


def verify_authentication(answer: str) -> tuple[Account, Authenticator]:
    """The account whose passkey answered the challenge, and the passkey.

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
    # Devices send base64 and plain names. An escape can hide a NUL or half a
    # surrogate pair, which PostgreSQL can't store.
    if "\\" in answer:
        raise ValueError("a device escapes nothing")
    if len(answer) > MAX_CHARACTERS:
        raise ValueError("longer than a device's answer")
    credential = json.loads(answer)
    if not isinstance(credential, dict):
        raise TypeError("not an object")
    _check_depth(credential)
    return credential


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
