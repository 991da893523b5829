"""The two ceremonies of a passkey: making one, and signing in with it.

allauth keeps the challenge in the session and checks what the device answers.
"""

import json
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth
from django.core.exceptions import ValidationError

from balarea.people import errors
from balarea.people.models import Account

# What a made-up answer of a device can break on, deep in the libraries.
_BROKEN = (ValidationError, ValueError, TypeError, KeyError, AttributeError)


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
        auth.parse_registration_response(credential)
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
    found = json.loads(answer[:20_000])
    if not isinstance(found, dict):
        raise TypeError("not an object")
    return found
